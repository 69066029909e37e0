"""Segments, polylines and angles."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geometry.angles import angle_between_directions_deg, angle_between_lines_deg
from planner.geometry.curves import Polyline, Segment
from planner.geometry.vectors import Point, Vector

CORNER = Polyline((Point(0.0, 0.0, 0.0), Point(4.0, 0.0, 0.0), Point(4.0, 3.0, 0.0), Point(4.0, 3.0, 12.0)))
"""Pieces of 4, 3 and 12 mm at right angles."""


def test_a_segment() -> None:
    segment = Segment(Point(1.0, 1.0, 1.0), Point(1.0, 4.0, 5.0))
    assert segment.length_mm == 5.0
    assert tuple(segment.direction) == pytest.approx((0.0, 0.6, 0.8))
    assert tuple(segment.at(-5.0)) == pytest.approx((1.0, -2.0, -3.0))
    with pytest.raises(ValueError, match="different ends"):
        Segment(Point(1.0, 1.0, 1.0), Point(1.0, 1.0, 1.0))


def test_arc_lengths() -> None:
    assert CORNER.arc_mm == (0.0, 4.0, 7.0, 19.0)
    assert CORNER.length_mm == 19.0


@pytest.mark.parametrize(
    ("arc_mm", "place"),
    [
        (-3.0, (0.0, 0.0, 0.0)),
        (1.5, (1.5, 0.0, 0.0)),
        (4.0, (4.0, 0.0, 0.0)),
        (6.0, (4.0, 2.0, 0.0)),
        (18.0, (4.0, 3.0, 11.0)),
        (99.0, (4.0, 3.0, 12.0)),
    ],
)
def test_the_point_at_an_arc_length(arc_mm: float, place: tuple[float, float, float]) -> None:
    assert tuple(CORNER.at(arc_mm)) == pytest.approx(place)


def test_a_stretch_keeps_its_corners() -> None:
    assert [tuple(p) for p in CORNER.between(2.0, 9.0)] == [
        pytest.approx(p) for p in ((2, 0, 0), (4, 0, 0), (4, 3, 0), (4, 3, 2))
    ]
    assert CORNER.between(-5.0, 99.0) == CORNER.points


def test_the_nearest_place() -> None:
    assert CORNER.nearest_arc_mm(Point(2.5, -1.0, 3.0)) == pytest.approx(2.5)
    assert CORNER.nearest_arc_mm(Point(9.0, 9.0, 6.0)) == pytest.approx(13.0)
    assert CORNER.nearest_arc_mm(Point(-9.0, 0.0, 0.0)) == 0.0
    assert CORNER.nearest_arc_mm(Point(4.0, 3.0, 40.0)) == pytest.approx(19.0)


def test_the_first_of_several_equally_near_counts() -> None:
    """Rounding must not choose between places."""
    hook = Polyline(
        (Point(-1.0, 0.0, 0.0), Point(-1.0, 10.0, 0.0), Point(1.0, 10.0, 0.0), Point(1.0, 0.0, 0.0))
    )
    assert hook.nearest_arc_mm(Point(0.0, 3.0, 0.0)) == pytest.approx(3.0)
    assert hook.nearest_arc_mm(Point(1e-12, 3.0, 0.0)) == pytest.approx(3.0)
    assert hook.nearest_arc_mm(Point(1e-6, 3.0, 0.0)) == pytest.approx(19.0)


@given(
    points=st.lists(st.tuples(*[st.floats(-50.0, 50.0)] * 3), min_size=2, max_size=6, unique=True),
    at=st.tuples(*[st.floats(-60.0, 60.0)] * 3),
)
def test_no_sampled_place_is_nearer(points: list[tuple[float, ...]], at: tuple[float, ...]) -> None:
    course = Polyline(tuple(Point(*p) for p in points))
    target = Point(*at)
    found = course.at(course.nearest_arc_mm(target)).distance_to(target)
    sampled = (course.at(float(arc)).distance_to(target) for arc in np.linspace(0.0, course.length_mm, 200))
    assert found <= min(sampled) + 1e-6


def test_what_is_no_polyline() -> None:
    with pytest.raises(ValueError, match="two points"):
        Polyline((Point(0.0, 0.0, 0.0),))
    with pytest.raises(ValueError, match="differ"):
        Polyline((Point(0.0, 0.0, 0.0), Point(0.0, 0.0, 0.0)))


@pytest.mark.parametrize("angle_deg", [0.0, 1e-7, 0.01, 37.0, 89.99, 90.0])
def test_small_and_right_angles_are_exact(angle_deg: float) -> None:
    a = Vector(0.3, -0.4, 0.0).unit()
    across = Vector(0.4, 0.3, 0.0).unit()
    turned = a * cos(radians(angle_deg)) + across * sin(radians(angle_deg))
    assert angle_between_lines_deg(a, turned * 7.0) == pytest.approx(angle_deg, abs=1e-12)
    assert angle_between_lines_deg(a, -turned) == pytest.approx(angle_deg, abs=1e-12)
    assert angle_between_directions_deg(a, -turned) == pytest.approx(180.0 - angle_deg, abs=1e-12)


def test_nothing_has_no_angle() -> None:
    for measure in (angle_between_lines_deg, angle_between_directions_deg):
        with pytest.raises(ValueError, match="no angle"):
            measure(Vector(1.0, 0.0, 0.0), Vector(0.0, 0.0, 0.0))
