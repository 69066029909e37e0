"""The line on which a point of one picture is seen in another: through it, clipped to picture and depth."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.carm.angles import CArmAngles, over_back
from planner.carm.beam import Beam, Detector
from planner.carm.epipolar import epipolar_line
from planner.carm.triangulation import Mark
from planner.geometry.vectors import Point, Vector

ISOCENTRE = Point(0.0, 0.0, 0.0)
AP = Beam(over_back(0.0, 0.0), ISOCENTRE, 700.0, 1000.0, Detector(400, 500, 0.5))
LATERAL = Beam(over_back(90.0, 0.0), ISOCENTRE, 700.0, 1000.0, Detector(400, 500, 0.5))
MIDDLE = Mark(AP, 249.5, 199.5)


def test_the_middle_of_a_picture_is_a_level_line_in_the_lateral() -> None:
    line = epipolar_line(MIDDLE, LATERAL, (-50.0, 70.0))
    assert line is not None
    (c0, r0), (c1, r1) = line
    assert (r0, r1) == pytest.approx((199.5, 199.5))
    # 50 mm nearer to the detector over the back, then 70 mm behind: towards the belly
    back, belly = (LATERAL.to_pixel(Point(0.0, y, 0.0)) for y in (50.0, -70.0))
    assert back is not None
    assert belly is not None
    assert (c0, c1) == pytest.approx((back[0], belly[0]))


def test_it_ends_where_the_picture_ends() -> None:
    line = epipolar_line(MIDDLE, LATERAL, (-300.0, 300.0))
    assert line is not None
    assert sorted(column for column, _row in line) == pytest.approx([-0.5, 499.5])


def test_it_may_lie_outside_the_picture() -> None:
    high = Beam(over_back(90.0, 0.0), ISOCENTRE + Vector(0.0, 0.0, 300.0))
    assert epipolar_line(MIDDLE, high) is None


def test_what_lies_behind_the_other_source_is_left_out() -> None:
    # the other source stands on the way of the ray: only what lies in front of it is seen
    low = Beam(over_back(90.0, 0.0), Point(600.0, 0.0, 0.0), 700.0, 1000.0)
    tilted = Beam(CArmAngles(90.0, 0.0), Point(695.0, 0.0, 0.0), 700.0, 1000.0)
    for other in (low, tilted):
        line = epipolar_line(Mark(AP, 249.5, 199.5), other, (-150.0, 150.0))
        for column, row in line or ():
            assert -0.5 <= column <= 511.5
            assert -0.5 <= row <= 511.5
    away = Beam(over_back(90.0, 0.0), Point(900.0, 0.0, 0.0), 700.0, 1000.0)
    assert epipolar_line(MIDDLE, away) is None


@given(
    st.builds(Point, *(st.floats(-40.0, 40.0),) * 3),
    st.builds(CArmAngles, st.floats(-179.0, 180.0), st.floats(-50.0, 50.0)),
)
def test_the_point_itself_lies_on_it(point: Point, angles: CArmAngles) -> None:
    other = Beam(angles, ISOCENTRE, 650.0, 1050.0, Detector(600, 600, 0.5))
    first, second = AP.to_pixel(point), other.to_pixel(point)
    assert first is not None
    assert second is not None
    assume(0.0 <= second[0] <= 599.0 and 0.0 <= second[1] <= 599.0)
    line = epipolar_line(Mark(AP, *first), other)
    assert line is not None
    (ax, ay), (bx, by) = line
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    assume(length > 1.0)
    across = ((bx - ax) * (second[1] - ay) - (by - ay) * (second[0] - ax)) / length
    along = ((bx - ax) * (second[0] - ax) + (by - ay) * (second[1] - ay)) / length
    assert abs(across) < 1e-6
    assert -1e-6 <= along <= length + 1e-6
