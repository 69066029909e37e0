"""Pedicle screws with their heads, and the rods that join them."""

from __future__ import annotations

from dataclasses import dataclass

from planner.anatomy.spine import Level, Side
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point, Vector
from planner.samples.numbers import Triple, cos_sin, on_side
from planner.samples.shapes import Bar
from planner.samples.spine import Spine

SCREW_DIAMETER_MM, SCREW_LENGTH_MM = 6.5, 40.0
ROD_DIAMETER_MM = 5.5
ROD_OVERHANG_MM = 7.0
HEAD_DIAMETER_MM, HEAD_HEIGHT_MM = 13.0, 16.0
ROD_IN_HEAD_MM = 12.0
"""How far behind the entry into the bone the rod passes through the head."""
METAL_HU = 9000.0
"""Titanium alloy on an extended scale lies at 5000 to 8000 and above; the scanner clips it."""
ENTRIES: dict[Level, Triple] = {
    Level.L2: (-42.0, 20.0, -9.0),
    Level.L3: (-44.0, 22.0, -9.0),
    Level.L4: (-41.0, 24.0, -10.0),
    Level.L5: (-35.0, 29.0, -10.0),
}
"""Where a screw on the pedicle's axis enters bone: anterior, lateral, cranial in the vertebra's frame."""


@dataclass(frozen=True)
class Screw:
    """A pedicle screw in patient space, from where it enters the bone to its tip; the head stands outside."""

    level: Level
    side: Side
    entry: Point
    tip: Point

    @property
    def direction(self) -> Vector:
        """Unit vector from head to tip."""
        return (self.tip - self.entry).unit()

    @property
    def rod_point(self) -> Point:
        """Where the rod passes through the head."""
        return self.entry + self.direction * -ROD_IN_HEAD_MM

    @property
    def head(self) -> tuple[Point, Point]:
        """The ends of the head's axis: towards the skin, and where it meets the shaft."""
        half = self.direction * (HEAD_HEIGHT_MM / 2.0)
        return self.rod_point + half * -1.0, self.rod_point + half


@dataclass(frozen=True)
class Rod:
    """A straight rod of one side."""

    side: Side
    start: Point
    end: Point


def screws_of(spine: Spine, levels: tuple[Level, ...]) -> tuple[Screw, ...]:
    """Return a screw per level and side: parallel to the endplate, on the axis of the pedicle."""
    found = []
    for level in levels:
        bone = spine.bones[level]
        for side in Side:
            c, s = cos_sin(bone.numbers.pedicle.angle_deg)
            inward = Vector(-side.sign * s, -c, 0.0)
            entry = on_side(ENTRIES[level], side)
            ends = (bone.to_patient(entry), bone.to_patient(entry + inward * SCREW_LENGTH_MM))
            found.append(Screw(level, side, *ends))
    return tuple(found)


def rods_of(screws: tuple[Screw, ...]) -> tuple[Rod, ...]:
    """Return one rod per side through the heads of its screws, a little longer at both ends."""
    rods = []
    for side in Side:
        points = [screw.rod_point for screw in screws if screw.side is side]
        if len(points) >= 2:
            overhang = (points[-1] - points[0]).unit() * ROD_OVERHANG_MM
            rods.append(Rod(side, points[0] + overhang * -1.0, points[-1] + overhang))
    return tuple(rods)


@dataclass(frozen=True)
class Implants:
    """All metal of a case."""

    screws: tuple[Screw, ...]
    rods: tuple[Rod, ...]

    @classmethod
    def at(cls, spine: Spine, levels: tuple[Level, ...]) -> Implants:
        """Return screws at some levels and the rods that join them; nothing for no levels."""
        screws = screws_of(spine, levels)
        return cls(screws, rods_of(screws))

    @property
    def bars(self) -> tuple[Bar, ...]:
        """The shapes of all metal, in patient space: shafts, heads, rods."""
        shafts = [Bar(_vector(s.head[1]), _vector(s.tip), SCREW_DIAMETER_MM / 2.0, 2.4) for s in self.screws]
        heads = [
            Bar(_vector(s.head[0]), _vector(s.head[1]), HEAD_DIAMETER_MM / 2.0, 1.5) for s in self.screws
        ]
        rods = [Bar(_vector(r.start), _vector(r.end), ROD_DIAMETER_MM / 2.0, 1.0) for r in self.rods]
        return (*shafts, *heads, *rods)

    @property
    def capsules(self) -> tuple[Capsule, ...]:
        """Capsules that hold the metal, as a plan describes it."""
        shafts = [Capsule(s.head[1], s.tip, SCREW_DIAMETER_MM / 2.0) for s in self.screws]
        heads = [Capsule(*s.head, HEAD_DIAMETER_MM / 2.0) for s in self.screws]
        rods = [Capsule(r.start, r.end, ROD_DIAMETER_MM / 2.0) for r in self.rods]
        return (*shafts, *heads, *rods)


def _vector(point: Point) -> Vector:
    return Vector(*point)
