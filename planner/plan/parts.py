"""The parts of a plan: levels, targets, needles, hardware, structures. Values; positions in LPS mm."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from msgspec import field
from msgspec.structs import replace

from planner.anatomy.spine import Joint, Level, Side, bone_of
from planner.geometry.curves import Polyline, Segment
from planner.geometry.vectors import Point
from planner.plan.keep_clear import MAX_DIAMETER_MM, Hardware, HardwareKind, Structure, StructureKind
from planner.plan.part import Part, Provenance

__all__ = [
    "MAX_DIAMETER_MM",
    "AnsweredFor",
    "FacetTarget",
    "Guidance",
    "Hardware",
    "HardwareKind",
    "Injection",
    "Landmarks",
    "Lesion",
    "MarkedLevel",
    "MedialBranch",
    "Needle",
    "Override",
    "Part",
    "Procedure",
    "ProcedureKind",
    "Provenance",
    "Role",
    "Structure",
    "StructureKind",
    "Target",
]


class ProcedureKind(StrEnum):
    """What is to be done."""

    RF_ABLATION = "rf_ablation"
    MEDIAL_BRANCH_BLOCK = "medial_branch_block"
    FACET_INJECTION = "facet_injection"


class Guidance(StrEnum):
    """What the needle is watched with in the room."""

    C_ARM = "c_arm"
    CT = "ct"
    ULTRASOUND = "ultrasound"


class Procedure(Part, frozen=True, kw_only=True):
    """The procedure, how it is guided, and how the patient lies on the table."""

    kind: ProcedureKind = ProcedureKind.RF_ABLATION
    guidance: Guidance = Guidance.C_ARM
    position: str = "prone"


class Landmarks(Part, frozen=True, kw_only=True, omit_defaults=True):
    """Points on a vertebra: the centres of the pedicles and of the superior endplate, and tips of processes.

    The first three give the vertebra its frame; the tips, where they are marked, make it more certain.
    """

    left_pedicle: Point | None = None
    right_pedicle: Point | None = None
    endplate: Point | None = None
    spinous_tip: Point | None = None
    left_transverse_tip: Point | None = None
    right_transverse_tip: Point | None = None


class MarkedLevel(Part, frozen=True, kw_only=True, omit_defaults=True):
    """A vertebra that has been named, with the landmarks marked so far.

    Landmarks of the provenance `template` were found by the program; until somebody has confirmed them
    (`accepted`) they are a proposal.
    """

    level: Level
    landmarks_mm: Landmarks = Landmarks()
    provenance: Provenance = Provenance.DRAWN
    accepted: bool = True

    @property
    def is_found(self) -> bool:
        """Whether the program found the landmarks, moved by hand or not."""
        return self.provenance is not Provenance.DRAWN

    @property
    def is_proposal(self) -> bool:
        """Whether the program found the landmarks and nobody has confirmed them."""
        return self.is_found and not self.accepted

    def moved(self, landmarks: Landmarks) -> MarkedLevel:
        """Return the level with landmarks that somebody has moved or added: no longer as they were found."""
        edited = Provenance.TEMPLATE_EDITED if self.is_found else Provenance.DRAWN
        return replace(self, landmarks_mm=landmarks, provenance=edited)


class MedialBranch(Part, frozen=True, kw_only=True, tag_field="kind", tag="medial_branch"):
    """A medial branch to treat (L5: the dorsal ramus), with its course as drawn.

    `stretch_mm` is the part to treat, as arc lengths from the first point of the course; None: all of it.
    """

    id: str
    nerve: Level
    side: Side
    course_mm: tuple[Point, ...] = ()
    stretch_mm: tuple[float, float] | None = None
    provenance: Provenance = Provenance.DRAWN
    accepted: bool = True

    def __post_init__(self) -> None:
        bone_of(self.nerve)
        if any(a == b for a, b in pairwise(self.course_mm)):
            raise ValueError("neighbouring points of a nerve course must differ")
        if self.stretch_mm is not None and not 0.0 <= self.stretch_mm[0] < self.stretch_mm[1]:
            raise ValueError("the stretch to treat needs two arc lengths, from 0 mm, ascending")

    @property
    def bone(self) -> Level:
        """The vertebra on which the nerve lies."""
        return bone_of(self.nerve)

    @property
    def is_drawn_by_hand(self) -> bool:
        """Whether nothing of the course comes from the template or the other side."""
        return self.provenance is Provenance.DRAWN

    @property
    def course(self) -> Polyline | None:
        """The course as a polyline; None while fewer than two points are marked."""
        return _polyline(self.course_mm) if len(self.course_mm) >= 2 else None

    @property
    def stretch(self) -> tuple[float, float] | None:
        """The stretch to treat as arc lengths clipped to the course; None where there is none."""
        course = self.course
        if course is None:
            return None
        low, high = self.stretch_mm or (0.0, course.length_mm)
        high = min(high, course.length_mm)
        return (low, high) if low < high else None


class FacetTarget(Part, frozen=True, kw_only=True, tag_field="kind", tag="facet_joint"):
    """A facet joint to inject: a point in it and the line of its dorsal opening, seen axially."""

    id: str
    joint: str
    side: Side
    point_mm: Point | None = None
    opening_mm: tuple[Point, Point] | None = None
    provenance: Provenance = Provenance.DRAWN
    accepted: bool = True

    def __post_init__(self) -> None:
        Joint.named(self.joint)
        if self.opening_mm is not None and self.opening_mm[0] == self.opening_mm[1]:
            raise ValueError("the opening line of a joint needs two different ends")

    @property
    def is_drawn_by_hand(self) -> bool:
        """Whether nothing of the position comes from the template."""
        return self.provenance is Provenance.DRAWN

    @property
    def bone(self) -> Level:
        """The lower vertebra of the joint, in whose frame the joint is described."""
        return Joint.named(self.joint).lower


Target = MedialBranch | FacetTarget


class Role(StrEnum):
    """What a needle is for."""

    ELECTRODE = "electrode"
    INJECTION = "injection"
    THERMOMETER = "thermometer"


class Lesion(Part, frozen=True, kw_only=True):
    """One burn: how far the electrode is drawn back from the planned tip, set temperature and time."""

    withdraw_mm: float = 0.0
    temperature_c: float = 80.0
    duration_s: float = 90.0


class Needle(Part, frozen=True, kw_only=True):
    """A needle: skin entry, tip, what it is for, and which device of the catalogue it is.

    One that the program proposed and nobody has looked at is not `accepted`.

    Raises
    ------
    ValueError
        If entry and tip coincide.
    """

    id: str
    target: str = ""
    role: Role = Role.ELECTRODE
    device: str
    entry_mm: Point
    tip_mm: Point
    lesions: tuple[Lesion, ...] = ()
    accepted: bool = True

    def __post_init__(self) -> None:
        if self.entry_mm == self.tip_mm:
            raise ValueError("entry and tip of a needle must differ")

    @property
    def segment(self) -> Segment:
        """From entry to tip."""
        return Segment(self.entry_mm, self.tip_mm)


class Injection(Part, frozen=True, kw_only=True):
    """Volumes per target in mL; None while not decided."""

    drug_ml: float | None = None
    contrast_ml: float | None = None


class AnsweredFor(StrEnum):
    """How a finding came out when somebody answered for it; not known in a file that does not say."""

    UNKNOWN = ""
    WARN = "warn"
    FAIL = "fail"
    NOT_ASSESSED = "not_assessed"


class Override(Part, frozen=True, kw_only=True):
    """A finding that somebody answers for: which, why, and who.

    `outcome` and `measured` are what the finding was at that time, as its result had it: an answer stands for
    what was seen when it was given, not for what the plan has become since.
    """

    check: str
    subject: str
    reason: str
    by: str = ""
    outcome: AnsweredFor = AnsweredFor.UNKNOWN
    measured: dict[str, float | str] = field(default_factory=dict)


@lru_cache(maxsize=4096)
def _polyline(points: tuple[Point, ...]) -> Polyline:
    return Polyline(points)
