"""Coverage: the length of nerve within the lesions."""

from __future__ import annotations

from math import cos, log, pi, radians, sin, sqrt

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.checks.captured import STEP_MM
from planner.checks.coverage import check, cover_envelopes
from planner.checks.reasons import Reason
from planner.checks.result import Outcome
from planner.checks.scene import Scene
from planner.checks.wording import headline, placed_words
from planner.geometry.solids import Spheroid, total_mm
from planner.geometry.vectors import Point, Vector
from planner.guideline.rules import load_rules
from planner.plan.parts import HardwareKind, Lesion, MedialBranch, Needle, ProcedureKind, Provenance
from planner.plan.plan import Plan
from tests.checks.cases import assessed, not_assessed, number, results_of
from tests.checks.plans import SCREW, needle, nerve, with_items

ANGLES = (0, 10, 15, 20, 25, 30, 45, 60, 90)
TABLE = {
    (10.0, 4.4, 1.1, 0.0): (8.7, 8.2, 7.7, 7.1, 6.6, 6.1, 4.9, 4.3, 3.8),
    (10.0, 4.4, 2.0, 0.0): (4.2, 3.9, 3.7, 3.4, 3.2, 2.9, 2.4, 2.1, 1.8),
    (13.0, 7.3, 1.1, 0.0): (12.4, 12.0, 11.6, 11.1, 10.5, 10.0, 8.6, 7.6, 7.0),
    (10.0, 4.4, 1.1, 3.0): (8.7, 7.9, 7.1, 6.4, 5.7, 5.1, 3.8, 3.2, 2.7),
    (5.0, 3.2, 1.1, 0.0): (3.6, 3.6, 3.5, 3.4, 3.2, 3.1, 2.8, 2.5, 2.3),
}
"""Captured mm of a straight nerve by crossing angle: size of the lesion, distance of the nerve from
its axis, and of the crossing from its middle. The first two of 10 x 4.4 are an 18 gauge electrode's."""

ACTIVE_MM = {"rf-18g-100-10": 10.0, "rf-22g-100-5": 5.0}


def crossing(device: str, apart_mm: float, beside_mm: float, angle_deg: float) -> Plan:
    """Return a plan with a needle along y and a long straight nerve that crosses it at an angle."""
    turn = radians(angle_deg)
    middle, step = Point(apart_mm, 20.0 + beside_mm, 0.0), (0.0, 20.0 * cos(turn), 20.0 * sin(turn))
    course = tuple(Point(middle.x, middle.y + s * step[1], middle.z + s * step[2]) for s in (-1.0, 1.0))
    tip = Point(0.0, 20.0 - ACTIVE_MM[device] / 2.0, 0.0)
    return with_items(
        nerve(course_mm=course),
        needle(device=device, tip_mm=tip, entry_mm=Point(0.0, tip.y + 80.0, 0.0)),
    )


@pytest.mark.parametrize(("row", "values"), TABLE.items(), ids=str)
def test_the_table_of_crossing_angles(row: tuple[float, ...], values: tuple[float, ...]) -> None:
    length_mm, width_mm, apart_mm, beside_mm = row
    lesion = Spheroid(Point(0.0, 20.0, 0.0), Vector(0.0, 1.0, 0.0), length_mm, width_mm)
    for angle, expected in zip(ANGLES, values, strict=True):
        target = crossing("rf-18g-100-10", apart_mm, beside_mm, angle).targets[0]
        assert isinstance(target, MedialBranch)
        assert target.course is not None
        assert total_mm(lesion.captured(target.course)) == pytest.approx(expected, abs=0.0501), angle


@pytest.mark.parametrize(("device", "width_mm"), [("rf-18g-100-10", 4.38), ("rf-22g-100-5", 3.18)])
def test_the_check_uses_the_small_lesion_of_the_device(device: str, width_mm: float) -> None:
    lesion = Spheroid(Point(0.0, 20.0, 0.0), Vector(0.0, 1.0, 0.0), ACTIVE_MM[device], width_mm)
    for angle in ANGLES:
        plan = crossing(device, 1.1, 0.0, angle)
        target = plan.targets[0]
        assert isinstance(target, MedialBranch)
        assert target.course is not None
        expected = total_mm(lesion.captured(target.course))
        assert number(assessed(results_of(plan), "coverage", "T1"), "captured_mm") == pytest.approx(expected)


