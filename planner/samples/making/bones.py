"""All bones together: how far a place is from the nearest."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.samples.skeleton.bones import Bone

Points = NDArray[np.float64]
REACH_MM = 25.0
"""A bone farther from a place than this is not asked."""


def distances_to(bones: Sequence[Bone]) -> Callable[[Points], NDArray[np.float64]]:
    """Return what gives the signed distances of patient points [n, 3] to the nearest of some bones, in mm.

    Negative is inside; beyond `REACH_MM` of all boxes it is that.
    """

    def distances(points: Points) -> NDArray[np.float64]:
        least = np.full(len(points), REACH_MM)
        for bone in bones:
            local = _local(points, bone)
            low, high = (np.array(tuple(corner)) for corner in bone.solid.box)
            near = ((local > low - REACH_MM) & (local < high + REACH_MM)).all(axis=1)
            if near.any():
                least[near] = np.minimum(least[near], bone.solid.distances_mm(local[near]))
        return least

    return distances


def _local(points: Points, bone: Bone) -> Points:
    """Return patient points in a bone's frame."""
    away = points - np.array(tuple(bone.frame.origin))
    axes = (bone.frame.left, bone.frame.posterior, bone.frame.superior)
    return np.stack([away[:, 0] * a.x + away[:, 1] * a.y + away[:, 2] * a.z for a in axes], axis=1)
