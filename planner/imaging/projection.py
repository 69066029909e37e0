"""Cone-beam projection of a volume: how much water each ray of a C-arm passes.

Each ray is followed from layer to layer of voxels along the axis that it runs along most, and read by
bilinear interpolation within each layer (P. M. Joseph, IEEE Trans. Med. Imaging 1 (1982) 192-196).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.geometry.vectors import Point, Vector
from planner.imaging.blocks import block_means, bounds_above
from planner.imaging.threads import in_threads
from planner.imaging.volume import Hu, Volume

BODY_HU = -900
"""Beyond the outermost voxels above this there is only air."""
FINE_MM = 1.3
"""Along axes of a finer voxel spacing than this the coarse body has half as many voxels."""
ROWS_AT_ONCE = 4


@dataclass(frozen=True)
class Screen:
    """The pixels of a detector: rows and columns from the centre of pixel [0, 0], by two steps, LPS mm."""

    rows: int
    columns: int
    origin: Point
    right_mm: Vector
    down_mm: Vector


@dataclass(frozen=True, eq=False)
class Body:
    """A volume ready for projection; `low` to before `high` [k, j, i] holds all that is not air."""

    hu: Hu
    patient_to_voxel: NDArray[np.float64]
    low: tuple[int, int, int]
    high: tuple[int, int, int]

    @classmethod
    def of(cls, volume: Volume) -> Body:
        """Return the body in a volume; the voxels are read where they lie, not copied."""
        low, high = bounds_above(volume.hu, BODY_HU)
        return cls(volume.hu, volume.patient_to_voxel, low, high)

    @cached_property
    def coarse(self) -> Body:
        """The same body with voxels twice as large along the axes that are fine, for a quick look.

        It is meant for a screen with half as many rows and columns. Where no axis is fine it is this body.
        """
        spacing_mm = np.linalg.norm(np.linalg.inv(self.patient_to_voxel[:3, :3]), axis=0)
        i, j, k = (2 if mm < FINE_MM else 1 for mm in spacing_mm)
        if max(i, j, k) == 1:
            return self
        to_coarse = np.diag((1 / i, 1 / j, 1 / k, 1.0))
        to_coarse[:3, 3] = (0.5 / i - 0.5, 0.5 / j - 0.5, 0.5 / k - 0.5)
        low_k, low_j, low_i = self.low
        high_k, high_j, high_i = self.high
        return Body(
            block_means(self.hu, (k, j, i)),
            to_coarse @ self.patient_to_voxel,
            (low_k // k, low_j // j, low_i // i),
            (-(-high_k // k), -(-high_j // j), -(-high_i // i)),
        )


def water_paths(
    body: Body, source: Point, screen: Screen, denser_from_hu: float = 0.0, denser_by: float = 0.0
) -> NDArray[np.float32]:
    """Return the water path of every ray from a source to the pixels of a screen.

    That is the integral of max(0, 1 + HU / 1000) along the ray, in mm, float32 [row, column]; nothing counts
    outside the volume.

    Parameters
    ----------
    denser_from_hu, denser_by
        What a voxel has above this value counts so much more (0: as it is): bone at a lower energy.
    """
    out = np.zeros((screen.rows, screen.columns), np.float32)
    start, first, right, down = _in_voxels(body, source, screen)
    mm_per_voxel = np.linalg.inv(body.patient_to_voxel[:3, :3])
    low, high = np.array(body.low[::-1]), np.array(body.high[::-1])

    def fill(row: int) -> None:
        last = min(row + ROWS_AT_ONCE, screen.rows)
        rays = (start, first, right, down, mm_per_voxel)
        _project(body.hu, out, row, last, rays, low, high, denser_from_hu, denser_by)

    in_threads(fill, range(0, screen.rows, ROWS_AT_ONCE))
    return out


def _in_voxels(body: Body, source: Point, screen: Screen) -> tuple[NDArray[np.float64], ...]:
    """Return source, first pixel and the steps between pixels as voxel indices (i, j, k)."""
    matrix = body.patient_to_voxel

    def at(point: Point) -> NDArray[np.float64]:
        index: NDArray[np.float64] = (matrix @ (*point, 1.0))[:3]
        return index

    def along(step: Vector) -> NDArray[np.float64]:
        index: NDArray[np.float64] = matrix[:3, :3] @ np.array(tuple(step))
        return index

    return at(source), at(screen.origin), along(screen.right_mm), along(screen.down_mm)


@njit(nogil=True, cache=True)
def _project(hu, out, row0, row1, rays, low, high, above, more):  # type: ignore[no-untyped-def]
    start, first, right, down, mm_per_voxel = rays
    for row in range(row0, row1):
        for column in range(out.shape[1]):
            di = first[0] + column * right[0] + row * down[0] - start[0]
            dj = first[1] + column * right[1] + row * down[1] - start[1]
            dk = first[2] + column * right[2] + row * down[2] - start[2]
            mm = 0.0
            for n in range(3):
                part = mm_per_voxel[n, 0] * di + mm_per_voxel[n, 1] * dj + mm_per_voxel[n, 2] * dk
                mm += part * part
            out[row, column] = _water(hu, start, (di, dj, dk), np.sqrt(mm), low, high, above, more)


@njit(nogil=True, cache=True)
def _water(hu, start, ray, length_mm, low, high, above, more):  # type: ignore[no-untyped-def]
    """Return the water path of start + t ray, 0 <= t <= 1, mm, within the voxels low to high (i, j, k)."""
    axis = 0
    for n in range(1, 3):
        if abs(ray[n]) > abs(ray[axis]):
            axis = n
    enter, leave = 0.0, 1.0
    for n in range(3):
        if ray[n] == 0.0:
            if not low[n] - 0.5 <= start[n] <= high[n] - 0.5:
                return 0.0
        else:
            a, b = (low[n] - 0.5 - start[n]) / ray[n], (high[n] - 0.5 - start[n]) / ray[n]
            enter, leave = max(enter, min(a, b)), min(leave, max(a, b))
    if leave <= enter:
        return 0.0
    a, b = start[axis] + enter * ray[axis], start[axis] + leave * ray[axis]
    lowest, highest = min(a, b), max(a, b)
    n0, n1 = int(np.floor(lowest + 0.5)), int(np.floor(highest + 0.5))
    n1 = min(n1, high[axis] - 1)
    total = 0.0
    for n in range(max(n0, low[axis]), n1 + 1):
        # the part of this voxel's layer that the ray is in: whole but for the first and the last
        bottom, top = max(lowest, n - 0.5), min(highest, n + 0.5)
        t = ((bottom + top) * 0.5 - start[axis]) / ray[axis]
        i, j, k = start[0] + t * ray[0], start[1] + t * ray[1], start[2] + t * ray[2]
        total += (top - bottom) * _water_at(hu, axis, n, i, j, k, above, more)
    return total / abs(ray[axis]) * length_mm


@njit(nogil=True, cache=True, inline="always")
def _water_at(hu, axis, n, i, j, k, above, more):  # type: ignore[no-untyped-def]
    """Return the water (1 is water) at a place in the layer `n` of an axis, bilinear within the layer."""
    nk, nj, ni = hu.shape
    if axis == 0:
        b0, fb = _knot(j, nj)
        c0, fc = _knot(k, nk)
        b1, c1 = min(b0 + 1, nj - 1), min(c0 + 1, nk - 1)
        p, q, r, s = hu[c0, b0, n], hu[c0, b1, n], hu[c1, b0, n], hu[c1, b1, n]
    elif axis == 1:
        b0, fb = _knot(i, ni)
        c0, fc = _knot(k, nk)
        b1, c1 = min(b0 + 1, ni - 1), min(c0 + 1, nk - 1)
        p, q, r, s = hu[c0, n, b0], hu[c0, n, b1], hu[c1, n, b0], hu[c1, n, b1]
    else:
        b0, fb = _knot(i, ni)
        c0, fc = _knot(j, nj)
        b1, c1 = min(b0 + 1, ni - 1), min(c0 + 1, nj - 1)
        p, q, r, s = hu[n, c0, b0], hu[n, c0, b1], hu[n, c1, b0], hu[n, c1, b1]
    first = _water_of(p, above, more) * (1.0 - fb) + _water_of(q, above, more) * fb
    second = _water_of(r, above, more) * (1.0 - fb) + _water_of(s, above, more) * fb
    return first * (1.0 - fc) + second * fc


@njit(nogil=True, cache=True, inline="always")
def _knot(at, n):  # type: ignore[no-untyped-def]
    held = min(max(at, 0.0), n - 1.0)
    below = int(held)
    return below, held - below


@njit(nogil=True, cache=True, inline="always")
def _water_of(hu, above, more):  # type: ignore[no-untyped-def]
    return max(0.0, 1.0 + hu * 0.001) + more * max(0.0, hu - above) * 0.001
