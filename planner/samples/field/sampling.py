"""A solid on the voxels of a scan: its signed distance, worked out only where the surface is near.

The compiled functions here hold those of ``kernels.py`` within them, but numba's cache looks at the date of
this file alone: after a change there, touch this file too (or delete ``__pycache__``).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.samples.field.kernels import Floats, Integers, Tape, part_near, solid_distance
from planner.samples.field.shape import Field
from planner.samples.field.solid import Solid
from planner.samples.grid import Grid, Slab

BLOCK = (4, 8, 8)
"""Voxels of a block [k, j, i] that is looked at as a whole first."""
STEEPEST = 1.4
"""No distance of ours changes faster than this times the way gone, blends and warps included."""


def distances(solid: Solid, frame: Frame, grid: Grid, slab: Slab, reach_mm: float) -> Field:
    """Return the signed distance of the voxels of a slab to a solid, in mm, float32 [k, j, i].

    Parameters
    ----------
    frame
        The frame in which the solid is given.
    reach_mm
        Distances are right within this of the surface; beyond it they are `reach_mm` with the right sign.
    """
    shape = [part.stop - part.start for part in slab]
    field = np.full(shape, np.float32(reach_mm))
    own = grid.around(solid.box, frame, reach_mm)
    if own is None:
        return field
    low = [max(a.start, b.start) for a, b in zip(own, slab, strict=True)]
    high = [min(a.stop, b.stop) for a, b in zip(own, slab, strict=True)]
    if all(a < b for a, b in zip(low, high, strict=True)):
        inner = field[tuple(slice(a - s.start, b - s.start) for a, b, s in zip(low, high, slab, strict=True))]
        _fill(inner, (low[0], low[1], low[2]), voxel_to_frame(grid, frame), solid.tape, reach_mm)
    return field


def voxel_to_frame(grid: Grid, frame: Frame) -> Floats:
    """Return 3 x 4: from voxels [i, j, k, 1] to a frame's coordinates (left, posterior, superior), mm."""
    matrix = grid.voxel_to_patient
    offset = Point(*map(float, matrix[:3, 3])) - frame.origin
    rows = []
    for axis in (frame.left, frame.posterior, frame.superior):
        steps = [Vector(*map(float, matrix[:3, column])).dot(axis) for column in range(3)]
        rows.append([*steps, offset.dot(axis)])
    return np.array(rows)


@njit(cache=True, nogil=True)
def _fill(field: Field, first: tuple[int, int, int], to_frame: Floats, tape: Tape, reach_mm: float) -> None:
    """Fill a field [k, j, i], whose first voxel is `first` of the grid, with distances, block by block."""
    parts = tape.shape_of.shape[0]
    active = np.empty(parts, np.int64)
    nk, nj, ni = field.shape
    fk, fj, fi = first
    for k0 in range(fk - fk % BLOCK[0], fk + nk, BLOCK[0]):
        for j0 in range(fj - fj % BLOCK[1], fj + nj, BLOCK[1]):
            for i0 in range(fi - fi % BLOCK[2], fi + ni, BLOCK[2]):
                _fill_block(field, (k0, j0, i0), first, to_frame, tape, reach_mm, active)


@njit(cache=True, nogil=True)
def _fill_block(
    field: Field,
    block: tuple[int, int, int],
    first: tuple[int, int, int],
    to_frame: Floats,
    tape: Tape,
    reach_mm: float,
    active: Integers,
) -> None:
    """Fill what a field holds of a block of the grid; a slab has the same blocks as the whole."""
    bk, bj, bi = block
    ek, ej, ei = bk + BLOCK[0] - 1, bj + BLOCK[1] - 1, bi + BLOCK[2] - 1
    x, y, z = _at(to_frame, (bi + ei) / 2.0, (bj + ej) / 2.0, (bk + ek) / 2.0)
    half = 0.0
    for i in (bi, ei):
        for j in (bj, ej):
            a, b, c = _at(to_frame, float(i), float(j), float(bk))
            half = max(half, (a - x) * (a - x) + (b - y) * (b - y) + (c - z) * (c - z))
    half = np.sqrt(half)
    fk, fj, fi = first
    k0, k1 = max(bk - fk, 0), min(ek + 1 - fk, field.shape[0])
    j0, j1 = max(bj - fj, 0), min(ej + 1 - fj, field.shape[1])
    i0, i1 = max(bi - fi, 0), min(ei + 1 - fi, field.shape[2])
    count = 0
    added = False
    for part in range(tape.shape_of.shape[0]):
        if part_near(x, y, z, half + reach_mm, tape.boxes[part]):
            active[count] = part
            count += 1
            added = added or tape.carved[part] == 0
    if not added:
        return
    middle = solid_distance(x, y, z, tape, active, count)
    limit = STEEPEST * half + reach_mm
    if middle > limit or middle < -limit:
        field[k0:k1, j0:j1, i0:i1] = reach_mm if middle > 0.0 else -reach_mm
        return
    for kk in range(k0, k1):
        for jj in range(j0, j1):
            for ii in range(i0, i1):
                x, y, z = _at(to_frame, float(fi + ii), float(fj + jj), float(fk + kk))
                found = solid_distance(x, y, z, tape, active, count)
                field[kk, jj, ii] = min(max(found, -reach_mm), reach_mm)


@njit(cache=True, nogil=True)
def _at(to_frame: Floats, i: float, j: float, k: float) -> tuple[float, float, float]:
    return (
        to_frame[0, 0] * i + to_frame[0, 1] * j + to_frame[0, 2] * k + to_frame[0, 3],
        to_frame[1, 0] * i + to_frame[1, 1] * j + to_frame[1, 2] * k + to_frame[1, 3],
        to_frame[2, 0] * i + to_frame[2, 1] * j + to_frame[2, 2] * k + to_frame[2, 3],
    )
