"""Slices and slabs of a volume in any plane, by trilinear interpolation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.geometry.frames import ViewPlane
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
    chunks = np.array_split(np.arange(rows), min(rows, worker_count()))

    def fill(chunk: NDArray[np.int64]) -> None:
        first, last = int(chunk[0]), int(chunk[-1]) + 1
        _fill(volume.hu, out, first, last, start, right, down, through, samples, mode is SlabMode.MAXIMUM)

    in_threads(fill, chunks)
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
    for row in range(first, last):
        for column in range(out.shape[1]):
            i = start[0] + row * down[0] + column * right[0]
            j = start[1] + row * down[1] + column * right[1]
            k = start[2] + row * down[2] + column * right[2]
            total, largest, inside = 0.0, AIR_HU, 0
            for _ in range(samples):
                value = trilinear(hu, i, j, k)
                if not np.isnan(value):
                    inside += 1
                    total += value
                    largest = max(largest, value)
                i += through[0]
                j += through[1]
                k += through[2]
            if inside == 0:
                out[row, column] = AIR_HU
            elif maximum:
                out[row, column] = largest
            else:
                out[row, column] = total / inside


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
