"""The parts of a plan that a needle keeps clear of: hardware, and structures that must not be burnt."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from planner.anatomy.spine import Level, Side
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.plan.part import Part, Provenance


class HardwareKind(StrEnum):
    """What a piece of hardware is."""

    PEDICLE_SCREW = "pedicle_screw"
    ROD = "rod"
    CEMENT = "cement"
    OTHER = "other"


class Hardware(Part, frozen=True, kw_only=True):
    """A screw or other straight piece (`from_mm`, `to_mm`), or a rod along `path_mm`; round, of one diameter.

    A piece that the program found and nobody has looked at is not `accepted`.

    Raises
    ------
    ValueError
        If it has neither or both descriptions, or no diameter.
    """

    id: str
    kind: HardwareKind
    level: Level | None = None
    side: Side | None = None
    from_mm: Point | None = None
    to_mm: Point | None = None
    path_mm: tuple[Point, ...] | None = None
    diameter_mm: float
    accepted: bool = True

    def __post_init__(self) -> None:
        ends = (self.from_mm, self.to_mm)
        if (self.path_mm is None and None in ends) or (self.path_mm is not None and ends != (None, None)):
            raise ValueError("hardware needs from_mm and to_mm, or path_mm with two points or more")
        if len(self.points) < 2:
            raise ValueError("a path of hardware needs at least two points")
        if not 0.0 < self.diameter_mm <= MAX_DIAMETER_MM:
            raise ValueError(f"the diameter of hardware must lie above 0 and up to {MAX_DIAMETER_MM:.0f} mm")

    @property
    def points(self) -> tuple[Point, ...]:
        """The points of its axis, two or more."""
        if self.from_mm is not None and self.to_mm is not None:
            return (self.from_mm, self.to_mm)
        return self.path_mm or ()

    @property
    def capsules(self) -> tuple[Capsule, ...]:
        """Its solid: one capsule for a straight piece, a chain of capsules for a path."""
        return _capsules(self.points, self.diameter_mm / 2.0)


MAX_DIAMETER_MM = 60.0
"""Nothing in a lumbar spine is thicker: a larger number is a slip of the keyboard."""


class StructureKind(StrEnum):
    """What must not be burnt."""

    NERVE_ROOT = "nerve_root"
    FORAMEN = "foramen"
    CANAL = "canal"
    VESSEL = "vessel"


class Structure(Part, frozen=True, kw_only=True):
    """A structure at risk: a sphere (one point) or a tube (several) of one radius.

    `level` and `side` name it where a person has given it no `label`: a root by its own level, a foramen by
    the vertebra above it.
    """

    id: str
    kind: StructureKind
    label: str = ""
    level: Level | None = None
    side: Side | None = None
    path_mm: tuple[Point, ...]
    radius_mm: float
    provenance: Provenance = Provenance.DRAWN
    accepted: bool = True

    def __post_init__(self) -> None:
        if not self.path_mm or not self.radius_mm > 0.0:
            raise ValueError("a structure needs at least one point and a radius above 0 mm")

    @property
    def is_drawn_by_hand(self) -> bool:
        """Whether nothing of it comes from the template."""
        return self.provenance is Provenance.DRAWN

    @property
    def is_proposal(self) -> bool:
        """Whether it comes from the template and nobody has accepted it."""
        return not self.is_drawn_by_hand and not self.accepted

    @property
    def capsules(self) -> tuple[Capsule, ...]:
        """Its solid: a sphere for one point, a chain of capsules for several."""
        return _capsules(self.path_mm, self.radius_mm)


@lru_cache(maxsize=4096)
def _capsules(points: tuple[Point, ...], radius_mm: float) -> tuple[Capsule, ...]:
    if len(points) == 1:
        return (Capsule(points[0], points[0], radius_mm),)
    return tuple(Capsule(a, b, radius_mm) for a, b in pairwise(points))
