"""The smallest total turn between views, against every order there is."""

from __future__ import annotations

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.carm.angles import AP, CArmAngles
from planner.carm.turning import EXACT_UP_TO, shortest_round, turn_deg

POSITIONS = st.builds(CArmAngles, st.floats(-179.9, 180.0), st.floats(-90.0, 90.0))
WHOLE = st.builds(CArmAngles, st.integers(-179, 180).map(float), st.integers(-60, 60).map(float))
LEFT_VIEWS = [CArmAngles(162.0, -36.0), CArmAngles(164.0, -33.0)]
RIGHT_VIEWS = [CArmAngles(-163.0, -35.0), CArmAngles(-165.0, -31.0)]


def walked(order: tuple[int, ...], views: list[CArmAngles], start: CArmAngles) -> float:
    stops = [start, *(views[n] for n in order)]
    return sum(turn_deg(one, other) for one, other in pairwise(stops))


@pytest.mark.parametrize(
    ("one", "other", "turn"),
    [
        ((180.0, 0.0), (162.0, -36.0), 18.0 + 36.0),
        ((162.0, -36.0), (-163.0, -35.0), 35.0 + 1.0),
        ((-179.5, 0.0), (179.5, 0.0), 1.0),
        ((90.0, 5.0), (-90.0, -7.0), 180.0 + 12.0),
        ((0.0, 0.0), (180.0, 0.0), 180.0),
    ],
)
def test_a_turn(one: tuple[float, float], other: tuple[float, float], turn: float) -> None:
    assert turn_deg(CArmAngles(*one), CArmAngles(*other)) == pytest.approx(turn)
    assert turn_deg(CArmAngles(*other), CArmAngles(*one)) == pytest.approx(turn)


@given(POSITIONS, POSITIONS, POSITIONS)
def test_no_detour_is_shorter(a: CArmAngles, b: CArmAngles, c: CArmAngles) -> None:
    assert turn_deg(a, c) <= turn_deg(a, b) + turn_deg(b, c) + 1e-9


def test_one_side_is_finished_before_the_other() -> None:
    """Two views on each side, given mixed."""
    views = [LEFT_VIEWS[0], RIGHT_VIEWS[0], LEFT_VIEWS[1], RIGHT_VIEWS[1]]
    found = shortest_round(views)
    every = {order: walked(order, views, AP) for order in permutations(range(4))}
    assert found.total_deg == pytest.approx(min(every.values()))
    sides = [views[n].primary_deg > 0.0 for n in found.order]
    assert sides in ([True, True, False, False], [False, False, True, True])


@given(st.lists(WHOLE, max_size=6), WHOLE)
def test_it_is_the_shortest_of_all_and_the_first_of_those(views: list[CArmAngles], start: CArmAngles) -> None:
    """Permutations come in the views' own order; whole degrees make ties exact."""
    found = shortest_round(views, start)
    every = list(permutations(range(len(views))))
    best = min(walked(order, views, start) for order in every)
    assert found.total_deg == best
    assert found.order == next(order for order in every if walked(order, views, start) == best)


@given(st.lists(POSITIONS, max_size=16), POSITIONS)
def test_every_view_is_taken_once_and_the_total_is_what_is_walked(
    views: list[CArmAngles], start: CArmAngles
) -> None:
    found = shortest_round(views, start)
    assert sorted(found.order) == list(range(len(views)))
    assert found.total_deg == pytest.approx(walked(found.order, views, start))


@given(st.lists(POSITIONS, min_size=EXACT_UP_TO + 1, max_size=EXACT_UP_TO + 6))
def test_many_views_are_taken_no_worse_than_nearest_first(views: list[CArmAngles]) -> None:
    rest, at, nearest = list(range(len(views))), AP, 0.0
    while rest:
        step = min(rest, key=lambda n: turn_deg(at, views[n]))
        nearest += turn_deg(at, views[step])
        rest.remove(step)
        at = views[step]
    assert shortest_round(views).total_deg <= nearest + 1e-9


def test_many_views_along_a_line_are_taken_along_it() -> None:
    """From its one end: 30 views at every third degree, given in a jumble."""
    views = [CArmAngles(170.0 - 3.0 * (n * 7 % 30), 4.0) for n in range(30)]
    found = shortest_round(views)
    assert found.total_deg == pytest.approx(10.0 + 4.0 + 87.0)


def test_nothing_to_see_is_no_turn() -> None:
    assert shortest_round([]).order == ()
    assert shortest_round([]).total_deg == 0.0
    assert shortest_round([AP, AP]).order == (0, 1)
