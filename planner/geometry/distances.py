"""Distances in closed form, in plain floats: they are computed for every pair on every mouse move."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from planner.geometry.vectors import Point


@dataclass(frozen=True)
class Witness:
    """The pair of points, one on each object, that a distance was measured between."""

    first: Point
    second: Point

    @cached_property
    def distance_mm(self) -> float:
        """Distance between the two points, in mm."""
        return self.first.distance_to(self.second)


def between_segments(p0: Point, p1: Point, q0: Point, q1: Point) -> Witness:
    """Return the closest points of the segments p0-p1 and q0-q1, either of which may be a single point.

    References
    ----------
    C. Ericson, Real-Time Collision Detection (2005), 5.1.9, in the form that clamps both parameters.
    """
    ux, uy, uz = p1.x - p0.x, p1.y - p0.y, p1.z - p0.z
    vx, vy, vz = q1.x - q0.x, q1.y - q0.y, q1.z - q0.z
    wx, wy, wz = p0.x - q0.x, p0.y - q0.y, p0.z - q0.z
    a = ux * ux + uy * uy + uz * uz
    e = vx * vx + vy * vy + vz * vz
    b = ux * vx + uy * vy + uz * vz
    c = ux * wx + uy * wy + uz * wz
    f = vx * wx + vy * wy + vz * wz
    s, t = _closest_parameters(a, b, c, e, f)
    return Witness(
        Point(p0.x + s * ux, p0.y + s * uy, p0.z + s * uz),
        Point(q0.x + t * vx, q0.y + t * vy, q0.z + t * vz),
    )


def _closest_parameters(a: float, b: float, c: float, e: float, f: float) -> tuple[float, float]:
    """Return where on each segment (0..1) the closest points lie, from the five dot products."""
    if a == 0.0:
        return 0.0, (_clamp(f / e) if e > 0.0 else 0.0)
    if e == 0.0:
        return _clamp(-c / a), 0.0
    denominator = a * e - b * b
    # Below this the segments are parallel to rounding: any point of the overlap will do.
    s = _clamp((b * f - c * e) / denominator) if denominator > 1e-14 * a * e else 0.0
    t = (b * s + f) / e
    if t < 0.0:
        return _clamp(-c / a), 0.0
    if t > 1.0:
        return _clamp((b - c) / a), 1.0
    return s, t


def _clamp(value: float) -> float:
    return 0.0 if value < 0.0 else 1.0 if value > 1.0 else value
