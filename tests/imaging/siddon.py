"""Exact water paths through voxels as boxes (R. L. Siddon, Med. Phys. 12 (1985) 252-255), compiled.

It owes nothing to the projection of the planner: voxels are walked one by one, no interpolation, no box.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.imaging.projection import Screen
from planner.imaging.volume import Volume


def exact_paths(volume: Volume, source: Point, screen: Screen) -> NDArray[np.float64]:
    """Return the water path of every ray, mm, float64 [row, column]."""
    turn, shift = volume.patient_to_voxel[:3, :3], volume.patient_to_voxel[:3, 3]
    row, column = np.indices((screen.rows, screen.columns))
    ends = np.array(tuple(screen.origin)) + column[..., None] * np.array(tuple(screen.right_mm))
    ends = ends + row[..., None] * np.array(tuple(screen.down_mm))
    lengths_mm = np.linalg.norm(ends - tuple(source), axis=-1)
    start = turn @ tuple(source) + shift
    rays = np.ascontiguousarray(ends @ turn.T + shift - start)
    shares = np.zeros(lengths_mm.shape)
    _walk_all(volume.hu, start, rays, shares)
    paths: NDArray[np.float64] = shares * lengths_mm
    return paths


def _walk(hu: Any, start: Any, ray: Any) -> Any:
    """Return the mean water from the start of a ray to its end."""
    sizes = (hu.shape[2], hu.shape[1], hu.shape[0])
    now, leave = 0.0, 1.0
    for n in range(3):
        low, high = -0.5 - start[n], sizes[n] - 0.5 - start[n]
        if ray[n] != 0.0:
            now = max(now, min(low / ray[n], high / ray[n]))
            leave = min(leave, max(low / ray[n], high / ray[n]))
        elif low > 0.0 or high < 0.0:
            return 0.0
    at, following, step = np.zeros(3, np.int64), np.full(3, np.inf), np.zeros(3, np.int64)
    for n in range(3):
        here = start[n] + now * ray[n]
        at[n] = min(max(int(np.floor(here + 0.5)), 0), sizes[n] - 1)
        if ray[n] != 0.0:
            step[n] = 1 if ray[n] > 0.0 else -1
            following[n] = (at[n] + 0.5 * step[n] - start[n]) / ray[n]
    total = 0.0
    while now < leave:
        n = int(np.argmin(following))
        until = min(following[n], leave)
        total += max(until - now, 0.0) * max(0.0, 1.0 + hu[at[2], at[1], at[0]] / 1000.0)
        now = until
        at[n] += step[n]
        if not 0 <= at[n] < sizes[n]:
            break
        following[n] = (at[n] + 0.5 * step[n] - start[n]) / ray[n]
    return total


_compiled: Any = njit(nogil=True)(_walk)


def _walk_rows(hu: Any, start: Any, rays: Any, shares: Any) -> None:
    for row in range(shares.shape[0]):
        for column in range(shares.shape[1]):
            shares[row, column] = _compiled(hu, start, rays[row, column])


_walk_all: Any = njit(nogil=True)(_walk_rows)
