"""Where the slices of a stack lie in a right-angled volume; a shear between them is taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from planner.dicom.study import Stack
from planner.imaging.volume import AIR_HU, Hu


@dataclass(frozen=True)
class Layout:
    """The right-angled grid that a stack is laid on, slice by slice.

    Attributes
    ----------
    shape
        (slices, rows, columns) of the volume.
    voxel_to_patient
        4 x 4 by lines, takes [i, j, k, 1] to LPS mm; its axes are perpendicular.
    shift
        How far each slice is moved within its plane, in columns and rows, never below 0; None where the
        slices go in as they are.
    """

    shape: tuple[int, int, int]
    voxel_to_patient: tuple[tuple[float, ...], ...]
    shift: tuple[tuple[float, float], ...] | None

    def lay(self, k: int, hu: Hu, out: Hu) -> None:
        """Write slice `k`, [j, i], to its place `out` in the volume.

        A slice that is moved is interpolated linearly within its plane, so nothing is mixed between slices;
        what lies outside it is air.
        """
        if self.shift is None:
            out[:] = hu
            return
        columns, rows = self.shift[k]
        moved = _moved(hu.astype(np.float32), rows, self.shape[1], axis=0)
        moved = _moved(moved, columns, self.shape[2], axis=1)
        out[:] = np.rint(moved) if out.dtype == np.int16 else moved


def layout_of(stack: Stack) -> Layout:
    """Return the layout of a stack that is loaded as it is, or resampled because it is sheared.

    A shear too small to matter is squared about the middle slice. The grid of a resampled stack grows until
    it holds all of its slices.

    Raises
    ------
    LoadError
        If its slices are on no regular grid.
    """
    sheared = stack.affine()
    matrix, (i_per_slice, j_per_slice) = _squared(sheared)
    slices, rows, columns = stack.shape
    if stack.action != "resample":
        middle = (slices - 1) / 2
        matrix[:3, 3] = sheared[:3, 3] + middle * (sheared[:3, 2] - matrix[:3, 2])
        return Layout(stack.shape, _lines(matrix), None)
    i_first, i_size = _reach(i_per_slice, slices, columns)
    j_first, j_size = _reach(j_per_slice, slices, rows)
    matrix[:3, 3] = sheared[:3, 3] + i_first * matrix[:3, 0] + j_first * matrix[:3, 1]
    shift = tuple((i_per_slice * k - i_first, j_per_slice * k - j_first) for k in range(slices))
    return Layout((slices, j_size, i_size), _lines(matrix), shift)


def _lines(matrix: NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
    lines: Sequence[Sequence[float]] = matrix.tolist()
    return tuple(tuple(line) for line in lines)


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
