"""The silhouettes of solids: the outlines in which they are seen from a point, as by X-rays from a source."""

from __future__ import annotations

from collections.abc import Iterable
from math import cos, pi, sin, sqrt

from planner.geometry.solids import Capsule, Spheroid
from planner.geometry.vectors import LEFT, Point, any_perpendicular

CONTOUR_POINTS = 48


def spheroid_contour(solid: Spheroid, eye: Point) -> tuple[Point, ...]:
    """Return the points of a spheroid's surface at which rays from an eye graze it, in order; LPS mm.

    Closed form: where the spheroid is the unit ball and the eye lies at e, they are the circle of radius
    sqrt(1 - 1/|e|^2) about e/|e|^2, across e. Empty where the eye lies in the spheroid.
    """
    seen_from = solid.to_ball(eye - solid.centre)
    distance = seen_from.length
    if distance <= 1.0:
        return ()
    away = seen_from.unit()
    first = any_perpendicular(away)
    second = away.cross(first)
    radius = sqrt(1.0 - 1.0 / (distance * distance))
    turns = (2.0 * pi * n / CONTOUR_POINTS for n in range(CONTOUR_POINTS))
    ring = (away * (1.0 / distance) + (first * cos(t) + second * sin(t)) * radius for t in turns)
    return tuple(solid.centre + solid.from_ball(point) for point in ring)


def convex_hull(places: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return the corners of the convex hull of places in a plane, in order round it.

    By monotone chains (A. M. Andrew, Inf. Process. Lett. 9 (1979) 216-219).
    """
    ordered = sorted(places)

    def chain(along: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for place in along:
            while len(kept) >= 2 and _turn(kept[-2], kept[-1], place) <= 0.0:
                kept.pop()
            kept.append(place)
        return kept[:-1]

    return (*chain(ordered), *chain(reversed(ordered)))


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    """Return twice the area of a triangle, positive where a, b, c turn from the first axis to the second."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def capsule_contours(solid: Capsule, eye: Point) -> tuple[Point, ...]:
    """Return points of a capsule's surface whose convex hull, as seen from an eye, is its silhouette; LPS mm.

    A capsule is the convex hull of the spheres at its ends, and a projection keeps convex hulls: these are
    the contours of both. Empty where the eye lies in one of them, or the capsule has no radius.
    """
    if solid.radius_mm == 0.0:
        return ()
    width = 2.0 * solid.radius_mm
    rings = [spheroid_contour(Spheroid(end, LEFT, width, width), eye) for end in (solid.start, solid.end)]
    return (*rings[0], *rings[1]) if all(rings) else ()
