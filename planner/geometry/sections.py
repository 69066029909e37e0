"""Where a plane cuts a solid: the outline to draw on a slice."""

from __future__ import annotations

from functools import lru_cache
from math import cos, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from planner.geometry.frames import ViewPlane
from planner.geometry.solids import Capsule, Spheroid

Outline = tuple[tuple[float, float], ...]
"""A closed curve as (u, v) in mm on a view plane."""

OUTLINE_POINTS = 48


@lru_cache(maxsize=2048)
def section(solid: Capsule | Spheroid, plane: ViewPlane) -> Outline | None:
    """Return the outline in which a plane cuts a solid, as (u, v) in mm; None where it misses."""
    return _spheroid_section(solid, plane) if isinstance(solid, Spheroid) else _capsule_section(solid, plane)


def _spheroid_section(solid: Spheroid, plane: ViewPlane) -> Outline | None:
    """Return the section in closed form: where the spheroid is the unit ball it is a circle."""
    normal = solid.from_ball(plane.normal)
    scaled_normal = normal.unit()
    depth = (plane.centre - solid.centre).dot(plane.normal) / normal.length
    if abs(depth) >= 1.0:
        return None
    radius = sqrt(1.0 - depth * depth)
    first = solid.to_ball(plane.right).unit()
    second = scaled_normal.cross(first)
    points = []
    for n in range(OUTLINE_POINTS):
        turn = 2.0 * pi * n / OUTLINE_POINTS
        ball = scaled_normal * depth + (first * cos(turn) + second * sin(turn)) * radius
        u, v, _ = plane.to_view(solid.centre + solid.from_ball(ball))
        points.append((u, v))
    return tuple(points)


def _capsule_section(solid: Capsule, plane: ViewPlane) -> Outline | None:
    """Return the section by bisection from an inner point outwards: a capsule is convex."""
    start, end = (np.array(plane.to_view(point)) for point in (solid.start, solid.end))
    axis = end - start
    length_squared = float(axis @ axis)
    inner = _axis_point_nearest_plane(start, axis)
    if abs(inner[2]) >= solid.radius_mm:
        return None
    turns = np.arange(OUTLINE_POINTS) * (2.0 * np.pi / OUTLINE_POINTS)
    rays = np.stack((np.cos(turns), np.sin(turns), np.zeros_like(turns)), axis=1)
    origin = np.array((inner[0], inner[1], 0.0))
    low = np.zeros(OUTLINE_POINTS)
    high = np.full(OUTLINE_POINTS, sqrt(length_squared) + 2.0 * solid.radius_mm)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2.0
        offset = origin + rays * middle[:, None] - start
        share = (
            np.clip(offset @ axis / length_squared, 0.0, 1.0) if length_squared > 0.0 else np.zeros_like(low)
        )
        inside = np.linalg.norm(offset - share[:, None] * axis, axis=1) < solid.radius_mm
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    outline = origin + rays * low[:, None]
    return tuple((float(u), float(v)) for u, v, _ in outline)


BISECTIONS = 18
"""Halvings of an outline's radius: below 0.001 mm for a screw of 60 mm."""


def _axis_point_nearest_plane(start: NDArray[np.float64], axis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the point of the axis nearest to the plane (depth 0), in (u, v, depth)."""
    share = 0.5 if axis[2] == 0.0 else min(max(-start[2] / axis[2], 0.0), 1.0)
    return np.asarray(start + axis * share)
