"""Side: what is written against where it lies."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.checks.reasons import Reason
from planner.checks.result import Outcome
from planner.checks.wording import finding
from planner.geometry.vectors import Point
from planner.plan.parts import FacetTarget, Landmarks, MarkedLevel, Provenance, Role
from tests.checks.cases import assessed, not_assessed, number, results_of
from tests.checks.plans import L4, NEEDLE, PLAN, needle, nerve, with_items, without


def test_the_nearest_point_to_the_midline_is_measured() -> None:
    """The midline lies half-way between the pedicles, at (1, 23.5, 1.5); left is along (38, 1, 1)."""
    result = assessed(results_of(PLAN), "side", "T1")
    step = (38.0**2 + 1.0 + 1.0) ** 0.5
    nearest = ((22.0 - 1.0) * 38.0 + (30.0 - 23.5) + (4.0 - 1.5)) / step
    assert number(result, "offset_mm") == pytest.approx(nearest)
    assert (result.word("side"), result.word("at"), result.outcome) == ("left", "T1", Outcome.OK)


def test_the_wrong_side_fails() -> None:
    result = assessed(results_of(with_items(nerve(side=Side.RIGHT))), "side", "T1")
    assert (result.outcome, result.word("side")) == (Outcome.FAIL, "left")
    assert number(result, "offset_mm") < -20.0


def test_one_tip_on_the_other_side_fails_its_target() -> None:
    result = assessed(results_of(with_items(needle(tip_mm=Point(-22.0, 31.0, 4.0)))), "side", "T1")
    assert (result.outcome, result.word("at"), result.word("side")) == (Outcome.FAIL, "N1", "right")
    probe = needle(id="N1", tip_mm=Point(-22.0, 31.0, 4.0), role=Role.THERMOMETER)
    assert assessed(results_of(with_items(probe)), "side", "T1").outcome is Outcome.OK


@pytest.mark.parametrize(
    ("offset_mm", "outcome"),
    [(-0.1, Outcome.FAIL), (0.1, Outcome.WARN), (4.9, Outcome.WARN), (5.1, Outcome.OK)],
)
def test_near_the_midline_the_side_is_not_certain(offset_mm: float, outcome: Outcome) -> None:
    joint = FacetTarget(id="T1", joint="L4-L5", side=Side.RIGHT, point_mm=Point(0.5 - offset_mm, 40.0, 11.0))
    plan = replace(PLAN, targets=(joint,), needles=(), levels=(_endplate(Level.L4, Point(0.5, 0.0, 11.0)),))
    result = assessed(results_of(plan), "side", "T1")
    assert number(result, "offset_mm") == pytest.approx(offset_mm)
    assert (result.outcome, result.reason) == (
        outcome,
        Reason.NEAR_MIDLINE if outcome is Outcome.WARN else None,
    )


def _endplate(level: Level, point: Point) -> MarkedLevel:
    return MarkedLevel(level=level, landmarks_mm=Landmarks(endplate=point))


def test_a_neighbour_will_do_and_farther_levels_will_not() -> None:
    def known(level: Level) -> bool:
        plan = replace(PLAN, levels=(_endplate(level, Point(0.0, 0.0, 0.0)),))
        (result,) = (r for r in results_of(plan) if r.check == "side")
        return result.reason is not Reason.NO_LANDMARKS

    assert [level.value for level in Level if known(level)] == ["L3", "L4", "L5"]


def test_what_is_missing_is_said() -> None:
    unmarked = not_assessed(results_of(replace(PLAN, levels=())), "side", "T1")
    assert (unmarked.reason, unmarked.detail) == (Reason.NO_LANDMARKS, "L4")
    empty = without("N1").with_item(nerve(course_mm=()))
    assert not_assessed(results_of(empty), "side", "T1").reason is Reason.NO_GEOMETRY


def test_swapped_pedicles_fail_by_themselves_and_do_not_turn_the_side() -> None:
    marks = L4.landmarks_mm
    swapped = replace(marks, left_pedicle=marks.right_pedicle, right_pedicle=marks.left_pedicle)
    plan = PLAN.with_landmarks(Level.L4, swapped)
    level = assessed(results_of(plan), "side", "L4")
    assert (level.outcome, level.reason) == (Outcome.FAIL, Reason.LANDMARKS_SWAPPED)
    assert assessed(results_of(plan), "side", "T1").outcome is Outcome.OK


def test_a_mirrored_patient_is_on_the_wrong_side() -> None:
    def mirror(point: Point) -> Point:
        return Point(-point.x, point.y, point.z)

    target = nerve(course_mm=tuple(map(mirror, nerve().course_mm)))
    plan = with_items(target, needle(tip_mm=mirror(NEEDLE.tip_mm)))
    assert assessed(results_of(plan), "side", "T1").outcome is Outcome.FAIL


@pytest.mark.parametrize("level", [Level.L3, Level.L5])
def test_landmarks_that_nobody_confirmed_tell_the_side_no_better_than_with_a_warning(level: Level) -> None:
    found = MarkedLevel(
        level=level, landmarks_mm=L4.landmarks_mm, provenance=Provenance.TEMPLATE, accepted=False
    )
    plan = replace(PLAN, levels=(found,))
    result = assessed(results_of(plan), "side", "T1")
    assert (result.outcome, result.reason, result.detail) == (
        Outcome.WARN,
        Reason.LANDMARKS_NOT_CONFIRMED,
        level.value,
    )
    assert f"landmarks of {level.value} were found by the program" in finding(result)
    wrong = assessed(results_of(replace(with_items(nerve(side=Side.RIGHT)), levels=(found,))), "side", "T1")
    assert wrong.outcome is Outcome.FAIL
    confirmed = assessed(results_of(plan.with_levels_confirmed()), "side", "T1")
    assert (confirmed.outcome, confirmed.reason) == (Outcome.OK, None)


def test_landmarks_far_from_the_target_do_not_matter_to_its_side() -> None:
    far = MarkedLevel(
        level=Level.S1, landmarks_mm=L4.landmarks_mm, provenance=Provenance.TEMPLATE, accepted=False
    )
    assert assessed(results_of(PLAN.with_level(far)), "side", "T1").outcome is Outcome.OK