def straight(low: float, high: float, apart_mm: float = 1.1) -> MedialBranch:
    """Return a nerve along y, `apart_mm` beside the needle of `along_y`."""
    return nerve(course_mm=(Point(apart_mm, low, 0.0), Point(apart_mm, high, 0.0)))


def along_y(tip_mm: float, name: str = "N1", lesions: tuple[Lesion, ...] = (Lesion(),)) -> Needle:
    """Return a needle along y with its tip at `tip_mm`: 18 gauge, 10 mm, which covers 8.647 mm at 1.1 mm."""
    return needle(
        id=name, tip_mm=Point(0.0, tip_mm, 0.0), entry_mm=Point(0.0, tip_mm + 80.0, 0.0), lesions=lesions
    )


COVERED_MM = 10.0 * (1.0 - (1.1 / 2.19) ** 2) ** 0.5


def test_envelope_and_share() -> None:
    result = assessed(results_of(with_items(straight(0.0, 20.0), along_y(5.0))), "coverage", "T1")
    assert dict(result.envelope) == {"length_mm": 10.0, "width_mm": pytest.approx(4.38)}
    assert number(result, "captured_mm") == pytest.approx(COVERED_MM)
    assert number(result, "captured_share") == pytest.approx(COVERED_MM / 20.0)
    assert number(result, "judged_share") == pytest.approx(COVERED_MM / 10.0)


def test_the_share_is_of_the_stretch() -> None:
    target = replace(straight(0.0, 20.0), stretch_mm=(6.0, 14.0))
    result = assessed(results_of(with_items(target, along_y(5.0))), "coverage", "T1")
    assert number(result, "captured_mm") == pytest.approx(COVERED_MM)
    assert number(result, "captured_share") == pytest.approx(1.0)
    off = assessed(results_of(with_items(target, along_y(9.0))), "coverage", "T1")
    assert number(off, "captured_share") == pytest.approx((COVERED_MM / 2.0) / 8.0)


def test_lesions_count_once_where_they_overlap() -> None:
    twice = (Lesion(), Lesion(withdraw_mm=6.0))
    result = assessed(
        results_of(with_items(straight(0.0, 40.0), along_y(10.0, lesions=twice))), "coverage", "T1"
    )
    assert number(result, "captured_mm") == pytest.approx(COVERED_MM + 6.0)
    again = (Lesion(), Lesion())
    same = assessed(
        results_of(with_items(straight(0.0, 40.0), along_y(10.0, lesions=again))), "coverage", "T1"
    )
    assert number(same, "captured_mm") == pytest.approx(COVERED_MM)


def test_two_needles_share_the_work_and_the_outcome() -> None:
    target = straight(0.0, 12.0)
    plan = with_items(target, along_y(-5.5), along_y(6.0, name="N2"))
    results = results_of(plan)
    whole, first, second = (assessed(results, "coverage", subject) for subject in ("T1", "N1", "N2"))
    assert number(first, "judged_share") < 0.5 < number(whole, "judged_share")
    assert number(whole, "captured_mm") == pytest.approx(
        number(first, "captured_mm") + number(second, "captured_mm")
    )
    assert {whole.outcome, first.outcome, second.outcome} == {Outcome.OK}


@pytest.mark.parametrize(
    ("device", "angle_deg", "apart_mm", "outcome"),
    [
        ("rf-18g-100-10", 0.0, 1.1, Outcome.OK),
        ("rf-22g-100-5", 0.0, 1.1, Outcome.OK),
        ("rf-18g-100-10", 15.0, 1.1, Outcome.OK),
        ("rf-18g-100-10", 30.0, 1.1, Outcome.WARN),
        ("rf-18g-100-10", 90.0, 1.1, Outcome.FAIL),
        ("rf-22g-100-5", 90.0, 1.1, Outcome.FAIL),
        ("rf-18g-100-10", 0.0, 2.0, Outcome.FAIL),
        ("rf-18g-100-10", 0.0, 3.0, Outcome.FAIL),
    ],
)
def test_the_limits_do_what_their_rationale_says(
    device: str, angle_deg: float, apart_mm: float, outcome: Outcome
) -> None:
    plan = crossing(device, apart_mm, 0.0, angle_deg)
    assert assessed(results_of(plan), "coverage", "T1").outcome is outcome


