"""The fat under the skin, the muscles of the abdominal wall, and the fat within it."""

from __future__ import annotations

import numpy as np

from planner.anatomy.spine import Side
from planner.samples.chance import Chance
from planner.samples.field.shape import Field
from planner.samples.person.traits import PersonTraits
from planner.samples.soft.course import Course
from planner.samples.soft.lattice import Lattice, both
from planner.samples.soft.layers import PLAIN, Layer, Tissue, muscle, sheet, skin, veined
from planner.samples.soft.tissues import FASCIA_HU, FAT_HU, LUNG_HU, MESENTERY_HU, SKIN_HU, WALL_HU
from planner.samples.soft.trunk import SKIN_MM, WALL_LAYERS_MM, Trunk, straight

FLANK_REAR = ((-2.0, 60.0), (1.0, 52.0), (4.4, 44.0), (5.0, 14.0), (5.6, -30.0), (6.2, -60.0), (8.0, -80.0))
"""How far back the muscles of the flank reach, by level; below the iliac crest to its front."""
RECESS_LEVEL, RECESS_MM = -0.5, 17.0
"""Above which level there is lung on average, and how much thicker it is a level higher."""
RECTUS_MM, RECTUS_WIDTH_MM = (1.1, 9.6), (4.0, 66.0)
"""Depth of the straight muscle in the wall, and where it begins and ends beside the midline."""


def layers_of(person: PersonTraits, course: Course, trunk: Trunk) -> list[Layer]:
    """Return skin, fat, fasciae, the wall of the abdomen, and the fat within, from below."""
    middle = course.left_mm.at(course.height_mm(3.0))
    heights = (course.height_mm(0.0), course.height_mm(7.0))
    tissue = muscle(WALL_HU, (0.0, 0.02 + 0.10 * person.infiltration), heights, (0.0, 0.0), middle)
    between = _between(trunk)
    layers = [
        Layer(trunk.skin, skin(FAT_HU, SKIN_HU, SKIN_MM), 0.9, 0.1),
        Layer(between, sheet(-10.0, 0.55, 0.0, 0.25), 1.0, 0.5),
        Layer(trunk.wall, Tissue(PLAIN, FAT_HU, 4.0), 1.2, 0.3),
        Layer(trunk.wall, sheet(FASCIA_HU, 0.55, -0.3, 0.2), 0.9, 0.3),
    ]
    for start, end in WALL_LAYERS_MM:
        part = _shell(trunk.wall, start * person.muscle, end * person.muscle, _flank(course, trunk.wall))
        layers.append(Layer(part, tissue, 1.1, 0.5))
    layers.append(Layer(trunk.cavity, veined(MESENTERY_HU, 32.0, 17.0, 0.2, 5.0), 1.2, 0.4))
    for side in Side:
        part = _shell(trunk.wall, *RECTUS_MM, _front(course, trunk.wall, side))
        layers.append(Layer(part, tissue, 1.1, 0.5))
    return layers


def recess_of(person: PersonTraits, course: Course, trunk: Trunk) -> list[Layer]:
    """Return the lowest edge of both lungs, behind and beside the organs, with the diaphragm under it."""
    chance = Chance(person.seed, "soft", "lungs")
    reach = RECESS_LEVEL + chance.between(-0.6, 0.5)
    lateral, back = _lateral(course, trunk.wall)
    heights = [trunk.wall.first.z + k * trunk.wall.step.z for k in range(len(lateral))]
    deep = [RECESS_MM * max(reach - course.levels.beyond(z), 0.0) - 2.0 for z in heights]
    deep_mm = np.array(deep, np.float32).reshape(-1, 1, 1)
    inside = trunk.cavity.distance_mm + np.float32(2.0)
    place = np.maximum(np.float32(26.0) - lateral, np.float32(-40.0) - back)
    slope = np.float32(0.2) * (np.float32(20.0) - np.minimum(back, np.float32(20.0)))
    lung = both(both(inside, -inside - deep_mm + slope, 3.0), place, 6.0)
    part = trunk.cavity.like(lung)
    return [
        Layer(part, sheet(WALL_HU, 1.0, 1.2, 1.3), 1.0, 0.3),
        Layer(part, veined(LUNG_HU, -300.0, 11.0, 0.16, 18.0), 1.1, 0.3),
    ]


def _shell(wall: Lattice, start_mm: float, end_mm: float, region: Field) -> Lattice:
    """Return what lies between two depths in the wall, within a region given by its distance."""
    outer, inner = wall.distance_mm + np.float32(start_mm), -(wall.distance_mm + np.float32(end_mm))
    return wall.like(both(np.maximum(outer, inner), region, 7.0))


def _flank(course: Course, wall: Lattice) -> Field:
    """Return distances to where the muscles of the flank run: beside the rectus, above the iliac crest."""
    lateral, back = _lateral(course, wall)
    heights = [wall.first.z + k * wall.step.z for k in range(len(lateral))]
    rear = [straight(FLANK_REAR, course.levels.beyond(z)) for z in heights]
    rear_mm = np.array(rear, np.float32).reshape(-1, 1, 1)
    behind = back - rear_mm - np.float32(0.25) * (lateral - np.float32(85.0))
    found: Field = np.maximum(behind, np.float32(RECTUS_WIDTH_MM[1] + 2.5) - lateral)
    return found


def _front(course: Course, wall: Lattice, side: Side) -> Field:
    """Return distances to where the straight muscle of one side runs."""
    lateral, back = _lateral(course, wall, side)
    inner, outer = (np.float32(width) for width in RECTUS_WIDTH_MM)
    found: Field = np.maximum(np.maximum(inner - lateral, lateral - outer), back + np.float32(25.0))
    return found


def _lateral(course: Course, wall: Lattice, side: Side | None = None) -> tuple[Field, Field]:
    """Return how far the knots lie to a side (either, or one) and behind the middle of the column."""
    nk, nj, ni = wall.distance_mm.shape
    heights = [wall.first.z + k * wall.step.z for k in range(nk)]
    x0 = np.array([course.left_mm.at(z) for z in heights], np.float32).reshape(-1, 1, 1)
    y0 = np.array([course.back_mm.at(z) for z in heights], np.float32).reshape(-1, 1, 1)
    x = (np.arange(ni, dtype=np.float32) * np.float32(wall.step.x) + np.float32(wall.first.x)).reshape(
        1, 1, -1
    )
    y = (np.arange(nj, dtype=np.float32) * np.float32(wall.step.y) + np.float32(wall.first.y)).reshape(
        1, -1, 1
    )
    lateral = np.abs(x - x0) if side is None else np.float32(side.sign) * (x - x0)
    full = np.broadcast_to(lateral, (nk, nj, ni)), np.broadcast_to(y - y0, (nk, nj, ni))
    return full[0], full[1]


def _between(trunk: Trunk) -> Lattice:
    """Return distances to the sheet half-way between skin and wall, negative on its outer side."""
    half = np.float32(0.5)
    return trunk.skin.like((trunk.skin.distance_mm + trunk.wall.distance_mm) * half)
