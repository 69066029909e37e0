"""Injected volume: drug and contrast together."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.geometry.vectors import Vector
from planner.guideline.limits import LimitError
from planner.plan.parts import Injection, Procedure, ProcedureKind
from planner.plan.plan import Plan
from tests.checks.cases import assessed, not_assessed, number, results_of
from tests.checks.plans import PLAN, needle, nerve

BLOCK, JOINT = ProcedureKind.MEDIAL_BRANCH_BLOCK, ProcedureKind.FACET_INJECTION


def injecting(kind: ProcedureKind, drug_ml: float | None, contrast_ml: float | None) -> Plan:
    """Return a plan of a procedure with these volumes."""
    injection = Injection(drug_ml=drug_ml, contrast_ml=contrast_ml)
    return replace(PLAN, procedure=Procedure(kind=kind), injection=injection)


@pytest.mark.parametrize(
    ("kind", "drug_ml", "contrast_ml", "outcome", "rule"),
    [
        (BLOCK, 0.5, 0.0, Outcome.OK, "4.3.1"),
        (BLOCK, 0.4, 0.11, Outcome.FAIL, "4.3.1"),
        (JOINT, 1.0, 0.49, Outcome.OK, "R9"),
        (JOINT, 1.0, 0.5, Outcome.FAIL, "R9"),
        (JOINT, 2.0, 0.5, Outcome.FAIL, "R9"),
    ],
)
def test_both_sides_of_each_limit(
    kind: ProcedureKind, drug_ml: float, contrast_ml: float, outcome: Outcome, rule: str
) -> None:
    result = assessed(results_of(injecting(kind, drug_ml, contrast_ml)), "injected_volume", "plan")
    assert number(result, "total_ml") == pytest.approx(drug_ml + contrast_ml)
    assert (result.outcome, result.rule.id) == (outcome, rule)


@pytest.mark.parametrize(("drug_ml", "contrast_ml"), [(None, 0.0), (0.5, None)])
def test_a_volume_not_given_is_not_zero(drug_ml: float | None, contrast_ml: float | None) -> None:
    results = results_of(injecting(JOINT, drug_ml, contrast_ml))
    assert not_assessed(results, "injected_volume", "plan").reason is Reason.NO_VOLUMES


def test_it_does_not_apply_to_ablation() -> None:
    assert [r for r in results_of(PLAN) if r.check == "injected_volume"] == []


def test_a_stated_limit_cannot_be_changed() -> None:
    with pytest.raises(LimitError, match="stated"):
        results_of(replace(injecting(JOINT, 1.0, 0.0), limits={"injected_volume.fail": 3.0}))


def apart(mm: float, total_ml: float, targets: tuple[str, str] = ("T1", "T2")) -> Assessed:
    """Return the result of a block by two needles whose tips lie so far apart."""
    plan = injecting(BLOCK, total_ml, 0.0).with_item(nerve(id="T2", nerve=Level.L4))
    tip = PLAN.needles[0].tip_mm
    for name, target, at in zip(("N1", "N2"), targets, (tip, tip + Vector(0.0, 0.0, -mm)), strict=True):
        plan = plan.with_item(needle(id=name, target=target, tip_mm=at))
    return assessed(results_of(plan), "injected_volume", "plan")


def test_half_a_millilitre_spreads_over_a_disc_of_six_square_centimetres() -> None:
    assert number(apart(50.0, 0.5), "spread_mm") == pytest.approx(13.82, abs=0.01)
    assert number(apart(50.0, 0.25), "spread_mm") == pytest.approx(13.82 / 2**0.5, abs=0.01)


@pytest.mark.parametrize(
    ("mm", "total_ml", "meets"),
    [(27.6, 0.5, True), (27.7, 0.5, False), (27.6, 0.3, False), (21.0, 0.3, True)],
)
def test_where_two_spreads_meet_it_can_at_best_warn(mm: float, total_ml: float, meets: bool) -> None:
    result = apart(mm, total_ml)
    assert result.outcome is (Outcome.WARN if meets else Outcome.OK)
    assert (result.reason, result.detail) == ((Reason.SPREADS_MEET, "N1 + N2") if meets else (None, ""))


def test_two_needles_at_one_nerve_may_meet_and_too_much_still_fails() -> None:
    assert apart(5.0, 0.5, ("T1", "T1")).outcome is Outcome.OK
    assert apart(5.0, 0.6).outcome is Outcome.FAIL
