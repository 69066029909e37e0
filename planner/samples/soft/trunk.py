"""The shape of the trunk: its skin, its muscular wall and its cavity, flattened where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.anatomy.spine import Side
from planner.geometry.vectors import Point, Vector
from planner.samples.chance import Chance
from planner.samples.field.shape import Field
from planner.samples.person.traits import PersonTraits
from planner.samples.soft.bank import Bank
from planner.samples.soft.course import Course
from planner.samples.soft.lattice import Lattice, both, of_loft
from planner.samples.soft.outline import RISE_MM, Loft, rounded

STEP_MM = Vector(3.0, 3.0, 4.0)
UNEVEN_MM = (1.0, 0.3)
LEVELS = (-1.6, 8.6)
HALF_WIDTH = ((-1.6, 134.0), (0.0, 131.0), (1.5, 124.0), (3.0, 121.0), (4.3, 122.0))
"""Half width of the muscular wall in a lean person, by level."""
PELVIS_WIDTH = ((-120.0, 160.0), (-60.0, 156.0), (0.0, 143.0), (25.0, 134.0), (60.0, 131.0))
"""Half width by height over the middle of the first sacral vertebra: round the iliac wings."""
PELVIS_MM = (45.0, 78.0)
"""Below the first height above that the trunk is that of the pelvis, above the second that of the belly."""
LUMBAR_SHAPE = ((0.0, 1.0), (0.30, 0.985), (0.56, 0.90), (0.80, 0.66), (0.95, 0.32))
PELVIC_SHAPE = ((0.0, 1.0), (0.32, 0.985), (0.62, 0.93), (0.90, 0.70), (0.995, 0.40))
"""Places of the front half, as shares of the half width and of the depth in front."""
FRONT = (
    (-1.6, 118.0), (0.0, 110.0), (2.0, 92.0), (3.5, 84.0),
    (4.6, 88.0), (6.0, 95.0), (7.0, 99.0), (8.6, 104.0),
)  # fmt: skip
"""How far in front of the middle of the bodies the wall lies in a lean person.

Below L5 this counts from a line that follows the sacrum backwards only by `FOLLOWED`.
"""
FOLLOWED, FOLLOWED_FROM = 0.25, 4.6
SMOOTHED_MM = 26.0
"""The back is smoothed over so many mm up and down."""
BELLY_WIDTH, BELLY_FRONT = 0.20, 0.75
"""The largest growth of both, at L3."""
FAT_BY_LEVEL = ((-1.6, 0.62), (1.0, 0.72), (3.0, 0.9), (4.0, 1.0), (5.0, 1.06), (6.0, 1.12), (8.6, 1.2))
"""Thickness of the fat of the back against that at L4."""
SURFACE = ((5.0, 74.5), (18.0, 76.5), (32.0, 78.6), (48.0, 77.8), (62.0, 74.2), (75.0, 66.5))
"""The back of the muscles on the typical section, from the midline outwards."""
MIDDLE = (0.0, 72.5)
LEAST_MM = 5.5
"""Skin and fat behind the spinous processes of the leanest."""
SKIN_MM = 2.0
WALL_LAYERS_MM = ((0.9, 5.8), (6.5, 12.4), (13.1, 16.0))
"""Depth of the three muscles of the flank in the wall of a man of usual muscles."""
TABLE_RADIUS_MM = 640.0


@dataclass(frozen=True, eq=False)
class Trunk:
    """The trunk of a person.

    Attributes
    ----------
    skin, wall, cavity
        Distances to the skin, to the outer face of the muscular wall, and to its inner face.
    rest
        Where the body touches the table in the midline, LPS.
    """

    skin: Lattice
    wall: Lattice
    cavity: Lattice
    rest: Point


def trunk_of(person: PersonTraits, course: Course, gravity: Vector, bank: Bank) -> Trunk:
    """Return the trunk of a person lying so that `gravity` (a unit vector across the body) points down."""
    outer = _loft(person, course, bare=False)
    inner = _loft(person, course, bare=True)
    skin_mm = of_loft(outer, STEP_MM, bank, UNEVEN_MM)
    rest = _rest(person, course, gravity, outer)
    pressed = _pressed(skin_mm, rest, gravity, 0.0, 12.0)
    wall = of_loft(inner, STEP_MM, bank, UNEVEN_MM, knots=skin_mm)
    wall = _pressed(wall, rest, gravity, SKIN_MM + 3.0 + 0.4 * person.back_fat_mm, 22.0)
    thickness = WALL_LAYERS_MM[-1][1] * person.muscle + 1.5
    cavity = wall.like(wall.distance_mm + np.float32(thickness))
    return Trunk(pressed, wall, cavity, rest)


def _loft(person: PersonTraits, course: Course, *, bare: bool) -> Loft:
    """Return the outlines of the skin, or, bare of skin and fat, of the wall."""
    bottom, top = course.height_mm(LEVELS[1]), course.height_mm(LEVELS[0])
    count = int((top - bottom) / (2.0 * RISE_MM)) + 1
    rise = (top - bottom) / count
    shape = _Shape.of(person)
    rows = []
    for m in range(count + 1):
        height = bottom + m * rise
        halves = [_half(person, course, height, side, shape, bare) for side in Side]
        rows.append(rounded([*halves[0], *halves[1][::-1][1:-1]]))
    return Loft(np.array(rows), bottom, rise, endless=True)


@dataclass(frozen=True)
class _Shape:
    """How one person's trunk differs: factors of width and depth, fat at the sides and in front."""

    wide: float
    deep: float
    side_fat_mm: float
    front_fat_mm: float

    @classmethod
    def of(cls, person: PersonTraits) -> _Shape:
        chance = Chance(person.seed, "soft", "trunk")
        sex = 0.95 if person.sex == "F" else 1.0
        belly = person.belly
        return cls(
            sex * chance.about(1.0, 0.03),
            sex * chance.about(1.0, 0.04),
            5.0 + 0.30 * person.back_fat_mm + 18.0 * belly + chance.between(0.0, 3.0),
            6.0 + 0.30 * person.back_fat_mm + 14.0 * belly + chance.between(0.0, 4.0),
        )


