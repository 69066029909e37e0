"""Positions as plan and truth hold them: to 0.01 mm."""

from __future__ import annotations

from collections.abc import Iterable

from planner.geometry.vectors import Point


def rounded_point(point: Point) -> Point:
    """Return a point to 0.01 mm."""
    return Point(round(point.x, 2) + 0.0, round(point.y, 2) + 0.0, round(point.z, 2) + 0.0)


def rounded(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return points to 0.01 mm, those left out that have become the one before."""
    found: list[Point] = []
    for point in map(rounded_point, points):
        if not found or found[-1] != point:
            found.append(point)
    return tuple(found)
