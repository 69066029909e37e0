"""Segments and polylines: the needle, the nerve course, the rod."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from planner.geometry.vectors import Point, Vector


@dataclass(frozen=True)
class Segment:
    """A straight line from `start` to `end`, in mm.

    Raises
    ------
    ValueError
        If the ends coincide.
    """

    start: Point
    end: Point

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise ValueError("a segment needs two different ends")

    @property
    def vector(self) -> Vector:
        """From start to end, in mm."""
        return self.end - self.start

    @cached_property
    def direction(self) -> Vector:
        """Unit vector from start to end."""
        return self.vector.unit()

    @cached_property
    def length_mm(self) -> float:
        """Length in mm, above 0."""
        return self.vector.length

    def at(self, distance_mm: float) -> Point:
        """Return the point `distance_mm` from the start along the line (outside the ends as well)."""
        return self.start + self.direction * distance_mm


@dataclass(frozen=True)
class Polyline:
    """A chain of two or more points, measured by arc length from the first, in mm.

    Raises
    ------
    ValueError
        If there are fewer than two points or two neighbours coincide.
    """

    points: tuple[Point, ...]

    def __post_init__(self) -> None:
        if len(self.points) < 2:
            raise ValueError("a polyline needs at least two points")
        if any(a == b for a, b in pairwise(self.points)):
            raise ValueError("neighbouring points of a polyline must differ")

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """The pieces, in order."""
        return tuple(Segment(a, b) for a, b in pairwise(self.points))

    @cached_property
    def arc_mm(self) -> tuple[float, ...]:
        """Arc length of each point from the first, in mm, ascending from 0."""
        lengths = [0.0]
        for segment in self.segments:
            lengths.append(lengths[-1] + segment.length_mm)
        return tuple(lengths)

    @property
    def length_mm(self) -> float:
        """Total length in mm."""
        return self.arc_mm[-1]

    def at(self, arc_mm: float) -> Point:
        """Return the point at an arc length, clipped to the ends."""
        if arc_mm <= 0.0:
            return self.points[0]
        if arc_mm >= self.length_mm:
            return self.points[-1]
        index = bisect_right(self.arc_mm, arc_mm) - 1
        return self.segments[index].at(arc_mm - self.arc_mm[index])

    def between(self, first_mm: float, last_mm: float) -> tuple[Point, ...]:
        """Return the points of the stretch between two arc lengths, both clipped to the ends."""
        low, high = max(0.0, first_mm), min(self.length_mm, last_mm)
        inner = [p for p, arc in zip(self.points, self.arc_mm, strict=True) if low < arc < high]
        return (self.at(low), *inner, self.at(high))

    def nearest_arc_mm(self, point: Point) -> float:
        """Return the arc length of the place nearest to `point`: the first where several are equally near."""
        best_arc, best_distance = 0.0, float("inf")
        for segment, start_mm in zip(self.segments, self.arc_mm, strict=False):
            along = (point - segment.start).dot(segment.direction)
            along = min(max(along, 0.0), segment.length_mm)
            distance = point.distance_to(segment.at(along))
            if distance < best_distance - NEARER_BY_MM:
                best_arc, best_distance = start_mm + along, distance
        return best_arc


NEARER_BY_MM = 1e-9
"""Two distances closer than this count as equal, so that rounding does not choose between places."""
