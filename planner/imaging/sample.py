"""HU at single positions, by trilinear interpolation."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.imaging.reslice import trilinear
from planner.imaging.volume import AIR_HU, Volume


def sample(volume: Volume, points: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return HU at positions (LPS mm, shape N x 3), shape N; air outside the faces of the outer voxels."""
    values = sample_inside(volume, points)
    return np.where(np.isnan(values), np.float32(AIR_HU), values)


def sample_inside(volume: Volume, points: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return HU at positions (LPS mm, shape N x 3), shape N; NaN outside the faces of the outer voxels."""
    turn, shift = volume.patient_to_voxel[:3, :3], volume.patient_to_voxel[:3, 3]
    indices = np.ascontiguousarray(points @ turn.T + shift)
    out = np.empty(len(indices), np.float32)
    _fill(volume.hu, indices, out)
    return out


@njit(nogil=True, cache=True)
def _fill(hu, indices, out):  # type: ignore[no-untyped-def]
    for n in range(out.size):
        out[n] = trilinear(hu, indices[n, 0], indices[n, 1], indices[n, 2])
