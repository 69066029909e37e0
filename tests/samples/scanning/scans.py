"""Bodies given by formulas, and scans of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.samples.grid import Grid
from planner.samples.scanning.body import WideMap, slices_apart, wide_grid
from planner.samples.scanning.scanner import Metal, Scanner, scanned

Formula = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]
"""HU by (x, y) in mm from the isocentre."""
ISOCENTRE = Point(3.0, -20.0, 50.0)


def square(pixels: int, pixel_mm: float, slices: int = 1) -> Grid:
    """Return upright slices whose middle is the isocentre."""
    half = (pixels - 1) / 2.0 * pixel_mm
    first = Point(ISOCENTRE.x - half, ISOCENTRE.y - half, ISOCENTRE.z - (slices - 1) / 2.0)
    return Grid.upright((slices, pixels, pixels), (pixel_mm, pixel_mm, 1.0), first)


def painted(grid: Grid, formula: Formula, fine: int = 1) -> NDArray[np.float32]:
    """Return a body on a grid, each pixel the mean of `fine` x `fine` points."""
    total = np.zeros(grid.shape[1:])
    for a in range(fine):
        for b in range(fine):
            j, i = np.mgrid[0 : grid.shape[1], 0 : grid.shape[2]].astype(float)
            i += (a + 0.5) / fine - 0.5
            j += (b + 0.5) / fine - 0.5
            x = grid.voxel_to_patient[0, 0] * i + grid.voxel_to_patient[0, 3] - ISOCENTRE.x
            y = grid.voxel_to_patient[1, 1] * j + grid.voxel_to_patient[1, 3] - ISOCENTRE.y
            total += formula(x, y)
    return np.repeat((total / fine**2).astype(np.float32)[None], grid.shape[0], axis=0)


def cylinder(radius_mm: float, hu: float = 0.0) -> Formula:
    return lambda x, y: np.where(x * x + y * y < radius_mm**2, hu, -1000.0)


def scan(
    grid: Grid, formula: Formula, scanner: Scanner, metals: tuple[Metal, ...] = (), seed: int = 1
) -> NDArray[np.float64]:
    """Return the images of a body with metal."""
    ideal = painted(grid, formula, 2)
    for metal in metals:
        ideal[metal.slab] += metal.share * (np.float32(metal.hu) - ideal[metal.slab])
    wide = WideMap(painted(wide_grid(grid, ISOCENTRE, scanner.fan), formula, 2), slices_apart(grid))
    keys = np.random.PCG64(seed).random_raw(grid.shape[0])
    return scanned(ideal, grid, wide, ISOCENTRE, scanner, keys, metals).astype(float)
