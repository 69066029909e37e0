"""A solid on the voxels of a scan: its signed distance, worked out only where the surface is near.

The compiled functions here hold those of ``kernels.py`` within them, but numba's cache looks at the date of
this file alone: after a change there, touch this file too (or delete ``__pycache__``).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.samples.field.kernels import (
    BLEND,
    CARVED,
    FAR,
    Floats,
    Tape,
    joined,
    part_distance,
    part_near,
    solid_distance,
    warped,
)
from planner.samples.field.shape import Field
from planner.samples.field.solid import Solid
from planner.samples.grid import Grid, Slab

BLOCK = (4, 8, 8)
"""Voxels of a block [k, j, i] that is looked at as a whole first."""
SMALL_BLOCK = (2, 4, 4)
"""And of a block within it that is looked at next."""
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
    # the arrays go on one by one: handing over the whole tape at every voxel takes longer than using it
    kinds, shapes, parts, cuts, lattice, warp = tape
    active = np.empty(parts.shape[0], np.int64)
    few, owns = np.empty(parts.shape[0], np.int64), np.empty(parts.shape[0])
    nk, nj, ni = field.shape
    for k in range(-(first[0] % BLOCK[0]), nk, BLOCK[0]):
        for j in range(-(first[1] % BLOCK[1]), nj, BLOCK[1]):
            for i in range(-(first[2] % BLOCK[2]), ni, BLOCK[2]):
                corner = (k, j, i)
                at, half = _middle(corner, BLOCK, first, to_frame)
                count = _in_reach(at, half + reach_mm, parts, active)
                if count > 0:
                    count = _survey(
                        field, corner, BLOCK, at, half, reach_mm, active, count, few, owns, kinds, shapes,
                        parts, cuts, lattice, warp,
                    )  # fmt: skip
                if count > 0:
                    active[:count] = few[:count]
                    _fill_block(
                        field, corner, first, to_frame, reach_mm, active, count, few, owns, kinds, shapes,
                        parts, cuts, lattice, warp,
                    )  # fmt: skip


@njit(cache=True, nogil=True)
def _fill_block(  # type: ignore[no-untyped-def]
    field,
    corner,
    first,
    to_frame,
    reach_mm,
    active,
    count,
    few,
    owns,
    kinds,
    shapes,
    parts,
    cuts,
    lattice,
    warp,
):
    """Fill a block that the surface may pass, small block by small block."""
    for k in range(corner[0], corner[0] + BLOCK[0], SMALL_BLOCK[0]):
        for j in range(corner[1], corner[1] + BLOCK[1], SMALL_BLOCK[1]):
            for i in range(corner[2], corner[2] + BLOCK[2], SMALL_BLOCK[2]):
                small = (k, j, i)
                at, half = _middle(small, SMALL_BLOCK, first, to_frame)
                left = _survey(
                    field, small, SMALL_BLOCK, at, half, reach_mm, active, count, few, owns, kinds, shapes,
                    parts, cuts, lattice, warp,
                )  # fmt: skip
                if left > 0:
                    _fill_voxels(
                        field,
                        small,
                        first,
                        to_frame,
                        reach_mm,
                        few,
                        left,
                        kinds,
                        shapes,
                        parts,
                        cuts,
                        lattice,
                        warp,
                    )


@njit(cache=True, nogil=True)
def _middle(corner, size, first, to_frame):  # type: ignore[no-untyped-def]
    """Return the middle of a whole block in the frame, and how far from there its corners are, in mm."""
    k, j, i = first[0] + corner[0], first[1] + corner[1], first[2] + corner[2]
    at = _at(to_frame, i + (size[2] - 1) / 2.0, j + (size[1] - 1) / 2.0, k + (size[0] - 1) / 2.0)
    half = 0.0
    for ii in (i, i + size[2] - 1):
        for jj in (j, j + size[1] - 1):
            a, b, c = _at(to_frame, float(ii), float(jj), float(k))
            half = max(half, (a - at[0]) ** 2 + (b - at[1]) ** 2 + (c - at[2]) ** 2)
    return at, np.sqrt(half)


@njit(cache=True, nogil=True)
def _inside(corner, size, field):  # type: ignore[no-untyped-def]
    """Return the part of a block that is in the field: first and after the last along k, j, i."""
    k0, j0, i0 = max(corner[0], 0), max(corner[1], 0), max(corner[2], 0)
    k1, j1, i1 = corner[0] + size[0], corner[1] + size[1], corner[2] + size[2]
    return k0, min(k1, field.shape[0]), j0, min(j1, field.shape[1]), i0, min(i1, field.shape[2])


@njit(cache=True, nogil=True)
def _survey(  # type: ignore[no-untyped-def]
    field,
    corner,
    size,
    at,
    half,
    reach_mm,
    active,
    count,
    kept,
    owns,
    kinds,
    shapes,
    parts,
    cuts,
    lattice,
    warp,
):
    """Write which of the active parts decide anything in a block into `kept`; return how many.

    0 where the surface is nowhere in reach: then the block is filled.
    """
    warped_to, middle, steep = warped(at[0], at[1], at[2], lattice, warp), FAR, STEEPEST * half
    for m in range(count):
        owns[m] = part_distance(active[m], at, warped_to, kinds, shapes, parts, cuts)
        middle = joined(middle, owns[m], active[m], parts)
    if abs(middle) > steep + reach_mm:
        k0, k1, j0, j1, i0, i1 = _inside(corner, size, field)
        field[k0:k1, j0:j1, i0:i1] = reach_mm if middle > 0.0 else -reach_mm
        return 0
    return _decisive(active, owns, count, kept, steep, reach_mm, parts)


@njit(cache=True, nogil=True)
def _fill_voxels(  # type: ignore[no-untyped-def]
    field, corner, first, to_frame, reach_mm, active, count, kinds, shapes, parts, cuts, lattice, warp
):
    k0, k1, j0, j1, i0, i1 = _inside(corner, SMALL_BLOCK, field)
    for k in range(k0, k1):
        for j in range(j0, j1):
            for i in range(i0, i1):
                at = _at(to_frame, float(first[2] + i), float(first[1] + j), float(first[0] + k))
                found = solid_distance(at, active, count, kinds, shapes, parts, cuts, lattice, warp)
                field[k, j, i] = min(max(found, -reach_mm), reach_mm)


@njit(cache=True, nogil=True)
def _in_reach(at, reach_mm, parts, active):  # type: ignore[no-untyped-def]
    """Write the parts whose boxes are in reach into `active`; return how many, 0 where none is added."""
    count = added = 0
    for part in range(parts.shape[0]):
        if part_near(at[0], at[1], at[2], reach_mm, part, parts):
            active[count] = part
            count += 1
            added += 1 - int(parts[part, CARVED])
    return count if added > 0 else 0


@njit(cache=True, nogil=True)
def _decisive(active, owns, count, kept, steep, reach_mm, parts):  # type: ignore[no-untyped-def]
    """Write the active parts that decide anything in a block into `kept`, by their distances at its middle.

    An added part does not where an earlier one is nearer by more than its blend, everywhere in the block,
    with nothing carved in between, or a later one by more than all blends; a carved part does not where it
    stays far outside.
    """
    widest = parts[:, BLEND].max()
    nearest = FAR
    for m in range(count):
        part = active[m]
        kept[m] = part
        if parts[part, CARVED] == 1.0:
            if owns[m] + steep < -reach_mm - 2.0 * parts[part, BLEND]:
                kept[m] = -1
            else:
                nearest = FAR
        elif owns[m] > nearest + 2.0 * steep + parts[part, BLEND]:
            kept[m] = -1
        else:
            nearest = min(nearest, owns[m])
    nearest, left = FAR, count
    for m in range(count - 1, -1, -1):
        part = kept[m]
        if part >= 0 and parts[part, CARVED] == 0.0:
            if owns[m] > nearest + 2.0 * steep + parts[part, BLEND] + widest:
                part = -1
            else:
                nearest = min(nearest, owns[m])
        if part >= 0:
            left -= 1
            kept[left] = part
    kept[: count - left] = kept[left:count].copy()
    return count - left


@njit(cache=True, nogil=True)
def _at(to_frame: Floats, i: float, j: float, k: float) -> tuple[float, float, float]:
    return (
        to_frame[0, 0] * i + to_frame[0, 1] * j + to_frame[0, 2] * k + to_frame[0, 3],
        to_frame[1, 0] * i + to_frame[1, 1] * j + to_frame[1, 2] * k + to_frame[1, 3],
        to_frame[2, 0] * i + to_frame[2, 1] * j + to_frame[2, 2] * k + to_frame[2, 3],
    )
