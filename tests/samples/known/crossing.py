"""Whether two neighbouring bones get into each other's way, from few points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point, Vector
from planner.samples.known.around import Around, Points, points_of
from planner.samples.skeleton.bones import Bone, VertebraBone, seen_from

STEP_MM = 5.0
ROUNDS = 5


def deepest(upper: VertebraBone, lower: VertebraBone) -> tuple[float, Point]:
    """Return how deep two bones reach into each other, and where; negative: how far they keep apart.

    Points of a coarse lattice between the bones go down the slope of the greater of both distances.
    """
    both = Around((upper,)), Around((lower,))
    points = _between(upper, lower)
    near = points[_worse(both, points) < STEP_MM * 0.8]
    for _ in range(ROUNDS):
        first, second = (around.distances_mm(near) for around in both)
        slopes = np.where(
            (first > second)[:, None], both[0].slopes(near, first), both[1].slopes(near, second)
        )
        near = near - slopes * np.clip(np.maximum(first, second) + 0.3, 0.1, 2.0)[:, None]
    worse = _worse(both, near)
    return -float(worse.min()), points_of(near[worse.argmin()][None])[0]


def _worse(both: tuple[Around, Around], points: Points) -> NDArray[np.float64]:
    return np.maximum(both[0].distances_mm(points), both[1].distances_mm(points))


def _between(upper: VertebraBone, lower: VertebraBone) -> Points:
    """Return a lattice over where the boxes of two bones overlap and the upper one is near."""
    low, high = (np.array(tuple(corner)) for corner in upper.solid.box)
    corners = _corners(lower)
    origin, axes = seen_from(upper.frame, lower.frame)
    placed = np.array(tuple(origin)) + sum(
        corners[:, n : n + 1] * np.array(tuple(axis)) for n, axis in enumerate(axes)
    )
    low, high = np.maximum(low, placed.min(axis=0)), np.minimum(high, placed.max(axis=0))
    ticks = [np.arange(low[n], high[n], STEP_MM) for n in range(3)]
    local = np.stack(np.meshgrid(*ticks, indexing="ij"), axis=-1).reshape(-1, 3)
    local = local[upper.solid.near_mm(local, STEP_MM) < STEP_MM]
    return to_patient(upper, local)


def to_patient(bone: Bone, local: Points) -> Points:
    """Return points of a bone's frame in patient space."""
    frame = bone.frame
    axes = (frame.left, frame.posterior, frame.superior)
    found: Points = np.array(tuple(frame.origin)) + sum(
        local[:, n : n + 1] * np.array(tuple(axis)) for n, axis in enumerate(axes)
    )
    return found


def _corners(bone: Bone) -> Points:
    low, high = bone.solid.box
    return np.array(
        [tuple(Vector(x, y, z)) for x in (low.x, high.x) for y in (low.y, high.y) for z in (low.z, high.z)]
    )
