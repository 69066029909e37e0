"""The room round bones: distances to the nearest of them, the way out, and lines drawn through it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point, Vector
from planner.samples.skeleton.bones import Bone

Points = NDArray[np.float64]
"""Patient points [n, 3], LPS mm."""

REACH_MM = 9.0
"""Bone that is farther away does not count."""
PROBE_MM = 0.1
FLAT = 0.1
"""A slope of the distance below this points nowhere."""
LONGEST_STEP_MM = 0.8


class Around:
    """The room round some bones."""

    def __init__(self, bones: Iterable[Bone]) -> None:
        self._bones = tuple(bones)

    def distances_mm(self, points: Points) -> NDArray[np.float64]:
        """Return the distances of points to the nearest bone, negative inside, at most `REACH_MM`."""
        least = np.full(len(points), REACH_MM)
        for bone in self._bones:
            least = np.minimum(least, bone.solid.near_mm(_local(bone, points), REACH_MM))
        return least

    def slopes(self, points: Points, at_mm: NDArray[np.float64] | None = None) -> Points:
        """Return unit vectors in which the distance grows most; 0 where it is flat.

        Parameters
        ----------
        at_mm
            The distances of the points, where they are known already.
        """
        at_mm = self.distances_mm(points) if at_mm is None else at_mm
        probes = np.concatenate([points + PROBE_MM * np.eye(3)[axis] for axis in range(3)])
        found = self.distances_mm(probes).reshape(3, len(points))
        slope = np.stack([(beyond - at_mm) / PROBE_MM for beyond in found], axis=1)
        length = lengths(slope)
        steep = length > FLAT
        slope[~steep] = 0.0
        slope[steep] = slope[steep] / length[steep][:, None]
        return slope

    def laid(self, points: Points, off_mm: NDArray[np.float64], rounds: int) -> Points:
        """Return the points moved along the slope until they are `off_mm` from bone."""
        for _ in range(rounds):
            at = self.distances_mm(points)
            steps = np.clip(off_mm - at, -LONGEST_STEP_MM, LONGEST_STEP_MM)
            points = points + self.slopes(points, at) * steps[:, None]
        return points

    def cleared(self, points: Points, off_mm: NDArray[np.float64], rounds: int) -> Points:
        """Return the points moved along the slope where they are nearer than `off_mm` to bone."""
        points = points.copy()
        near = np.arange(len(points))
        for _ in range(rounds):
            at = self.distances_mm(points[near])
            lacks = np.clip(off_mm[near] - at, 0.0, LONGEST_STEP_MM)
            still = lacks > 0.0
            near, lacks = near[still], lacks[still]
            if not len(near):
                break
            points[near] += self.slopes(points[near], at[still]) * lacks[:, None]
        return points

    def met(self, start: Point, direction: Vector, off_mm: float, farthest_mm: float) -> Point | None:
        """Return where a way along a unit vector comes within `off_mm` of bone; None if it does not."""
        gone = 0.0
        while gone <= farthest_mm:
            here = start + direction * gone
            room = float(self.distances_mm(rows([here]))[0]) - off_mm
            if room < 0.02:
                return here
            gone += max(0.7 * room, 0.05)
        return None

    def out(self, start: Point, direction: Vector, off_mm: float, farthest_mm: float) -> Point:
        """Return the place nearest to `start` along a line that is `off_mm` outside bone.

        From within bone the way goes along `direction` until it is out; from outside it goes back, until it
        meets bone, and stays where it is if it meets none.
        """
        step = 0.1
        count = int(farthest_mm / step)
        line = rows([start + direction * (step * n) for n in range(-count, count + 1)])
        room = self.distances_mm(line) - off_mm
        if room[count] < 0.0:
            beyond = np.flatnonzero(room[count:] >= 0.0)
            return start + direction * (step * float(beyond[0])) if len(beyond) else start
        before = np.flatnonzero(room[: count + 1] < 0.0)
        return start + direction * (step * float(before[-1] + 1 - count)) if len(before) else start


def rows(points: Sequence[Point]) -> Points:
    """Return points as an array [n, 3]."""
    return np.array([tuple(point) for point in points], np.float64).reshape(-1, 3)


def points_of(array: Points, places: int = 2) -> tuple[Point, ...]:
    """Return the rows of an array as points, rounded."""
    return tuple(Point(*(round(float(c), places) + 0.0 for c in row)) for row in array)


def lengths(vectors: Points) -> NDArray[np.float64]:
    """Return the lengths of vectors [n, 3]."""
    x, y, z = vectors[:, 0], vectors[:, 1], vectors[:, 2]
    return np.sqrt(x * x + y * y + z * z)


def along(points: Points) -> NDArray[np.float64]:
    """Return the arc length of each point of a chain, from 0."""
    arc = [0.0]
    for step in lengths(points[1:] - points[:-1]):
        arc.append(arc[-1] + float(step))
    return np.array(arc)


def evenly(points: Points, step_mm: float) -> Points:
    """Return a chain again with points about every `step_mm`, the ends kept."""
    arc = along(points)
    count = max(round(float(arc[-1]) / step_mm), 2)
    at = arc[-1] * np.arange(count + 1) / count
    return np.stack([np.interp(at, arc, points[:, axis]) for axis in range(3)], axis=1)


def curve(points: Points, parts: int = 8) -> Points:
    """Return a smooth curve through points (Catmull and Rom), `parts` pieces between two of them."""
    first, last = 2.0 * points[0] - points[1], 2.0 * points[-1] - points[-2]
    held = np.concatenate([first[None], points, last[None]])
    found = []
    for n in range(len(points) - 1):
        a, b, c, d = held[n : n + 4]
        for part in range(parts):
            t = part / parts
            found.append(
                0.5
                * (2.0 * b + (c - a) * t + (2.0 * a - 5.0 * b + 4.0 * c - d) * (t * t)
                   + (3.0 * b - a - 3.0 * c + d) * (t * t * t))
            )  # fmt: skip
    found.append(points[-1])
    return np.array(found)


def smoothed(points: Points) -> Points:
    """Return a chain whose inner points are moved half-way to the middle of their neighbours."""
    inner = 0.5 * points[1:-1] + 0.25 * (points[:-2] + points[2:])
    return np.concatenate([points[:1], inner, points[-1:]])


def _local(bone: Bone, points: Points) -> Points:
    frame = bone.frame
    off = points - np.array(tuple(frame.origin))
    columns = [
        off[:, 0] * axis.x + off[:, 1] * axis.y + off[:, 2] * axis.z
        for axis in (frame.left, frame.posterior, frame.superior)
    ]
    return np.stack(columns, axis=1)
