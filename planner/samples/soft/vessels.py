"""The great vessels in front of the spine."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from planner.anatomy.spine import Side
from planner.geometry.vectors import LEFT, Point, Vector
from planner.samples.chance import Chance
from planner.samples.field.shape import limb
from planner.samples.field.solid import Part, Solid, Warp
from planner.samples.person.traits import PersonTraits
from planner.samples.soft.course import Course
from planner.samples.soft.lattice import of_solid
from planner.samples.soft.layers import Layer, vessel
from planner.samples.soft.tissues import BLOOD_HU, PLAQUE_HU

STEP_MM = Vector(1.5, 1.5, 2.5)
Way = tuple[tuple[float, float, float], ...]
"""(level, to the side, backwards) on the typical section."""
AORTA: Way = (
    (-1.7, 10.0, -27.0),
    (0.0, 9.0, -30.0),
    (1.5, 8.0, -31.0),
    (3.0, 8.0, -30.0),
    (4.15, 6.0, -29.0),
)
CAVA: Way = (
    (-1.7, -26.0, -52.0),
    (0.0, -22.0, -42.0),
    (1.5, -18.0, -33.0),
    (3.0, -18.0, -30.0),
    (4.5, -15.0, -28.0),
)
ILIAC: Way = (
    (4.15, 5.0, -29.0),
    (4.9, 19.0, -31.0),
    (5.6, 31.0, -38.0),
    (6.2, 40.0, -52.0),
    (8.3, 62.0, -98.0),
)
INNER: Way = ((5.7, 33.0, -38.0), (6.3, 37.0, -38.0), (7.3, 40.0, -40.0))
VEIN: Way = (
    (4.5, 4.0, -27.0),
    (5.1, 21.0, -23.0),
    (5.8, 32.0, -33.0),
    (6.4, 38.0, -52.0),
    (8.3, 56.0, -94.0),
)
MESENTERIC: Way = ((0.8, 6.0, -43.0), (1.6, 5.0, -52.0), (2.6, 4.0, -56.0), (4.2, -6.0, -58.0))
PORTAL: Way = ((0.2, -26.0, -62.0), (1.0, -14.0, -60.0), (2.2, -9.0, -58.0), (4.0, -20.0, -57.0))
URETER: Way = (
    (1.9, 46.0, 0.0),
    (2.6, 40.0, -14.0),
    (3.6, 41.0, -22.0),
    (4.6, 42.0, -31.0),
    (5.6, 40.0, -46.0),
)
GONADAL: Way = ((2.0, 30.0, -24.0), (3.2, 46.0, -22.0), (4.6, 54.0, -32.0), (6.0, 62.0, -54.0))
RENAL: Way = ((1.4, 14.0, -31.0), (1.5, 32.0, -24.0), (1.6, 50.0, -10.0))


def layers_of(person: PersonTraits, course: Course) -> Iterator[Layer]:
    """Return veins, then arteries with their plaque."""
    chance = Chance(person.seed, "soft", "vessels")
    age = 0.03 * (person.age - 50)
    artery = vessel(BLOOD_HU + chance.between(-3.0, 3.0), person.plaque, PLAQUE_HU)
    vein = vessel(BLOOD_HU - 2.0, 0.0, 0.0)
    wide, bend = chance.between(8.6, 10.2) + age, chance.between(-2.0, 4.0) + 60.0 * age * 0.02
    flat = (chance.between(10.0, 13.0), chance.between(7.0, 9.5))
    cava = _tube(course, Side.LEFT, CAVA, flat, 0.0)
    parts = [*cava, *(part for s in Side for part in _tube(course, s, VEIN, (7.5, 6.0), 0.0))]
    parts += _tube(course, Side.LEFT, PORTAL, (5.6, 5.0), 0.0)
    for side in Side:
        parts += _tube(course, side, RENAL, (4.0, 3.5), 0.0)
        parts += _tube(course, side, URETER, (2.0, 1.8), 0.0)
        parts += _tube(course, side, GONADAL, (1.6, 1.6), 0.0)
    yield Layer(of_solid(Solid(tuple(parts), _warp(person, "veins")), STEP_MM), vein, 1.1, 0.15)
    aorta = _tube(course, Side.LEFT, AORTA, (wide, wide), bend)
    aorta += _tube(course, Side.LEFT, MESENTERIC, (3.6, 3.6), 0.0)
    for side in Side:
        aorta += _tube(course, side, ILIAC, (0.56 * wide, 0.56 * wide), 0.0)
        aorta += _tube(course, side, INNER, (0.36 * wide, 0.36 * wide), 0.0)
    yield Layer(of_solid(Solid(tuple(aorta), _warp(person, "arteries")), STEP_MM), artery, 1.1, 0.15)


def _tube(course: Course, side: Side, way: Way, radii_mm: tuple[float, float], bend_mm: float) -> list[Part]:
    """Return a vessel along a way, `bend_mm` farther to the side in its middle."""
    middle = (len(way) - 1) / 2.0
    points = [
        course.place(side, level, u + bend_mm * (1.0 - abs(n - middle) / middle), v)
        for n, (level, u, v) in enumerate(way)
    ]
    return [Part(limb(Vector(*a), Vector(*b), _across(a, b), radii_mm), 3.0) for a, b in pairwise(points)]


def _warp(person: PersonTraits, name: str) -> Warp:
    return Warp(person.seed, ("soft", name), 12.0, 0.7)


def _across(start: Point, end: Point) -> Vector:
    along = (end - start).unit()
    return LEFT if abs(along.x) < 0.9 else Vector(0.0, 1.0, 0.0)
