"""Alignment: the angle to the nerve beside the active tip."""

from __future__ import annotations

from math import cos, hypot, radians, sin

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Side
from planner.checks.alignment import check
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.checks.scene import Scene
from planner.checks.wording import placed_words
from planner.geometry.vectors import Point
from planner.guideline.rules import load_rules
from planner.plan.parts import FacetTarget, Lesion, Procedure, ProcedureKind, Provenance, Role
from planner.plan.plan import Plan
from tests.checks.cases import assessed, not_assessed, number, results_of
from tests.checks.plans import PLAN, needle, nerve, with_items


def at_angle(angle_deg: float) -> Plan:
    """Return a plan whose needle makes this angle with a straight nerve along y."""
    turn = radians(angle_deg)
    course = (Point(0.0, 0.0, 1.0), Point(0.0, 30.0, 1.0))
    tip = Point(-5.0 * sin(turn), 15.0 - 5.0 * cos(turn), 0.0)
    entry = Point(95.0 * sin(turn), 15.0 + 95.0 * cos(turn), 0.0)
    return with_items(nerve(course_mm=course), needle(tip_mm=tip, entry_mm=entry))


@pytest.mark.parametrize(
    ("angle_deg", "outcome"),
    [
        (0.0, Outcome.OK),
        (14.99, Outcome.OK),
        (15.01, Outcome.WARN),
        (29.99, Outcome.WARN),
        (30.01, Outcome.FAIL),
        (90.0, Outcome.FAIL),
    ],
)
def test_both_sides_of_each_limit(angle_deg: float, outcome: Outcome) -> None:
    result = assessed(results_of(at_angle(angle_deg)), "alignment", "N1")
    assert number(result, "angle_deg") == pytest.approx(angle_deg, abs=1e-6)
    assert result.outcome is outcome
    assert result.rule.id == "R14"


def test_the_chord_is_one_tip_long_and_centred_beside_the_middle_of_the_tip() -> None:
    result = assessed(results_of(at_angle(20.0)), "alignment", "N1")
    _assert_chord(result, 10.0, 20.0)
    assert number(result, "chord_mm") == pytest.approx(10.0)


def _assert_chord(result: Assessed, first_mm: float, last_mm: float) -> None:
    assert result.witness is not None
    assert [tuple(p) for p in result.witness] == [
        pytest.approx((0.0, first_mm, 1.0)),
        pytest.approx((0.0, last_mm, 1.0)),
    ]


def test_the_chord_ends_with_the_course() -> None:
    plan = with_items(nerve(course_mm=(Point(0.0, 12.0, 1.0), Point(0.0, 30.0, 1.0))))
    plan = plan.with_item(needle(tip_mm=Point(0.0, 8.0, 0.0), entry_mm=Point(0.0, 100.0, 0.0)))
    result = assessed(results_of(plan), "alignment", "N1")
    _assert_chord(result, 12.0, 18.0)


def test_the_range_is_what_the_uncertainty_of_the_course_makes_of_the_angle() -> None:
    """Both ends off by 1.25 mm across a chord of 10 mm turn it by atan(1.25 * sqrt(2) / 10)."""
    result = assessed(results_of(at_angle(5.0)), "alignment", "N1")
    assert number(result, "angle_low_deg") == 0.0
    assert number(result, "angle_high_deg") == pytest.approx(5.0 + 10.024988, abs=1e-5)


def test_the_direction_of_the_course_does_not_matter() -> None:
    plan = at_angle(25.0)
    target = plan.targets[0]
    turned = plan.with_item(nerve(course_mm=tuple(reversed(target.course_mm))))  # type: ignore[union-attr]
    angles = [number(assessed(results_of(p), "alignment", "N1"), "angle_deg") for p in (plan, turned)]
    assert angles[0] == pytest.approx(angles[1])


def test_a_lesion_drawn_back_does_not_move_it() -> None:
    curved = (Point(0.0, 0.0, 1.0), Point(0.0, 20.0, 1.0), Point(8.0, 30.0, 1.0))
    plan = at_angle(10.0).with_item(nerve(course_mm=curved))
    drawn_back = plan.with_item(replace(plan.needles[0], lesions=(Lesion(withdraw_mm=8.0),)))
    first, second = (assessed(results_of(p), "alignment", "N1") for p in (plan, drawn_back))
    assert first.measured == second.measured


