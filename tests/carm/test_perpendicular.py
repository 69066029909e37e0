"""Positions that show a needle at full length: closed forms, needles along the axes, brute force."""

from __future__ import annotations

from itertools import pairwise
from math import atan, cos, degrees, radians, sin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.carm.angles import AP, CArmAngles, barrel_angles, detector_direction
from planner.carm.perpendicular import (
    nearest_perpendicular,
    perpendicular_curve,
    seen_length_share,
)
from planner.geometry.angles import angle_between_directions_deg
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector

DIRECTIONS = st.builds(Vector, st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1)).filter(
    lambda v: v.length > 0.01
)
NEEDLE = Vector(-30.0, -81.0, 73.0)
"""From below, behind and the left: 20 to the left and 40 to the feet for its barrel."""
POSITIONS = st.builds(CArmAngles, st.floats(-179.9, 180.0), st.floats(-90.0, 90.0))
AXES = (LEFT, POSTERIOR, SUPERIOR, -LEFT, -POSTERIOR, -SUPERIOR)


@pytest.mark.parametrize("turn_deg", [-88.0, -35.0, 0.0, 12.5, 60.0, 90.0])
def test_the_curve_is_the_s_curve_in_closed_form(turn_deg: float) -> None:
    """At a turn a from over the back to the left: tan(secondary) = -(x sin a + y cos a) / z."""
    a = radians(turn_deg)
    tilt_deg = degrees(atan(-(NEEDLE.x * sin(a) + NEEDLE.y * cos(a)) / NEEDLE.z))
    curve = perpendicular_curve(NEEDLE, 0.05)

    def off(position: CArmAngles) -> float:
        own = 180.0 - abs(position.primary_deg)
        return abs((own if position.primary_deg >= 0.0 else -own) - turn_deg)

    nearest = min(curve, key=off)
    assert off(nearest) < 0.1
    assert nearest.secondary_deg == pytest.approx(tilt_deg, abs=0.15)


@given(DIRECTIONS | st.sampled_from(AXES), st.floats(0.5, 20.0), st.floats(0.0, 90.0))
def test_every_position_of_the_curve_is_square_to_the_needle(
    needle: Vector, step_deg: float, past_deg: float
) -> None:
    curve = perpendicular_curve(needle, step_deg, past_deg)
    towards = [detector_direction(position) for position in curve]
    for direction in towards:
        assert abs(direction.dot(needle.unit())) < 1e-8
        assert direction.y >= -sin(radians(past_deg)) - 1e-8
    for one, other in pairwise(towards):
        assert angle_between_directions_deg(one, other) <= step_deg + 1e-6
    assert seen_length_share(needle, curve[0]) == pytest.approx(1.0)


@given(DIRECTIONS, st.floats(0.0, 60.0))
def test_nothing_of_the_circle_is_left_out(needle: Vector, past_deg: float) -> None:
    """Its ends lie at the limit, or it is closed."""
    curve = perpendicular_curve(needle, 5.0, past_deg)
    first, last = (detector_direction(curve[n]) for n in (0, -1))
    lowest = -sin(radians(past_deg))
    assume(abs(POSTERIOR.without(needle.unit()).length + lowest) > 1e-6)
    if POSTERIOR.without(needle.unit()).length > -lowest:
        assert (first.y, last.y) == pytest.approx((lowest, lowest), abs=1e-8)
        assert first.x <= last.x + 1e-8
    else:
        assert first.dot(last) == pytest.approx(1.0)


@given(DIRECTIONS)
def test_it_does_not_matter_which_way_the_needle_points(needle: Vector) -> None:
    for one, other in zip(perpendicular_curve(needle, 7.0), perpendicular_curve(-needle, 7.0), strict=True):
        assert tuple(detector_direction(one)) == pytest.approx(tuple(detector_direction(other)), abs=1e-9)


def test_a_needle_across_the_patient_is_seen_from_every_straight_tilt() -> None:
    for needle in (LEFT, -LEFT):
        curve = perpendicular_curve(needle, 30.0)
        assert [p.primary_deg for p in curve] == [180.0] * 7
        assert [p.secondary_deg for p in curve] == pytest.approx([-90, -60, -30, 0, 30, 60, 90])


