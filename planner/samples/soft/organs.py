"""The organs in front of and beside the spine: liver, spleen, kidneys and their fat."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from planner.anatomy.spine import Side
from planner.geometry.vectors import SUPERIOR, Vector
from planner.samples.chance import Chance
from planner.samples.field.shape import Shape, axes_along, ellipsoid, limb
from planner.samples.field.solid import Part, Solid, Warp
from planner.samples.person.traits import PersonTraits
from planner.samples.soft.bowel import level_of
from planner.samples.soft.course import Course
from planner.samples.soft.lattice import cut, of_solid
from planner.samples.soft.layers import PLAIN, Layer, Tissue, lumen, rim, veined
from planner.samples.soft.tissues import (
    BOWEL_HU,
    BOWEL_WALL_HU,
    FAT_HU,
    KIDNEY_HU,
    LIVER_HU,
    PANCREAS_HU,
    SPLEEN_HU,
)
from planner.samples.soft.trunk import Trunk, belly_front

STEP_MM = Vector(2.5, 2.5, 3.0)
SINUS_MM = Vector(2.0, 2.0, 2.5)
CAPSULE_FAT_MM = 7.0
"""Fat round each kidney."""


def layers_of(person: PersonTraits, course: Course, trunk: Trunk, gravity: Vector) -> Iterator[Layer]:
    """Return liver, spleen, stomach, pancreas, duodenum and kidneys, from below; all within the cavity."""
    chance = Chance(person.seed, "soft", "organs")
    kidneys = {side: _kidney(person, course, side) for side in Side}
    spared = [
        Part(kidneys[Side.LEFT], 4.0, carve=True, margin_mm=CAPSULE_FAT_MM),
        Part(kidneys[Side.RIGHT], 4.0, carve=True, margin_mm=CAPSULE_FAT_MM),
        _spine(course),
    ]
    shift = chance.between(-6.0, 5.0)
    for name, parts, tissue in (
        ("liver", _liver(course, chance.between(-0.5, 0.6)), veined(LIVER_HU + shift, 43.0, 21.0, 0.3)),
        ("spleen", _spleen(course), Tissue(PLAIN, SPLEEN_HU, 3.0)),
    ):
        solid = Solid((*parts, *spared), Warp(person.seed, ("soft", name), 24.0, 2.2))
        yield Layer(cut(of_solid(solid, STEP_MM), trunk.cavity, 2.0), tissue, 1.2, 0.3)
    yield from _stomach(person, course, trunk, gravity)
    for side, shape in kidneys.items():
        yield from _kidney_layers(person, trunk, side, Part(shape))


def _liver(course: Course, low: float) -> list[Part]:
    """Return the liver; `low` is how many levels its edge reaches below the second lumbar body."""
    right = Vector(*course.place(Side.RIGHT, low - 0.6, 84.0, -30.0))
    middle = Vector(*course.place(Side.RIGHT, low - 1.3, 34.0, -74.0))
    lobe = Part(ellipsoid(right, (54.0, 72.0, 90.0)))
    return [lobe, Part(ellipsoid(middle, (66.0, 36.0, 56.0)), 22.0)]


def _spleen(course: Course) -> list[Part]:
    centre = Vector(*course.place(Side.LEFT, -0.7, 104.0, 16.0))
    return [Part(ellipsoid(centre, (26.0, 46.0, 56.0)))]


def _stomach(person: PersonTraits, course: Course, trunk: Trunk, gravity: Vector) -> Iterator[Layer]:
    """Return the stomach with fluid and gas, the pancreas, and the duodenum round its head."""
    chance = Chance(person.seed, "soft", "stomach")
    front = 0.62 * (belly_front(person, course, 1.0) - 40.0)
    full, near = chance.between(0.7, 1.05), -36.0 - front
    ways = (
        ("stomach", ((-1.4, 62.0, -20.0, 36.0), (0.0, 66.0, near, 34.0), (1.1, 34.0, near - 10.0, 24.0),
                     (1.3, -14.0, near - 8.0, 17.0)), full),
        ("pancreas", ((0.4, 84.0, -22.0, 9.0), (0.9, 48.0, -46.0, 11.0), (1.4, 4.0, -66.0, 9.0),
                      (1.9, -30.0, -56.0, 14.0)), 1.0),
        ("duodenum", ((1.4, -46.0, -56.0, 12.0), (2.4, -46.0, -40.0, 12.0), (3.2, -30.0, -46.0, 11.0),
                      (3.2, 8.0, -48.0, 10.0), (2.6, 36.0, -44.0, 11.0)), 1.0),
    )  # fmt: skip
    for name, way, size in ways:
        points = [(Vector(*course.place(Side.LEFT, lv, u, v)), size * r) for lv, u, v, r in way]
        parts = tuple(
            Part(limb(a, b, SUPERIOR.cross(b - a), (p, p), (q, q)), 6.0)
            for (a, p), (b, q) in pairwise(points)
        )
        solid = Solid(parts, Warp(person.seed, ("soft", name), 11.0, 2.0))
        part = cut(of_solid(solid, STEP_MM), trunk.cavity, 3.0)
        tissue = veined(PANCREAS_HU, FAT_HU + 30.0, 8.0, 0.35, 6.0)
        if name != "pancreas":
            level_mm = level_of(part, -gravity, chance.between(0.55, 0.95) if name == "stomach" else 2.0)
            tissue = lumen(BOWEL_HU + chance.between(-6.0, 20.0), BOWEL_WALL_HU, 3.0, -gravity, level_mm)
        yield Layer(part, tissue, 1.1, 0.5)


def _spine(course: Course) -> Part:
    """Return the room of the spine and the great vessels, which organs leave free."""
    upper, lower = (Vector(*course.place(Side.LEFT, level, 0.0, -10.0)) for level in (-3.0, 5.0))
    return Part(limb(upper, lower, Vector(1.0, 0.0, 0.0), (24.0, 34.0), (58.0, 50.0)), 6.0, carve=True)


def _kidney(person: PersonTraits, course: Course, side: Side) -> Shape:
    chance = Chance(person.seed, "soft", "kidney", side)
    level = chance.between(1.3, 1.8) + (0.3 if side is Side.RIGHT else 0.0)
    centre = Vector(*course.place(side, level, 68.0, 11.0))
    axes = axes_along(SUPERIOR + Vector(-0.22 * side.sign, 0.16, 0.0), Vector(0.75 * side.sign, -0.66, 0.0))
    half = (chance.between(50.0, 58.0), chance.between(26.0, 30.0), chance.between(22.0, 25.0))
    return ellipsoid(centre, half, axes)


def _kidney_layers(person: PersonTraits, trunk: Trunk, side: Side, body: Part) -> Iterator[Layer]:
    """Return a kidney, open at its hilum, and the fat with the calyces in it."""
    centre, axes = body.shape.origin, body.shape.axes
    hilum = Part(ellipsoid(centre - axes[1] * 24.0, (17.0, 16.0, 8.0), axes), 4.0, carve=True)
    solid = Solid((body, hilum), Warp(person.seed, ("soft", "kidney", side), 16.0, 1.0))
    part = cut(of_solid(solid, STEP_MM), trunk.cavity, 4.0)
    yield Layer(part, rim(KIDNEY_HU - 3.0, KIDNEY_HU + 2.0, 5.0), 1.1, 0.2)
    inner = Part(ellipsoid(centre - axes[1] * 7.0, (30.0, 12.0, 7.0), axes))
    sinus = Solid((inner,), Warp(person.seed, ("soft", "sinus", side), 8.0, 2.4))
    yield Layer(of_solid(sinus, SINUS_MM), veined(FAT_HU + 14.0, 18.0, 9.0, 0.5), 1.4, 1.0)
