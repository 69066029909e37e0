"""What the compiled kernels of the imaging package must give, in plain numpy.

Positions are LPS mm, arrays [k, j, i].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.imaging.volume import AIR_HU, Hu, Volume

Array = NDArray[np.float64]


def trilinear_at(volume: Volume, points: Array) -> Array:
    """Return HU at positions (..., 3), shape (...); NaN outside the faces of the outer voxels."""
    matrix = volume.patient_to_voxel
    at = (points @ matrix[:3, :3].T + matrix[:3, 3])[..., ::-1]
    sizes = np.array(volume.hu.shape)
    inside = ((at >= -0.5) & (at <= sizes - 0.5)).all(axis=-1)
    held = np.clip(at, 0.0, sizes - 1.0)
    below = np.minimum(held.astype(np.int64), np.maximum(sizes - 2, 0))
    share = held - below
    value = np.zeros(at.shape[:-1])
    for corner in np.ndindex(2, 2, 2):
        index = np.minimum(below + corner, sizes - 1)
        weight = np.where(np.array(corner) == 1, share, 1.0 - share).prod(axis=-1)
        value += weight * volume.hu[index[..., 0], index[..., 1], index[..., 2]]
    return np.where(inside, value, np.nan)


def highest_between(volume: Volume, start: Point, end: Point, samples: int = 20000) -> float:
    """Return the highest HU between two positions by very many samples; NaN where all lie outside."""
    share = np.linspace(0.0, 1.0, samples)[:, None]
    values = trilinear_at(volume, np.array(tuple(start)) + share * np.array(tuple(end - start)))
    return float(np.nanmax(values)) if np.isfinite(values).any() else float("nan")


def means_of_blocks(hu: Hu, factors: tuple[int, int, int]) -> Array:
    """Return the mean of blocks [k, j, i]; below air is air, and so is what the last block lacks."""
    missing = [(0, -n % factor) for n, factor in zip(hu.shape, factors, strict=True)]
    whole = np.pad(np.maximum(hu.astype(np.float64), AIR_HU), missing, constant_values=AIR_HU)
    k, j, i = factors
    nk, nj, ni = whole.shape
    means: Array = whole.reshape(nk // k, k, nj // j, j, ni // i, i).mean(axis=(1, 3, 5))
    return means