@pytest.mark.parametrize("provenance", [Provenance.TEMPLATE, Provenance.TEMPLATE_EDITED])
def test_a_proposal_can_at_best_warn(provenance: Provenance) -> None:
    def proposed(plan: Plan, accepted: bool) -> Plan:
        course = plan.targets[0].course_mm  # type: ignore[union-attr]
        return plan.with_item(nerve(course_mm=course, provenance=provenance, accepted=accepted))

    good = at_angle(3.0)
    result = assessed(results_of(proposed(good, accepted=False)), "alignment", "N1")
    assert (result.outcome, result.reason) == (Outcome.WARN, Reason.NOT_ACCEPTED)
    assert assessed(results_of(proposed(good, accepted=True)), "alignment", "N1").outcome is Outcome.OK
    bad = proposed(at_angle(50.0), accepted=False)
    assert assessed(results_of(bad), "alignment", "N1").outcome is Outcome.FAIL


def test_what_is_missing_is_said() -> None:
    def reason(plan: Plan) -> Reason:
        return not_assessed(results_of(plan), "alignment", "N1").reason

    assert reason(with_items(nerve(course_mm=()))) is Reason.NO_COURSE
    assert reason(with_items(nerve(course_mm=(Point(1.0, 2.0, 3.0),)))) is Reason.NO_COURSE
    assert reason(with_items(needle(target=""))) is Reason.NO_TARGET
    assert reason(with_items(needle(device="rf-1g"))) is Reason.UNKNOWN_DEVICE
    assert reason(with_items(needle(device="spinal-22g-90"))) is Reason.NO_ACTIVE_TIP


def test_a_course_that_returns_has_no_direction() -> None:
    loop = (Point(0.0, 0.0, 0.0), Point(2.0, 0.0, 0.0), Point(0.0, 0.0, 0.0))
    plan = with_items(
        nerve(course_mm=loop), needle(tip_mm=Point(2.0, -5.0, 0.0), entry_mm=Point(2.0, 90.0, 0.0))
    )
    assert not_assessed(results_of(plan), "alignment", "N1").reason is Reason.NO_CHORD


def test_it_applies_to_electrodes_for_nerves_alone() -> None:
    joint = FacetTarget(id="T2", joint="L4-L5", side=Side.LEFT)
    others = (
        with_items(needle(role=Role.INJECTION)),
        with_items(needle(role=Role.THERMOMETER)),
        with_items(joint, needle(target="T2")),
        Plan(
            targets=PLAN.targets,
            needles=PLAN.needles,
            procedure=Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK),
        ),
    )
    for plan in others:
        assert [r for r in results_of(plan) if r.check == "alignment"] == []


def test_a_changed_limit_counts() -> None:
    plan = at_angle(20.0)
    assert assessed(results_of(plan), "alignment", "N1").outcome is Outcome.WARN
    eased = replace(plan, limits={"alignment.warn": 25.0})
    result = assessed(results_of(eased), "alignment", "N1")
    assert result.outcome is Outcome.OK
    assert (result.limits["warn"].value, result.limits["warn"].default) == (25.0, 15.0)


def test_what_it_is_not_above_in_nine_of_ten_placements() -> None:
    """With a needle that does not err, ends off by 1.25 mm and 10 mm apart read 22 degrees once in ten."""
    rule = load_rules().rule("alignment", ProcedureKind.RF_ABLATION)
    assert rule is not None
    still = {f"placement.{how}_angle_deg": 0.0 for how in ("freehand", "corrected")}
    (result,) = check(replace(at_angle(0.0), limits=still), Scene(), rule)
    assert isinstance(result, Assessed)
    assert number(result, "angle_corrected_deg") == pytest.approx(21.6, abs=0.2)


def test_the_needle_errs_as_well() -> None:
    along, across = at_angle(0.0), at_angle(88.0)
    # a mean error of 3.4 degrees is a deviation of 2.7 in each direction; the ends of the chord make 10
    expected_deg = 2.146 * hypot(10.02, 2.71)
    result = assessed(results_of(along), "alignment", "N1")
    assert number(result, "angle_freehand_deg") == pytest.approx(expected_deg, abs=0.05)
    assert placed_words(result) == "in 9 of 10 placements at most 23°"
    assert number(assessed(results_of(across), "alignment", "N1"), "angle_freehand_deg") == 90.0


def test_both_kinds_of_placement_are_told_where_they_differ() -> None:
    rule = load_rules().rule("alignment", ProcedureKind.RF_ABLATION)
    assert rule is not None
    (result,) = check(replace(at_angle(0.0), limits={"placement.freehand_angle_deg": 12.0}), Scene(), rule)
    assert placed_words(result) == "in 9 of 10 placements at most 30° freehand, 23° once corrected"