def _half(
    person: PersonTraits, course: Course, height: float, side: Side, shape: _Shape, bare: bool
) -> list[tuple[float, float]]:
    """Return one half of an outline, from the midline in front to the midline behind."""
    level = course.levels.beyond(height)
    over = height - course.height_mm(6.0)
    pelvic = min(max((PELVIS_MM[1] - over) / (PELVIS_MM[1] - PELVIS_MM[0]), 0.0), 1.0)
    girth = max(1.0 - abs(level - 2.3) / 3.4, 0.0) * person.belly
    belly = straight(HALF_WIDTH, level) * shape.wide * (1.0 + BELLY_WIDTH * girth)
    wide = belly + pelvic * (max(straight(PELVIS_WIDTH, over), belly) - belly)
    deep = belly_front(person, course, level) * shape.deep
    side_mm, front_mm = (0.0, 0.0) if bare else (shape.side_fat_mm + SKIN_MM, shape.front_fat_mm + SKIN_MM)
    y = course.back_mm.at(height)
    x = course.left_mm.at(height)
    x += pelvic * (course.left_mm.at(course.height_mm(6.0)) - x)
    shares = [
        (a + pelvic * (c - a), b + pelvic * (d - b))
        for (a, b), (c, d) in zip(LUMBAR_SHAPE, PELVIC_SHAPE, strict=True)
    ]
    fat = [front_mm, front_mm, front_mm, 0.5 * (front_mm + side_mm), 0.3 * front_mm]
    aside = [0.0, 0.0, 0.0, 0.5 * side_mm * pelvic, 0.8 * side_mm]
    front = [
        (a * wide + across, -b * deep - ahead)
        for (a, b), ahead, across in zip(shares, fat, aside, strict=True)
    ]
    front += [
        (wide + side_mm, 0.02 * deep),
        (0.955 * wide + side_mm, 30.0),
        (0.83 * wide + 0.8 * side_mm, 52.0 + 0.4 * side_mm),
    ]
    return [(x + side.sign * u, y + v) for u, v in front] + _back(person, course, height, side, bare)


