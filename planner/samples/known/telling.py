"""The truth of a case, told from what is known of its person, implants and images."""

from __future__ import annotations

from itertools import pairwise

from planner.anatomy.spine import Side
from planner.geometry.vectors import Point, Vector
from planner.plan.identity import Images, Patient
from planner.plan.parts import Landmarks
from planner.samples.implants.values import Cage, Cement, CrossLink, Implants, Lobe, Rod, Screw
from planner.samples.known.known import Known, SkinBehind
from planner.samples.known.truth import (
    TrueAcquisition,
    TrueCage,
    TrueCement,
    TrueCrossLink,
    TrueDisc,
    TrueForamen,
    TrueJoint,
    TrueLevel,
    TrueLobe,
    TrueNerve,
    TrueOsteophyte,
    TruePedicle,
    TruePerson,
    TrueRod,
    TrueRoot,
    TrueScrew,
    TrueSkin,
    Truth,
)
from planner.samples.known.values import JointSpace
from planner.samples.person.traits import PersonTraits
from planner.samples.rounding import rounded_point
from planner.samples.skeleton.bones import VertebraBone
from planner.samples.skeleton.spine import lower_endplate


def truth_of(
    case: str,
    patient: Patient,
    images: Images,
    known: Known,
    implants: Implants,
    skin_behind: SkinBehind,
    acquisition: TrueAcquisition,
) -> Truth:
    """Return the truth of a case."""
    bones = [bone for bone in known.skeleton.vertebrae.values() if bone.traits.level is not None]
    return Truth(
        case=case,
        seed=known.person.seed,
        patient=patient,
        images=images,
        person=_person(known.person),
        levels=tuple(_level(known, bone) for bone in bones),
        discs=_discs(known),
        nerves=_nerves(known),
        joints=tuple(_joint(known, joint) for joint in known.joints),
        foramina=tuple(
            TrueForamen(
                level=f.upper,
                side=f.side,
                centre_mm=f.centre,
                border_mm=f.border,
                posterior_border_mm=f.posterior_border,
            )
            for f in known.foramina
        ),
        roots=tuple(
            TrueRoot(level=r.level, side=r.side, path_mm=r.path, radius_mm=r.radius_mm, radii_mm=r.radii_mm)
            for r in known.roots
        ),
        screws=tuple(map(_screw, implants.screws)),
        rods=tuple(map(_rod, implants.rods)),
        cross_links=tuple(map(_cross_link, implants.cross_links)),
        cements=tuple(map(_cement, implants.cements)),
        cages=tuple(map(_cage, implants.cages)),
        skin=tuple(_skin(known, joint, skin_behind) for joint in known.joints),
        noise_hu=acquisition.noise_hu,
        clipped_above_hu=acquisition.clipped_above_hu,
        acquisition=acquisition,
    )