def test_a_proposal_can_at_best_warn() -> None:
    proposal = replace(straight(0.0, 9.0), provenance=Provenance.TEMPLATE, accepted=False)
    result = assessed(results_of(with_items(proposal, along_y(0.0))), "coverage", "T1")
    assert (result.outcome, result.reason) == (Outcome.WARN, Reason.NOT_ACCEPTED)


def test_what_is_missing_is_said_of_nerve_and_needle() -> None:
    def reasons(plan: Plan) -> list[Reason]:
        results = results_of(plan)
        return [not_assessed(results, "coverage", subject).reason for subject in ("T1", "N1")]

    assert reasons(with_items(nerve(course_mm=()))) == [Reason.NO_COURSE] * 2
    assert reasons(with_items(nerve(stretch_mm=(90.0, 99.0)))) == [Reason.NO_STRETCH] * 2
    assert reasons(with_items(needle(lesions=()))) == [Reason.NO_LESION] * 2
    assert reasons(with_items(needle(device="nothing"))) == [Reason.UNKNOWN_DEVICE] * 2
    assert reasons(with_items(needle(device="spinal-22g-90"))) == [Reason.NO_ACTIVE_TIP] * 2
    hot = Lesion(temperature_c=91.0)
    assert reasons(with_items(needle(lesions=(Lesion(), hot)))) == [Reason.OUTSIDE_TABLE] * 2
    assert reasons(with_items(needle(target=""))) == [Reason.NO_NEEDLE, Reason.NO_TARGET]


def test_one_unknown_lesion_leaves_the_nerve_unassessed() -> None:
    plan = with_items(straight(0.0, 20.0), along_y(5.0), replace(along_y(9.0, name="N2"), device="nothing"))
    assert not_assessed(results_of(plan), "coverage", "T1").reason is Reason.UNKNOWN_DEVICE


def test_envelopes_to_draw() -> None:
    plan = with_items(straight(0.0, 40.0), along_y(10.0, lesions=(Lesion(), Lesion(withdraw_mm=6.0))))
    target = plan.targets[0]
    assert isinstance(target, MedialBranch)
    assert [spheroid.centre.y for spheroid in cover_envelopes(plan, target)] == pytest.approx([15.0, 21.0])


def test_a_needle_that_misses_captures_nothing_and_says_so() -> None:
    missed = assessed(results_of(crossing("rf-18g-100-10", 30.0, 0.0, 0.0)), "coverage", "T1")
    assert missed.number("captured_mm") == 0.0
    assert missed.outcome is Outcome.FAIL
    assert headline(missed).startswith("0 of")


def certain(**errors: float) -> dict[str, float]:
    """Return a plan's changes by which no needle errs, but for those given by name."""
    names = [f"{how}_{what}" for how in ("freehand", "corrected") for what in ("tip_mm", "angle_deg")]
    return {f"placement.{name}": errors.get(name, 0.0) for name in names}


def placed_mm(plan: Plan, errors: dict[str, float], course_mm: float = 0.0) -> tuple[float, float]:
    """Return what the needle takes in at least in nine of ten placements, freehand and corrected."""
    rule = load_rules().rule("coverage", ProcedureKind.RF_ABLATION)
    assert rule is not None
    sure = replace(rule.assumptions["course_uncertainty"], value=course_mm)
    rule = replace(rule, assumptions={"course_uncertainty": sure})
    results = tuple(check(replace(plan, limits=errors), Scene(), rule))
    result = assessed(results, "coverage", "N1")
    return number(result, "captured_freehand_mm"), number(result, "captured_corrected_mm")


