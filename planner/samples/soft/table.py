"""The patient table: a pad on a hollow top, curved across."""

from __future__ import annotations

import numpy as np
from numba import njit

from planner.samples.field.shape import Field
from planner.samples.soft.lattice import Floats
from planner.samples.soft.painting import smooth
from planner.samples.soft.trunk import TABLE_RADIUS_MM

HALF_WIDTH_MM, DEEP_MM = 215.0, 46.0
PAD_MM, SHELL_MM, EDGE_MM = 9.0, 1.8, 0.8
AIR_HU, PAD_HU, COVER_HU, SHELL_HU, FOAM_HU = -1000.0, -955.0, -760.0, 130.0, -925.0


@njit(cache=True, nogil=True)
def table_hu(down: float, across: float) -> float:
    """Return HU at a place `down` below the middle of the table's top and `across` from it, mm."""
    rise = down + TABLE_RADIUS_MM
    depth = np.sqrt(rise * rise + across * across) - TABLE_RADIUS_MM
    aside = abs(across) / HALF_WIDTH_MM
    bottom = PAD_MM + SHELL_MM + DEEP_MM * (1.0 - aside * aside)
    value = AIR_HU
    if aside < 1.04:
        value += smooth(depth / EDGE_MM + 0.5) * smooth((PAD_MM - depth) / EDGE_MM + 0.5) * (PAD_HU - AIR_HU)
        cover = smooth(1.0 - abs(depth - 0.4) / 0.8)
        value += cover * (COVER_HU - value)
    if aside < 1.0:
        core = smooth((depth - PAD_MM) / EDGE_MM + 0.5) * smooth((bottom - depth) / EDGE_MM + 0.5)
        value += core * (FOAM_HU - value)
        top, low = abs(depth - PAD_MM - SHELL_MM / 2.0), abs(depth - bottom + SHELL_MM / 2.0)
        shell = smooth((SHELL_MM / 2.0 - min(top, low)) / EDGE_MM + 0.5)
        value += shell * (SHELL_HU - value)
    return value


@njit(cache=True, nogil=True)
def lay_table(hu: Field, first: tuple[int, int, int], to_patient: Floats, table: Floats) -> None:
    """Fill HU [k, j, i], whose voxel [0, 0, 0] is `first` of the grid, with air and the table.

    `table` is the LPS point where the body rests, then the direction of gravity across the body.
    """
    m = to_patient
    for k in range(hu.shape[0]):
        for j in range(hu.shape[1]):
            for i in range(hu.shape[2]):
                a, b, c = float(first[2] + i), float(first[1] + j), float(first[0] + k)
                x = m[0, 0] * a + m[0, 1] * b + m[0, 2] * c + m[0, 3] - table[0]
                y = m[1, 0] * a + m[1, 1] * b + m[1, 2] * c + m[1, 3] - table[1]
                down, across = x * table[3] + y * table[4], x * table[4] - y * table[3]
                hu[k, j, i] = AIR_HU if down < -150.0 or down > 120.0 else table_hu(down, across)
