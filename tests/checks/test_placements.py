"""The spread of placements: as wide as it is said to be, its middle on the plan, always the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from numpy.typing import NDArray

from planner.checks.placements import (
    FOURS,
    accuracies,
    at_least,
    displaced_course,
    spread,
)
from planner.geometry.curves import Polyline, Segment
from planner.geometry.vectors import Point, Vector
from planner.plan.plan import Plan

NEEDLE = Segment(Point(40.0, 70.0, -36.0), Point(22.0, 31.0, 4.0))
COURSE = Polyline((Point(0.0, 0.0, 0.0), Point(6.0, 0.0, 0.0), Point(6.0, 8.0, 0.0)))


def angles_deg(needle: Segment, directions: NDArray[np.float64]) -> NDArray[np.float64]:
    axis = np.array(tuple(needle.direction))
    across = np.linalg.norm(np.cross(directions, axis), axis=1)
    return np.asarray(np.degrees(np.arctan2(across, directions @ axis)))


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize(("tip_mm", "angle_deg"), [(6.3, 3.4), (2.0, 5.0), (0.0, 0.0)])
def test_the_mean_errors_are_those_that_were_asked_for(tip_mm: float, angle_deg: float, place: int) -> None:
    placed = spread(NEEDLE, tip_mm, angle_deg, place)
    off = placed.tips - np.array(tuple(NEEDLE.end))
    assert np.mean(np.linalg.norm(off, axis=1)) == pytest.approx(tip_mm, rel=0.03)
    assert np.mean(angles_deg(NEEDLE, placed.directions)) == pytest.approx(angle_deg, rel=0.05, abs=1e-6)
    np.testing.assert_allclose(off.mean(axis=0), 0.0, atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(placed.directions, axis=1), 1.0)
    # as far in one direction as in any other
    for variance in np.linalg.eigvalsh(off.T @ off / len(off)):
        assert variance == pytest.approx(tip_mm**2 * np.pi / 8.0, rel=0.2, abs=1e-9)


def test_a_spread_is_the_same_every_time_and_each_needle_errs_by_itself() -> None:
    first, again = spread(NEEDLE, 6.3, 3.4), spread.__wrapped__(NEEDLE, 6.3, 3.4)
    np.testing.assert_array_equal(first.tips, again.tips)
    other = spread(NEEDLE, 6.3, 3.4, place=1)
    assert len(first.tips) == len(other.tips) == 4 * FOURS
    together = np.asarray(np.corrcoef(np.hstack([first.tips, other.tips]).T))
    assert np.abs(together[:3, 3:]).max() < 0.25


@given(st.floats(0.0, 360.0))
def test_a_small_turn_of_the_needle_moves_no_placement_far(turn_deg: float) -> None:
    turn, step = np.radians(turn_deg), np.radians(0.01)
    tip = Point(0.0, 0.0, 0.0)
    needles = [Segment(tip + Vector(np.cos(a), np.sin(a), 1.0) * 60.0, tip) for a in (turn, turn + step)]
    one, two = (spread(needle, 6.3, 3.4).directions for needle in needles)
    assert np.abs(one - two).max() < 5e-4


def test_nine_of_ten() -> None:
    values = np.arange(200.0)[::-1].copy()
    assert at_least(values) == 20.0
    assert np.mean(values >= 20.0) == 0.9


def test_the_ends_of_a_course_err_by_themselves_and_what_is_between_by_less() -> None:
    placed = displaced_course(COURSE, (0.0, 7.0, 14.0), 1.25)
    assert placed.shape == (4 * FOURS, 3, 3)
    np.testing.assert_allclose(placed.mean(axis=0), [(0, 0, 0), (6, 1, 0), (6, 8, 0)], atol=1e-9)
    np.testing.assert_allclose(placed[:, 0].std(axis=0), 1.25, rtol=0.1)
    np.testing.assert_allclose(placed[:, 2].std(axis=0), 1.25, rtol=0.1)
    np.testing.assert_allclose(placed[:, 1].std(axis=0), 1.25 / 2**0.5, rtol=0.15)


def test_a_plan_changes_what_is_to_be_expected() -> None:
    shipped = accuracies(Plan())
    assert (shipped.freehand.tip_mm, shipped.freehand.angle_deg) == (6.3, 3.4)
    changed = accuracies(replace(Plan(), limits={"placement.corrected_tip_mm": 1.0}))
    assert (changed.corrected.tip_mm, changed.corrected.angle_deg) == (1.0, shipped.corrected.angle_deg)
    assert changed.freehand == shipped.freehand
