"""Whether an earlier ablation helped so that another is reasonable."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.checks.limit_words import limit_text
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.checks.wording import headline, value_words
from planner.plan.plan import Answer
from tests.checks.cases import assessed, not_assessed, results_of
from tests.checks.plans import PLAN


def repeated(**answers: Answer) -> Assessed:
    plan = replace(PLAN, answers={"earlier_ablation": "yes", **answers})
    return assessed(results_of(plan), "repeat", "plan")


@pytest.mark.parametrize(
    ("relief", "months", "outcome"),
    [
        (51.0, 3.0, Outcome.OK),
        (50.0, 12.0, Outcome.WARN),
        (90.0, 2.9, Outcome.WARN),
        (20.0, 1.0, Outcome.WARN),
    ],
)
def test_both_sides_of_both_limits(relief: float, months: float, outcome: Outcome) -> None:
    result = repeated(earlier_relief=relief, earlier_months=months)
    assert (result.outcome, result.reason, result.rule.id) == (outcome, None, "R16")
    assert (result.number("relief_percent"), result.number("duration_months")) == (relief, months)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({"earlier_relief": 20.0}, None),
        ({"earlier_months": 1.0}, None),
        ({"pain_changed": "yes"}, Reason.PAIN_CHANGED),
        ({"earlier_relief": 80.0, "earlier_months": 9.0, "pain_changed": "yes"}, Reason.PAIN_CHANGED),
        ({"earlier_relief": 80.0, "earlier_months": 9.0, "pain_changed": "unknown"}, Reason.PAIN_CHANGED),
    ],
)
def test_what_was_too_little_or_has_changed_warns(answers: dict[str, Answer], reason: Reason | None) -> None:
    result = repeated(**answers)
    assert (result.outcome, result.reason) == (Outcome.WARN, reason)


@pytest.mark.parametrize("answers", [{}, {"earlier_relief": 80.0}, {"earlier_months": 12.0}])
def test_what_is_not_recorded_is_not_assessed(answers: dict[str, Answer]) -> None:
    plan = replace(PLAN, answers={"earlier_ablation": "yes", **answers})
    assert not_assessed(results_of(plan), "repeat", "plan").reason is Reason.REPEAT_UNKNOWN


def test_the_same_pain_asks_for_no_new_block() -> None:
    assert repeated(earlier_relief=80.0, earlier_months=9.0, pain_changed="no").outcome is Outcome.OK


@pytest.mark.parametrize("answers", [{}, {"earlier_ablation": "no", "earlier_relief": 10.0}])
def test_a_first_ablation_has_no_result(answers: dict[str, Answer]) -> None:
    assert not [r for r in results_of(replace(PLAN, answers=answers)) if r.check == "repeat"]


def test_in_words() -> None:
    result = repeated(earlier_relief=50.4, earlier_months=2.96)
    assert headline(result) == "50.4% relief for 2.96 months by the last ablation"
    assert headline(repeated(earlier_relief=20.0)) == (
        "20% relief by the last ablation, for how long is not recorded"
    )
    short = repeated(earlier_months=1.0)
    assert headline(short) == "relief for 1 months by the last ablation, how much is not recorded"
    assert value_words(short) == "look again"
    assert limit_text(result) == "look again up to 50%, look again below 3 months (stated by the source)"