@pytest.mark.parametrize("angle_deg", ANGLES)
def test_where_nothing_errs_every_placement_takes_in_what_was_planned(angle_deg: float) -> None:
    plan = crossing("rf-18g-100-10", 1.1, 0.0, angle_deg)
    planned = number(assessed(results_of(plan), "coverage", "N1"), "captured_stretch_mm")
    assert placed_mm(plan, certain()) == pytest.approx((planned, planned), abs=STEP_MM)


def test_the_more_a_needle_errs_the_less_it_takes_in() -> None:
    plan = crossing("rf-18g-100-10", 0.0, 0.0, 0.0)
    found = [placed_mm(plan, certain(corrected_tip_mm=off_mm))[1] for off_mm in (0.0, 1.0, 2.0, 3.0, 8.0)]
    assert found == sorted(found, reverse=True)
    assert found[0] == pytest.approx(10.0, abs=STEP_MM + 1e-9)
    assert found[-1] == 0.0


def test_nine_of_ten_tips_lie_where_the_distribution_has_them() -> None:
    # along a long nerve what a needle takes in falls with the distance of its axis alone, and of normal
    # deviates across the axis nine of ten lie within sigma * sqrt(2 ln 10)
    off_mm = 1.0
    sigma_mm = off_mm / (2.0 * sqrt(2.0 / pi))
    axis_mm = sigma_mm * sqrt(2.0 * log(10.0))
    plan = crossing("rf-18g-100-10", 0.0, 0.0, 0.0)
    target = plan.targets[0]
    assert isinstance(target, MedialBranch)
    (lesion,) = cover_envelopes(plan, target)
    expected = 10.0 * sqrt(1.0 - (2.0 * axis_mm / lesion.width_mm) ** 2)
    assert placed_mm(plan, certain(corrected_tip_mm=off_mm))[1] == pytest.approx(expected, abs=0.5)


def test_the_ends_of_the_course_err_as_well() -> None:
    plan = crossing("rf-18g-100-10", 0.0, 0.0, 0.0)
    sure, unsure = (placed_mm(plan, certain(), course_mm)[1] for course_mm in (0.0, 1.25))
    assert unsure < sure - 1.0


def test_it_is_told_in_words() -> None:
    result = assessed(results_of(crossing("rf-18g-100-10", 0.0, 0.0, 0.0)), "coverage", "N1")
    least = [int(number(result, f"captured_{how}_mm")) for how in ("freehand", "corrected")]
    assert placed_words(result) == (
        f"in 9 of 10 placements at least {least[0]} mm freehand, {least[1]} mm once corrected"
    )
    assert least[0] <= least[1] <= 10


def test_several_needles_err_each_by_itself_and_together_take_in_no_less() -> None:
    plan = with_items(nerve(), needle(), needle(id="N2"))
    results = results_of(plan)
    together = number(assessed(results, "coverage", "T1"), "captured_corrected_mm")
    alone = [number(assessed(results, "coverage", name), "captured_corrected_mm") for name in ("N1", "N2")]
    assert together >= max(alone)
    assert alone[0] == pytest.approx(alone[1], abs=0.8)


@pytest.mark.parametrize(
    ("changes", "doubted"),
    [
        ({}, False),
        ({"side": Side.LEFT}, True),
        ({"level": Level.L5, "side": Side.LEFT}, False),
        ({"level": None, "side": None}, False),
        (
            {"level": None, "side": None, "from_mm": Point(25.0, 45.0, 0.0), "to_mm": Point(20.0, 8.0, 3.0)},
            True,
        ),
        ({"side": Side.LEFT, "kind": HardwareKind.ROD}, False),
    ],
)
def test_at_a_vertebra_with_a_screw_it_is_never_plain_ok(changes: dict[str, object], doubted: bool) -> None:
    result = assessed(results_of(with_items(replace(SCREW, **changes))), "coverage", "T1")
    assert result.outcome is (Outcome.WARN if doubted else Outcome.OK)
    assert result.reason is (Reason.INSTRUMENTED if doubted else None)
