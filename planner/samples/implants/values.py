"""Implants as values, in patient space (LPS, mm)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from planner.anatomy.spine import Level, Side
from planner.geometry.frames import Frame
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point, Vector


class Material(StrEnum):
    """What an implant is made of."""

    TITANIUM = "titanium"
    COBALT_CHROME = "cobalt_chrome"
    STEEL = "steel"
    PEEK = "peek"
    CEMENT = "cement"
    GRAFT = "graft"

    @property
    def is_metal(self) -> bool:
        """Whether it makes streaks."""
        return self in METALS

    @property
    def hu(self) -> float:
        """Its HU on an extended scale (``clinical.md`` 3.5); plastic and graft by their densities."""
        return HU[self]


METALS = frozenset({Material.TITANIUM, Material.COBALT_CHROME, Material.STEEL})
HU = {
    Material.TITANIUM: 7600.0,
    Material.COBALT_CHROME: 15000.0,
    Material.STEEL: 13500.0,
    Material.PEEK: 150.0,
    Material.CEMENT: 1700.0,
    Material.GRAFT: 480.0,
}


class Misplacement(StrEnum):
    """How a screw misses its pedicle."""

    MEDIAL = "medial"
    LATERAL = "lateral"
    LONG = "long"


@dataclass(frozen=True, kw_only=True)
class Screw:
    """A pedicle screw.

    Attributes
    ----------
    entry
        Where the axis of the shaft enters bone.
    shoulder
        Where the shaft leaves the head; `length_mm` is from here to the tip, as it is printed on the box.
    head
        The ends of the tulip's axis: towards the skin, and at the shaft. It leans by up to 25 degrees.
    rod
        Where the axis of the rod passes through the head.
    along_rod
        Unit vector of the slot.
    """

    level: Level
    side: Side
    entry: Point
    shoulder: Point
    tip: Point
    head: tuple[Point, Point]
    rod: Point
    along_rod: Vector
    diameter_mm: float
    length_mm: float
    head_diameter_mm: float
    rod_diameter_mm: float
    material: Material = Material.TITANIUM
    misplaced: Misplacement | None = None

    @property
    def direction(self) -> Vector:
        """Unit vector of the shaft, towards the tip."""
        return (self.tip - self.shoulder).unit()

    @property
    def capsules(self) -> tuple[Capsule, ...]:
        """Shaft and head, each by its outer diameter."""
        shaft = Capsule(self.shoulder, self.tip, self.diameter_mm / 2.0)
        return (shaft, Capsule(*self.head, self.head_diameter_mm / 2.0))


@dataclass(frozen=True, kw_only=True)
class Rod:
    """A bent rod: the points of its axis from the upper end to the lower."""

    side: Side
    path: tuple[Point, ...]
    diameter_mm: float
    material: Material = Material.TITANIUM

    @property
    def capsules(self) -> tuple[Capsule, ...]:
        """A chain along the path."""
        return tuple(Capsule(a, b, self.diameter_mm / 2.0) for a, b in pairwise(self.path))


@dataclass(frozen=True, kw_only=True)
class CrossLink:
    """A bar from the left rod to the right, behind them, with a clamp round each.

    Attributes
    ----------
    clamps
        Where the axes of the left and of the right rod pass through the clamps.
    bar
        The ends of the bar, left and right.
    """

    clamps: tuple[Point, Point]
    bar: tuple[Point, Point]
    diameter_mm: float
    clamp_mm: float
    material: Material = Material.TITANIUM

    @property
    def capsules(self) -> tuple[Capsule, ...]:
        """The bar, and each clamp."""
        clamps = zip(self.clamps, self.bar, strict=True)
        return (
            Capsule(*self.bar, self.diameter_mm / 2.0),
            *(Capsule(rod, end, self.clamp_mm / 2.0) for rod, end in clamps),
        )


@dataclass(frozen=True)
class Trimmed:
    """A box from which surgeons have taken the bone.

    Attributes
    ----------
    frame
        Origin at its centre.
    half_mm
        Half sizes along left, posterior and superior of the frame.
    """

    frame: Frame
    half_mm: tuple[float, float, float]

    def holds(self, point: Point) -> bool:
        """Say whether a point lies in the box."""
        inside = self.frame.to_frame(point - self.frame.origin)
        return all(abs(at) <= half for at, half in zip(inside, self.half_mm, strict=True))


@dataclass(frozen=True)
class Lobe:
    """A ball of cement; a cloud is its lobes flowing into one another."""

    centre: Point
    radius_mm: float


@dataclass(frozen=True, kw_only=True)
class Cement:
    """Cement in the body of a vertebra.

    Attributes
    ----------
    lobes
        Within the body.
    leak
        Outside it: along a vein or into a disc; empty where nothing leaked.
    """

    level: Level
    lobes: tuple[Lobe, ...]
    leak: tuple[Lobe, ...] = ()
    hu: float = HU[Material.CEMENT]


@dataclass(frozen=True, kw_only=True)
class Cage:
    """A cage in the disc space below `upper`: a ring with graft in it.

    Attributes
    ----------
    frame
        Origin at the centre of the cage, its axes along the sides.
    size_mm
        To the left, front to back, and height.
    wall_mm
        Thickness of the ring.
    markers
        Ends of the pins of titanium; none in a cage of metal.
    """

    upper: Level
    lower: Level
    frame: Frame
    size_mm: tuple[float, float, float]
    wall_mm: float
    material: Material
    markers: tuple[tuple[Point, Point], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Implants:
    """All that has been put into one patient, and where bone was taken away for it."""

    screws: tuple[Screw, ...] = ()
    rods: tuple[Rod, ...] = ()
    cross_links: tuple[CrossLink, ...] = ()
    cements: tuple[Cement, ...] = ()
    cages: tuple[Cage, ...] = ()
    trimmed: tuple[Trimmed, ...] = ()

    @property
    def capsules(self) -> tuple[Capsule, ...]:
        """Capsules that hold screws, rods and cross-links, as a plan describes them."""
        pieces: tuple[Screw | Rod | CrossLink, ...] = (*self.screws, *self.rods, *self.cross_links)
        return tuple(capsule for piece in pieces for capsule in piece.capsules)


NOTHING = Implants()
"""Somebody without implants."""
