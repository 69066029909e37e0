"""What the compiled kernels of the imaging package must give, in plain numpy.

Positions are LPS mm, arrays [k, j, i].
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.imaging.projection import Body, Screen
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


def highest_between(volume: Volume, start: Point, end: Point, samples: int = 6000) -> float:
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


def water_of(hu: Array, denser_from_hu: float = 0.0, denser_by: float = 0.0) -> Array:
    """Return the water of HU, 1 for water."""
    more: Array = denser_by * np.maximum(0.0, hu - denser_from_hu) / 1000.0
    return np.maximum(0.0, 1.0 + hu / 1000.0) + more


def joseph_paths(
    body: Body, source: Point, screen: Screen, denser_from_hu: float = 0.0, denser_by: float = 0.0
) -> Array:
    """Return the water paths of a screen by Joseph's method, ray by ray, mm."""
    water = water_of(body.hu.astype(np.float64), denser_from_hu, denser_by)
    turn, shift = body.patient_to_voxel[:3, :3], body.patient_to_voxel[:3, 3]
    start = turn @ tuple(source) + shift
    out = np.zeros((screen.rows, screen.columns))
    for row, column in np.ndindex(out.shape):
        end = screen.origin + screen.right_mm * column + screen.down_mm * row
        ray = turn @ tuple(end) + shift - start
        out[row, column] = (end - source).length * _joseph(water, start, ray, body.low[::-1], body.high[::-1])
    return out


def _joseph(water: Array, start: Array, ray: Array, low: tuple[int, ...], high: tuple[int, ...]) -> float:
    """Return the mean water along a ray from its start to its end, indices (i, j, k)."""
    faces = np.stack([np.array(low) - 0.5, np.array(high) - 0.5])
    with np.errstate(divide="ignore", invalid="ignore"):
        at_faces = (faces - start) / ray
    enter, leave = max(0.0, float(at_faces.min(axis=0).max())), min(1.0, float(at_faces.max(axis=0).min()))
    if leave <= enter:
        return 0.0
    axis = int(np.argmax(np.abs(ray)))
    lowest, highest = sorted((start[axis] + enter * ray[axis], start[axis] + leave * ray[axis]))
    layers = np.arange(max(round(lowest), low[axis]), min(round(highest), high[axis] - 1) + 1)
    bottom, top = np.maximum(lowest, layers - 0.5), np.minimum(highest, layers + 0.5)
    at = start + ((bottom + top) / 2.0 - start[axis])[:, None] / ray[axis] * ray
    at[:, axis] = layers
    sizes = np.array(water.shape[::-1])
    held = np.clip(at, 0.0, sizes - 1.0)
    below = held.astype(np.int64)
    total = np.zeros(len(layers))
    for corner in np.ndindex(2, 2, 2):
        weight = np.where(np.array(corner) == 1, held - below, 1.0 - (held - below)).prod(axis=1)
        i, j, k = np.minimum(below + corner, sizes - 1).T
        total += weight * water[k, j, i]
    return float(((top - bottom) * total).sum() / abs(ray[axis]))
