"""Where a scan is bright within the body: boxes round it, on an even grid along LPS."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numba import njit
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.imaging.reslice import trilinear
from planner.imaging.skin import SKIN_HU
from planner.imaging.threads import in_threads
from planner.imaging.volume import AIR_HU, Volume

Array = NDArray[np.float64]

CELL_MM = 4.0
"""What lies no farther apart than this is looked at together."""
MARGIN_MM = 6.0
"""So much round what is bright is looked at with it."""
STEP_MM = 0.75
"""Of the even grid."""
AT_ONCE = 8
"""So many layers of cells a thread counts at a time."""
INSIDE = 0.5
"""Share of something that must lie in the body (ours)."""


@dataclass(frozen=True, eq=False)
class Grid:
    """A box of a scan on an even grid along LPS.

    Attributes
    ----------
    origin
        LPS of the first voxel, mm.
    hu
        float32 [z, y, x] in steps of `STEP_MM` to the left, posterior and superior.
    """

    origin: Point
    hu: NDArray[np.float32]

    def places(self, at: NDArray[np.intp]) -> Array:
        """Return where voxels, [n, 3] as indices, lie, LPS mm, [n, 3]."""
        return np.asarray(at[:, ::-1] * STEP_MM + np.array(tuple(self.origin)))

    def hu_at(self, places: Array) -> Array:
        """Return HU at places, LPS mm, [..., 3], by trilinear interpolation; air outside."""
        at = ((places - np.array(tuple(self.origin))) / STEP_MM)[..., ::-1]
        values = scipy.ndimage.map_coordinates(self.hu, at.reshape(-1, 3).T, order=1, cval=AIR_HU)
        return np.asarray(values, np.float64).reshape(at.shape[:-1])


def bright_grids(volume: Volume, above_hu: float, share: float, smallest_mm3: float) -> tuple[Grid, ...]:
    """Return boxes round what is bright within the body, with a margin.

    Parameters
    ----------
    above_hu
        What lies above this is bright.
    share
        A cell of `CELL_MM` counts where more than this share of it is bright.
    smallest_mm3
        Where less is bright together there is no box.
    """
    return tuple(_grid(volume, *box) for box in _boxes(volume, above_hu, share, smallest_mm3))


def _grid(volume: Volume, low: Array, high: Array) -> Grid:
    """Return the even grid over a box of LPS."""
    counts = np.ceil((high - low) / STEP_MM).astype(int) + 1
    hu = np.empty(tuple(counts[::-1]), np.float32)
    start = np.array(volume.to_voxel(Point(*map(float, low))))
    _resample(volume.hu, start, volume.patient_to_voxel[:3, :3] * STEP_MM, hu)
    return Grid(Point(*map(float, low)), hu)


@njit(nogil=True, cache=True)
def _resample(hu, start, steps, out):  # type: ignore[no-untyped-def]
    """Fill a grid along LPS; the columns of `steps` lead to the next voxel along x, y and z."""
    for z in range(out.shape[0]):
        for y in range(out.shape[1]):
            for x in range(out.shape[2]):
                i = start[0] + x * steps[0, 0] + y * steps[0, 1] + z * steps[0, 2]
                j = start[1] + x * steps[1, 0] + y * steps[1, 1] + z * steps[1, 2]
                k = start[2] + x * steps[2, 0] + y * steps[2, 1] + z * steps[2, 2]
                value = trilinear(hu, i, j, k)
                out[z, y, x] = AIR_HU if np.isnan(value) else value


def _boxes(volume: Volume, above_hu: float, share: float, smallest_mm3: float) -> list[tuple[Array, Array]]:
    """Return boxes of LPS round what is bright within the body: their lowest and highest corner."""
    size = np.array([max(1, round(CELL_MM / mm)) for mm in volume.spacing_mm])
    shape = tuple(-(-n // s) for n, s in zip(volume.hu.shape, size[::-1], strict=True))
    bright, tissue = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    deep = int(size[2])

    def count(cell: int) -> None:
        end = cell + AT_ONCE
        _count(
            volume.hu[cell * deep : end * deep], size, above_hu, SKIN_HU, bright[cell:end], tissue[cell:end]
        )

    in_threads(count, range(0, shape[0], AT_ONCE))
    bright[bright <= share * np.prod(size)] = 0
    if not bright.any():
        return []
    body = _body(tissue > int(np.prod(size)) // 2)
    voxel_mm3 = float(np.prod(volume.spacing_mm))
    labels, number = scipy.ndimage.label(bright > 0, np.ones((3, 3, 3)))
    found = []
    for n, slab in enumerate(scipy.ndimage.find_objects(labels, number), 1):
        own = labels[slab] == n
        if bright[slab][own].sum() * voxel_mm3 >= smallest_mm3 and body[slab][own].mean() > INSIDE:
            ends = np.array([[s.start, s.stop] for s in slab])[::-1] * size[:, None]
            found.append(_box(volume, ends))
    return found


def _box(volume: Volume, ends: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return the box of LPS round voxels from and up to [3, 2] along i, j and k, with a margin."""
    corners = np.array([tuple(volume.to_patient(i, j, k)) for i in ends[0] for j in ends[1] for k in ends[2]])
    return corners.min(axis=0) - MARGIN_MM, corners.max(axis=0) + MARGIN_MM


def _body(tissue: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which cells are the body: the largest piece without what is thin, as sheets and leads."""
    padded = np.pad(tissue, 2, mode="edge")
    firm = scipy.ndimage.binary_opening(padded, np.ones((3, 3, 3), bool))[2:-2, 2:-2, 2:-2]
    labels, count = scipy.ndimage.label(firm)
    if count == 0:
        return tissue
    largest = labels == 1 + int(np.argmax(np.bincount(labels.ravel())[1:]))
    return np.asarray(scipy.ndimage.binary_fill_holes(largest))


@njit(nogil=True, cache=True)
def _count(hu, size, bright_hu, tissue_hu, bright, tissue):  # type: ignore[no-untyped-def]
    """Count in every cell of voxels what is bright and what is tissue."""
    for k in range(hu.shape[0]):
        for j in range(hu.shape[1]):
            row = hu[k, j]
            for i in range(hu.shape[2]):
                if row[i] > tissue_hu:
                    at = (k // size[2], j // size[1], i // size[0])
                    tissue[at] += 1
                    if row[i] > bright_hu:
                        bright[at] += 1
