"""The midline of the spine."""

from __future__ import annotations

import pytest

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point
from planner.plan.midline import midline_of, pedicle_step, swapped_levels
from planner.plan.parts import Landmarks, MarkedLevel
from planner.plan.plan import Plan


def marked(
    level: Level, left: Point | None = None, right: Point | None = None, end: Point | None = None
) -> MarkedLevel:
    """Return a level with some of its landmarks."""
    return MarkedLevel(
        level=level, landmarks_mm=Landmarks(left_pedicle=left, right_pedicle=right, endplate=end)
    )


L3 = marked(Level.L3, Point(22.0, 20.0, 40.0), Point(-14.0, 20.0, 40.0))
L4 = marked(Level.L4, end=Point(8.0, 0.0, 5.0))
L5 = marked(Level.L5, Point(28.0, 22.0, -35.0), Point(-12.0, 18.0, -35.0))


def test_without_landmarks_there_is_none() -> None:
    assert midline_of(Plan()) is None
    assert midline_of(Plan(levels=(marked(Level.L4, left=Point(1.0, 2.0, 3.0)),))) is None


def test_it_runs_through_the_middles_from_above_downwards() -> None:
    found = midline_of(Plan(levels=(L5, L3, L4)))
    assert found is not None
    assert found.levels == (Level.L3, Level.L4, Level.L5)
    assert [tuple(p) for p in found.points] == [(4.0, 20.0, 40.0), (8.0, 0.0, 5.0), (8.0, 20.0, -35.0)]


@pytest.mark.parametrize(
    ("height_mm", "x_mm"), [(60.0, 4.0), (40.0, 4.0), (22.5, 6.0), (5.0, 8.0), (-20.0, 8.0), (-99.0, 8.0)]
)
def test_between_levels_it_is_straight_and_beyond_them_constant(height_mm: float, x_mm: float) -> None:
    found = midline_of(Plan(levels=(L3, L4, L5)))
    assert found is not None
    assert found.at(height_mm).x == pytest.approx(x_mm)


def test_left_is_the_mean_of_the_pedicles() -> None:
    found = midline_of(Plan(levels=(L3, L4, L5)))
    assert found is not None
    turn = (40.0**2 + 4.0**2) ** 0.5
    x, y = 1.0 + 40.0 / turn, 4.0 / turn
    length = (x * x + y * y) ** 0.5
    assert tuple(found.left) == pytest.approx((x / length, y / length, 0.0))


def test_offsets_are_positive_to_the_left() -> None:
    found = midline_of(Plan(levels=(L4,)))
    assert found is not None
    assert found.offset_mm(Point(30.0, 99.0, 5.0)) == pytest.approx(22.0)
    assert found.offset_mm(Point(-2.0, -9.0, 80.0)) == pytest.approx(-10.0)
    assert found.side_of(Point(30.0, 99.0, 5.0)) is Side.LEFT
    assert found.side_of(Point(-2.0, -9.0, 80.0)) is Side.RIGHT


def test_pedicles_the_wrong_way_round_do_not_turn_it() -> None:
    wrong = marked(Level.L5, L5.landmarks_mm.right_pedicle, L5.landmarks_mm.left_pedicle)
    right, turned = midline_of(Plan(levels=(L5,))), midline_of(Plan(levels=(wrong,)))
    assert right is not None
    assert turned is not None
    assert tuple(turned.left) == pytest.approx(tuple(right.left))
    assert swapped_levels(Plan(levels=(L3, L4, wrong))) == (Level.L5,)
    assert swapped_levels(Plan(levels=(L3, L4, L5))) == ()


def test_one_pedicle_gives_no_direction() -> None:
    assert pedicle_step(Landmarks(left_pedicle=Point(1.0, 2.0, 3.0))) is None
    same = Point(1.0, 2.0, 3.0)
    assert pedicle_step(Landmarks(left_pedicle=same, right_pedicle=same)) is None


def test_it_is_known_at_a_level_and_its_neighbours() -> None:
    found = midline_of(Plan(levels=(L4,)))
    assert found is not None
    assert [level.value for level in Level if found.is_known_at(level)] == ["L3", "L4", "L5"]
