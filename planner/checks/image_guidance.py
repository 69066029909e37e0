"""Guidance: whether what the needle is watched with suits the procedure, the joint and the patient."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.reasons import Reason, reason_text
from planner.checks.result import Assessed, Outcome, Result
from planner.checks.scene import Scene
from planner.guideline.rules import Rule
from planner.plan.answers import answer
from planner.plan.parts import FacetTarget, Guidance, ProcedureKind
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result for the plan: which `guidance` it names.

    X-rays for a patient who is pregnant fail: that is a stop of ours, where the source prefers ultrasound.
    """
    if not plan.targets:
        return
    outcome, reason, detail = _judge(plan)
    measured = (("guidance", plan.procedure.guidance.value),)
    yield Assessed("image_guidance", "plan", outcome, measured, rule, reason=reason, detail=detail)


def _judge(plan: Plan) -> tuple[Outcome, Reason | None, str]:
    guidance, kind = plan.procedure.guidance, plan.procedure.kind
    if answer(plan, "pregnancy") == "yes" and guidance is not Guidance.ULTRASOUND:
        return Outcome.FAIL, Reason.X_RAYS_IN_PREGNANCY, ""
    if kind is ProcedureKind.FACET_INJECTION:
        return _of_injection(plan)
    if kind is ProcedureKind.RF_ABLATION and guidance is not Guidance.C_ARM:
        return Outcome.WARN, Reason.ABLATION_WITHOUT_C_ARM, ""
    if guidance is Guidance.ULTRASOUND and answer(plan, "pregnancy") != "yes":
        return Outcome.WARN, Reason.ULTRASOUND, ""
    return Outcome.OK, None, ""


def _of_injection(plan: Plan) -> tuple[Outcome, Reason | None, str]:
    if plan.procedure.guidance is Guidance.CT:
        return Outcome.OK, None, ""
    if plan.procedure.guidance is Guidance.ULTRASOUND:
        return Outcome.WARN, Reason.ULTRASOUND, ""
    joints = [target for target in plan.targets if isinstance(target, FacetTarget)]
    narrowed = {t: answer(plan, f"narrowed.{t.joint}.{t.side.value}") for t in joints}
    for reason, given in ((Reason.NARROWED_JOINT, "yes"), (Reason.NARROWED_UNKNOWN, None)):
        found = [target.joint for target, said in narrowed.items() if said == given]
        if found:
            return Outcome.WARN, reason, _(", ").join(found)
    return Outcome.OK, None, ""


def value(result: Assessed) -> str:
    """Return what the needle is watched with."""
    return {
        Guidance.C_ARM: _("C-arm"),
        Guidance.CT: _("CT"),
        Guidance.ULTRASOUND: _("ultrasound"),
    }[Guidance(result.word("guidance"))]


def headline(result: Assessed) -> str:
    """Return what the needle is watched with, or what speaks against it."""
    if result.reason is not None:
        return reason_text(result.reason, result.detail)
    return _("guided by {guidance}").format(guidance=value(result))
