"""Why a check could not be made, or came out no better than it did."""

from __future__ import annotations

from enum import StrEnum

from planner.words import N_, _


class Reason(StrEnum):
    """Why a check could not be made, or could at best warn. `reason_text` words it."""

    NO_TARGET = "no_target"
    NO_COURSE = "no_course"
    NO_STRETCH = "no_stretch"
    NO_CHORD = "no_chord"
    NO_GEOMETRY = "no_geometry"
    NO_NEEDLE = "no_needle"
    NO_LESION = "no_lesion"
    NOT_ACCEPTED = "not_accepted"
    INSTRUMENTED = "instrumented"
    UNKNOWN_DEVICE = "unknown_device"
    NO_ACTIVE_TIP = "no_active_tip"
    OUTSIDE_TABLE = "outside_table"
    HARDWARE_NOT_REVIEWED = "hardware_not_reviewed"
    METAL_NOT_IN_PLAN = "metal_not_in_plan"
    METAL_UNREADABLE = "metal_unreadable"
    METAL_HIDDEN = "metal_hidden"
    STRUCTURES_NOT_DRAWN = "structures_not_drawn"
    ROOT_NOT_DRAWN = "root_not_drawn"
    STRUCTURES_PROPOSED = "structures_proposed"
    NO_BORDER = "no_border"
    ACTIVE_TIP_OUT = "active_tip_out"
    NO_VOLUME = "no_volume"
    NOT_HU = "not_hu"
    NO_SKIN = "no_skin"
    NO_LANDMARKS = "no_landmarks"
    LANDMARKS_SWAPPED = "landmarks_swapped"
    LANDMARKS_NOT_CONFIRMED = "landmarks_not_confirmed"
    NEAR_MIDLINE = "near_midline"
    NO_BLOCK = "no_block"
    NO_RELIEF = "no_relief"
    BLOCK_IN_JOINT_ONLY = "block_in_joint_only"
    REPEAT_UNKNOWN = "repeat_unknown"
    PAIN_CHANGED = "pain_changed"
    X_RAYS_IN_PREGNANCY = "x_rays_in_pregnancy"
    ABLATION_WITHOUT_C_ARM = "ablation_without_c_arm"
    ULTRASOUND = "ultrasound"
    NARROWED_JOINT = "narrowed_joint"
    NARROWED_UNKNOWN = "narrowed_unknown"
    SPREADS_MEET = "spreads_meet"
    OUTSIDE_SCAN = "outside_scan"
    NO_IMAGES = "no_images"
    NO_VOLUMES = "no_volumes"
    UNKNOWN_DIGEST = "unknown_digest"
    UNKNOWN_PATIENT = "unknown_patient"
    PICTURES = "pictures"
    ESTIMATED_MM = "estimated_mm"
    NEEDS_CT = "needs_ct"
    SAME_FRAME = "same_frame"
    OTHER_PIXELS = "other_pixels"
    OTHER_SERIES = "other_series"
    OTHER_STUDY = "other_study"
    OTHER_PATIENT = "other_patient"


