"""Whether the burns are what the consensus speaks of."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.checks.limit_words import limit_text
from planner.checks.result import Assessed, Outcome
from planner.checks.wording import headline, value_words
from planner.plan.parts import Lesion, Procedure, ProcedureKind, Role
from tests.checks.cases import assessed, number, results_of
from tests.checks.plans import needle, with_items


def burnt(*celsius: float) -> Assessed:
    lesions = tuple(Lesion(temperature_c=each) for each in celsius)
    return assessed(results_of(with_items(needle(lesions=lesions))), "lesion_settings", "N1")


@pytest.mark.parametrize(
    ("celsius", "lowest", "outcome"),
    [
        ((80.0,), 80.0, Outcome.OK),
        ((79.9,), 79.9, Outcome.WARN),
        ((90.0, 85.0), 85.0, Outcome.OK),
        ((90.0, 42.0), 42.0, Outcome.WARN),
    ],
)
def test_both_sides_of_the_limit(celsius: tuple[float, ...], lowest: float, outcome: Outcome) -> None:
    result = burnt(*celsius)
    assert (number(result, "temperature_c"), result.outcome) == (lowest, outcome)
    assert result.rule.id == "5: conventional"


def test_in_words() -> None:
    assert headline(burnt(80.0)) == "burns at 80 °C"
    assert headline(burnt(79.96)) == "burns at 79.96 °C: outside what the consensus speaks of"
    assert value_words(burnt(80.0)) == "80 °C"
    assert limit_text(burnt(80.0)) == "look again below 80 °C (stated by the source)"


def test_only_electrodes_with_planned_burns_have_a_result() -> None:
    plan = with_items(needle(lesions=()), needle(id="N2", role=Role.THERMOMETER))
    assert not [r for r in results_of(plan) if r.check == "lesion_settings"]
    block = replace(with_items(needle()), procedure=Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK))
    assert not [r for r in results_of(block) if r.check == "lesion_settings"]
