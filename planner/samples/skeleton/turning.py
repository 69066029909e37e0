"""Vectors turned about left, and points of one frame seen from another."""

from __future__ import annotations

from planner.geometry.vectors import Vector
from planner.samples.angles import cos_sin
from planner.samples.field.shape import Axes


def leaning(vector: Vector, angle_deg: float) -> Vector:
    """Return a vector turned about left: what points up then leans forwards by the angle."""
    c, s = cos_sin(angle_deg)
    return Vector(vector.x, vector.y * c - vector.z * s, vector.y * s + vector.z * c)


def moved_point(point: Vector, origin: Vector, axes: Axes) -> Vector:
    """Return a point in another frame, where its own frame has this origin and these axes."""
    return origin + moved_vector(point, axes)


def moved_vector(vector: Vector, axes: Axes) -> Vector:
    """Return a vector in another frame, where its own frame has these axes."""
    return axes[0] * vector.x + axes[1] * vector.y + axes[2] * vector.z
