"""Smooth random texture that is fixed in a frame, whatever voxels look at it."""

from __future__ import annotations

from math import floor

import numpy as np
from numba import njit

from planner.geometry.frames import Frame
from planner.samples.field.kernels import Floats
from planner.samples.field.sampling import voxel_to_frame
from planner.samples.field.shape import Field
from planner.samples.field.solid import SPLINE_SD
from planner.samples.grid import Grid, Slab

UNIFORM_SD = 0.28867513459
"""Standard deviation of numbers spread evenly over 1: 1 / sqrt(12)."""


def texture(grid: Grid, slab: Slab, frame: Frame, seed: int, cell_mm: tuple[float, float, float]) -> Field:
    """Return smooth noise of mean 0 and standard deviation 1 over a slab, float32 [k, j, i].

    Parameters
    ----------
    frame
        The noise is fixed in this frame: parts of one scan, and several scans, see the same.
    seed
        Which noise; any whole number.
    cell_mm
        Distance of its knots along left, posterior, superior of the frame: about half a wave.
    """
    shape = [part.stop - part.start for part in slab]
    to_cells = voxel_to_frame(grid, frame) / np.array(cell_mm)[:, None]
    low, high = _reached(to_cells, slab)
    knots = _knots(low[0], low[1], low[2], high[0] - low[0], high[1] - low[1], high[2] - low[2], seed)
    field = np.empty(shape, np.float32)
    first = (slab[0].start, slab[1].start, slab[2].start)
    _interpolate(field, first, (low[0], low[1], low[2]), to_cells, knots)
    return field


def _reached(to_cells: Floats, slab: Slab) -> tuple[list[int], list[int]]:
    """Return the first knot and the one after the last that a slab needs, along x, y, z."""
    lowest, highest = [], []
    for row in to_cells:
        ends = [
            (float(step) * part.start, float(step) * (part.stop - 1))
            for step, part in zip(row[:3], reversed(slab), strict=True)
        ]
        lowest.append(floor(sum(map(min, ends)) + float(row[3])) - 2)
        highest.append(floor(sum(map(max, ends)) + float(row[3])) + 4)
    return lowest, highest


@njit(cache=True, nogil=True)
def hashed(x: int, y: int, z: int, seed: int) -> float:
    """Return a number from -0.5 to 0.5 that belongs to a knot (splitmix64 of its place)."""
    h = np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15)
    for value in (x, y, z):
        h = h ^ (np.uint64(value + (1 << 31)) * np.uint64(0xBF58476D1CE4E5B9))
        h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        h = h ^ (h >> np.uint64(31))
    return np.float64(h >> np.uint64(11)) / 9007199254740992.0 - 0.5


@njit(cache=True, nogil=True)
def _knots(x0: int, y0: int, z0: int, nx: int, ny: int, nz: int, seed: int) -> Field:
    """Return the numbers of the knots [z, y, x]."""
    knots = np.empty((nz, ny, nx), np.float32)
    for z in range(nz):
        for y in range(ny):
            for x in range(nx):
                knots[z, y, x] = hashed(x0 + x, y0 + y, z0 + z, seed) / (UNIFORM_SD * SPLINE_SD)
    return knots


@njit(cache=True, nogil=True)
def _interpolate(
    field: Field, first: tuple[int, int, int], low: tuple[int, int, int], to_cells: Floats, knots: Field
) -> None:
    """Fill a field [k, j, i], whose first voxel is `first`, by quadratic B-splines through the knots."""
    for kk in range(field.shape[0]):
        k = kk + first[0]
        for jj in range(field.shape[1]):
            j = jj + first[1]
            for ii in range(field.shape[2]):
                i = ii + first[2]
                x = to_cells[0, 0] * i + to_cells[0, 1] * j + to_cells[0, 2] * k + to_cells[0, 3]
                y = to_cells[1, 0] * i + to_cells[1, 1] * j + to_cells[1, 2] * k + to_cells[1, 3]
                z = to_cells[2, 0] * i + to_cells[2, 1] * j + to_cells[2, 2] * k + to_cells[2, 3]
                xm, ym, zm = int(np.floor(x + 0.5)), int(np.floor(y + 0.5)), int(np.floor(z + 0.5))
                x, y, z = x - xm, y - ym, z - zm
                xm, ym, zm = xm - low[0], ym - low[1], zm - low[2]
                xa, xb, xc = 0.5 * (0.5 - x) * (0.5 - x), 0.75 - x * x, 0.5 * (0.5 + x) * (0.5 + x)
                ya, yb, yc = 0.5 * (0.5 - y) * (0.5 - y), 0.75 - y * y, 0.5 * (0.5 + y) * (0.5 + y)
                za, zb, zc = 0.5 * (0.5 - z) * (0.5 - z), 0.75 - z * z, 0.5 * (0.5 + z) * (0.5 + z)
                total = 0.0
                for c, wz in enumerate((za, zb, zc)):
                    for b, wy in enumerate((ya, yb, yc)):
                        line = knots[zm + c - 1, ym + b - 1, xm - 1 : xm + 2]
                        total += wz * wy * (xa * line[0] + xb * line[1] + xc * line[2])
                field[kk, jj, ii] = total


PLAIN_SD = 0.1815
"""Standard deviation of `plain_noise` before it is brought to 1."""


@njit(cache=True, nogil=True)
def plain_noise(x: float, y: float, z: float, seed: int) -> float:
    """Return smooth noise of mean 0 and standard deviation about 1 at one place, in cells.

    Cheaper at single places than `texture`: eight knots instead of 27, at the price of a grid that a sharp
    eye finds in cells larger than the details around it.
    """
    xf, yf, zf = floor(x), floor(y), floor(z)
    i, j, k = int(xf), int(yf), int(zf)
    u, v, w = x - xf, y - yf, z - zf
    u, v, w = u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v), w * w * (3.0 - 2.0 * w)
    total = 0.0
    for c in range(2):
        wz = w if c == 1 else 1.0 - w
        for b in range(2):
            wy = (v if b == 1 else 1.0 - v) * wz
            low, high = hashed(i, j + b, k + c, seed), hashed(i + 1, j + b, k + c, seed)
            total += wy * (low + u * (high - low))
    return total / PLAIN_SD
