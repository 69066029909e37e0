"""What the needle is watched with."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Side
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.checks.wording import headline, value_words
from planner.plan.parts import FacetTarget, Guidance, Procedure, ProcedureKind
from planner.plan.plan import Answer, Plan
from tests.checks.cases import assessed, results_of
from tests.checks.plans import PLAN

RFA, MBB, IA = (
    ProcedureKind.RF_ABLATION,
    ProcedureKind.MEDIAL_BRANCH_BLOCK,
    ProcedureKind.FACET_INJECTION,
)
JOINT = FacetTarget(id="T1", joint="L4-L5", side=Side.LEFT)
NARROWED = "narrowed.L4-L5.left"


def guided(kind: ProcedureKind, guidance: Guidance, **answers: Answer) -> Assessed:
    plan = replace(PLAN, procedure=Procedure(kind=kind, guidance=guidance), answers=answers)
    if kind is IA:
        plan = replace(plan.with_item(JOINT), needles=())
    return assessed(results_of(plan), "image_guidance", "plan")


@pytest.mark.parametrize(
    ("kind", "guidance", "outcome", "reason", "rule"),
    [
        (RFA, Guidance.C_ARM, Outcome.OK, None, "R7"),
        (RFA, Guidance.CT, Outcome.WARN, Reason.ABLATION_WITHOUT_C_ARM, "R7"),
        (RFA, Guidance.ULTRASOUND, Outcome.WARN, Reason.ABLATION_WITHOUT_C_ARM, "R7"),
        (MBB, Guidance.C_ARM, Outcome.OK, None, "R5"),
        (MBB, Guidance.CT, Outcome.OK, None, "R5"),
        (MBB, Guidance.ULTRASOUND, Outcome.WARN, Reason.ULTRASOUND, "R5"),
        (IA, Guidance.CT, Outcome.OK, None, "R6"),
        (IA, Guidance.C_ARM, Outcome.WARN, Reason.NARROWED_UNKNOWN, "R6"),
        (IA, Guidance.ULTRASOUND, Outcome.WARN, Reason.ULTRASOUND, "R6"),
    ],
)
def test_each_procedure_with_each_guidance(
    kind: ProcedureKind, guidance: Guidance, outcome: Outcome, reason: Reason | None, rule: str
) -> None:
    result = guided(kind, guidance)
    assert (result.outcome, result.reason, result.rule.id) == (outcome, reason, rule)


@pytest.mark.parametrize("kind", ProcedureKind)
@pytest.mark.parametrize("guidance", [Guidance.C_ARM, Guidance.CT])
def test_x_rays_in_pregnancy_stop_the_work(kind: ProcedureKind, guidance: Guidance) -> None:
    result = guided(kind, guidance, pregnancy="yes")
    assert (result.outcome, result.reason) == (Outcome.FAIL, Reason.X_RAYS_IN_PREGNANCY)


def test_in_pregnancy_a_block_by_ultrasound_is_what_the_source_names() -> None:
    assert guided(MBB, Guidance.ULTRASOUND, pregnancy="yes").outcome is Outcome.OK


@pytest.mark.parametrize(
    ("narrowed", "outcome", "reason"),
    [("no", Outcome.OK, None), ("yes", Outcome.WARN, Reason.NARROWED_JOINT)],
)
def test_a_narrowed_joint_asks_for_ct(narrowed: str, outcome: Outcome, reason: Reason | None) -> None:
    result = guided(IA, Guidance.C_ARM, **{NARROWED: narrowed})
    assert (result.outcome, result.reason) == (outcome, reason)
    assert guided(IA, Guidance.CT, **{NARROWED: narrowed}).outcome is Outcome.OK


def test_in_words() -> None:
    assert headline(guided(RFA, Guidance.C_ARM)) == "guided by C-arm"
    assert value_words(guided(MBB, Guidance.CT)) == "CT"
    narrowed = headline(guided(IA, Guidance.C_ARM, **{NARROWED: "yes"}))
    assert narrowed == "The joint space of L4-L5 is narrowed: the consensus then prefers CT."


def test_a_plan_without_targets_has_nothing_to_guide() -> None:
    assert not [r for r in results_of(Plan()) if r.check == "image_guidance"]
