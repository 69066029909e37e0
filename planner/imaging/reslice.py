"""Slices and slabs of a volume in any plane, by trilinear interpolation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.geometry.frames import ViewPlane
from planner.imaging.lanes import get, pair_at, put
from planner.imaging.threads import in_threads, worker_count
from planner.imaging.volume import AIR_HU, Volume


class SlabMode(StrEnum):
    """How the samples through a slab become one value."""

    MEAN = "mean"
    MAXIMUM = "maximum"


@dataclass(frozen=True)
class Rect:
    """A rectangle on a view plane, in mm: its left and top edge in (u, v), width and height.

    Raises
    ------
    ValueError
        If it has no area.
    """

    left_mm: float
    top_mm: float
    width_mm: float
    height_mm: float

    def __post_init__(self) -> None:
        if not (self.width_mm > 0.0 and self.height_mm > 0.0):
            raise ValueError("a rectangle needs a width and a height above 0 mm")


@dataclass(frozen=True, eq=False)
class Slice:
    """A picture cut from a volume: `hu` is float32 [row, column], in the directions of `plane`.

    `rect` is covered exactly by the pixels: the centre of pixel [0, 0] lies half a pixel inside its corner.
    """

    hu: NDArray[np.float32]
    plane: ViewPlane
    rect: Rect


def full_rect(volume: Volume, plane: ViewPlane) -> Rect:
    """Return the rectangle of a plane that the whole volume projects into."""
    views = [plane.to_view(corner) for corner in volume.corners]
    us, vs = [u for u, _, _ in views], [v for _, v, _ in views]
    return Rect(min(us), min(vs), max(us) - min(us), max(vs) - min(vs))


def reslice(
    volume: Volume,
    plane: ViewPlane,
    rect: Rect,
    pixel_mm: float,
    slab_mm: float = 0.0,
    mode: SlabMode = SlabMode.MEAN,
) -> Slice:
    """Return the slice of a volume in `rect` of `plane`, as HU; air outside the volume.

    A slab of `slab_mm` is sampled at steps of the finest voxel spacing, centred on the plane; its mean leaves
    out what lies outside the volume.

    Parameters
    ----------
    pixel_mm
        The wanted pixel size; the one used divides the rectangle evenly and is at most this large.
    """
    columns, rows = ceil(rect.width_mm / pixel_mm - 1e-6), ceil(rect.height_mm / pixel_mm - 1e-6)
    samples = 1 + 2 * ceil(slab_mm / 2.0 / volume.finest_mm) if slab_mm > 0.0 else 1
    start, right, down, through = _steps(volume, plane, rect, (rows, columns), samples, slab_mm)
    out = np.empty((rows, columns), np.float32)
    at_once = ceil(rows / (4 * worker_count()))

    def fill(row: int) -> None:
        last = min(row + at_once, rows)
        _fill(volume.hu, out, row, last, start, right, down, through, samples, mode is SlabMode.MAXIMUM)

    in_threads(fill, range(0, rows, at_once))
    return Slice(out, plane, rect)


def _steps(
    volume: Volume, plane: ViewPlane, rect: Rect, shape: tuple[int, int], samples: int, slab_mm: float
) -> tuple[NDArray[np.float64], ...]:
    """Return the voxel index of the first sample and the steps to the next column, row and slab sample."""
    rows, columns = shape
    width_mm, height_mm = rect.width_mm / columns, rect.height_mm / rows
    depth_mm = slab_mm / (samples - 1) if samples > 1 else 0.0
    corner = plane.to_patient(rect.left_mm + width_mm / 2, rect.top_mm + height_mm / 2, -slab_mm / 2)
    turn = volume.patient_to_voxel[:3, :3]
    return (
        np.array(volume.to_voxel(corner)),
        turn @ np.array(tuple(plane.right * width_mm)),
        turn @ np.array(tuple(plane.down * height_mm)),
        turn @ np.array(tuple(plane.normal * depth_mm)),
    )


@njit(nogil=True, cache=True)
def _fill(hu, out, first, last, start, right, down, through, samples, maximum):  # type: ignore[no-untyped-def]
    flat, step = hu.reshape(-1), (right[0], right[1], right[2])
    for row in range(first, last):
        begin = start + row * down
        left, end = _inner_columns(hu, out.shape[1], begin, right, (samples - 1) * through)
        _fill_border(hu, out[row], 0, left, begin, right, through, samples, maximum)
        _fill_border(hu, out[row], end, out.shape[1], begin, right, through, samples, maximum)
        line = out[row, left:end]
        for n in range(samples):
            at = begin + left * right + n * through
            _read_line(flat, hu.shape, line, (at[0], at[1], at[2]), step, n == 0, maximum)
        if samples > 1 and not maximum:
            line /= np.float32(samples)


@njit(nogil=True, cache=True)
def _inner_columns(hu, columns, begin, right, through):  # type: ignore[no-untyped-def]
    """Return from which to before which column all samples have eight voxels around them."""
    left, end = 0.0, float(columns)
    for n in range(3):
        # a sample on the last voxel itself would read the one after it
        low, high = 0.0, hu.shape[2 - n] - 1 - 1e-6
        if high < low:
            return 0, 0
        for at in (begin[n], begin[n] + through[n]):
            if right[n] == 0.0:
                if not low <= at <= high:
                    return 0, 0
                continue
            a, b = (low - at) / right[n], (high - at) / right[n]
            left, end = max(left, np.ceil(min(a, b))), min(end, np.floor(max(a, b)) + 1.0)
    return (int(left), int(end)) if left < end else (0, 0)


@njit(nogil=True, cache=True)
def _fill_border(hu, line, first, last, begin, right, through, samples, maximum):  # type: ignore[no-untyped-def]
    """Set columns to the mean or the maximum of the samples that are inside the volume, air if none is."""
    for column in range(first, last):
        i, j, k = begin[0] + column * right[0], begin[1] + column * right[1], begin[2] + column * right[2]
        total, largest, inside = 0.0, -np.inf, 0
        for n in range(samples):
            value = trilinear(hu, i + n * through[0], j + n * through[1], k + n * through[2])
            if not np.isnan(value):
                inside += 1
                total += value
                largest = max(largest, value)
        if inside == 0:
            line[column] = AIR_HU
        else:
            line[column] = largest if maximum else total / inside


@njit(nogil=True, cache=True, fastmath={"contract"})
def _read_line(flat, shape, line, begin, step, is_first, maximum):  # type: ignore[no-untyped-def]
    """Set a line to samples with eight voxels around each; but the first, add them or keep the larger."""
    row, layer = np.int32(shape[2]), np.int64(shape[1] * shape[2])
    for column in range(line.size):
        i, j, k = begin[0] + column * step[0], begin[1] + column * step[1], begin[2] + column * step[2]
        i0, j0, k0 = np.int32(i), np.int32(j), np.int32(k)
        fi, fj, fk = np.float32(i - i0), np.float32(j - j0), np.float32(k - k0)
        at = np.int64(k0) * layer + np.int64(np.int32(j0 * row) + i0)
        p, q = pair_at(flat, at)
        r, s = pair_at(flat, at + np.int64(row))
        t, u = pair_at(flat, at + layer)
        v, w = pair_at(flat, at + layer + np.int64(row))
        a, b, c, d = p + (q - p) * fi, r + (s - r) * fi, t + (u - t) * fi, v + (w - v) * fi
        a, c = a + (b - a) * fj, c + (d - c) * fj
        value, before = a + (c - a) * fk, get(line, column)
        more = max(before, value) if maximum else before + value
        put(line, column, value if is_first else more)


@njit(nogil=True, cache=True, inline="always")
def trilinear(hu, i, j, k):  # type: ignore[no-untyped-def]
    """Return HU at a voxel index by trilinear interpolation; NaN outside the faces of the outer voxels."""
    nk, nj, ni = hu.shape
    if not (-0.5 <= i <= ni - 0.5 and -0.5 <= j <= nj - 0.5 and -0.5 <= k <= nk - 0.5):
        return np.nan
    i, j, k = min(max(i, 0.0), ni - 1.0), min(max(j, 0.0), nj - 1.0), min(max(k, 0.0), nk - 1.0)
    i0, j0, k0 = int(i), int(j), int(k)
    i1, j1, k1 = min(i0 + 1, ni - 1), min(j0 + 1, nj - 1), min(k0 + 1, nk - 1)
    fi, fj, fk = i - i0, j - j0, k - k0
    a = (hu[k0, j0, i0] * (1 - fi) + hu[k0, j0, i1] * fi) * (1 - fj)
    a += (hu[k0, j1, i0] * (1 - fi) + hu[k0, j1, i1] * fi) * fj
    b = (hu[k1, j0, i0] * (1 - fi) + hu[k1, j0, i1] * fi) * (1 - fj)
    b += (hu[k1, j1, i0] * (1 - fi) + hu[k1, j1, i1] * fi) * fj
    return a * (1 - fk) + b * fk
