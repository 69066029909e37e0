"""Results of checks: what was measured, against which rule, with which outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.geometry.vectors import Point
from planner.guideline.rules import Limit, Rule
from planner.words import N_


class Outcome(StrEnum):
    """How an assessed check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Reason(StrEnum):
    """Why a check could not be made, or could at best warn. The texts stand in `REASONS`."""

    NO_TARGET = "no_target"
    NO_COURSE = "no_course"
    NO_STRETCH = "no_stretch"
    NO_CHORD = "no_chord"
    NO_GEOMETRY = "no_geometry"
    NO_NEEDLE = "no_needle"
    NO_LESION = "no_lesion"
    NOT_ACCEPTED = "not_accepted"
    UNKNOWN_DEVICE = "unknown_device"
    NO_ACTIVE_TIP = "no_active_tip"
    OUTSIDE_TABLE = "outside_table"
    HARDWARE_NOT_REVIEWED = "hardware_not_reviewed"
    NO_VOLUME = "no_volume"
    NO_SKIN = "no_skin"
    NO_LANDMARKS = "no_landmarks"
    LANDMARKS_SWAPPED = "landmarks_swapped"
    NEAR_MIDLINE = "near_midline"
    NO_IMAGES = "no_images"
    NO_VOLUMES = "no_volumes"
    UNKNOWN_DIGEST = "unknown_digest"
    UNKNOWN_PATIENT = "unknown_patient"
    SAME_FRAME = "same_frame"
    OTHER_PIXELS = "other_pixels"
    OTHER_SERIES = "other_series"
    OTHER_STUDY = "other_study"
    OTHER_PATIENT = "other_patient"


REASONS = {
    Reason.NO_TARGET: N_("The needle has no target: choose the nerve it is for."),
    Reason.NO_COURSE: N_("The course of the nerve is not marked: draw it or accept a proposal."),
    Reason.NO_STRETCH: N_("The stretch to treat lies beyond the end of the course: mark it again."),
    Reason.NO_CHORD: N_("The course of the nerve returns to where it began: draw it again."),
    Reason.NO_GEOMETRY: N_("The target has no position yet: mark it on the images."),
    Reason.NO_NEEDLE: N_("No electrode is planned for this nerve."),
    Reason.NO_LESION: N_("No lesion is planned: give temperature and time."),
    Reason.NOT_ACCEPTED: N_("The course of the nerve is a proposal that nobody has accepted."),
    Reason.UNKNOWN_DEVICE: N_("The needle {detail} is not in the catalogue: choose another."),
    Reason.NO_ACTIVE_TIP: N_("The needle {detail} has no active tip: choose an electrode."),
    Reason.OUTSIDE_TABLE: N_("Temperature, time or gauge lie outside the table of lesion sizes."),
    Reason.HARDWARE_NOT_REVIEWED: N_(
        "Nobody has said whether there is hardware: mark it, or say there is none."
    ),
    Reason.NO_VOLUME: N_("No images are open."),
    Reason.NO_SKIN: N_(
        "No skin was found along this needle: the scan ends before it, or the tip lies in air."
    ),
    Reason.NO_LANDMARKS: N_(
        "The midline is not known here: mark both pedicles or the endplate of {detail} or a neighbour."
    ),
    Reason.LANDMARKS_SWAPPED: N_("The left and the right pedicle are marked the wrong way round."),
    Reason.NEAR_MIDLINE: N_("So near to the midline that the side cannot be told for certain."),
    Reason.NO_IMAGES: N_("No images are open to compare the plan with."),
    Reason.NO_VOLUMES: N_("Volumes of drug and contrast are not given."),
    Reason.UNKNOWN_DIGEST: N_("The plan does not say which pixels it was made on."),
    Reason.UNKNOWN_PATIENT: N_("The plan or the images do not say whose they are."),
    Reason.SAME_FRAME: N_("The plan was made on another series of the same scan: check every position."),
    Reason.OTHER_PIXELS: N_("The images have the plan's series number but other pixels: the plan is stale."),
    Reason.OTHER_SERIES: N_("The plan was made on another series of this patient: the plan is stale."),
    Reason.OTHER_STUDY: N_("The plan was made on another examination of this patient: the plan is stale."),
    Reason.OTHER_PATIENT: N_("The plan belongs to another patient than the images."),
}
"""Each reason in words, to be translated where it is shown; ``{detail}`` is the result's `detail`."""

Value = float | str
Values = tuple[tuple[str, Value], ...]
"""Names with their values, in a fixed order. A name ends in the unit of its number."""


@dataclass(frozen=True)
class Assessed:
    """A check that was made.

    Attributes
    ----------
    check
        The check's name ("alignment").
    subject
        The id of the needle or target; a level ("L4"); "plan" for the whole plan.
    measured
        What was measured, unrounded, by the names of the plan file's documentation.
    witness
        The pair of points that a distance was measured between, or the ends of the segment that an angle was
        measured on; None where there is nothing to draw.
    envelope
        The size of the lesion model used, in mm.
    reason
        Why the outcome is not better than it is, where the numbers alone do not say.
    """

    check: str
    subject: str
    outcome: Outcome
    measured: Values
    rule: Rule
    witness: tuple[Point, Point] | None = None
    envelope: Values = ()
    reason: Reason | None = None
    detail: str = ""

    @property
    def limits(self) -> dict[str, Limit]:
        """The limits it was judged by, "warn" and "fail" where there are such."""
        return self.rule.limits

    def number(self, name: str) -> float | None:
        """Return a measured number; None where it was not measured."""
        value = next((v for n, v in self.measured if n == name), None)
        return value if isinstance(value, float) else None

    def word(self, name: str) -> str:
        """Return a measured name, such as that of the nearest hardware; empty where there is none."""
        value = next((v for n, v in self.measured if n == name), None)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class NotAssessed:
    """A check that applies but could not be made. It is never a pass."""

    check: str
    subject: str
    reason: Reason
    rule: Rule
    detail: str = ""


Result = Assessed | NotAssessed

_SEVERITY = {Outcome.FAIL: 0, Outcome.WARN: 2, Outcome.OK: 3}


def severity(result: Result) -> int:
    """Return the place of a result in a list, worst first: 0 fail, 1 not assessed, 2 warn, 3 ok."""
    return 1 if isinstance(result, NotAssessed) else _SEVERITY[result.outcome]


def nothing_fails(results: tuple[Result, ...]) -> bool:
    """Say whether every result was assessed and none fails; warnings are allowed."""
    return all(isinstance(r, Assessed) and r.outcome is not Outcome.FAIL for r in results)


def judged(rule: Rule, value: float) -> Outcome:
    """Return the outcome of a value under a rule's limits."""
    for outcome in (Outcome.FAIL, Outcome.WARN):
        limit = rule.limits.get(outcome.value)
        if limit is not None and limit.broken_by(value):
            return outcome
    return Outcome.OK


def at_best_warn(outcome: Outcome) -> Outcome:
    """Return the outcome, with ok turned into warn."""
    return Outcome.WARN if outcome is Outcome.OK else outcome
