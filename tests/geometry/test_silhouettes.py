"""Silhouettes: rays from the eye graze the solid at every point of its contour."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial import ConvexHull

from planner.geometry.silhouettes import capsule_contours, convex_hull, spheroid_contour
from planner.geometry.solids import Capsule, Spheroid
from planner.geometry.vectors import Point, Vector, any_perpendicular

EYE = Point(310.0, -420.0, 155.0)
CENTRE = Point(-12.0, 35.0, 71.0)
AXIS = Vector(0.6, -0.5, 0.4).unit()


def on_surface(solid: Spheroid, point: Point) -> float:
    """Return 1 for a point of the surface."""
    return solid.to_ball(point - solid.centre).length


def normal_at(solid: Spheroid, point: Point) -> Vector:
    offset = point - solid.centre
    along = offset.dot(solid.axis)
    across = offset - solid.axis * along
    return (solid.axis * (along / solid.length_mm**2) + across * (1.0 / solid.width_mm**2)).unit()


def test_the_way_to_the_ball_and_back() -> None:
    solid, vector = Spheroid(CENTRE, AXIS, 17.0, 5.0), Vector(3.0, -7.0, 11.0)
    assert (solid.from_ball(solid.to_ball(vector)) - vector).length < 1e-12
    assert solid.to_ball(AXIS * 8.5).length == pytest.approx(1.0)
    assert solid.to_ball(any_perpendicular(AXIS) * 2.5).length == pytest.approx(1.0)


@given(st.floats(2.0, 60.0), st.floats(1.0, 40.0), st.floats(0.0, pi), st.floats(0.0, 2 * pi))
def test_rays_graze_a_spheroid_at_its_contour(length: float, width: float, tip: float, turn: float) -> None:
    axis = Vector(sin(tip) * cos(turn), sin(tip) * sin(turn), cos(tip)).unit()
    solid = Spheroid(CENTRE, axis, length, width)
    contour = spheroid_contour(solid, EYE)
    assert len(contour) > 20
    for point in (Point(*place) for place in contour.tolist()):
        assert on_surface(solid, point) == pytest.approx(1.0, abs=1e-9)
        assert abs(normal_at(solid, point).dot((point - EYE).unit())) < 1e-9


def test_a_sphere_is_seen_under_the_angle_of_its_tangents() -> None:
    solid = Spheroid(CENTRE, AXIS, 20.0, 20.0)
    middle, distance = (CENTRE - EYE).unit(), (CENTRE - EYE).length
    for point in (Point(*place) for place in spheroid_contour(solid, EYE).tolist()):
        assert (point - EYE).unit().cross(middle).length == pytest.approx(10.0 / distance)


def test_an_eye_inside_sees_no_outline() -> None:
    assert len(spheroid_contour(Spheroid(CENTRE, AXIS, 20.0, 20.0), CENTRE + AXIS * 3.0)) == 0
    assert len(capsule_contours(Capsule(CENTRE, CENTRE + AXIS * 30.0, 4.0), CENTRE + AXIS * 29.0)) == 0


def test_a_line_has_no_outline() -> None:
    assert len(capsule_contours(Capsule(CENTRE, EYE, 0.0), Point(0.0, 0.0, 0.0))) == 0


def test_a_capsule_has_the_contours_of_its_ends() -> None:
    capsule = Capsule(CENTRE, CENTRE + AXIS * 30.0, 4.0)
    contours = [Point(*place) for place in capsule_contours(capsule, EYE).tolist()]
    for end in (capsule.start, capsule.end):
        near = [point for point in contours if point.distance_to(end) == pytest.approx(4.0)]
        assert len(near) == len(contours) // 2


def test_the_hull_is_that_of_scipy() -> None:
    places = np.random.default_rng(2).normal(0.0, 10.0, (60, 2))
    hull = convex_hull([(float(u), float(v)) for u, v in places])
    expected = {tuple(places[n]) for n in ConvexHull(places).vertices}
    assert set(hull) == expected
    assert len(hull) == len(expected)
