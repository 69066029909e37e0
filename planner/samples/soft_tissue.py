"""All soft parts on the grid: table, skin, fat, muscles of the back, canal, and what `organs` adds."""

from __future__ import annotations

import numpy as np

from planner.anatomy.spine import Level
from planner.geometry.frames import SCANNER
from planner.samples.body import Body
from planner.samples.grid import Grid, Positions
from planner.samples.numbers import Chance
from planner.samples.organs import at_the_spine, in_the_fat
from planner.samples.sacrum import sacral_canal
from planner.samples.shapes import Field, coverage, smooth_max
from planner.samples.solids import Ripple
from planner.samples.tissue import (
    EDGE_MM,
    EPIDURAL_FAT_HU,
    FAT_HU,
    FLUID_HU,
    LIGAMENT_HU,
    MUSCLE_HU,
    NERVE_HU,
    SKIN_HU,
    Drawn,
    draw,
    lay,
)

SKIN_MM = 1.8
TEXTURE_HU = 5.0
SHEET_HU = 38.0
"""How much brighter than fat the thin sheets within it are."""
TABLE_MM = 110.5
"""The table's pad begins so far behind the superior endplate of L3."""
TABLE_LAYERS = ((0.0, 7.0, -945.0), (7.0, 9.0, -120.0), (9.0, 60.0, -965.0))
"""Pad, shell and core of the table: from, to (mm), HU."""
NONE, ALL = np.float32(0.0), np.float32(1.0)


def paint_soft_tissue(hu: Field, grid: Grid, body: Body, chance: Chance, texture: Field) -> None:
    """Draw all soft parts into `hu` [k, j, i], which holds air; `texture` is noise of SD 1."""
    x, y, z = grid.positions(grid.everything, SCANNER)
    _table(hu, body, x, y)
    skin = body.skin_distance(x, y, z)
    inside = coverage(skin, EDGE_MM)
    lay(hu, inside, SKIN_HU)
    lay(hu, coverage(skin + np.float32(SKIN_MM), EDGE_MM), FAT_HU)
    sheets: Field = ALL - np.abs(Ripple(1.0, 31.0, 0.4).at(x, y, z)) * np.float32(16.0)
    hu += np.maximum(sheets, NONE) * inside * np.float32(SHEET_HU)
    _muscles_of_the_back(hu, body, (x, y, z), texture)
    for part in in_the_fat(body, chance):
        draw(hu, grid, part)
    _canal(hu, grid, body)
    for part in at_the_spine(body):
        draw(hu, grid, part)
    hu += texture * inside * np.float32(TEXTURE_HU)


def _muscles_of_the_back(hu: Field, body: Body, positions: Positions, texture: Field) -> None:
    """Draw multifidus and erector spinae with fat in and between them, and the ligament of the midline."""
    x, y, z = positions
    lateral: Field = np.abs(x - np.float32(body.anchor.x))
    fascia = body.back.at(z) - body.fat.at(z)
    width = body.profile(((-140, 17), (-115, 26), (-80, 35), (-20, 39), (60, 37))).at(z)
    depth = body.profile(((-140, 15), (-110, 23), (-70, 29), (0, 30), (80, 27))).at(z)
    a: Field = (lateral - width + np.float32(3.0)) / width
    b: Field = (y - fascia + depth - np.float32(4.0)) / depth
    oval: Field = (np.sqrt(a * a + b * b) - ALL) * np.minimum(width, depth)
    oval = oval + Ripple(2.0, 34.0).at(x, y, z)
    muscle = smooth_max(smooth_max(oval, y - fascia, 5.0), np.float32(1.6) - lateral, 1.0)
    fat = np.maximum(
        _marbling(body, lateral, z, texture), _septa(lateral + Ripple(7.0, 70.0, 0.3).at(x, y, z), fascia - y)
    )
    lay(hu, coverage(muscle, EDGE_MM), np.float32(MUSCLE_HU) + fat * np.float32(FAT_HU - MUSCLE_HU))
    midline = smooth_max(lateral - np.float32(2.4), y - fascia, 1.0)
    ventral = body.canal.at(z) + np.float32(6.0)
    lay(hu, coverage(smooth_max(midline, ventral - y, 1.0), EDGE_MM), MUSCLE_HU)


def _marbling(body: Body, lateral: Field, z: Field, texture: Field) -> Field:
    """Return the share of fat within the muscles: most near the midline and low down."""
    low = body.profile(((-130, 1.0), (-60, 0.7), (40, 0.25))).at(z)
    medial = np.clip(np.float32(1.3) - lateral * np.float32(0.025), np.float32(0.15), ALL) * low
    fat: Field = np.clip((texture - np.float32(0.7)) * np.float32(0.9), NONE, ALL) * medial
    share: Field = np.clip(fat * np.float32(2.0 * body.build.infiltration), NONE, ALL)
    return share


def _septa(lateral: Field, depth: Field) -> Field:
    """Return the share of fat between multifidus, longissimus and iliocostalis; `depth` below the fascia."""
    slant = depth * np.float32(0.2)
    planes = (lateral - np.float32(24.0) + slant, lateral - np.float32(51.0) - slant)
    gap: Field = np.minimum(np.abs(planes[0]), np.abs(planes[1]))
    share: Field = np.clip(ALL - gap * np.float32(0.8), NONE, np.float32(0.65))
    return share


def _canal(hu: Field, grid: Grid, body: Body) -> None:
    """Draw the flaval ligaments, the fat of the canal, and the sac with its roots behind."""
    sacrum = body.spine.bones[Level.S1]
    draw(hu, grid, Drawn(sacral_canal(sacrum.numbers), EPIDURAL_FAT_HU, sacrum.frame))
    x, y, z = grid.positions(grid.everything, SCANNER)
    lateral = x - np.float32(body.anchor.x)
    behind = y - body.canal.at(z)
    wide = _oval(lateral, behind, 12.4, 8.6)
    flavum = smooth_max(wide - np.float32(2.6), np.float32(1.0) - behind, 1.0)
    lay(hu, coverage(flavum, EDGE_MM), LIGAMENT_HU)
    lay(hu, coverage(wide, EDGE_MM), EPIDURAL_FAT_HU)
    taper = body.profile(((-140, 0.35), (-108, 0.72), (-60, 1.0))).at(z)
    sac = _oval(lateral / taper, (behind + np.float32(1.2)) / taper, 9.6, 6.8)
    lay(hu, coverage(sac, EDGE_MM), FLUID_HU)
    roots = _oval(lateral / taper, (behind - np.float32(1.6)) / taper, 6.6, 2.4)
    lay(hu, coverage(roots, EDGE_MM) * np.float32(0.6), NERVE_HU + 8.0)


def _oval(x: Field, y: Field, half_x_mm: float, half_y_mm: float) -> Field:
    a, b = x * np.float32(1.0 / half_x_mm), y * np.float32(1.0 / half_y_mm)
    distance: Field = (np.sqrt(a * a + b * b) - ALL) * np.float32(min(half_x_mm, half_y_mm))
    return distance


def _table(hu: Field, body: Body, x: Field, y: Field) -> None:
    """Draw the pad, shell and core of the table, a shallow trough."""
    lateral = x - np.float32(body.anchor.x)
    behind = y - np.float32(body.anchor.y + TABLE_MM) + lateral * lateral * np.float32(1.0 / 1900.0)
    for start, stop, value in TABLE_LAYERS:
        layer: Field = np.maximum(np.float32(start) - behind, behind - np.float32(stop))
        lay(hu, coverage(layer, EDGE_MM), value)
