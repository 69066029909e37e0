"""How the spine runs through the body, so that what lies round it can be drawn where it is on everyone.

Soft parts are described on a section of a typical lumbar spine: `u` to the side and `v` backwards from the
middle of the vertebral bodies, in mm. `Course` takes such a place at a height to patient space: between
the bones' own landmarks (edge of the body, transverse and spinous processes) places move with them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

from planner.anatomy.spine import Side
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.samples.person.traits import PersonTraits, VertebraTraits

TYPICAL_U = (0.0, 25.0, 45.0)
"""Midline, edge of the body, tip of the transverse process."""
TYPICAL_V = (-17.0, 0.0, 17.0, 38.0, 44.0, 72.0)
"""Front, middle and back of the body, transverse process, back of the lamina, tip of the spinous process."""
MIDDLE_V = TYPICAL_V[:3] + TYPICAL_V[4:]
"""In the midline, where the transverse processes do not count."""
LEAST_STEP = 0.25
"""However the bones vary, a step between landmarks is at least this share of the typical one."""
BEHIND_SACRUM_MM = 27.0
"""The muscles are at least so thick behind the laminae of the sacrum, whose spinous processes are low."""
SACRUM_STEPS = ((1.0, Vector(0.0, 3.0, -33.0), 0.75), (2.0, Vector(0.0, 1.0, -62.0), 0.5))
"""Below the first sacral vertebra: levels, offset in its frame, size against it."""


@dataclass(frozen=True)
class Curve:
    """A value along the height, straight between knots; `heights_mm` ascend; the ends are held."""

    heights_mm: tuple[float, ...]
    values: tuple[float, ...]

    @classmethod
    def through(cls, knots: Iterable[tuple[float, float]]) -> Curve:
        """Return the curve through (height, value), in any order."""
        ordered = sorted(knots)
        return cls(tuple(height for height, _ in ordered), tuple(value for _, value in ordered))

    def at(self, height_mm: float) -> float:
        """Return the value at a height."""
        heights, values = self.heights_mm, self.values
        if height_mm <= heights[0]:
            return values[0]
        if height_mm >= heights[-1]:
            return values[-1]
        n = bisect_right(heights, height_mm)
        span = heights[n] - heights[n - 1]
        share = (height_mm - heights[n - 1]) / span
        return values[n - 1] + share * (values[n] - values[n - 1])

    def beyond(self, height_mm: float) -> float:
        """Return the value at a height, the outermost pieces going on straight."""
        heights, values = self.heights_mm, self.values
        n = min(max(bisect_right(heights, height_mm), 1), len(heights) - 1)
        share = (height_mm - heights[n - 1]) / (heights[n] - heights[n - 1])
        return values[n - 1] + share * (values[n] - values[n - 1])


@dataclass(frozen=True)
class Landmarks:
    """What places on the section follow, at heights of their own; see `TYPICAL_U` and `TYPICAL_V`."""

    edge: Curve
    transverse: Mapping[Side, Curve]
    depths: tuple[Curve, ...]


@dataclass(frozen=True)
class Course:
    """The spine as a curve with landmarks.

    Attributes
    ----------
    left_mm, back_mm
        LPS coordinates of the middle of the column by height.
    turn
        Slope of the section's left axis: backwards per mm to the left.
    levels
        Level by height: 0 for T12, 1 to 5 for the lumbar bodies, 6 for the sacrum, 7 and 8 below.
    muscle
        Share of the usual size of the muscles, for what lies outside the landmarks.
    """

    left_mm: Curve
    back_mm: Curve
    turn: Curve
    levels: Curve
    heights: Curve
    landmarks: Landmarks
    muscle: float

    def height_mm(self, level: float) -> float:
        """Return the superior LPS coordinate of the middle of a vertebral body (or between two)."""
        return self.heights.beyond(level)

    def place(self, side: Side, level: float, u_mm: float, v_mm: float) -> Point:
        """Return the LPS point of a place of the typical section on one side at a level."""
        return self.at_height(side, self.height_mm(level), u_mm, v_mm)

    def at_height(self, side: Side, height_mm: float, u_mm: float, v_mm: float) -> Point:
        """Return the LPS point of a place of the typical section on one side at a height."""
        edge, tip = self.landmarks.edge.at(height_mm), self.landmarks.transverse[side].at(height_mm)
        out = side.sign * stretched(abs(u_mm), TYPICAL_U, (0.0, edge, tip), self.muscle)
        out = out if u_mm >= 0.0 else -out
        depths = tuple(curve.at(height_mm) for curve in self.landmarks.depths)
        beside = stretched(v_mm, TYPICAL_V, depths, self.muscle)
        behind = stretched(v_mm, MIDDLE_V, depths[:3] + depths[4:], self.muscle)
        share = min(max((abs(u_mm) - 12.0) / 12.0, 0.0), 1.0)
        back = behind + share * (beside - behind)
        slope = self.turn.at(height_mm)
        scale = 1.0 / sqrt(1.0 + slope * slope)
        x = self.left_mm.at(height_mm) + (out - slope * back) * scale
        y = self.back_mm.at(height_mm) + (slope * out + back) * scale
        return Point(x, y, height_mm)


def stretched(value: float, typical: tuple[float, ...], own: tuple[float, ...], outside: float) -> float:
    """Return a typical coordinate on an individual's scale: from the typical knots to the own ones.

    `outside` is the scale beyond the last knot; before the first it is 1. Steps between own knots count as
    at least `LEAST_STEP` of the typical ones.
    """
    if value <= typical[0]:
        return own[0] + value - typical[0]
    at = own[0]
    for n in range(1, len(typical)):
        step = typical[n] - typical[n - 1]
        width = max(own[n] - at, LEAST_STEP * step)
        if value <= typical[n]:
            return at + width * (value - typical[n - 1]) / step
        at += width
    return at + outside * (value - typical[-1])


def course(person: PersonTraits, frames: Mapping[str, Frame]) -> Course:
    """Return the course of a person's spine.

    Parameters
    ----------
    frames
        The frame of each vertebra by its name; all of ``person.spine.vertebrae``.
    """
    bodies = person.spine.vertebrae
    last = len(bodies) - 1
    middles = [_middle(v, frames[v.name]) for v in bodies]
    first = next(n for n, v in enumerate(bodies) if v.name == "T12")
    ranks = [6.0 * (n - first) / (last - first) for n in range(last + 1)]
    sacral = frames[bodies[last].name]
    for step, offset, _ in SACRUM_STEPS:
        middles.append(sacral.origin + sacral.to_patient(offset + Vector(0.0, 0.0, -13.0)))
        ranks.append(6.0 + step)
    turns = [(m.z, _slope(frames[v.name])) for m, v in zip(middles, bodies, strict=False)]
    axis = _Axis(
        Curve.through((m.z, m.x) for m in middles),
        Curve.through((m.z, m.y) for m in middles),
        Curve.through(turns),
    )
    return Course(
        axis.left_mm,
        axis.back_mm,
        axis.turn,
        Curve.through(zip((m.z for m in middles), ranks, strict=True)),
        Curve.through(zip(ranks, (m.z for m in middles), strict=True)),
        _landmarks(bodies, frames, axis, sacral),
        person.muscle,
    )


@dataclass(frozen=True)
class _Axis:
    left_mm: Curve
    back_mm: Curve
    turn: Curve

    def offsets(self, point: Point) -> tuple[float, float]:
        """Return how far a point lies to the left of and behind the middle of the column."""
        slope = self.turn.at(point.z)
        scale = 1.0 / sqrt(1.0 + slope * slope)
        x, y = point.x - self.left_mm.at(point.z), point.y - self.back_mm.at(point.z)
        return (x + slope * y) * scale, (y - slope * x) * scale


def _middle(vertebra: VertebraTraits, frame: Frame) -> Point:
    return frame.origin + frame.to_patient(Vector(0.0, 0.0, -vertebra.body.middle_mm / 2.0))


def _slope(frame: Frame) -> float:
    return frame.left.y / frame.left.x


def _landmarks(
    vertebrae: tuple[VertebraTraits, ...], frames: Mapping[str, Frame], axis: _Axis, sacral: Frame
) -> Landmarks:
    """Return the landmarks of the vertebrae, and of the sacrum below the first by their shares."""
    edge: list[tuple[float, float]] = []
    tips: dict[Side, list[tuple[float, float]]] = {side: [] for side in Side}
    depths: list[list[tuple[float, float]]] = [[] for _ in TYPICAL_V]
    for vertebra in vertebrae:
        steps: tuple[tuple[Vector, float], ...] = ((Vector(0.0, 0.0, 0.0), 1.0),)
        if frames[vertebra.name] == sacral:
            steps += tuple((offset, size) for _, offset, size in SACRUM_STEPS)
        for offset, size in steps:
            points = _points(vertebra, size, sacral=frames[vertebra.name] == sacral)
            where = [
                frames[vertebra.name].origin + frames[vertebra.name].to_patient(p + offset) for p in points
            ]
            edge.append((where[1].z, size * vertebra.body.upper_width_mm / 2.0))
            for depth, point in zip(depths, where, strict=False):
                depth.append((point.z, axis.offsets(point)[1]))
            for side, point in zip(Side, where[len(TYPICAL_V) :], strict=True):
                tips[side].append((point.z, side.sign * axis.offsets(point)[0]))
    return Landmarks(
        Curve.through(edge),
        {side: Curve.through(knots) for side, knots in tips.items()},
        tuple(Curve.through(knots) for knots in depths),
    )


def _points(vertebra: VertebraTraits, size: float, *, sacral: bool) -> list[Vector]:
    """Return where the landmarks of `TYPICAL_V` lie in a vertebra's frame, then the transverse tips."""
    half, middle = size * vertebra.body.upper_depth_mm / 2.0, -vertebra.body.middle_mm / 2.0
    arches = vertebra.arches
    wall = half + size * vertebra.canal_depth_mm
    lamina = (
        wall + size * (arches[Side.LEFT].lamina_thickness_mm + arches[Side.RIGHT].lamina_thickness_mm) / 2.0
    )
    least = lamina + size * BEHIND_SACRUM_MM if sacral else 0.0
    tips = [arches[side].transverse_tip for side in Side]
    across = (tips[0].y + tips[1].y) / 2.0
    return [
        Vector(0.0, -half, middle),
        Vector(0.0, 0.0, middle),
        Vector(0.0, half, middle),
        Vector(0.0, size * across, (tips[0].z + tips[1].z) / 2.0),
        Vector(0.0, lamina, middle - 4.0),
        Vector(0.0, max(size * vertebra.spinous_tip.y, least), vertebra.spinous_tip.z),
        *(Vector(size * tip.x, size * tip.y, tip.z) for tip in tips),
    ]
