"""Whether a block spoke for each joint that is to be ablated, and what a block itself gave."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Joint, Level, Side
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.checks.wording import headline, subject_text, value_words
from planner.guideline.limits import LimitError
from planner.plan.parts import Procedure, ProcedureKind
from planner.plan.plan import Answer, Plan
from planner.words import use
from tests.checks.cases import assessed, not_assessed, number, results_of
from tests.checks.plans import PLAN

JOINT = "L4-L5.left"
TWO_SIDES = PLAN.with_nerves_of((Joint(Level.L4),), Side.LEFT).with_nerves_of((Joint(Level.L4),), Side.RIGHT)


def answered(plan: Plan, **answers: Answer) -> Plan:
    """Return a plan with answers; those about the joint by their last word."""
    keys = {"kind", "relief", "count"}
    return replace(plan, answers={f"block.{JOINT}.{k}" if k in keys else k: v for k, v in answers.items()})


def of_joint(**answers: Answer) -> Assessed:
    return assessed(results_of(answered(TWO_SIDES, **answers)), "block_result", JOINT)


@pytest.mark.parametrize(
    ("relief", "outcome"),
    [(100.0, Outcome.OK), (50.0, Outcome.OK), (49.9, Outcome.WARN), (0.0, Outcome.WARN)],
)
def test_both_sides_of_the_limit(relief: float, outcome: Outcome) -> None:
    result = of_joint(kind="medial_branch", relief=relief)
    assert (result.outcome, result.reason) == (outcome, None)
    assert number(result, "relief_percent") == relief
    assert (result.rule.id, result.limits["warn"].value) == ("R11", 50.0)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({}, Reason.NO_BLOCK),
        ({"kind": "none", "relief": 80.0}, Reason.NO_BLOCK),
        ({"kind": "intra_articular", "relief": 90.0}, Reason.BLOCK_IN_JOINT_ONLY),
    ],
)
def test_a_joint_without_a_positive_block_of_its_nerves_warns(
    answers: dict[str, Answer], reason: Reason
) -> None:
    result = of_joint(**answers)
    assert (result.outcome, result.reason) == (Outcome.WARN, reason)


@pytest.mark.parametrize("answers", [{"kind": "both"}, {"kind": "medial_branch", "relief": 400.0}])
def test_a_block_of_unknown_relief_is_not_assessed(answers: dict[str, Answer]) -> None:
    result = not_assessed(results_of(answered(TWO_SIDES, **answers)), "block_result", JOINT)
    assert result.reason is Reason.NO_RELIEF


def test_each_joint_and_side_by_itself() -> None:
    results = results_of(answered(TWO_SIDES, kind="medial_branch", relief=80.0))
    found = {r.subject: r.outcome for r in results if r.check == "block_result" and isinstance(r, Assessed)}
    assert found == {JOINT: Outcome.OK, "L4-L5.right": Outcome.WARN}


def test_a_nerve_alone_makes_no_joint() -> None:
    assert not [result for result in results_of(PLAN) if result.check == "block_result"]


@pytest.mark.parametrize(
    ("before", "after", "relief", "outcome"),
    [(8.0, 4.0, 50.0, Outcome.OK), (8.0, 4.5, 43.75, Outcome.WARN), (5.0, 7.0, -40.0, Outcome.WARN)],
)
def test_a_block_is_judged_by_the_pain_before_and_after(
    before: float, after: float, relief: float, outcome: Outcome
) -> None:
    block = replace(PLAN, procedure=Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK))
    result = assessed(
        results_of(answered(block, pain_before=before, pain_after=after)), "block_result", "plan"
    )
    assert (number(result, "relief_percent"), result.outcome) == (relief, outcome)


@pytest.mark.parametrize("answers", [{}, {"pain_before": 6.0}, {"pain_before": 0.0, "pain_after": 0.0}])
def test_a_block_that_was_not_done_yet_has_no_result(answers: dict[str, Answer]) -> None:
    block = replace(PLAN, procedure=Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK))
    assert not [r for r in results_of(answered(block, **answers)) if r.check == "block_result"]


def test_in_words() -> None:
    good, none = of_joint(kind="both", relief=49.7), of_joint()
    assert headline(good) == "49.7% relief by the block"
    assert headline(none) == "No positive block is recorded for this joint."
    assert value_words(none) == "look again"
    assert subject_text(TWO_SIDES, none) == "L4-L5 joint left"
    with use("zh_CN"):
        assert "L4-L5" in subject_text(TWO_SIDES, none)


def test_the_stated_limit_cannot_be_changed() -> None:
    with pytest.raises(LimitError, match="stated"):
        results_of(replace(TWO_SIDES, limits={"block_result.warn": 30.0}))
