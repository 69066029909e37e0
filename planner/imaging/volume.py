"""The volume: HU on a regular, possibly oblique grid, and the way from its voxels to the patient."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from planner.geometry.frames import SQUARE_TOLERANCE
from planner.geometry.vectors import Point, Vector

AIR_HU = -1000.0
"""What lies outside the volume."""


Hu = NDArray[np.int16] | NDArray[np.float32]
"""Hounsfield units: int16 where all of them are whole and fit, else float32."""


@dataclass(frozen=True, eq=False)
class Volume:
    """HU values on a regular grid.

    Attributes
    ----------
    hu
        int16 or float32, indexed [k, j, i] (slice, row, column), C order, read-only.
    voxel_to_patient
        4 x 4, takes [i, j, k, 1] (column, row, slice; voxel centres) to LPS mm; its axes are perpendicular.
        The grid may be left-handed.

    Raises
    ------
    ValueError
        If the array or the matrix is not as said: a sheared or singular grid is not a volume.
    """

    hu: Hu
    voxel_to_patient: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.hu.ndim != 3 or self.hu.dtype not in (np.int16, np.float32) or min(self.hu.shape) < 1:
            raise ValueError("a volume needs a three-dimensional array of int16 or float32")
        if not self.hu.flags.c_contiguous:
            raise ValueError("the voxels of a volume lie in memory in C order, without gaps")
        if self.voxel_to_patient.shape != (4, 4) or not np.isfinite(self.voxel_to_patient).all():
            raise ValueError("a volume needs a finite 4 x 4 matrix from voxels to patient")
        axes = self.voxel_to_patient[:3, :3]
        lengths = np.linalg.norm(axes, axis=0)
        if lengths.min() <= 0.0:
            raise ValueError("the voxels of a volume need a size above 0 mm")
        directions = axes / lengths
        if np.abs(directions.T @ directions - np.eye(3)).max() > SQUARE_TOLERANCE * 100:
            raise ValueError("the axes of a volume must be perpendicular")
        self.hu.setflags(write=False)
        self.voxel_to_patient.setflags(write=False)

    @cached_property
    def patient_to_voxel(self) -> NDArray[np.float64]:
        """4 x 4, takes LPS mm to [i, j, k, 1]."""
        inverse = np.linalg.inv(self.voxel_to_patient).astype(np.float64)
        inverse.setflags(write=False)
        return inverse

    @cached_property
    def spacing_mm(self) -> tuple[float, float, float]:
        """Distance between voxel centres along i, j and k, in mm."""
        i, j, k = np.linalg.norm(self.voxel_to_patient[:3, :3], axis=0)
        return float(i), float(j), float(k)

    def to_patient(self, i: float, j: float, k: float) -> Point:
        """Return the LPS position of a voxel index (fractions allowed)."""
        x, y, z, _ = self.voxel_to_patient @ (i, j, k, 1.0)
        return Point(float(x), float(y), float(z))

    def to_voxel(self, point: Point) -> tuple[float, float, float]:
        """Return the (i, j, k) of an LPS position, not rounded, inside the volume or not."""
        i, j, k, _ = self.patient_to_voxel @ (point.x, point.y, point.z, 1.0)
        return float(i), float(j), float(k)

    @cached_property
    def centre(self) -> Point:
        """The middle of the grid, LPS mm."""
        k, j, i = self.hu.shape
        return self.to_patient((i - 1) / 2, (j - 1) / 2, (k - 1) / 2)

    @cached_property
    def corners(self) -> tuple[Point, ...]:
        """The eight outer corners of the grid (voxel faces, not centres), LPS mm."""
        k, j, i = self.hu.shape
        ranges = ((-0.5, i - 0.5), (-0.5, j - 0.5), (-0.5, k - 0.5))
        return tuple(self.to_patient(*corner) for corner in product(*ranges))

    def contains(self, point: Point) -> bool:
        """Say whether a position lies within the grid (to the outer faces of its voxels)."""
        k, j, i = self.hu.shape
        return all(-0.5 <= x <= n - 0.5 for x, n in zip(self.to_voxel(point), (i, j, k), strict=True))

    def hu_at(self, point: Point) -> float | None:
        """Return the HU of the voxel that holds a position; None outside the volume."""
        if not self.contains(point):
            return None
        k_n, j_n, i_n = self.hu.shape
        i, j, k = (
            min(max(round(x), 0), n - 1) for x, n in zip(self.to_voxel(point), (i_n, j_n, k_n), strict=True)
        )
        return float(self.hu[k, j, i])

    def extent_along(self, direction: Vector) -> tuple[float, float]:
        """Return from where to where the grid reaches along a unit vector, in mm from its centre."""
        reach = [(corner - self.centre).dot(direction) for corner in self.corners]
        return min(reach), max(reach)

    @cached_property
    def finest_mm(self) -> float:
        """The smallest voxel spacing, in mm."""
        return min(self.spacing_mm)
