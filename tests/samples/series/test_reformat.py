"""Sagittal slices show what the axial ones show, in the same place."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geometry.vectors import Point
from planner.samples.grid import Grid
from planner.samples.series.reformat import sagittal

SHAPE, STEPS, FIRST = (11, 9, 17), (0.8, 0.9, 2.0), Point(-31.0, 12.0, -540.0)
GRID = Grid.upright(SHAPE, STEPS, FIRST)


def _slopes(grid: Grid) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return values that rise evenly in every direction of the patient."""
    where = np.moveaxis(np.indices(grid.shape)[::-1], 0, -1) @ grid.voxel_to_patient[:3, :3].T
    return np.asarray((where + grid.voxel_to_patient[:3, 3]) @ (20.0, -30.0, 11.0), dtype=np.float64)


@pytest.mark.parametrize("thickness_mm", [0.8, 1.6, 3.2])
def test_values_stand_where_they_stood(thickness_mm: float) -> None:
    hu = np.rint(_slopes(GRID)).astype(np.int16)
    cut, grid = sagittal(hu, GRID, thickness_mm)
    assert cut.shape == grid.shape == (17 // round(thickness_mm / 0.8), 26, 9)
    assert np.abs(cut - _slopes(grid)).max() <= 1.0
    i, j, k = grid.voxel_to_patient[:3, :3].T
    # rows run backwards, columns downwards, slices to the right
    assert np.allclose((i, j, k), ((0, 0.9, 0), (0, 0, -0.8), (-thickness_mm, 0, 0)))


def test_a_single_slice_is_cut_too() -> None:
    cut, grid = sagittal(np.full((1, 4, 6), 7, np.int16), Grid.upright((1, 4, 6), STEPS, FIRST), 1.6)
    assert (cut.shape, grid.shape) == ((3, 1, 4), (3, 1, 4))
    assert (cut == 7).all()


def test_others_are_refused() -> None:
    prone = Grid(SHAPE, np.diag((-0.8, -0.9, 2.0, 1.0)))
    with pytest.raises(ValueError, match="straight"):
        sagittal(np.zeros(SHAPE, np.int16), prone, 2.0)
    sheared = Grid(SHAPE, GRID.voxel_to_patient + np.array(((0,) * 4, (0, 0, 0.4, 0), (0,) * 4, (0,) * 4)))
    with pytest.raises(ValueError, match="straight"):
        sagittal(np.zeros(SHAPE, np.int16), sheared, 2.0)
    with pytest.raises(ValueError, match="narrower"):
        sagittal(np.zeros(SHAPE, np.int16), GRID, 40.0)
