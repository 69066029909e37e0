"""Rigid motions: distances kept, the way back, one after the other, the turn found again."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geometry.frames import SCANNER
from planner.geometry.rigid import AT_REST, Rigid
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector

LENGTHS = st.floats(-300.0, 300.0)
POINTS = st.builds(Point, LENGTHS, LENGTHS, LENGTHS)
STEPS = st.builds(Vector, LENGTHS, LENGTHS, LENGTHS)
TURNS = st.builds(Vector, *(st.floats(-100.0, 100.0),) * 3)
MOTIONS = st.builds(Rigid.about, POINTS, TURNS, STEPS)


def test_a_quarter_turn_about_a_point_and_a_step() -> None:
    motion = Rigid.about(Point(10.0, 0.0, 5.0), Vector(0.0, 0.0, 90.0), Vector(1.0, 2.0, 3.0))
    assert tuple(motion.left) == pytest.approx((0.0, 1.0, 0.0), abs=1e-12)
    assert tuple(motion.point(Point(10.0, 0.0, 5.0))) == pytest.approx((11.0, 2.0, 8.0))
    assert tuple(motion.point(Point(14.0, 0.0, 5.0))) == pytest.approx((11.0, 6.0, 8.0))
    assert tuple(motion.vector(LEFT * 2.0)) == pytest.approx((0.0, 2.0, 0.0), abs=1e-12)


@given(MOTIONS, POINTS, POINTS)
def test_distances_are_kept_and_the_way_back_leads_back(motion: Rigid, a: Point, b: Point) -> None:
    assert motion.point(a).distance_to(motion.point(b)) == pytest.approx(a.distance_to(b), abs=1e-9)
    assert motion.inverse.point(motion.point(a)).distance_to(a) < 1e-8
    assert (motion.vector(a - b) - (motion.point(a) - motion.point(b))).length < 1e-9


@given(MOTIONS, MOTIONS, POINTS)
def test_one_after_the_other(second: Rigid, first: Rigid, point: Point) -> None:
    assert second.after(first).point(point).distance_to(second.point(first.point(point))) < 1e-8
    matrix = second.matrix @ first.matrix
    assert np.allclose(second.after(first).matrix, matrix, atol=1e-8)
    assert np.allclose(Rigid.of_matrix(matrix).matrix, matrix, atol=1e-8)


@given(TURNS)
def test_the_turn_is_found_again(turn: Vector) -> None:
    found = Rigid.about(Point(0.0, 0.0, 0.0), turn, Vector(0.0, 0.0, 0.0)).turn_deg
    assert (found - turn).length < 1e-5


@pytest.mark.parametrize("axis", [LEFT, POSTERIOR, SUPERIOR, Vector(1.0, -1.0, 1.0) * (1.0 / sqrt(3.0))])
def test_half_a_turn_has_an_axis_too(axis: Vector) -> None:
    found = Rigid.about(Point(3.0, 2.0, 1.0), axis * 180.0, Vector(0.0, 0.0, 0.0)).turn_deg
    assert found.length == pytest.approx(180.0)
    assert found.cross(axis).length < 1e-5
    assert AT_REST.turn_deg.length == 0.0


@given(MOTIONS)
def test_a_frame_is_taken_along(motion: Rigid) -> None:
    moved = motion.frame(SCANNER)
    assert (moved.posterior - motion.posterior).length < 1e-12
    assert (moved.origin - motion.point(SCANNER.origin)).length < 1e-12


def test_what_is_no_turn_is_refused() -> None:
    with pytest.raises(ValueError, match="right-handed"):
        Rigid(left=-LEFT)
    with pytest.raises(ValueError, match="stretches"):
        Rigid.of_matrix(np.diag((1.0, 1.1, 1.0, 1.0)))
    with pytest.raises(ValueError, match="right-handed"):
        Rigid.of_matrix(np.diag((1.0, -1.0, 1.0, 1.0)))