def rounded(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return points to 0.01 mm."""
    return tuple(map(rounded_point, points))


def landmarks(bone: VertebraBone) -> Landmarks:
    """Return the landmarks of a vertebra, to 0.01 mm."""
    left, right = (
        rounded_point(bone.to_patient(bone.traits.arches[side].pedicle)) for side in (Side.LEFT, Side.RIGHT)
    )
    return Landmarks(left_pedicle=left, right_pedicle=right, endplate=rounded_point(bone.frame.origin))


def joint_name(known: Known, joint: JointSpace) -> str:
    """Return the name of a joint, as "L4-L5"."""
    names = list(known.skeleton.vertebrae)
    return f"{names[names.index(joint.lower) - 1]}-{joint.lower}"


def _unit(vector: Vector) -> Vector:
    return Vector(*(round(part, 6) + 0.0 for part in vector))


def _person(person: PersonTraits) -> TruePerson:
    return TruePerson(
        seed=person.seed,
        sex=person.sex,
        age=person.age,
        transitional=person.spine.transitional,
        sacral_slope_deg=person.spine.sacral_slope_deg,
        cortex=person.cortex,
        back_fat_mm=person.back_fat_mm,
        belly=person.belly,
        muscle=person.muscle,
        infiltration=person.infiltration,
        plaque=person.plaque,
    )


def _level(known: Known, bone: VertebraBone) -> TrueLevel:
    traits, level = bone.traits, bone.traits.level
    assert level is not None
    canal = next(c for c in known.canals if c.name == bone.name)
    plate = lower_endplate(bone.frame, traits.body).origin
    return TrueLevel(
        level=level,
        left=_unit(bone.frame.left),
        posterior=_unit(bone.frame.posterior),
        superior=_unit(bone.frame.superior),
        landmarks_mm=landmarks(bone),
        inferior_endplate_mm=rounded_point(plate),
        body_centre_mm=rounded_point(bone.frame.origin.towards(plate, 0.5)),
        cancellous_hu=known.person.cancellous_hu,
        pedicles=tuple(_pedicle(bone, side) for side in Side),
        canal_centre_mm=canal.centre,
        canal_width_mm=traits.canal_width_mm,
        canal_depth_mm=traits.canal_depth_mm,
        osteophytes=tuple(
            TrueOsteophyte(upper=o.upper, angle_deg=o.angle_deg, length_mm=o.length_mm)
            for o in traits.body.osteophytes
        ),
    )


def _pedicle(bone: VertebraBone, side: Side) -> TruePedicle:
    arch = bone.traits.arches[side]
    return TruePedicle(
        side=side,
        centre_mm=rounded_point(bone.to_patient(arch.pedicle)),
        width_mm=arch.pedicle_width_mm,
        height_mm=arch.pedicle_height_mm,
        angle_deg=arch.pedicle_angle_deg,
    )


def _discs(known: Known) -> tuple[TrueDisc, ...]:
    bones = list(known.skeleton.vertebrae.values())
    found = []
    for (upper, lower), disc in zip(pairwise(bones), known.person.spine.discs, strict=True):
        plate = lower_endplate(upper.frame, upper.traits.body).origin
        found.append(
            TrueDisc(
                upper=upper.name,
                lower=lower.name,
                centre_mm=rounded_point(plate.towards(lower.frame.origin, 0.5)),
                front_mm=disc.front_mm,
                back_mm=disc.back_mm,
                vacuum=disc.vacuum,
            )
        )
    return tuple(found)


def _nerves(known: Known) -> tuple[TrueNerve, ...]:
    return tuple(
        TrueNerve(
            nerve=b.nerve,
            bone=b.bone,
            side=b.side,
            course_mm=b.course.points,
            middle_mm=b.middle_mm,
            groove_mm=b.groove.points,
            diameter_mm=b.diameter_mm,
            aberrant=b.aberrant,
            displaced=b.displaced,
        )
        for b in known.branches
    )


def _joint(known: Known, joint: JointSpace) -> TrueJoint:
    return TrueJoint(
        joint=joint_name(known, joint),
        side=joint.side,
        centre_mm=joint.centre,
        within_mm=joint.within,
        opening_mm=joint.opening,
        outward=_unit(joint.outward),
        plane_to_sagittal_deg=joint.plane_to_sagittal_deg,
        gap_mm=joint.gap_mm,
        face_radius_mm=joint.face_radius_mm,
        degeneration=joint.degeneration,
    )


def _screw(screw: Screw) -> TrueScrew:
    return TrueScrew(
        level=screw.level,
        side=screw.side,
        entry_mm=rounded_point(screw.entry),
        shoulder_mm=rounded_point(screw.shoulder),
        tip_mm=rounded_point(screw.tip),
        head_mm=(rounded_point(screw.head[0]), rounded_point(screw.head[1])),
        rod_mm=rounded_point(screw.rod),
        diameter_mm=screw.diameter_mm,
        length_mm=screw.length_mm,
        head_diameter_mm=screw.head_diameter_mm,
        material=screw.material,
        misplaced=screw.misplaced,
    )


def _rod(rod: Rod) -> TrueRod:
    path = rounded(rod.path)
    return TrueRod(
        side=rod.side,
        from_mm=path[0],
        to_mm=path[-1],
        path_mm=path,
        diameter_mm=rod.diameter_mm,
        material=rod.material,
    )


def _cross_link(link: CrossLink) -> TrueCrossLink:
    return TrueCrossLink(
        from_mm=rounded_point(link.bar[0]),
        to_mm=rounded_point(link.bar[1]),
        clamps_mm=(rounded_point(link.clamps[0]), rounded_point(link.clamps[1])),
        diameter_mm=link.diameter_mm,
        clamp_diameter_mm=link.clamp_mm,
        material=link.material,
    )


def _lobes(lobes: tuple[Lobe, ...]) -> tuple[TrueLobe, ...]:
    return tuple(TrueLobe(centre_mm=rounded_point(b.centre), radius_mm=round(b.radius_mm, 2)) for b in lobes)


def _cement(cement: Cement) -> TrueCement:
    return TrueCement(
        level=cement.level, lobes=_lobes(cement.lobes), leak=_lobes(cement.leak), hu=float(cement.hu)
    )


def _cage(cage: Cage) -> TrueCage:
    return TrueCage(
        upper=cage.upper,
        lower=cage.lower,
        centre_mm=rounded_point(cage.frame.origin),
        left=_unit(cage.frame.left),
        posterior=_unit(cage.frame.posterior),
        superior=_unit(cage.frame.superior),
        size_mm=(float(cage.size_mm[0]), float(cage.size_mm[1]), float(cage.size_mm[2])),
        material=cage.material,
    )


def _skin(known: Known, joint: JointSpace, skin_behind: SkinBehind) -> TrueSkin:
    skin = skin_behind(joint.centre)
    return TrueSkin(
        joint=joint_name(known, joint),
        side=joint.side,
        skin_mm=rounded_point(skin),
        depth_mm=round(skin.distance_to(joint.centre), 1),
    )
