"""Cone-beam projection of a volume: how much water each ray of a C-arm passes.

Each ray is followed from layer to layer of voxels along the axis that it runs along most, and read by
bilinear interpolation within each layer (P. M. Joseph, IEEE Trans. Med. Imaging 1 (1982) 192-196).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import floor

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point, Vector
from planner.imaging.blocks import block_means, bounds_above
from planner.imaging.joseph import LARGEST, add_band
from planner.imaging.threads import in_threads
from planner.imaging.volume import AIR_HU, Hu, Volume

BODY_HU = -900
"""Beyond the outermost voxels above this there is only air."""
FINE_MM = 1.3
"""Along axes of a finer voxel spacing than this the coarse body has half as many voxels."""
TILE_MM, LEAST_AT_ONCE = (13.0, 52.0), 4
"""Height and width of a tile of the screen, in mm, and in pixels at least: what its rays pass stays in the
cache, in lines long enough for memory to stream."""


@dataclass(frozen=True)
class Screen:
    """The pixels of a detector: rows and columns from the centre of pixel [0, 0], by two steps, LPS mm."""

    rows: int
    columns: int
    origin: Point
    right_mm: Vector
    down_mm: Vector


@dataclass(frozen=True, eq=False)
class Body:
    """A volume ready for projection.

    Attributes
    ----------
    hu
        Its voxels [k, j, i] in HU, shared with the volume.
    patient_to_voxel
        4 x 4, from LPS mm to voxel indices (i, j, k); whole numbers are the centres of voxels.
    low, high
        First voxel and voxel after the last [k, j, i] of the box that holds all that is not air; outside of
        it nothing counts.
    """

    hu: Hu
    patient_to_voxel: NDArray[np.float64]
    low: tuple[int, int, int]
    high: tuple[int, int, int]

    @classmethod
    def of(cls, volume: Volume) -> Body:
        """Return the body in a volume; the voxels are read where they lie, not copied."""
        low, high = bounds_above(volume.hu, BODY_HU)
        return cls(volume.hu, volume.patient_to_voxel, low, high)

    @cached_property
    def highest_hu(self) -> float:
        """The highest HU of all voxels."""
        return max(in_threads(lambda layer: float(layer.max()), self.hu))

    @cached_property
    def coarse(self) -> Body:
        """The same body with voxels twice as large along the axes that are fine, for a quick look.

        It is meant for a screen with half as many rows and columns. Where no axis is fine it is this body.
        """
        spacing_mm = np.linalg.norm(np.linalg.inv(self.patient_to_voxel[:3, :3]), axis=0)
        i, j, k = (2 if mm < FINE_MM else 1 for mm in spacing_mm)
        if max(i, j, k) == 1:
            return self
        to_coarse = np.diag((1 / i, 1 / j, 1 / k, 1.0))
        to_coarse[:3, 3] = (0.5 / i - 0.5, 0.5 / j - 0.5, 0.5 / k - 0.5)
        low_k, low_j, low_i = self.low
        high_k, high_j, high_i = self.high
        return Body(
            block_means(self.hu, (k, j, i)),
            to_coarse @ self.patient_to_voxel,
            (low_k // k, low_j // j, low_i // i),
            (-(-high_k // k), -(-high_j // j), -(-high_i // i)),
        )


def water_paths(
    body: Body, source: Point, screen: Screen, denser_from_hu: float = 0.0, denser_by: float = 0.0
) -> NDArray[np.float32]:
    """Return the water path of every ray from a source to the pixels of a screen.

    That is the integral of max(0, 1 + HU / 1000) along the ray, in mm, float32 [row, column]; nothing counts
    outside the volume.

    Parameters
    ----------
    denser_from_hu, denser_by
        What a voxel has above this value counts so much more (0: as it is): bone at a lower energy.
    """
    out = np.zeros((screen.rows, screen.columns), np.float32)
    rays = (*_in_voxels(body, source, screen), np.linalg.inv(body.patient_to_voxel[:3, :3]))
    box = np.array(body.low[::-1]), np.array(body.high[::-1])
    per_hu = _per_hu(body.highest_hu, denser_from_hu, denser_by)
    scale = (per_hu, float(denser_from_hu), float(denser_by))

    rows_at_once = max(LEAST_AT_ONCE, round(TILE_MM[0] / screen.down_mm.length))
    columns_at_once = max(LEAST_AT_ONCE, round(TILE_MM[1] / screen.right_mm.length))

    def fill(row: int) -> None:
        band = (row, min(row + rows_at_once, screen.rows))
        add_band(body.hu, out, band, columns_at_once, rays, box, scale)

    in_threads(fill, range(0, screen.rows, rows_at_once))
    return out


def _per_hu(highest_hu: float, denser_from_hu: float, denser_by: float) -> float:
    """Return how many numbers stand for the water of one HU, so that the highest one still fits."""
    highest = max(highest_hu - AIR_HU, 1.0) + max(denser_by, 0.0) * max(highest_hu - denser_from_hu, 0.0)
    per_hu = LARGEST / highest
    # whole HU are then whole numbers
    return float(floor(per_hu)) if per_hu > 1.0 else per_hu


def _in_voxels(body: Body, source: Point, screen: Screen) -> tuple[NDArray[np.float64], ...]:
    """Return source, first pixel and the steps between pixels as voxel indices (i, j, k)."""
    matrix = body.patient_to_voxel

    def at(point: Point) -> NDArray[np.float64]:
        index: NDArray[np.float64] = (matrix @ (*point, 1.0))[:3]
        return index

    def along(step: Vector) -> NDArray[np.float64]:
        index: NDArray[np.float64] = matrix[:3, :3] @ np.array(tuple(step))
        return index

    return at(source), at(screen.origin), along(screen.right_mm), along(screen.down_mm)