def _back(
    person: PersonTraits, course: Course, height: float, side: Side, bare: bool
) -> list[tuple[float, float]]:
    """Return the part of an outline behind the muscles of the back, to the midline."""
    level = course.levels.beyond(height)
    fat = 0.0 if bare else straight(FAT_BY_LEVEL, level) * person.back_fat_mm + SKIN_MM
    back = []
    for u, v in (*reversed(SURFACE), MIDDLE):
        thin = 1.0 - 0.14 * max(1.0 - u / 32.0, 0.0)
        back.append(_behind(course, height, side, (u, v), fat if bare else max(fat * thin, LEAST_MM)))
    return back


def _behind(
    course: Course, height: float, side: Side, place: tuple[float, float], fat_mm: float
) -> tuple[float, float]:
    """Return LPS x and y behind a place of the section: as far as asked, smoothed up and down."""
    above, here, below = (
        course.at_height(side, height + step, *place) for step in (SMOOTHED_MM, 0.0, -SMOOTHED_MM)
    )
    smooth = 0.25 * above.y + 0.5 * here.y + 0.25 * below.y
    return here.x, max(smooth, here.y - 0.6 * fat_mm) + fat_mm


def belly_front(person: PersonTraits, course: Course, level: float) -> float:
    """Return how far in front of the middle of the bodies the wall lies, in mm, but for chance."""
    girth = max(1.0 - abs(level - 3.4) / 4.6, 0.0) * person.belly
    wall = straight(FRONT, level) * (1.0 + BELLY_FRONT * girth)
    if level <= FOLLOWED_FROM:
        return wall
    start, here = (course.back_mm.at(course.height_mm(lv)) for lv in (FOLLOWED_FROM, level))
    return wall + (1.0 - FOLLOWED) * (here - start)


def straight(knots: tuple[tuple[float, float], ...], level: float) -> float:
    """Return what lies straight between knots (level, value); the outermost are held."""
    if level <= knots[0][0]:
        return knots[0][1]
    for (a, first), (b, second) in pairwise(knots):
        if level <= b:
            return first + (second - first) * (level - a) / (b - a)
    return knots[-1][1]


def _rest(person: PersonTraits, course: Course, gravity: Vector, outer: Loft) -> Point:
    """Return where the body lies on the table: a little within its lowest places, which are flattened.

    On the back the fat at L4 keeps its thickness.
    """
    z0 = course.height_mm(3.0)
    x0, y0 = course.left_mm.at(z0), course.back_mm.at(z0)

    def lowest(bottom: float, top: float) -> float:
        return max(
            gravity.x * (float(x) - x0) + gravity.y * (float(y) - y0)
            for m, row in enumerate(outer.outlines)
            if bottom <= outer.bottom_mm + m * outer.rise_mm <= top
            for x, y in row
        )

    at = lowest(course.height_mm(6.6), course.height_mm(0.0))
    if gravity.y > 0.7:
        at = max(at - 9.0 - 6.0 * person.belly, lowest(course.height_mm(4.4), course.height_mm(3.6)) + 1.0)
    else:
        at -= 10.0 + 22.0 * person.belly
    return Point(x0, y0, z0) + gravity * at


def _pressed(part: Lattice, rest: Point, gravity: Vector, inset_mm: float, blend_mm: float) -> Lattice:
    """Return a part flattened by the table, `inset_mm` from its top."""
    cut = table_depth(part, rest, gravity) + np.float32(inset_mm)
    return part.like(both(part.distance_mm, cut, blend_mm))


def table_depth(part: Lattice, rest: Point, gravity: Vector) -> Field:
    """Return how far the knots of a part lie below the hollow top of the table, float32 [k, j, i]."""
    nk, nj, ni = part.distance_mm.shape
    x = (np.arange(ni) * part.step.x + (part.first.x - rest.x)).reshape(1, 1, -1)
    y = (np.arange(nj) * part.step.y + (part.first.y - rest.y)).reshape(1, -1, 1)
    down = x * gravity.x + y * gravity.y
    across = x * gravity.y - y * gravity.x
    rise = down + TABLE_RADIUS_MM
    depth = np.sqrt(rise * rise + across * across) - TABLE_RADIUS_MM
    return np.broadcast_to(depth, (nk, nj, ni)).astype(np.float32)
