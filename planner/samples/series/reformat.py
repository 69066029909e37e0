"""Sagittal slices cut from the axial ones of a scan, as consoles make them for the reader of the images."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.samples.grid import Grid


def sagittal(hu: NDArray[np.int16], grid: Grid, thickness_mm: float) -> tuple[NDArray[np.int16], Grid]:
    """Return sagittal slices from left to right, HU [k, j, i] and where they lie.

    Each is the mean of the columns in its thickness; the rows, from the head downwards, are as far apart as
    the columns of the axial slices were, interpolated between these.

    Parameters
    ----------
    hu, grid
        Axial slices of one who lies on the back, head first: columns run to the left, slices upwards.

    Raises
    ------
    ValueError
        If they lie otherwise, or are narrower than a slice is thick.
    """
    matrix = grid.voxel_to_patient
    pixel, depth, spacing = (float(step) for step in np.diag(matrix)[:3])
    if np.count_nonzero(matrix[:3, :3]) != 3 or min(pixel, depth, spacing) <= 0.0:
        raise ValueError("sagittal slices are cut from axial ones that lie straight")
    each = max(round(thickness_mm / pixel), 1)
    count = hu.shape[2] // each
    if count < 1:
        raise ValueError("the images are narrower than a slice is thick")
    first = hu.shape[2] - count * each
    means = hu[:, :, first:].reshape(*hu.shape[:2], count, each).sum(axis=3, dtype=np.int32) / each
    rows = int((hu.shape[0] - 1) * spacing / pixel) + 1
    at = (hu.shape[0] - 1) - np.arange(rows) * (pixel / spacing)
    below = np.clip(np.floor(at).astype(np.intp), 0, max(hu.shape[0] - 2, 0))
    share = (at - below)[:, None, None]
    above = np.minimum(below + 1, hu.shape[0] - 1)
    cut = np.rint(means[below] * (1.0 - share) + means[above] * share).astype(np.int16)
    # from [row, depth, left] to [slice, row, column], the leftmost first
    return np.ascontiguousarray(cut.transpose(2, 0, 1)[::-1]), _grid(grid, cut.shape, (pixel, depth), each)


def _grid(grid: Grid, cut: tuple[int, ...], steps: tuple[float, float], each: int) -> Grid:
    rows, columns, count = cut
    pixel, depth = steps
    left, front, bottom = (float(value) for value in grid.voxel_to_patient[:3, 3])
    spacing = float(grid.voxel_to_patient[2, 2])
    matrix = np.eye(4)
    matrix[:3, :3] = ((0.0, 0.0, -pixel * each), (depth, 0.0, 0.0), (0.0, -pixel, 0.0))
    matrix[:3, 3] = (
        left + (grid.shape[2] - (each + 1) / 2.0) * pixel,
        front,
        bottom + (grid.shape[0] - 1) * spacing,
    )
    return Grid((count, rows, columns), matrix)
