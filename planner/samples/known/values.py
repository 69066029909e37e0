"""Places in a person, in patient space (LPS, mm)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.anatomy.spine import Level, Side
from planner.geometry.curves import Polyline
from planner.geometry.vectors import Point, Vector

NERVE_DIAMETER_MM = 1.2


class Aberration(StrEnum):
    """How a medial branch runs where it usually does not."""

    BESIDE_GROOVE = "beside_groove"
    OUTSIDE_NOTCH = "outside_notch"


@dataclass(frozen=True, kw_only=True)
class MedialBranch:
    """One medial branch (of L5, the dorsal ramus) on the vertebra below its level.

    Attributes
    ----------
    course
        From the anterior neck of the superior articular process to the lamina, about a point per mm.
    groove
        Where it would run were it the usual nerve of this bone: what can be told from the bone alone.
    displaced
        Whether metal has pushed it aside.
    middle_mm, groove_middle_mm
        The part beside the middle two quarters of that process, as arc lengths along each.
    """

    nerve: Level
    bone: Level
    side: Side
    course: Polyline
    groove: Polyline
    middle_mm: tuple[float, float]
    groove_middle_mm: tuple[float, float]
    diameter_mm: float = NERVE_DIAMETER_MM
    aberrant: Aberration | None = None
    displaced: bool = False


@dataclass(frozen=True, kw_only=True)
class Root:
    """The root that leaves below the pedicle of a vertebra, from the sac to the psoas.

    Attributes
    ----------
    radii_mm
        At each point of the path: the ganglion is the thickest.
    """

    level: Level
    side: Side
    path: tuple[Point, ...]
    radii_mm: tuple[float, ...]

    @property
    def radius_mm(self) -> float:
        """Of the ganglion."""
        return max(self.radii_mm)


@dataclass(frozen=True, kw_only=True)
class JointSpace:
    """A facet joint.

    Attributes
    ----------
    within
        Where the tip of a needle in the joint would lie.
    opening
        From the dorsal edge of the space to `within`.
    outward
        Unit vector across the space at its centre, from the inferior process to the superior.
    gap_mm
        As it is, narrowed by degeneration.
    """

    lower: str
    side: Side
    centre: Point
    within: Point
    opening: tuple[Point, Point]
    outward: Vector
    plane_to_sagittal_deg: float
    gap_mm: float
    face_radius_mm: float
    degeneration: float


@dataclass(frozen=True, kw_only=True)
class Foramen:
    """The opening below the pedicle of `upper`, where its root leaves.

    Attributes
    ----------
    border
        A ring in the plane of the narrowest part, from above backwards.
    posterior_border
        Of that ring what the pars and the superior articular process of the vertebra below bound, downwards.
    """

    upper: Level
    side: Side
    centre: Point
    border: tuple[Point, ...]
    posterior_border: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class Canal:
    """The canal at the pedicles of a vertebra: its centre and half sizes in the vertebra's frame."""

    name: str
    centre: Point
    half_width_mm: float
    half_depth_mm: float
