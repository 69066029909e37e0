"""What the model knows of a case, in LPS mm: levels, nerves, joints, roots, metal, skin."""

from __future__ import annotations

import msgspec

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point, Vector
from planner.plan.identity import Images, Patient
from planner.plan.parts import Landmarks
from planner.samples.cases import Case
from planner.samples.hardware import (
    HEAD_DIAMETER_MM,
    ROD_DIAMETER_MM,
    SCREW_DIAMETER_MM,
    SCREW_LENGTH_MM,
)
from planner.samples.joint import FACE_RADIUS_MM, FacetJoint
from planner.samples.nerves import MedialBranchCourse, RootCourse
from planner.samples.numbers import on_side
from planner.samples.spine import Bone

NERVE_DIAMETER_MM = 1.2
DORSAL_EDGE_MM, WITHIN_MM = 9.5, 3.0
"""Along the joint space, backwards from its centre: its dorsal edge, and where a needle in it would lie."""


class TrueLevel(msgspec.Struct, frozen=True, kw_only=True):
    """A vertebra: its frame (unit vectors at the centre of the superior endplate) and its landmarks."""

    level: Level
    left: Vector
    posterior: Vector
    superior: Vector
    landmarks_mm: Landmarks
    inferior_endplate_mm: Point
    body_centre_mm: Point
    cancellous_hu: float


class TrueNerve(msgspec.Struct, frozen=True, kw_only=True):
    """A medial branch; `middle_mm` bounds the middle two quarters of the articular process on its course."""

    nerve: Level
    bone: Level
    side: Side
    course_mm: tuple[Point, ...]
    middle_mm: tuple[float, float]
    diameter_mm: float = NERVE_DIAMETER_MM


class TrueJoint(msgspec.Struct, frozen=True, kw_only=True):
    """A facet joint: `outward` is the unit vector from the inferior process to the superior at the centre."""

    joint: str
    side: Side
    centre_mm: Point
    within_mm: Point
    opening_mm: tuple[Point, Point]
    outward: Vector
    plane_to_sagittal_deg: float
    gap_mm: float
    face_radius_mm: float = FACE_RADIUS_MM


class TrueRoot(msgspec.Struct, frozen=True, kw_only=True):
    """A root from the sac through the foramen below its pedicle."""

    level: Level
    side: Side
    path_mm: tuple[Point, ...]
    radius_mm: float


class TrueScrew(msgspec.Struct, frozen=True, kw_only=True):
    """A pedicle screw from where it enters the bone to its tip, and the axis of its head."""

    level: Level
    side: Side
    entry_mm: Point
    tip_mm: Point
    head_mm: tuple[Point, Point]
    diameter_mm: float = SCREW_DIAMETER_MM
    length_mm: float = SCREW_LENGTH_MM
    head_diameter_mm: float = HEAD_DIAMETER_MM


class TrueRod(msgspec.Struct, frozen=True, kw_only=True):
    """A rod from end to end."""

    side: Side
    from_mm: Point
    to_mm: Point
    diameter_mm: float = ROD_DIAMETER_MM


class TrueSkin(msgspec.Struct, frozen=True, kw_only=True):
    """The skin straight behind a facet joint."""

    joint: str
    side: Side
    skin_mm: Point
    depth_mm: float


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """The whole truth of a case, as ``truth.json`` holds it. Positions are LPS mm."""

    format: str = "facet-sample-truth"
    version: int = 1
    case: str
    seed: int
    note: str = "Synthetic images made from a model; no patient is in them."
    patient: Patient
    images: Images
    levels: tuple[TrueLevel, ...]
    nerves: tuple[TrueNerve, ...]
    joints: tuple[TrueJoint, ...]
    roots: tuple[TrueRoot, ...]
    screws: tuple[TrueScrew, ...]
    rods: tuple[TrueRod, ...]
    skin: tuple[TrueSkin, ...]
    noise_hu: float
    clipped_above_hu: int


