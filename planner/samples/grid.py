"""The voxels of a scan while it is made: where they lie, and boxes of them around a shape."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.samples.field.shape import Box, Field

Slab = tuple[slice, slice, slice]
"""A box of voxels, [k, j, i]."""

Positions = tuple[Field, Field, Field]
"""Left, posterior, superior in mm, for a box of voxels; axes of length 1 broadcast."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Where the voxels lie.

    Attributes
    ----------
    shape
        Numbers of slices, rows and columns [k, j, i].
    voxel_to_patient
        4 x 4, takes [i, j, k, 1] to LPS mm.
    """

    shape: tuple[int, int, int]
    voxel_to_patient: NDArray[np.float64]

    @classmethod
    def upright(
        cls, shape: tuple[int, int, int], spacing_mm: tuple[float, float, float], first: Point
    ) -> Grid:
        """Return axial slices, rows to the patient's left, columns to the back, slices upwards.

        Parameters
        ----------
        shape
            [k, j, i].
        spacing_mm
            Along i, j and k.
        first
            LPS centre of voxel [0, 0, 0].
        """
        matrix = np.diag((*spacing_mm, 1.0))
        matrix[:3, 3] = tuple(first)
        return cls(shape, matrix)

    @cached_property
    def everything(self) -> Slab:
        """All voxels."""
        return slice(0, self.shape[0]), slice(0, self.shape[1]), slice(0, self.shape[2])

    def around(self, box: Box, frame: Frame, reach_mm: float) -> Slab | None:
        """Return the voxels of a box given in a frame, wider by `reach_mm`; None where there are none."""
        low, high = box
        margin = Vector(reach_mm, reach_mm, reach_mm)
        low, high = low - margin, high + margin
        inverse = np.linalg.inv(self.voxel_to_patient)
        corners = []
        for corner in product((low.x, high.x), (low.y, high.y), (low.z, high.z)):
            point = frame.origin + frame.to_patient(Vector(*corner))
            corners.append((inverse @ (*point, 1.0))[:3])
        starts, stops = np.floor(np.min(corners, axis=0)), np.ceil(np.max(corners, axis=0))
        slices = []
        for axis, n in zip((2, 1, 0), self.shape, strict=True):
            start, stop = max(int(starts[axis]), 0), min(int(stops[axis]) + 1, n)
            if start >= stop:
                return None
            slices.append(slice(start, stop))
        return slices[0], slices[1], slices[2]

    def holds(self, point: Point, margin_mm: float) -> bool:
        """Say whether a patient point lies within the grid, at least about `margin_mm` from its faces."""
        inverse = np.linalg.inv(self.voxel_to_patient)
        steps = np.linalg.norm(self.voxel_to_patient[:3, :3], axis=0)
        index = (inverse @ (*point, 1.0))[:3]
        return all(
            margin_mm <= at * step and (at + 1.0) * step <= n * step - margin_mm
            for at, step, n in zip(index, steps, self.shape[::-1], strict=True)
        )

    def positions(self, slab: Slab, frame: Frame) -> Positions:
        """Return where the voxels of a box lie in a frame, in mm."""
        k, j, i = (
            np.arange(part.start, part.stop, dtype=np.float32).reshape(shape)
            for part, shape in zip(slab, ((-1, 1, 1), (1, -1, 1), (1, 1, -1)), strict=True)
        )
        columns = [Vector(*map(float, self.voxel_to_patient[:3, axis])) for axis in range(3)]
        start = frame.to_frame(Point(*map(float, self.voxel_to_patient[:3, 3])) - frame.origin)
        steps = [tuple(frame.to_frame(column)) for column in columns]
        left, posterior, superior = (
            _sum(tuple(start)[axis], [(i, steps[0][axis]), (j, steps[1][axis]), (k, steps[2][axis])])
            for axis in range(3)
        )
        return left, posterior, superior


def _sum(start: float, terms: list[tuple[Field, float]]) -> Field:
    """Return start + sum of index x step, leaving out axes that do not matter so that they broadcast."""
    total: Field = np.full((1, 1, 1), start, np.float32)
    for index, step in terms:
        if step != 0.0:
            total = total + index * np.float32(step)
    return total
