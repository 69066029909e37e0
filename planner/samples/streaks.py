"""Metal on the grid: its bloom, and the streaks that a reconstruction makes of rays which lost too much.

Each slice of metal is projected, the error of its rays is estimated (beam hardening, which grows faster than
the length of metal, and too few photons), and the error alone is filtered and projected back: dark bands
between pieces of metal and along the longest ways through them, bright ones beside.

References
----------
B. De Man et al., "Metal streak artifacts in X-ray computed tomography: a simulation study", IEEE Trans. Nucl.
Sci. 46 (1999), for the causes; Ramachandran and Lakshminarayanan's filter, cosine-tapered.
"""

from __future__ import annotations

from math import pi

import numpy as np
from numpy.typing import NDArray

from planner.geometry.frames import SCANNER
from planner.samples.grid import Grid
from planner.samples.noise import blurred
from planner.samples.numbers import Chance, cos_sin
from planner.samples.shapes import Bar, Field, coverage, voxel_width

VIEWS = 144
BIN_MM = 1.1
TAPS = 48
HARDENING = 10.0
"""Error in HU mm per squared mm of metal on the ray, at 10 mm of it."""
STARVATION = 150.0
"""Noise of a ray in HU mm per mm of metal, on top of that."""
COARSE = 2
"""Streaks are projected back on every second pixel and then smoothed."""


def metal_share(grid: Grid, bars: tuple[Bar, ...]) -> Field:
    """Return how much of each voxel is metal, 0 to 1, [k, j, i]."""
    share = np.zeros(grid.shape, np.float32)
    for bar in bars:
        slab = grid.around(bar.box, SCANNER, 2.0)
        if slab is not None:
            distance = bar.distance(*grid.positions(slab, SCANNER))
            share[slab] = np.maximum(share[slab], coverage(distance, voxel_width(distance)))
    return share


def bloomed(share: Field) -> Field:
    """Return the share of metal as it blooms: about a pixel wider in the plane."""
    for axis in (2, 1, 2, 1):
        share = blurred(share, axis)
    return share


def streaks(share: Field, spacing_mm: tuple[float, float], chance: Chance) -> Field:
    """Return what the rays through metal add, in HU, [k, j, i]; nothing in slices without metal.

    Parameters
    ----------
    share
        How much of each voxel is metal.
    spacing_mm
        Between columns and between rows.
    """
    rows, columns = share.shape[1:]
    added = np.zeros_like(share)
    slices = [k for k in range(share.shape[0]) if bool(share[k].any())]
    if not slices:
        return added
    half = int((columns * spacing_mm[0] + rows * spacing_mm[1]) / 2.0 / BIN_MM) + TAPS
    x = (np.arange(columns) - (columns - 1) / 2.0) * spacing_mm[0]
    y = (np.arange(rows) - (rows - 1) / 2.0) * spacing_mm[1]
    coarse = np.zeros((len(slices), len(y[::COARSE]), len(x[::COARSE])))
    for view in range(VIEWS):
        c, s = cos_sin(180.0 * view / VIEWS)
        place = (y[:, None] * s + x[None, :] * c) / BIN_MM + half
        rays = _projected([share[k] for k in slices], place, 2 * half + 1)
        rays *= spacing_mm[0] * spacing_mm[1] / BIN_MM
        filtered = _filtered(_error(rays, chance))
        _back(coarse, filtered, place[::COARSE, ::COARSE])
    coarse *= pi / VIEWS / BIN_MM
    fine = np.repeat(np.repeat(coarse.astype(np.float32), COARSE, axis=1), COARSE, axis=2)
    fine = fine[:, :rows, :columns]
    for axis in (1, 2, 1, 2):
        fine = blurred(fine, axis)
    added[slices] = fine
    return added


def _projected(images: list[Field], place: NDArray[np.float64], bins: int) -> NDArray[np.float64]:
    """Return the sum of each image along parallel rays, [image, bin], each pixel shared by two bins."""
    rays = np.zeros((len(images), bins))
    for n, image in enumerate(images):
        inside = image > 0.0
        at, weight = place[inside], image[inside].astype(np.float64)
        low = np.floor(at)
        part = at - low
        index = low.astype(np.int64)
        rays[n] += np.bincount(index, weight * (1.0 - part), bins)
        rays[n] += np.bincount(index + 1, weight * part, bins)
    return rays


def _error(rays: NDArray[np.float64], chance: Chance) -> NDArray[np.float64]:
    """Return the error of each ray from its length of metal in mm."""
    noise = chance.bell(rays.size).reshape(rays.shape).astype(np.float64)
    bent = rays * rays * (-10.0 * HARDENING) * (20.0 / (20.0 + rays))
    return bent + noise * rays * STARVATION


def _filtered(rays: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rays through the ramp filter, tap by tap so that the order of the sums is fixed."""
    total = rays * 0.25
    for tap in range(1, TAPS, 2):
        taper = 0.5 + 0.5 * cos_sin(180.0 * tap / TAPS)[0]
        weight = -taper / (pi * pi * tap * tap)
        total[:, tap:] += rays[:, :-tap] * weight
        total[:, :-tap] += rays[:, tap:] * weight
    return total


def _back(images: NDArray[np.float64], rays: NDArray[np.float64], place: NDArray[np.float64]) -> None:
    """Add each ray to the pixels it passed, in place."""
    low = np.floor(place)
    part = place - low
    index = low.astype(np.int64)
    images += rays[:, index] * (1.0 - part) + rays[:, index + 1] * part