_TEXTS = {
    Reason.NO_TARGET: N_("The needle has no target: choose the nerve it is for."),
    Reason.NO_COURSE: N_("The course of the nerve is not marked: draw it or accept a proposal."),
    Reason.NO_STRETCH: N_("The stretch to treat lies beyond the end of the course: mark it again."),
    Reason.NO_CHORD: N_("The course of the nerve returns to where it began: draw it again."),
    Reason.NO_GEOMETRY: N_("The target has no position yet: mark it on the images."),
    Reason.NO_NEEDLE: N_("No electrode is planned for this nerve."),
    Reason.NO_LESION: N_("No lesion is planned: give temperature and time."),
    Reason.NOT_ACCEPTED: N_("The course of the nerve is a proposal that nobody has accepted."),
    Reason.INSTRUMENTED: N_(
        "A screw stands in this vertebra where the groove of the nerve was: the course is unsure there, and"
        " the nerve may be gone."
    ),
    Reason.UNKNOWN_DEVICE: N_("The needle {detail} is not in the catalogue: choose another."),
    Reason.NO_ACTIVE_TIP: N_("The needle {detail} has no active tip: choose an electrode."),
    Reason.OUTSIDE_TABLE: N_("Temperature, time or gauge lie outside the table of lesion sizes."),
    Reason.HARDWARE_NOT_REVIEWED: N_(
        "Nobody has said whether there is hardware: mark it, or say there is none."
    ),
    Reason.METAL_NOT_IN_PLAN: N_(
        "The images show metal near this needle that the plan does not have: mark it, or find it in the CT."
    ),
    Reason.METAL_UNREADABLE: N_(
        "The streaks of the metal near this needle are as bright as the metal itself: where its surface lies"
        " cannot be told."
    ),
    Reason.METAL_HIDDEN: N_(
        "The images are cut off at {detail} HU: metal looks like bone in them, and where it lies cannot be"
        " told."
    ),
    Reason.STRUCTURES_NOT_DRAWN: N_(
        "The roots and the canal near this needle are not drawn: have them proposed in the step Targets."
    ),
    Reason.ROOT_NOT_DRAWN: N_(
        "The root in the foramen above {detail} is not drawn: it may lie nearer than what is drawn."
    ),
    Reason.STRUCTURES_PROPOSED: N_(
        "The roots here are proposed from the template: look at them and accept them."
    ),
    Reason.NO_BORDER: N_(
        "Where the foramen lies in front of the tip is not known: mark both pedicles and the endplate of"
        " {detail}."
    ),
    Reason.ACTIVE_TIP_OUT: N_("Part of the active tip lies outside of the skin."),
    Reason.NO_VOLUME: N_("No images are open."),
    Reason.NOT_HU: N_("A C-arm made this volume: skin, bone and metal cannot be told by its grey values."),
    Reason.NO_SKIN: N_(
        "No skin was found along this needle: the scan ends before it, or the tip lies in air."
    ),
    Reason.NO_LANDMARKS: N_(
        "The midline is not known here: mark both pedicles or the endplate of {detail} or a neighbour."
    ),
    Reason.LANDMARKS_SWAPPED: N_("The left and the right pedicle are marked the wrong way round."),
    Reason.LANDMARKS_NOT_CONFIRMED: N_(
        "The landmarks of {detail} were found by the program and nobody has confirmed them: do so in the step"
        " Levels."
    ),
    Reason.NEAR_MIDLINE: N_("So near to the midline that the side cannot be told for certain."),
    Reason.NO_BLOCK: N_("No positive block is recorded for this joint."),
    Reason.NO_RELIEF: N_("A block is recorded for this joint, but not what it relieved."),
    Reason.BLOCK_IN_JOINT_ONLY: N_(
        "Only an injection into the joint is recorded: it foretells an ablation less well than a block of the"
        " nerves."
    ),
    Reason.REPEAT_UNKNOWN: N_("How much the last ablation relieved, and for how long, is not recorded."),
    Reason.PAIN_CHANGED: N_(
        "The pain is described otherwise than before, or this is in doubt: a new block would tell."
    ),
    Reason.X_RAYS_IN_PREGNANCY: N_("Pregnancy is answered with yes, and the needle is watched with X-rays."),
    Reason.ABLATION_WITHOUT_C_ARM: N_("The consensus guides an ablation by C-arm: the sheet has its angles."),
    Reason.ULTRASOUND: N_("The consensus names ultrasound where X-rays are to be avoided or missing."),
    Reason.NARROWED_JOINT: N_("The joint space of {detail} is narrowed: the consensus then prefers CT."),
    Reason.NARROWED_UNKNOWN: N_("Whether the joint space of {detail} is narrowed is not answered."),
    Reason.SPREADS_MEET: N_(
        "By the spread that the source gives, the drug at {detail} meets: the block tells less which nerve it"
        " was."
    ),
    Reason.OUTSIDE_SCAN: N_("Part of this needle lies outside of the images: nothing is known there."),
    Reason.NO_IMAGES: N_("No images are open to compare the plan with."),
    Reason.NO_VOLUMES: N_("Volumes of drug and contrast are not given."),
    Reason.UNKNOWN_DIGEST: N_("The plan does not say which pixels it was made on."),
    Reason.UNKNOWN_PATIENT: N_("The plan or the images do not say whose they are."),
    Reason.PICTURES: N_(
        "The plan was made on pictures of a C-arm of this patient and study; the pictures themselves are not"
        " compared."
    ),
    Reason.ESTIMATED_MM: N_(
        "These mm are estimates, from pictures and distances of a C-arm: they are never good enough to pass."
    ),
    Reason.NEEDS_CT: N_("The plan was made on pictures of a C-arm: this needs a CT."),
    Reason.SAME_FRAME: N_("The plan was made on another series of the same scan: check every position."),
    Reason.OTHER_PIXELS: N_("The images have the plan's series number but other pixels: the plan is stale."),
    Reason.OTHER_SERIES: N_("The plan was made on another series of this patient: the plan is stale."),
    Reason.OTHER_STUDY: N_("The plan was made on another examination of this patient: the plan is stale."),
    Reason.OTHER_PATIENT: N_("The plan belongs to another patient than the images."),
}


def reason_text(reason: Reason, detail: str = "") -> str:
    """Return a reason in a sentence; `detail` is what it is about, where the sentence names it."""
    return _(_TEXTS[reason]).format(detail=detail)
