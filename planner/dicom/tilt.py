"""Lay a stack with a shear between its slices onto a right-angled grid."""

from __future__ import annotations

from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from planner.imaging.volume import AIR_HU, Volume

Hu = NDArray[np.int16] | NDArray[np.float32]


def right_angled(hu: Hu, voxel_to_patient: NDArray[np.float64]) -> Volume:
    """Return the volume of a stack whose shear is too small to matter, squared about its middle slice."""
    matrix, _per_slice = _squared(voxel_to_patient)
    middle = (hu.shape[0] - 1) / 2
    matrix[:3, 3] = voxel_to_patient[:3, 3] + middle * (voxel_to_patient[:3, 2] - matrix[:3, 2])
    return Volume(hu, matrix)


def resampled(hu: Hu, voxel_to_patient: NDArray[np.float64]) -> Volume:
    """Return a sheared stack on the right-angled grid of its own planes.

    Each slice keeps its plane and is moved within it, by linear interpolation, so nothing is mixed between
    slices. The grid grows until it holds all of them; what lies outside a slice is air.

    Parameters
    ----------
    hu
        Indexed [k, j, i].
    voxel_to_patient
        4 x 4, takes [i, j, k, 1] to LPS mm; i and j perpendicular, k sheared.
    """
    matrix, (i_per_slice, j_per_slice) = _squared(voxel_to_patient)
    slices, rows, columns = hu.shape
    i_first, i_size = _reach(i_per_slice, slices, columns)
    j_first, j_size = _reach(j_per_slice, slices, rows)
    matrix[:3, 3] = voxel_to_patient[:3, 3] + i_first * matrix[:3, 0] + j_first * matrix[:3, 1]
    out = np.full((slices, j_size, i_size), AIR_HU, dtype=hu.dtype)
    for k in range(slices):
        moved = _moved(hu[k].astype(np.float32), j_per_slice * k - j_first, j_size, axis=0)
        moved = _moved(moved, i_per_slice * k - i_first, i_size, axis=1)
        out[k] = np.rint(moved) if out.dtype == np.int16 else moved
    return Volume(out, matrix)


def _squared(voxel_to_patient: NDArray[np.float64]) -> tuple[NDArray[np.float64], tuple[float, float]]:
    """Return the matrix with k along the normal, and the shear in columns and rows per slice."""
    matrix = voxel_to_patient.copy()
    i, j, k = voxel_to_patient[:3, :3].T
    matrix[:3, 2] = k - i * (k @ i) / (i @ i) - j * (k @ j) / (j @ j)
    return matrix, (float(k @ i / (i @ i)), float(k @ j / (j @ j)))


def _reach(per_slice: float, slices: int, size: int) -> tuple[int, int]:
    """Return the first index and the number of indices that hold all slices of a shear."""
    last = per_slice * (slices - 1)
    first = floor(min(last, 0.0))
    return first, ceil(max(last, 0.0)) + size - first


def _moved(values: NDArray[np.float32], by: float, size: int, axis: int) -> NDArray[np.float32]:
    """Return values moved by `by` indices (not below 0) along `axis`, `size` long, air around them."""
    whole = floor(by)
    share = np.float32(by - whole)
    n = values.shape[axis]
    shape = list(values.shape)
    shape[axis] = size + 1
    out = np.full(shape, AIR_HU, dtype=np.float32)
    near, far = [slice(None)] * 2, [slice(None)] * 2
    near[axis], far[axis] = slice(whole, whole + n), slice(whole + 1, whole + 1 + n)
    excess = values - np.float32(AIR_HU)
    out[tuple(near)] += excess * (1 - share)
    out[tuple(far)] += excess * share
    kept = [slice(None)] * 2
    kept[axis] = slice(0, size)
    return out[tuple(kept)]
