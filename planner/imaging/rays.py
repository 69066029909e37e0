"""What straight rays meet in a volume on their way."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.imaging.reslice import trilinear
from planner.imaging.threads import in_threads
from planner.imaging.volume import Volume

POINTS_AT_ONCE = 256


def highest_hu_to(volume: Volume, source: Point, points: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the highest HU on the straight way from a source to each point, shape N; NaN for a miss.

    The way ends at the point: for all that lies in a ray of a C-arm, give the places on its detector. It is
    sampled trilinearly at steps of at most half the finest voxel spacing, within the faces of the outer
    voxels, where it enters and leaves them included.

    Parameters
    ----------
    source, points
        LPS mm; shape N x 3.
    """
    turn, shift = volume.patient_to_voxel[:3, :3], volume.patient_to_voxel[:3, 3]
    ends = np.ascontiguousarray(points @ turn.T + shift)
    lengths_mm = np.linalg.norm(points - np.array(tuple(source)), axis=1)
    steps = lengths_mm / (volume.finest_mm / 2.0)
    start = np.array(volume.to_voxel(source))
    out = np.empty(len(ends), np.float32)

    def fill(first: int) -> None:
        some = slice(first, first + POINTS_AT_ONCE)
        _highest(volume.hu, start, ends[some], steps[some], out[some])

    in_threads(fill, range(0, len(ends), POINTS_AT_ONCE))
    return out


@njit(nogil=True, cache=True)
def _highest(hu, start, ends, steps, out):  # type: ignore[no-untyped-def]
    sizes = (hu.shape[2], hu.shape[1], hu.shape[0])
    for point in range(out.size):
        ray = ends[point] - start
        enter, leave = 0.0, 1.0
        for n in range(3):
            low, high = -0.5 - start[n], sizes[n] - 0.5 - start[n]
            if ray[n] != 0.0:
                low, high = low / ray[n], high / ray[n]
                enter, leave = max(enter, min(low, high)), min(leave, max(low, high))
            elif not low <= 0.0 <= high:
                leave = -1.0
        highest = np.nan
        if leave >= enter:
            count = int(np.ceil((leave - enter) * steps[point])) + 1
            for n in range(count + 1):
                t = enter + (leave - enter) * n / count
                # rounding may put the ends of the way a hair outside the faces
                i = min(max(start[0] + t * ray[0], 0.0), sizes[0] - 1.0)
                j = min(max(start[1] + t * ray[1], 0.0), sizes[1] - 1.0)
                k = min(max(start[2] + t * ray[2], 0.0), sizes[2] - 1.0)
                value = trilinear(hu, i, j, k)
                if np.isnan(highest) or value > highest:
                    highest = value
        out[point] = highest
