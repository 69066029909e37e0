"""The silhouettes of solids: the outlines in which they are seen from a point, as by X-rays from a source."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from planner.geometry.solids import Capsule, Spheroid
from planner.geometry.vectors import LEFT, Point, Vector, any_perpendicular

CONTOUR_POINTS = 40
_TURNS = np.arange(CONTOUR_POINTS) * (2.0 * np.pi / CONTOUR_POINTS)
_COSINES, _SINES = np.cos(_TURNS)[:, None], np.sin(_TURNS)[:, None]

Contour = NDArray[np.float64]
"""Points of space, LPS mm, shape N x 3."""

NOWHERE: Contour = np.empty((0, 3))


def spheroid_contour(solid: Spheroid, eye: Point) -> Contour:
    """Return the points of a spheroid's surface at which rays from an eye graze it, in order; LPS mm, N x 3.

    Closed form: where the spheroid is the unit ball and the eye lies at e, they are the circle of radius
    sqrt(1 - 1/|e|^2) about e/|e|^2, across e. Empty where the eye lies in the spheroid.
    """
    seen_from = solid.to_ball(eye - solid.centre)
    distance = seen_from.length
    if distance <= 1.0:
        return NOWHERE
    away = seen_from.unit()
    first = any_perpendicular(away)
    ring = _array(away) / distance + np.sqrt(1.0 - 1.0 / distance**2) * (
        _COSINES * _array(first) + _SINES * _array(away.cross(first))
    )
    axis = _array(solid.axis)
    along = (ring @ axis)[:, None] * axis
    contour: Contour = (
        np.array(tuple(solid.centre))
        + along * (solid.length_mm / 2.0)
        + (ring - along) * (solid.width_mm / 2.0)
    )
    return contour


def _array(vector: Vector | Point) -> NDArray[np.float64]:
    return np.array((vector.x, vector.y, vector.z))


def capsule_contours(solid: Capsule, eye: Point) -> Contour:
    """Return points of a capsule's surface whose convex hull, as seen from an eye, is its silhouette; N x 3.

    A capsule is the convex hull of the spheres at its ends, and a projection keeps convex hulls: these are
    the contours of both. Empty where the eye lies in one of them, or the capsule has no radius.
    """
    if solid.radius_mm == 0.0:
        return NOWHERE
    width = 2.0 * solid.radius_mm
    rings = [spheroid_contour(Spheroid(end, LEFT, width, width), eye) for end in (solid.start, solid.end)]
    return np.concatenate(rings) if all(len(ring) for ring in rings) else NOWHERE


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