def truth_of(
    case: Case, images: Images, branches: tuple[MedialBranchCourse, ...], roots: tuple[RootCourse, ...]
) -> Truth:
    """Return the truth of a case."""
    pairs = [(joint, case.spine.bones[joint.lower]) for joint in case.spine.joints.values()]
    implants = case.implants
    return Truth(
        case=case.name,
        seed=case.seed,
        patient=case.patient,
        images=images,
        levels=tuple(_level(case, bone) for bone in case.spine.bones.values()),
        nerves=tuple(
            TrueNerve(
                nerve=b.nerve, bone=b.bone, side=b.side, course_mm=b.course.points, middle_mm=b.middle_mm
            )
            for b in branches
        ),
        joints=tuple(_joint(joint, bone) for joint, bone in pairs),
        roots=tuple(
            TrueRoot(level=r.level, side=r.side, path_mm=rounded(r.path), radius_mm=r.radius_mm)
            for r in roots
        ),
        screws=tuple(
            TrueScrew(
                level=s.level,
                side=s.side,
                entry_mm=rounded_point(s.entry),
                tip_mm=rounded_point(s.tip),
                head_mm=(rounded_point(s.head[0]), rounded_point(s.head[1])),
            )
            for s in implants.screws
        ),
        rods=tuple(
            TrueRod(side=r.side, from_mm=rounded_point(r.start), to_mm=rounded_point(r.end))
            for r in implants.rods
        ),
        skin=tuple(_skin(case, joint, bone) for joint, bone in pairs),
        noise_hu=case.scanner.noise_hu,
        clipped_above_hu=case.scanner.clip_hu[1],
    )


def encode_truth(truth: Truth) -> bytes:
    """Return the bytes of ``truth.json``: UTF-8 JSON, keys sorted, indented."""
    return msgspec.json.format(msgspec.json.encode(truth, order="deterministic"), indent=1) + b"\n"


def read_truth(content: bytes) -> Truth:
    """Return the truth in the bytes of a ``truth.json``."""
    return msgspec.json.decode(content, type=Truth)


def rounded_point(point: Point) -> Point:
    """Return a point to 0.01 mm."""
    return Point(round(point.x, 2) + 0.0, round(point.y, 2) + 0.0, round(point.z, 2) + 0.0)


def rounded(points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Return points to 0.01 mm."""
    return tuple(map(rounded_point, points))


def _unit(vector: Vector) -> Vector:
    return Vector(*(round(part, 6) + 0.0 for part in vector))


def landmarks(bone: Bone) -> Landmarks:
    """Return the landmarks of a vertebra, to 0.01 mm."""
    centre = bone.numbers.pedicle.centre_mm
    return Landmarks(
        left_pedicle=rounded_point(bone.to_patient(on_side(centre, Side.LEFT))),
        right_pedicle=rounded_point(bone.to_patient(on_side(centre, Side.RIGHT))),
        endplate=rounded_point(bone.frame.origin),
    )


def _level(case: Case, bone: Bone) -> TrueLevel:
    down = Vector(0.0, 0.0, -bone.centrum.mid_height_mm)
    return TrueLevel(
        level=bone.level,
        left=_unit(bone.frame.left),
        posterior=_unit(bone.frame.posterior),
        superior=_unit(bone.frame.superior),
        landmarks_mm=landmarks(bone),
        inferior_endplate_mm=rounded_point(bone.to_patient(down)),
        body_centre_mm=rounded_point(bone.to_patient(down * 0.5)),
        cancellous_hu=case.tissue.cancellous_hu,
    )


def _joint(joint: FacetJoint, bone: Bone) -> TrueJoint:
    edge, within = bone.to_patient(joint.on_face(DORSAL_EDGE_MM)), bone.to_patient(joint.on_face(WITHIN_MM))
    return TrueJoint(
        joint=f"{joint.lower.above}-{joint.lower}",
        side=joint.side,
        centre_mm=rounded_point(bone.to_patient(joint.centre)),
        within_mm=rounded_point(within),
        opening_mm=(rounded_point(edge), rounded_point(within)),
        outward=_unit(bone.frame.to_patient(joint.outward)),
        plane_to_sagittal_deg=round(joint.plane_deg, 2),
        gap_mm=joint.gap_mm,
    )


def _skin(case: Case, joint: FacetJoint, bone: Bone) -> TrueSkin:
    centre = bone.to_patient(joint.centre)
    skin = case.body.skin_behind(centre)
    return TrueSkin(
        joint=f"{joint.lower.above}-{joint.lower}",
        side=joint.side,
        skin_mm=rounded_point(skin),
        depth_mm=round(skin.distance_to(centre), 1),
    )
