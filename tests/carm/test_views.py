"""The views by name: published positions, closed forms in oblique frames, and what cannot be had."""

from __future__ import annotations

from math import atan2, cos, degrees, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.anatomy.spine import Side
from planner.carm.angles import AP, CArmAngles, detector_direction
from planner.carm.views import Sighted, View, squared_tilt, vertebra_angles, view_angles
from planner.geometry.curves import Segment
from planner.geometry.frames import SCANNER, Frame
from planner.geometry.vectors import LEFT, Point, Vector


def tilted(tilt_deg: float) -> Frame:
    """A vertebra tilted about the left axis alone: its back turns to the head."""
    t = radians(tilt_deg)
    return Frame(Point(3.0, -8.0, 120.0), LEFT, Vector(0.0, cos(t), sin(t)), Vector(0.0, -sin(t), cos(t)))


def turned(tilt_deg: float, roll_deg: float, twist_deg: float) -> Frame:
    """A vertebra tilted about left, then rolled about posterior, then twisted about superior."""
    base = tilted(tilt_deg)

    def about(vector: Vector) -> Vector:
        r, w = radians(roll_deg), radians(twist_deg)
        x, y, z = vector.x * cos(r) + vector.z * sin(r), vector.y, -vector.x * sin(r) + vector.z * cos(r)
        return Vector(x * cos(w) - y * sin(w), x * sin(w) + y * cos(w), z)

    return Frame(base.origin, about(base.left), about(base.posterior), about(base.superior))


FRAMES = st.builds(turned, st.floats(-40, 40), st.floats(-25, 25), st.floats(-25, 25))
SIDES = st.sampled_from(Side)
CROOKED = turned(17.0, -6.0, 9.0)
NEEDLE = Segment(Point(61.0, 92.0, 30.0), Point(24.0, 21.0, 88.0))


def seen(view: View, of: Sighted, oblique_deg: float = 20.0, caudal_deg: float = 42.0) -> CArmAngles:
    found = view_angles(view, of, oblique_deg, caudal_deg)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("tilt_deg", "room"), [(0.0, (20.0, 42.0)), (10.0, (18.0, 33.0)), (25.0, (16.0, 18.0))]
)
@pytest.mark.parametrize("side", Side)
def test_the_declined_view_in_the_room(tilt_deg: float, room: tuple[float, float], side: Side) -> None:
    """20 oblique and 42 caudal is 18 and 33 in the room on a vertebra tilted by 10, 16 and 18 by 25."""
    found = view_angles(View.DECLINED, Sighted(tilted(tilt_deg), side))
    assert found is not None
    assert 180.0 - abs(found.primary_deg) == pytest.approx(room[0], abs=0.5)
    assert (found.primary_deg > 0.0) == (side is Side.LEFT)
    assert -found.secondary_deg == pytest.approx(room[1], abs=0.5)


@given(FRAMES, SIDES, st.floats(0.0, 60.0), st.floats(-30.0, 60.0))
def test_against_the_vertebra_a_view_has_the_angles_asked_for(
    frame: Frame, side: Side, oblique_deg: float, caudal_deg: float
) -> None:
    of = Sighted(frame, side)
    wanted = {
        View.AP: (0.0, 0.0),
        View.OBLIQUE: (oblique_deg, 0.0),
        View.DECLINED: (oblique_deg, caudal_deg),
        View.LATERAL: (90.0, 0.0),
    }
    for view, (turn_deg, feet_deg) in wanted.items():
        own = vertebra_angles(seen(view, of, oblique_deg, caudal_deg), frame)
        off = (own.primary_deg - side.sign * (180.0 - turn_deg) + 180.0) % 360.0 - 180.0
        assert abs(off) < 1e-6
        assert own.secondary_deg == pytest.approx(-feet_deg, abs=1e-6)


@given(FRAMES, SIDES)
def test_only_the_declined_view_leaves_the_endplate(frame: Frame, side: Side) -> None:
    for view in (View.AP, View.OBLIQUE, View.LATERAL):
        towards = detector_direction(seen(view, Sighted(frame, side)))
        assert abs(towards.dot(frame.superior)) < 1e-9
    assert detector_direction(seen(View.AP, Sighted(frame))).dot(frame.left) == pytest.approx(0.0, abs=1e-9)
    lateral = detector_direction(seen(View.LATERAL, Sighted(frame, side)))
    assert lateral.dot(frame.left) == pytest.approx(side.sign)


