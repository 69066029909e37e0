"""Cement: clouds brighter than bone and duller than metal."""

from __future__ import annotations

import numpy as np
import scipy

from planner.imaging.bright import STEP_MM, Grid, bright_grids
from planner.imaging.metal import SURFACE_HU
from planner.imaging.volume import Volume
from planner.suggest.hardware.rest import FoundRest, pieces_in

CEMENT_HU = 1000.0
"""Smoothed, bone lies below: cement has 1000 to 2500, and a cortex is thinner than the smoothing (ours)."""
CORE_HU = 1400.0
"""Somewhere within it a cloud is as bright as this, smoothed; a worn joint, of bone throughout, goes to 1200
(ours, measured on the samples)."""
SMOOTHED_MM = 1.5
SMALLEST_MM3 = 800.0
"""Less is no cement that was put there, but the edge of a joint or a bone island (ours)."""
GRAIN_STEPS = 2
"""A grain is no thicker than so many steps on either side (ours)."""
METAL_MM = 6.0
"""So near to metal its streaks are as bright (ours)."""
MOSTLY = 0.6
"""Share of a cell of 4 mm that is so bright within a cloud (ours)."""


def cements(volume: Volume) -> list[FoundRest]:
    """Return the clouds of cement away from metal, the largest first."""
    found: list[FoundRest] = []
    for grid in bright_grids(volume, CEMENT_HU, MOSTLY, SMALLEST_MM3):
        found += _clouds(grid)
    return found


def _clouds(grid: Grid) -> list[FoundRest]:
    even = scipy.ndimage.gaussian_filter(np.minimum(grid.hu, SURFACE_HU), SMOOTHED_MM / STEP_MM)
    cloud = even > CEMENT_HU
    # a grain of the cement may be as bright as metal, but not a whole piece
    metal = scipy.ndimage.binary_opening(grid.hu > SURFACE_HU, iterations=GRAIN_STEPS)
    if metal.any():
        cloud &= scipy.ndimage.distance_transform_edt(~metal) * STEP_MM > METAL_MM
    labels, count = scipy.ndimage.label(cloud, np.ones((3, 3, 3)))
    brightest = scipy.ndimage.maximum(even, labels, range(1, count + 1))
    bright = np.isin(labels, 1 + np.flatnonzero(np.array(brightest) > CORE_HU))
    return pieces_in(grid, np.argwhere(bright), SMALLEST_MM3)
