"""The bowel: small loops in the mesentery, the colon round them; gas stands where gravity puts it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from planner.anatomy.spine import Side
from planner.geometry.vectors import LEFT, POSTERIOR, Vector
from planner.samples.chance import Chance
from planner.samples.field.shape import Shape, ellipsoid, limb
from planner.samples.field.solid import Part, Solid, Warp
from planner.samples.person.traits import PersonTraits
from planner.samples.soft.course import Course
from planner.samples.soft.lattice import Lattice, cut, of_solid
from planner.samples.soft.layers import Layer, lumen, sheet, stool
from planner.samples.soft.tissues import BOWEL_HU, BOWEL_WALL_HU, FAT_HU, FLUID_HU, STOOL_HU
from planner.samples.soft.trunk import Trunk, belly_front

STEP_MM = Vector(2.2, 2.2, 2.8)
LOOPS = 64
"""Loops of small bowel."""
NO_GAS_MM = 2000.0
"""A level as high as this is above all of the body."""
Way = list[tuple[float, float, float]]
"""(level, mm to the left, mm backwards of the middle of the column)."""


def layers_of(person: PersonTraits, course: Course, trunk: Trunk, gravity: Vector) -> list[Layer]:
    """Return the loops of small bowel, then the colon, from below."""
    return [
        *_small(person, course, trunk, gravity),
        *_colon(person, course, trunk, gravity),
    ]


def _small(person: PersonTraits, course: Course, trunk: Trunk, gravity: Vector) -> Iterator[Layer]:
    for number in range(LOOPS):
        chance = Chance(person.seed, "soft", "loop", str(number))
        level = 1.7 + 5.8 * (number + chance.between(0.0, 1.0)) / LOOPS
        front = belly_front(person, course, level)
        aside = chance.between(-78.0, 78.0)
        nearest = 50.0 + max(level - 5.0, 0.0) * 20.0
        share = max(chance.between(0.0, 1.0), chance.between(0.0, 1.0))
        away = nearest + share * max(front - 24.0 - nearest, 6.0)
        at = Vector(*course.place(Side.LEFT, level, 0.0, 0.0)) + LEFT * aside - POSTERIOR * away
        radius = chance.between(9.5, 14.5)
        filled = chance.between(0.3, 0.8) if chance.happens(0.14) else 2.0
        content = BOWEL_HU + chance.between(-10.0, 16.0)
        solid = Solid(_loop(at, radius, chance), Warp(person.seed, ("soft", "loop", str(number)), 14.0, 1.6))
        part = _within(solid, trunk)
        level_mm = level_of(part, -gravity, filled)
        yield Layer(part, sheet(FAT_HU, 0.85, 0.6, 0.5), 1.0, 0.4)
        yield Layer(part, lumen(content, BOWEL_WALL_HU, 2.2, -gravity, level_mm), 1.1, 0.4)


def _loop(start: Vector, radius_mm: float, chance: Chance) -> tuple[Part, ...]:
    """Return a winding tube."""
    turn = Vector(chance.between(-1.0, 1.0), chance.between(-0.5, 0.5), chance.between(-0.7, 0.7))
    way = [start]
    for _ in range(4):
        bend = Vector(chance.between(-1.0, 1.0), chance.between(-0.6, 0.6), chance.between(-0.9, 0.9))
        turn = (turn + bend * 0.9).unit()
        way.append(way[-1] + turn * (1.3 * radius_mm))
    return tuple(Part(_tube(a, b, radius_mm * chance.between(0.85, 1.1)), 4.0) for a, b in pairwise(way))


def _colon(person: PersonTraits, course: Course, trunk: Trunk, gravity: Vector) -> Iterator[Layer]:
    chance = Chance(person.seed, "soft", "colon")
    wide = 1.0 + 0.14 * person.belly
    deep = {level / 2.0: belly_front(person, course, level / 2.0) for level in range(4, 16)}
    up: Way = [(lv, -94.0 * wide, -16.0 - 7.0 * (lv - 3.0)) for lv in (4.2, 3.5, 2.8)]
    up = [(6.3, -66.0, -66.0), (5.6, -76.0, -58.0), (4.9, -86.0, -44.0), *up]
    down: Way = [(lv, 97.0 * wide, 2.0 - 6.0 * (lv - 2.0)) for lv in (1.6, 2.3, 3.0, 3.7, 4.2)]
    down = [*down, (4.8, 92.0, -34.0), (5.3, 84.0, -50.0), (5.8, 77.0, -60.0)]
    across: Way = []
    sag = chance.between(0.2, 1.5)
    for n in range(9):
        share = abs(n - 4) / 4.0
        lv = 3.1 + sag * (1.0 - share * share)
        across.append((lv, (n - 4) * 21.0 * wide, -(belly_front(person, course, lv) - 38.0) + 16.0 * share))
    low = -deep[6.5]
    sigmoid: Way = [(5.8, 77.0, -60.0), (6.4, 66.0, -76.0), (6.9, 44.0, low + 44.0), (6.5, 12.0, low + 52.0),
                    (7.1, -10.0, low + 74.0)]  # fmt: skip
    for name, way, radius, gas in (
        ("ascending", up, 25.0, 0.36),
        ("descending", down, 14.0, chance.between(0.1, 0.35)),
        ("sigmoid", sigmoid, 15.0, chance.between(0.25, 0.5)),
    ):
        tissue = stool(STOOL_HU + chance.between(-6.0, 10.0), BOWEL_WALL_HU, 2.3, gas)
        yield Layer(_sacs(person, course, trunk, name, way, radius), tissue, 1.1, 0.4)
    part = _sacs(person, course, trunk, "transverse", across, 19.0)
    level_mm = level_of(part, -gravity, chance.between(0.35, 0.7))
    yield Layer(part, lumen(FLUID_HU + 8.0, BOWEL_WALL_HU, 1.8, -gravity, level_mm), 1.1, 0.4)


def level_of(part: Lattice, up: Vector, filled: float) -> float:
    """Return how far up, from the LPS origin, the fluid stands that fills a share of a part's height, in mm.

    A share above 1 leaves no room for gas.
    """
    rows, columns = np.nonzero((part.distance_mm < 0.0).any(axis=0))
    if len(rows) == 0 or filled > 1.0:
        return NO_GAS_MM
    x, y = part.first.x + columns * part.step.x, part.first.y + rows * part.step.y
    along = x * up.x + y * up.y
    low, high = float(along.min()), float(along.max())
    return low + filled * (high - low)


def _sacs(
    person: PersonTraits, course: Course, trunk: Trunk, name: str, way: Way, radius_mm: float
) -> Lattice:
    """Return a piece of colon: a row of sacs along a way, with folds between them."""
    chance = Chance(person.seed, "soft", "sacs", name)
    places = [Vector(*course.place(Side.LEFT, level, 0.0, 0.0)) + Vector(u, v, 0.0) for level, u, v in way]
    parts = []
    for a, b in pairwise(places):
        count = max(round((b - a).length / (1.15 * radius_mm)), 1)
        for n in range(count):
            half = radius_mm * chance.between(0.72, 1.12)
            jitter = Vector(chance.between(-4.0, 4.0), chance.between(-4.0, 4.0), chance.between(-2.0, 2.0))
            centre = a + (b - a) * (n / count) + jitter
            parts.append(Part(ellipsoid(centre, (half, 0.92 * half, 0.88 * half)), 1.5))
    solid = Solid(tuple(parts), Warp(person.seed, ("soft", name), 12.0, 1.5))
    return _within(solid, trunk)


def _within(solid: Solid, trunk: Trunk) -> Lattice:
    return cut(of_solid(solid, STEP_MM), trunk.cavity, 2.5)


def _tube(start: Vector, end: Vector, radius_mm: float) -> Shape:
    towards = LEFT if abs((end - start).unit().x) < 0.9 else POSTERIOR
    return limb(start, end, towards, (radius_mm, radius_mm))
