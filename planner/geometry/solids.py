"""The solids of a plan: capsules (needle, screw, hazard envelope) and the spheroid (cover envelope)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from planner.geometry.curves import Polyline, Segment
from planner.geometry.distances import Witness, between_segments
from planner.geometry.vectors import Point, Vector

Interval = tuple[float, float]
"""From and to, as arc lengths in mm along a polyline."""


@dataclass(frozen=True)
class Capsule:
    """All points within `radius_mm` of the axis from `start` to `end`; a sphere where the ends coincide.

    Raises
    ------
    ValueError
        If the radius is negative.
    """

    start: Point
    end: Point
    radius_mm: float

    def __post_init__(self) -> None:
        if not self.radius_mm >= 0.0:
            raise ValueError("a capsule needs a radius of at least 0 mm")

    def gap_to(self, other: Capsule) -> Gap:
        """Return the smallest distance between the two surfaces; negative where they overlap."""
        witness = between_segments(self.start, self.end, other.start, other.end)
        return Gap(witness.distance_mm - self.radius_mm - other.radius_mm, witness)


@dataclass(frozen=True)
class Gap:
    """A distance between two surfaces and the pair of axis points that it was measured between.

    `gap_mm` is negative by the depth of the overlap along the line between the axes.
    """

    gap_mm: float
    witness: Witness


@dataclass(frozen=True)
class Spheroid:
    """A prolate spheroid: full `length_mm` along the unit vector `axis`, full `width_mm` across it.

    Raises
    ------
    ValueError
        If a size is not above 0.
    """

    centre: Point
    axis: Vector
    length_mm: float
    width_mm: float

    def __post_init__(self) -> None:
        if not (self.length_mm > 0.0 and self.width_mm > 0.0):
            raise ValueError("a spheroid needs a length and a width above 0 mm")

    def to_ball(self, vector: Vector) -> Vector:
        """Return a vector of patient space, mm, in the space in which this spheroid is the unit ball."""
        along = vector.dot(self.axis)
        across = vector - self.axis * along
        return self.axis * (2.0 * along / self.length_mm) + across * (2.0 / self.width_mm)

    def from_ball(self, vector: Vector) -> Vector:
        """Return a vector of the space in which this spheroid is the unit ball in patient space, mm."""
        along = vector.dot(self.axis)
        across = vector - self.axis * along
        return self.axis * (along * self.length_mm / 2.0) + across * (self.width_mm / 2.0)

    def chord(self, segment: Segment) -> Interval | None:
        """Return the part of a segment inside, as lengths in mm from its start; None where it misses.

        Closed form: the roots of |s + t d|^2 = 1 in the space where the spheroid is the unit ball.
        """
        start = self.to_ball(segment.start - self.centre)
        step = self.to_ball(segment.direction)
        a, half_b, c = step.dot(step), start.dot(step), start.dot(start) - 1.0
        discriminant = half_b * half_b - a * c
        if discriminant <= 0.0:
            return None
        root = sqrt(discriminant)
        enter = max((-half_b - root) / a, 0.0)
        leave = min((-half_b + root) / a, segment.length_mm)
        return (enter, leave) if leave > enter else None

    def captured(self, course: Polyline) -> list[Interval]:
        """Return the stretches of a course inside the spheroid, as arc lengths in mm, ascending."""
        stretches: list[Interval] = []
        for segment, start_mm in zip(course.segments, course.arc_mm, strict=False):
            chord = self.chord(segment)
            if chord is not None:
                stretches.append((start_mm + chord[0], start_mm + chord[1]))
        return union(stretches)


def union(intervals: list[Interval]) -> list[Interval]:
    """Return the union of intervals as disjoint intervals, ascending."""
    merged: list[Interval] = []
    for low, high in sorted(intervals):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def clipped(intervals: list[Interval], low: float, high: float) -> list[Interval]:
    """Return the parts of disjoint intervals between `low` and `high`."""
    parts = [(max(a, low), min(b, high)) for a, b in intervals]
    return [(a, b) for a, b in parts if b > a]


def total_mm(intervals: list[Interval]) -> float:
    """Return the summed length of disjoint intervals, in mm."""
    return sum((high - low for low, high in intervals), 0.0)
