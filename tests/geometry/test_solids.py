"""Distances between segments, capsules and spheroids."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geometry.curves import Polyline, Segment
from planner.geometry.distances import between_segments
from planner.geometry.solids import Capsule, Spheroid, clipped, total_mm, union
from planner.geometry.vectors import Point, Vector
from tests.checks.cases import point, segment_distances

ORIGIN = Point(0.0, 0.0, 0.0)


def test_a_thousand_pairs_of_segments() -> None:
    rng = np.random.default_rng(3)
    ends = rng.uniform(-30.0, 30.0, (1000, 4, 3))
    ends[:100, 3] = ends[:100, 2] + (ends[:100, 1] - ends[:100, 0]) * rng.uniform(-2.0, 2.0, (100, 1))
    ends[100:150, 1] = ends[100:150, 0]
    ends[150:200, 3] = ends[150:200, 2]
    expected = segment_distances(*(ends[:, n] for n in range(4)))
    found = [between_segments(*(point(end) for end in pair)) for pair in ends]
    assert [w.distance_mm for w in found] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("q0", "q1", "distance_mm"),
    [
        ((2.0, 3.0, 0.0), (8.0, 3.0, 0.0), 3.0),
        ((13.0, 0.0, 4.0), (20.0, 0.0, 4.0), 5.0),
        ((5.0, -4.0, 2.0), (5.0, 4.0, 2.0), 2.0),
        ((5.0, 2.0, 0.0), (5.0, 9.0, 0.0), 2.0),
        ((4.0, 0.0, 0.0), (6.0, 0.0, 0.0), 0.0),
        ((-3.0, 4.0, 0.0), (-3.0, 4.0, 0.0), 5.0),
    ],
)
def test_pairs_by_hand(
    q0: tuple[float, float, float], q1: tuple[float, float, float], distance_mm: float
) -> None:
    p0, p1 = ORIGIN, Point(10.0, 0.0, 0.0)
    there = between_segments(p0, p1, Point(*q0), Point(*q1))
    back = between_segments(Point(*q0), Point(*q1), p0, p1)
    assert there.distance_mm == pytest.approx(distance_mm)
    assert back.distance_mm == pytest.approx(distance_mm)


def test_two_single_points() -> None:
    assert between_segments(ORIGIN, ORIGIN, Point(0.0, 3.0, 4.0), Point(0.0, 3.0, 4.0)).distance_mm == 5.0


def test_capsules() -> None:
    screw = Capsule(ORIGIN, Point(40.0, 0.0, 0.0), 3.25)
    needle = Capsule(Point(20.0, 0.0, 10.0), Point(20.0, 60.0, 10.0), 0.635)
    gap = screw.gap_to(needle)
    assert gap.gap_mm == pytest.approx(10.0 - 3.25 - 0.635)
    assert gap.witness.first == Point(20.0, 0.0, 0.0)
    assert screw.gap_to(Capsule(Point(9.0, 1.0, 0.0), Point(9.0, 1.0, 0.0), 2.0)).gap_mm == pytest.approx(
        -4.25
    )
    with pytest.raises(ValueError, match="radius"):
        Capsule(ORIGIN, ORIGIN, -0.1)


BALL = Spheroid(Point(1.0, 2.0, 3.0), Vector(0.0, 0.6, 0.8), 10.0, 4.0)


def test_a_spheroid_along_its_axis_and_across() -> None:
    middle = BALL.centre
    along = Segment(middle + BALL.axis * -20.0, middle + BALL.axis * 20.0)
    assert BALL.chord(along) == pytest.approx((15.0, 25.0))
    across = Segment(middle + Vector(-9.0, 0.0, 0.0), middle + Vector(9.0, 0.0, 0.0))
    assert BALL.chord(across) == pytest.approx((7.0, 11.0))
    ends_inside = Segment(middle, middle + Vector(9.0, 0.0, 0.0))
    assert BALL.chord(ends_inside) == pytest.approx((0.0, 2.0))
    assert BALL.chord(Segment(middle + Vector(3.0, -9.0, 0.0), middle + Vector(3.0, 9.0, 0.0))) is None
    beyond = Segment(middle + BALL.axis * 6.0, middle + BALL.axis * 9.0)
    assert BALL.chord(beyond) is None


def test_a_tangent_captures_nothing() -> None:
    side = BALL.centre + Vector(2.0, 0.0, 0.0)
    touching = Polyline((side + BALL.axis * -9.0, side + BALL.axis * 9.0))
    assert total_mm(BALL.captured(touching)) < 1e-6


def test_captured_stretches_of_a_bent_course() -> None:
    """In, out at the side, and in again: two stretches; a corner inside does not split one."""
    c = BALL.centre
    corner = Polyline((c + Vector(-5.0, 0.0, 0.0), c, c + BALL.axis * 9.0))
    assert BALL.captured(corner) == [pytest.approx((3.0, 10.0))]
    twice = Polyline((c + Vector(-5.0, 0.0, 0.0), c + Vector(5.0, 0.0, 0.0), c + Vector(0.0, 3.0, -4.0)))
    assert BALL.captured(twice)[0] == pytest.approx((3.0, 7.0))
    assert BALL.captured(Polyline((c + Vector(9.0, 0.0, 0.0), c + Vector(9.0, 1.0, 0.0)))) == []


@pytest.mark.parametrize("sizes", [(0.0, 4.0), (10.0, 0.0), (-1.0, 4.0), (float("nan"), 4.0)])
def test_a_spheroid_needs_its_sizes(sizes: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Spheroid(ORIGIN, Vector(1.0, 0.0, 0.0), *sizes)


intervals = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda t: (float(t[0]), float(t[0] + t[1]))),
    max_size=8,
)


@given(parts=intervals, low=st.integers(0, 60), length=st.integers(1, 30))
def test_unions_count_what_is_covered_once(parts: list[tuple[float, float]], low: int, length: int) -> None:
    merged = union(parts)
    cells = {n for a, b in parts for n in range(int(a), int(b))}
    assert total_mm(merged) == len(cells)
    assert all(a[1] < b[0] for a, b in pairwise(merged))
    window = set(range(low, low + length))
    assert total_mm(clipped(merged, low, low + length)) == len(cells & window)
