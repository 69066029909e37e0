"""Bodies to look at, each made once, and what their pictures hold."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import LEFT, POSTERIOR, Point, Vector
from planner.samples.grid import Grid
from planner.samples.person.draw import typical
from planner.samples.skeleton.spine import frames
from planner.samples.soft.body import Body, paint

ANCHOR = Point(3.0, -5.0, 40.0)
LYING = {"supine": POSTERIOR, "prone": -POSTERIOR, "on_the_left": LEFT, "on_the_right": -LEFT}
Field = NDArray[np.float32]


@cache
def body(how: str = "supine") -> Body:
    """The typical person."""
    person = replace(typical(), seed=5, plaque=0.0)
    return Body(person, frames(person.spine, ANCHOR), LYING[how])


def with_fat(back_fat_mm: float, belly: float) -> Body:
    person = replace(typical(), back_fat_mm=back_fat_mm, belly=belly)
    return Body(person, frames(person.spine, ANCHOR))


def painted(grid: Grid, own: Body) -> Field:
    hu = np.empty(grid.shape, np.float32)
    paint(hu, grid, grid.everything, own)
    return hu


def hu_round(own: Body, point: Point, half: int = 2) -> float:
    """Mean HU of 1 mm voxels round a point, `half` to each side."""
    side = 2 * half + 1
    grid = Grid.upright((side, side, side), (1.0, 1.0, 1.0), point + Vector(-half, -half, -half))
    return float(painted(grid, own).mean())


def coarse(own: Body, upper: float = 2.0, lower: float = 4.5) -> tuple[Grid, NDArray[np.float64]]:
    """A wide grid of large voxels between two levels, and the LPS positions of the voxels [k, j, i, 3]."""
    low, high = own.course.height_mm(lower), own.course.height_mm(upper)
    x0, y0 = own.course.left_mm.at(low), own.course.back_mm.at(low)
    spacing = (5.0, 5.5, 12.0)
    count = int((high - low) / spacing[2]) + 1
    grid = Grid.upright((count, 100, 110), spacing, Point(x0 - 274.0, y0 - 280.0, low))
    k, j, i = np.meshgrid(*(np.arange(n) for n in grid.shape), indexing="ij")
    index = np.stack([i, j, k], axis=-1)
    return grid, index @ grid.voxel_to_patient[:3, :3].T + grid.voxel_to_patient[:3, 3]


def skin_distance(own: Body, positions: NDArray[np.float64]) -> NDArray[np.float64]:
    return own.trunk.skin.at_places(positions.reshape(-1, 3)).reshape(positions.shape[:-1])
