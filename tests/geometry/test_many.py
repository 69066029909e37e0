"""Arrays of needles against the closed forms for one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geometry.curves import Segment
from planner.geometry.distances import between_segments
from planner.geometry.many import axis_gaps_mm, inside_spheroids, least_gaps_mm, perpendiculars
from planner.geometry.solids import Spheroid
from planner.geometry.vectors import Point, Vector, any_perpendicular

coordinate = st.floats(-50.0, 50.0).map(lambda x: round(x, 3))
point = st.builds(Point, coordinate, coordinate, coordinate)


def array(*points: Point | Vector) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([tuple(each) for each in points])


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.tuples(point, point), min_size=1, max_size=5), point, point)
def test_gaps_are_those_of_each_pair_of_segments(
    segments: list[tuple[Point, Point]], p: Point, q: Point
) -> None:
    starts, ends = array(*(a for a, _ in segments)), array(*(b for _, b in segments))
    found = axis_gaps_mm(starts, ends, *array(p, q))
    expected = [between_segments(a, b, p, q).distance_mm for a, b in segments]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_gaps_where_segments_are_parallel_or_points() -> None:
    starts = array(Point(0.0, 0.0, 0.0), Point(0.0, 3.0, 4.0), Point(5.0, 0.0, 2.0))
    ends = array(Point(10.0, 0.0, 0.0), Point(0.0, 3.0, 4.0), Point(25.0, 0.0, 2.0))
    np.testing.assert_allclose(
        axis_gaps_mm(starts, ends, *array(Point(2.0, 0, 0), Point(20.0, 0, 0))), [0.0, 29**0.5, 2.0]
    )
    np.testing.assert_allclose(
        axis_gaps_mm(starts, ends, *array(Point(0, 0, 0), Point(0, 0, 0))), [0.0, 5.0, 29**0.5]
    )


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.tuples(point, point), min_size=1, max_size=4), st.lists(point, min_size=2, max_size=6))
def test_inside_is_where_the_closed_form_finds_a_chord(
    axes: list[tuple[Point, Point]], points: list[Point]
) -> None:
    needles = [Segment(a, b) for a, b in axes if a.distance_to(b) > 1.0]
    if not needles:
        return
    solids = [Spheroid(needle.start, needle.direction, 60.0, 25.0) for needle in needles]
    found = inside_spheroids(
        np.repeat(array(*points)[None], len(needles), axis=0),
        array(*(n.start for n in needles)),
        array(*(n.direction for n in needles)),
        60.0,
        25.0,
    )
    for solid, row in zip(solids, found, strict=True):
        reach = [solid.to_ball(each - solid.centre).length for each in points]
        clear = [abs(r - 1.0) > 1e-9 for r in reach]
        assert [bool(x) for x, sure in zip(row, clear, strict=True) if sure] == [
            r < 1.0 for r, sure in zip(reach, clear, strict=True) if sure
        ]


def test_points_that_are_placed_as_well_belong_to_their_own_placement() -> None:
    centres = array(Point(0.0, 0.0, 0.0), Point(100.0, 0.0, 0.0))
    axes = array(Vector(0.0, 0.0, 1.0), Vector(1.0, 0.0, 0.0))
    points = np.stack(
        [array(Point(0.0, 0.0, 4.9), Point(2.1, 0.0, 0.0)), array(Point(104.9, 0, 0), Point(100.0, 0.0, 1.9))]
    )
    np.testing.assert_array_equal(
        inside_spheroids(points, centres, axes, 10.0, 4.0), [[True, False], [True, True]]
    )


@settings(deadline=None)  # the first example compiles
@given(st.lists(st.tuples(point, point, st.floats(0.0, 9.0)), min_size=1, max_size=5), point, point)
def test_the_least_gap_is_that_of_the_nearest_capsule(
    capsules: list[tuple[Point, Point, float]], p: Point, q: Point
) -> None:
    firsts, lasts = array(*(a for a, _, _ in capsules)), array(*(b for _, b, _ in capsules))
    radii = np.array([radius for _, _, radius in capsules])
    (found,) = least_gaps_mm(array(p), array(q), firsts, lasts, radii)
    expected = min(between_segments(p, q, a, b).distance_mm - radius for a, b, radius in capsules)
    assert abs(found - expected) < 1e-6


def test_perpendiculars_are_those_chosen_one_by_one() -> None:
    chance = np.random.default_rng(2)
    ways = chance.normal(0.0, 1.0, (50, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    found = perpendiculars(ways)
    for way, across in zip(ways, found, strict=True):
        assert across == pytest.approx(tuple(any_perpendicular(Vector(*map(float, way)))))
