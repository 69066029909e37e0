"""What is known of a case, as ``truth.json`` holds it. Positions are LPS mm."""

from __future__ import annotations

import msgspec

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point, Vector
from planner.plan.identity import Images, Patient
from planner.plan.parts import Landmarks
from planner.samples.implants.values import Material, Misplacement
from planner.samples.known.values import Aberration
from planner.samples.person.traits import Sex, Transitional


class TruePart(msgspec.Struct, frozen=True, kw_only=True):
    """What all parts of the truth share."""


class TruePedicle(TruePart, frozen=True, kw_only=True):
    """The narrowest part of a pedicle; its angle to the sagittal plane opens backwards and outwards."""

    side: Side
    centre_mm: Point
    width_mm: float
    height_mm: float
    angle_deg: float


class TrueOsteophyte(TruePart, frozen=True, kw_only=True):
    """A spur on a rim; `angle_deg`: 0 left, 90 front, 180 right."""

    upper: bool
    angle_deg: float
    length_mm: float


class TrueLevel(TruePart, frozen=True, kw_only=True):
    """A vertebra: its frame (unit vectors at the centre of the superior endplate) and its landmarks."""

    level: Level
    left: Vector
    posterior: Vector
    superior: Vector
    landmarks_mm: Landmarks
    inferior_endplate_mm: Point
    body_centre_mm: Point
    cancellous_hu: float
    pedicles: tuple[TruePedicle, ...]
    canal_centre_mm: Point
    canal_width_mm: float
    canal_depth_mm: float
    osteophytes: tuple[TrueOsteophyte, ...]


class TrueDisc(TruePart, frozen=True, kw_only=True):
    """A disc: its heights in the midline, and whether there is gas in it."""

    upper: str
    lower: str
    centre_mm: Point
    front_mm: float
    back_mm: float
    vacuum: bool


class TrueNerve(TruePart, frozen=True, kw_only=True):
    """A medial branch.

    Attributes
    ----------
    middle_mm
        Bounds the middle two quarters of the articular process on the course.
    groove_mm
        Where it would run were it the usual nerve of this bone.
    displaced
        Whether metal has pushed it aside.
    """

    nerve: Level
    bone: Level
    side: Side
    course_mm: tuple[Point, ...]
    middle_mm: tuple[float, float]
    groove_mm: tuple[Point, ...]
    diameter_mm: float
    aberrant: Aberration | None
    displaced: bool


class TrueJoint(TruePart, frozen=True, kw_only=True):
    """A facet joint: `outward` is the unit vector from the inferior process to the superior at the centre."""

    joint: str
    side: Side
    centre_mm: Point
    within_mm: Point
    opening_mm: tuple[Point, Point]
    outward: Vector
    plane_to_sagittal_deg: float
    gap_mm: float
    face_radius_mm: float
    degeneration: float


class TrueForamen(TruePart, frozen=True, kw_only=True):
    """The foramen below a pedicle: a ring, and of it what bone bounds behind, downwards."""

    level: Level
    side: Side
    centre_mm: Point
    border_mm: tuple[Point, ...]
    posterior_border_mm: tuple[Point, ...]


class TrueRoot(TruePart, frozen=True, kw_only=True):
    """A root from the sac through the foramen below its pedicle; `radius_mm` is the ganglion's."""

    level: Level
    side: Side
    path_mm: tuple[Point, ...]
    radius_mm: float
    radii_mm: tuple[float, ...]


class TrueScrew(TruePart, frozen=True, kw_only=True):
    """A pedicle screw from where it enters the bone to its tip, and the axis of its head."""

    level: Level
    side: Side
    entry_mm: Point
    shoulder_mm: Point
    tip_mm: Point
    head_mm: tuple[Point, Point]
    rod_mm: Point
    diameter_mm: float
    length_mm: float
    head_diameter_mm: float
    material: Material
    misplaced: Misplacement | None


class TrueRod(TruePart, frozen=True, kw_only=True):
    """A rod: its ends, and the bent way between them."""

    side: Side
    from_mm: Point
    to_mm: Point
    path_mm: tuple[Point, ...]
    diameter_mm: float
    material: Material


class TrueCrossLink(TruePart, frozen=True, kw_only=True):
    """A bar between the rods, and where its clamps hold them."""

    from_mm: Point
    to_mm: Point
    clamps_mm: tuple[Point, Point]
    diameter_mm: float
    clamp_diameter_mm: float
    material: Material


class TrueLobe(TruePart, frozen=True, kw_only=True):
    """A ball of cement."""

    centre_mm: Point
    radius_mm: float


class TrueCement(TruePart, frozen=True, kw_only=True):
    """Cement in a body, and what has leaked out of it."""

    level: Level
    lobes: tuple[TrueLobe, ...]
    leak: tuple[TrueLobe, ...]
    hu: float


class TrueCage(TruePart, frozen=True, kw_only=True):
    """A cage in a disc space: a box by its axes and full sizes to the left, front to back, and height."""

    upper: Level
    lower: Level
    centre_mm: Point
    left: Vector
    posterior: Vector
    superior: Vector
    size_mm: tuple[float, float, float]
    material: Material


class TrueSkin(TruePart, frozen=True, kw_only=True):
    """The skin straight behind a facet joint."""

    joint: str
    side: Side
    skin_mm: Point
    depth_mm: float


class TruePerson(TruePart, frozen=True, kw_only=True):
    """Who was scanned; see `PersonTraits`."""

    seed: int
    sex: Sex
    age: int
    transitional: Transitional
    sacral_slope_deg: float
    cortex: float
    back_fat_mm: float
    belly: float
    muscle: float
    infiltration: float
    plaque: float


class TrueAcquisition(TruePart, frozen=True, kw_only=True):
    """How the images were made.

    Attributes
    ----------
    noise_hu
        Standard deviation in the middle of 300 mm of water.
    clipped_above_hu
        The largest value that is stored: 3071 where 12 bits are.
    """

    noise_hu: float
    clipped_above_hu: int
    kernel: str = ""
    patient_position: str = ""
    slice_thickness_mm: float | None = None
    tilt_deg: float = 0.0


class Truth(TruePart, frozen=True, kw_only=True):
    """The whole truth of a case."""

    format: str = "facet-sample-truth"
    version: int = 2
    case: str
    seed: int
    note: str = "Synthetic images made from a model; no patient is in them."
    patient: Patient
    images: Images
    person: TruePerson
    levels: tuple[TrueLevel, ...]
    discs: tuple[TrueDisc, ...]
    nerves: tuple[TrueNerve, ...]
    joints: tuple[TrueJoint, ...]
    foramina: tuple[TrueForamen, ...]
    roots: tuple[TrueRoot, ...]
    screws: tuple[TrueScrew, ...]
    rods: tuple[TrueRod, ...]
    cross_links: tuple[TrueCrossLink, ...]
    cements: tuple[TrueCement, ...]
    cages: tuple[TrueCage, ...]
    skin: tuple[TrueSkin, ...]
    noise_hu: float
    clipped_above_hu: int
    acquisition: TrueAcquisition


def encode_truth(truth: Truth) -> bytes:
    """Return the bytes of ``truth.json``: UTF-8 JSON, keys sorted, indented."""
    return msgspec.json.format(msgspec.json.encode(truth, order="deterministic"), indent=1) + b"\n"


def read_truth(content: bytes) -> Truth:
    """Return the truth in the bytes of a ``truth.json``."""
    return msgspec.json.decode(content, type=Truth)