def test_without_a_vertebra_the_scanner_serves_and_the_view_is_not_squared() -> None:
    assert not Sighted(side=Side.RIGHT).squared
    assert Sighted(CROOKED).squared
    assert seen(View.AP, Sighted()) == AP
    oblique = seen(View.OBLIQUE, Sighted(side=Side.RIGHT))
    assert (oblique.primary_deg, oblique.secondary_deg) == pytest.approx((-160.0, 0.0))
    assert seen(View.LATERAL, Sighted(side=Side.RIGHT)).primary_deg == pytest.approx(-90.0)


def test_without_a_side_it_is_the_left() -> None:
    for view in (View.OBLIQUE, View.DECLINED, View.LATERAL):
        assert seen(view, Sighted(CROOKED)) == seen(view, Sighted(CROOKED, Side.LEFT))
        assert seen(view, Sighted(CROOKED)) != seen(view, Sighted(CROOKED, Side.RIGHT))


def test_down_the_barrel_the_detector_is_at_the_hub() -> None:
    towards = detector_direction(seen(View.BARREL, Sighted(CROOKED, Side.LEFT, NEEDLE)))
    assert tuple(towards) == pytest.approx(tuple((NEEDLE.start - NEEDLE.end).unit()))


@given(FRAMES, SIDES)
def test_across_is_square_to_the_needle_over_the_back_and_as_near_to_the_lateral_as_can_be(
    frame: Frame, side: Side
) -> None:
    towards = detector_direction(seen(View.ACROSS, Sighted(frame, side, NEEDLE)))
    assert abs(towards.dot(NEEDLE.direction)) < 1e-9
    assert towards.y > -1e-9
    assert abs(towards.dot(frame.left)) == pytest.approx(
        frame.left.without(NEEDLE.direction).length, abs=1e-9
    )


def test_across_a_needle_whose_hub_leans_outwards_is_seen_from_the_other_side() -> None:
    hub_left = Segment(Point(30.0, 80.0, 0.0), Point(0.0, 0.0, 0.0))
    found = seen(View.ACROSS, Sighted(side=Side.LEFT, needle=hub_left))
    lean_deg = degrees(atan2(30.0, 80.0))
    assert (found.primary_deg, found.secondary_deg) == pytest.approx((-90.0 - lean_deg, 0.0))
    hub_in = Segment(Point(-30.0, 80.0, 0.0), Point(0.0, 0.0, 0.0))
    found = seen(View.ACROSS, Sighted(side=Side.LEFT, needle=hub_in))
    assert (found.primary_deg, found.secondary_deg) == pytest.approx((90.0 + lean_deg, 0.0))
    upright = Segment(Point(0.0, 80.0, -40.0), Point(0.0, 0.0, 0.0))
    for side in Side:
        found = seen(View.ACROSS, Sighted(side=side, needle=upright))
        assert (found.primary_deg, found.secondary_deg) == pytest.approx((90.0 * side.sign, 0.0))


def test_what_cannot_be_had() -> None:
    assert view_angles(View.BARREL, Sighted(CROOKED, Side.LEFT)) is None
    assert view_angles(View.ACROSS, Sighted(CROOKED, Side.LEFT)) is None
    assert view_angles(View.FREE, Sighted(CROOKED, Side.LEFT, NEEDLE)) is None


@given(FRAMES)
def test_the_squaring_tilt_leaves_no_turn_and_lies_in_the_endplate(frame: Frame) -> None:
    found = squared_tilt(frame)
    assert abs(found.primary_deg) == 180.0
    assert abs(detector_direction(found).dot(frame.superior)) < 1e-9
    assert found.secondary_deg == pytest.approx(degrees(atan2(-frame.superior.y, frame.superior.z)))


def test_the_squaring_tilt_of_a_rolled_vertebra_is_not_that_of_its_back() -> None:
    """With roll and twist the back tilts otherwise than the endplate seen from straight behind."""
    back = seen(View.AP, Sighted(CROOKED))
    assert squared_tilt(tilted(17.0)).secondary_deg == pytest.approx(17.0)
    assert abs(squared_tilt(CROOKED).secondary_deg - back.secondary_deg) > 0.5
    assert squared_tilt(SCANNER) == AP


def test_a_position_against_the_vertebra() -> None:
    own = vertebra_angles(CArmAngles(164.0, -18.0), tilted(25.0))
    assert (180.0 - own.primary_deg, -own.secondary_deg) == pytest.approx((20.0, 42.0), abs=0.6)
