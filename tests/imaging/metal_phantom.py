"""Metal in a block of tissue on an oblique grid of unequal spacing: round bars, as a CT blurs them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from tests.checks.plans import turned_axes

Array = NDArray[np.float64]

SPACING_MM = (0.7, 0.8, 1.2)
SHAPE = (76, 112, 128)
TISSUE_HU, BODY_MM = 60.0, 40.0
"""The block reaches so far from its middle to every side; beyond is air."""
TITANIUM_HU, STEEL_HU = 7600.0, 14000.0
CLIPPED_HU = 3071.0
BLUR_MM = 0.6


def grid(angle_deg: float = 8.0) -> Array:
    """Return the way from voxels to the patient, its middle at the origin; turned about an odd direction."""
    matrix = np.eye(4)
    matrix[:3, :3] = turned_axes(angle_deg) * np.array(SPACING_MM)
    matrix[:3, 3] = -matrix[:3, :3] @ ((np.array(SHAPE[::-1]) - 1) / 2.0)
    return matrix


def scanned(
    bars: Sequence[Capsule],
    hu: float = TITANIUM_HU,
    clipped: bool = True,
    angle_deg: float = 8.0,
    tissue_hu: float = TISSUE_HU,
) -> Volume:
    """Return the scan of bars of one metal in the block."""
    matrix = grid(angle_deg)
    places = _places(matrix)
    inside = np.abs(places).max(axis=-1) < BODY_MM
    values = np.where(inside, tissue_hu, -1000.0)
    for bar in bars:
        share = ndtr(-(_away_mm(places, bar) - bar.radius_mm) / BLUR_MM)
        values = values + share * (hu - values)
    noise = np.random.default_rng(7).normal(0.0, 15.0, values.shape)
    top = CLIPPED_HU if clipped else 30000.0
    return Volume(np.clip(np.rint(values + noise), -1024, top).astype(np.int16), matrix)


def _places(matrix: Array) -> Array:
    k, j, i = np.meshgrid(*map(np.arange, SHAPE), indexing="ij")
    return np.asarray(np.stack([i, j, k], axis=-1) @ matrix[:3, :3].T + matrix[:3, 3])


def _away_mm(places: Array, bar: Capsule) -> Array:
    """Return how far places lie from the axis of a bar."""
    a, b = np.array(tuple(bar.start)), np.array(tuple(bar.end))
    way = b - a
    square = float(way @ way)
    share = np.clip((places - a) @ way / square, 0.0, 1.0) if square > 0.0 else np.zeros(places.shape[:-1])
    return np.asarray(np.linalg.norm(places - a - share[..., None] * way, axis=-1))


def bar(start: tuple[float, float, float], end: tuple[float, float, float], radius_mm: float) -> Capsule:
    """Return a round bar."""
    return Capsule(Point(*start), Point(*end), radius_mm)


ROD = bar((-12.0, 10.0, -22.0), (-9.0, 12.0, 24.0), 3.0)
"""A rod beside the middle."""
CONSTRUCT = (
    bar((16.0, 12.0, 12.0), (6.0, -26.0, 9.0), 3.0),
    bar((16.0, 12.0, -14.0), (6.0, -26.0, -17.0), 3.0),
    bar((17.2, 16.5, 12.3), (18.5, 21.0, 12.6), 6.5),
    bar((17.2, 16.5, -13.7), (18.5, 21.0, -13.4), 6.5),
    bar((18.5, 20.5, 24.0), (18.5, 20.5, -25.0), 2.75),
)
"""Two smooth screws on the left, their heads, and a rod through these."""