def test_a_needle_along_the_patient_is_seen_from_every_turn() -> None:
    for needle in (SUPERIOR, -SUPERIOR):
        curve = perpendicular_curve(needle, 45.0)
        turns = [p.primary_deg % 360.0 for p in curve]
        assert turns == pytest.approx([270.0, 225.0, 180.0, 135.0, 90.0])
        assert [p.secondary_deg for p in curve] == pytest.approx([0.0] * 5, abs=1e-12)


def test_a_needle_straight_from_back_to_front_is_seen_from_all_sides() -> None:
    for needle in (POSTERIOR, -POSTERIOR):
        curve = perpendicular_curve(needle, 45.0)
        towards = [tuple(round(n, 6) + 0.0 for n in detector_direction(p)) for p in curve]
        assert towards[::2] == [(0, 0, -1), (-1, 0, 0), (0, 0, 1), (1, 0, 0), (0, 0, -1)]


def test_a_needle_in_the_axial_plane_has_a_curve_over_head_and_feet() -> None:
    curve = perpendicular_curve(Vector(1.0, 2.0, 0.0), 1.0)
    assert [(p.primary_deg, abs(p.secondary_deg)) for p in (curve[0], curve[-1])] == [(180.0, 90.0)] * 2
    middle = curve[len(curve) // 2]
    assert middle.primary_deg % 360.0 == pytest.approx((180.0 + degrees(atan(2.0))) % 360.0)
    assert middle.secondary_deg == pytest.approx(0.0, abs=1e-9)


@given(DIRECTIONS, POSITIONS)
def test_the_nearest_position_is_the_nearest_of_the_whole_circle(needle: Vector, wanted: CArmAngles) -> None:
    found = detector_direction(nearest_perpendicular(needle, wanted))
    aim = detector_direction(wanted)
    assert abs(found.dot(needle.unit())) < 1e-8
    assert found.dot(aim) >= -1e-12
    circle = perpendicular_curve(needle, 3.0, 90.0)
    assert all(found.dot(aim) >= detector_direction(p).dot(aim) - 1e-8 for p in circle)


def test_down_the_needle_all_are_as_near_and_the_one_over_the_back_is_taken() -> None:
    barrel = barrel_angles(-NEEDLE)
    found = detector_direction(nearest_perpendicular(NEEDLE, barrel))
    assert tuple(found) == pytest.approx(tuple(POSTERIOR.without(NEEDLE.unit()).unit()))
    assert nearest_perpendicular(POSTERIOR, AP) == CArmAngles(180.0, 90.0)


def test_the_lateral_of_a_needle_that_leans_is_found_past_the_lateral() -> None:
    """A hub at the left keeps the detector from the left: it must sink below the horizontal.

    With the hub (l, p, s) of length 1 it lies in the direction (1 - l l, -l p, -l s).
    """
    found = nearest_perpendicular(NEEDLE, CArmAngles(90.0, 0.0))
    left, back, head = NEEDLE.unit()
    assert found.primary_deg == pytest.approx(degrees(atan((1.0 - left * left) / (left * back))))
    assert sin(radians(found.secondary_deg)) == pytest.approx(-left * head / (1.0 - left * left) ** 0.5)
    assert (round(found.primary_deg), round(found.secondary_deg)) == (78, 10)


@given(DIRECTIONS, POSITIONS)
def test_the_share_of_the_length_is_the_sine_of_the_angle(needle: Vector, angles: CArmAngles) -> None:
    off_deg = angle_between_directions_deg(needle, detector_direction(angles))
    assert seen_length_share(needle, angles) == pytest.approx(sin(radians(off_deg)), abs=1e-9)
    assert seen_length_share(needle, barrel_angles(-needle)) == pytest.approx(0.0, abs=1e-7)


def test_the_share_does_not_depend_on_the_length() -> None:
    """40 degrees between the needle and the ray."""
    needle = Vector(0.0, cos(radians(40.0)), sin(radians(40.0))) * 93.0
    assert seen_length_share(needle, AP) == pytest.approx(sin(radians(40.0)))


def test_what_cannot_be_is_refused() -> None:
    nowhere = Vector(0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="no direction"):
        perpendicular_curve(nowhere)
    with pytest.raises(ValueError, match="no direction"):
        nearest_perpendicular(nowhere, AP)
    with pytest.raises(ValueError, match="no direction"):
        seen_length_share(nowhere, AP)
    for step_deg, past_deg in ((0.0, 0.0), (1.0, -1.0), (1.0, 90.1), (float("nan"), 0.0)):
        with pytest.raises(ValueError, match="step"):
            perpendicular_curve(NEEDLE, step_deg, past_deg)
