"""The voxels of a scan against the matrix that a loader will use."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geometry.frames import SCANNER, Frame
from planner.geometry.vectors import LEFT, Point, Vector
from planner.samples.grid import Grid

C, S = 0.96, 0.28
OBLIQUE = np.array(
    [
        [0.7 * C, -0.9 * S, 0.0, -40.0],
        [0.7 * S, 0.9 * C, 0.3, 25.0],
        [0.0, 0.0, 2.5, 512.0],
        [0.0, 0.0, 0.0, 1.0],
    ]
)
TURNED = Frame(Point(3.0, 4.0, 515.0), LEFT, Vector(0, 0.8, -0.6), Vector(0, 0.6, 0.8))


@pytest.mark.parametrize("frame", [SCANNER, TURNED], ids=["patient", "vertebra"])
@pytest.mark.parametrize("oblique", [True, False])
def test_positions_follow_the_matrix(frame: Frame, oblique: bool) -> None:
    upright = Grid.upright((7, 11, 13), (0.7, 0.9, 2.5), Point(-40.0, 25.0, 512.0))
    grid = Grid((7, 11, 13), OBLIQUE) if oblique else upright
    slab = (slice(2, 6), slice(3, 9), slice(1, 12))
    left, posterior, superior = (np.broadcast_to(part, (4, 6, 11)) for part in grid.positions(slab, frame))
    for k, j, i in ((0, 0, 0), (3, 5, 10), (2, 1, 7)):
        x, y, z, _ = grid.voxel_to_patient @ (i + 1, j + 3, k + 2, 1.0)
        expected = frame.to_frame(Point(x, y, z) - frame.origin)
        found = (left[k, j, i], posterior[k, j, i], superior[k, j, i])
        assert found == pytest.approx(tuple(expected), abs=2e-4)


def test_a_box_of_voxels_holds_the_box_asked_for() -> None:
    grid = Grid((40, 50, 60), OBLIQUE)
    frame = Frame(_place(grid, (18, 24, 31)), TURNED.left, TURNED.posterior, TURNED.superior)
    low, high = Vector(-6, -5, -4), Vector(8, 7, 6)
    slab = grid.around((low, high), frame, 1.5)
    assert slab is not None
    inside = [
        index
        for index in np.ndindex(40, 50, 60)
        if all(
            a - 1.5 <= value <= b + 1.5
            for a, value, b in zip(low, frame.to_frame(_place(grid, index) - frame.origin), high, strict=True)
        )
    ]
    assert len(inside) > 500
    assert all(part.start <= n < part.stop for index in inside for part, n in zip(slab, index, strict=True))


def _place(grid: Grid, index: tuple[int, ...]) -> Point:
    x, y, z, _ = grid.voxel_to_patient @ (*index[::-1], 1.0)
    return Point(float(x), float(y), float(z))


def test_a_box_beside_the_grid_has_no_voxels() -> None:
    grid = Grid.upright((7, 11, 13), (0.7, 0.9, 2.5), Point(0, 0, 0))
    assert grid.around((Vector(100, 0, 0), Vector(110, 5, 5)), SCANNER, 2.0) is None


def test_the_margin_of_a_grid() -> None:
    grid = Grid.upright((7, 11, 13), (0.7, 0.9, 2.5), Point(0, 0, 0))
    assert grid.holds(Point(4.0, 4.0, 7.0), 3.0)
    assert not grid.holds(Point(4.0, 4.0, 0.4), 3.0)
    assert not grid.holds(Point(-4.0, 4.0, 7.0), 0.0)
