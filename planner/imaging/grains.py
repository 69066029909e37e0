"""A sparse body as grains: so few that each is thrown on a screen on its own, many times a second.

Each grain leaves a tent on the screen, as wide as the grains lie apart: their sum is about what rays through
linearly interpolated voxels would meet. To compare pictures by, not to show: where the axes have different
spacings it ripples by up to a tenth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numba import njit
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.imaging.blocks import block_means
from planner.imaging.projection import Body, Screen
from planner.imaging.volume import AIR_HU

TOO_LONG = 1.5
"""Voxels longer than this many times what is wanted are divided along that axis."""


@dataclass(frozen=True, eq=False)
class Grains:
    """What of a body is not empty.

    Attributes
    ----------
    places
        N x 3, LPS mm.
    water_mm
        The water path through each along any direction, mm.
    apart_mm
        How far neighbours lie apart.
    """

    places: NDArray[np.float64]
    water_mm: NDArray[np.float64]
    apart_mm: float

    @classmethod
    def of(cls, body: Body, about_mm: float) -> Grains:
        """Return a body's grains, about so far apart along each of its axes."""
        matrix = np.linalg.inv(body.patient_to_voxel)
        spacing_mm = np.linalg.norm(matrix[:3, :3], axis=0)
        merged = [max(1, round(about_mm / mm)) for mm in spacing_mm]
        divided = [
            1 if merged[n] > 1 or mm < TOO_LONG * about_mm else round(mm / about_mm)
            for n, mm in enumerate(spacing_mm)
        ]
        hu = np.asarray(block_means(body.hu, (merged[2], merged[1], merged[0])), np.float32)
        water = (hu - np.float32(AIR_HU)) / np.float32(-AIR_HU)
        if max(divided) > 1:
            water = scipy.ndimage.zoom(water, divided[::-1], order=1, mode="nearest", grid_mode=True)
        full = np.argwhere(water > LEAST_WATER)
        per = np.array(merged) / np.array(divided)
        index = (full[:, ::-1] + 0.5) * per - 0.5
        places = index @ matrix[:3, :3].T + matrix[:3, 3]
        apart = spacing_mm * per
        amount = water[tuple(full.T)].astype(np.float64) * float(apart.prod()) / float(apart.max()) ** 2
        return cls(places, amount, float(apart.max()))


LEAST_WATER = 0.01
"""A grain of less water than this, as a share, is none."""


def thrown(grains: Grains, source: Point, screen: Screen) -> NDArray[np.float32]:
    """Return the water path that grains leave in each pixel of a screen, mm, float32 [row, column]."""
    out = np.zeros((screen.rows, screen.columns), np.float32)
    right, down = np.array(tuple(screen.right_mm)), np.array(tuple(screen.down_mm))
    pixel_mm = float(np.linalg.norm(right))
    right, down = right / pixel_mm, down / pixel_mm
    towards = np.cross(down, right)
    first = np.array(tuple(screen.origin - source))
    axes = np.stack((right, down, towards))
    _throw(
        out,
        grains.places,
        grains.water_mm,
        grains.apart_mm,
        np.array(tuple(source)),
        axes,
        axes @ first / pixel_mm,
    )
    return out


@njit(nogil=True, cache=True)
def _throw(out, places, water, apart_mm, source, axes, first):  # type: ignore[no-untyped-def]
    """Add a tent for each grain; `first` is pixel [0, 0] from the source along the axes, in pixels."""
    rows, columns = out.shape
    for n in range(places.shape[0]):
        x, y, z = places[n, 0] - source[0], places[n, 1] - source[1], places[n, 2] - source[2]
        depth = axes[2, 0] * x + axes[2, 1] * y + axes[2, 2] * z
        if depth <= 0.0:
            continue
        per_mm = first[2] / depth
        u = (axes[0, 0] * x + axes[0, 1] * y + axes[0, 2] * z) * per_mm - first[0]
        v = (axes[1, 0] * x + axes[1, 1] * y + axes[1, 2] * z) * per_mm - first[1]
        half = max(apart_mm * per_mm, 1.0)
        amount = water[n] * (apart_mm * per_mm / half) ** 2
        c0, c1 = max(int(np.ceil(u - half)), 0), min(int(np.floor(u + half)), columns - 1)
        r0, r1 = max(int(np.ceil(v - half)), 0), min(int(np.floor(v + half)), rows - 1)
        for row in range(r0, r1 + 1):
            part = amount * (1.0 - abs(row - v) / half)
            for column in range(c0, c1 + 1):
                out[row, column] += part * (1.0 - abs(column - u) / half)
