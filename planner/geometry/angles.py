"""Angles in degrees. `atan2` throughout: the arc cosine of a dot product fails on parallel lines."""

from __future__ import annotations

from math import atan2, degrees

from planner.geometry.vectors import Vector


def angle_between_directions_deg(a: Vector, b: Vector) -> float:
    """Return the angle between two directions, in degrees, 0 to 180.

    Raises
    ------
    ValueError
        If either has no length.
    """
    if a.length == 0.0 or b.length == 0.0:
        raise ValueError("a direction of no length has no angle")
    return degrees(atan2(a.cross(b).length, a.dot(b)))


def angle_between_lines_deg(a: Vector, b: Vector) -> float:
    """Return the angle between two undirected lines, in degrees, 0 to 90.

    Raises
    ------
    ValueError
        If either has no length.
    """
    if a.length == 0.0 or b.length == 0.0:
        raise ValueError("a line of no length has no angle")
    return degrees(atan2(a.cross(b).length, abs(a.dot(b))))
