"""Block: whether a diagnostic block spoke for each joint that is to be ablated, and what this block gave."""

from __future__ import annotations

from collections.abc import Iterator

from planner.anatomy.spine import Joint, Side
from planner.checks.reasons import Reason, reason_text
from planner.checks.result import Assessed, NotAssessed, Outcome, Result, Value, at_best_warn, judged
from planner.checks.rounding import judged_number
from planner.checks.scene import Scene
from planner.guideline.rules import Rule
from planner.plan.answers import answer, is_none, number
from planner.plan.parts import ProcedureKind
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result per joint and side of an ablation; of a block, one for the plan once it has a result.

    `relief_percent` is the relief that was answered for the joint, or what the pain before and after makes of
    it. The subject of a joint is its name and side, "L4-L5.left". No block at all warns; a block of which
    nobody says what it relieved is not assessed.
    """
    if plan.procedure.kind is ProcedureKind.RF_ABLATION:
        for side in Side:
            for joint in plan.joints(side):
                yield _of_joint(plan, joint, side, rule)
    else:
        yield from _of_this_block(plan, rule)


def _of_joint(plan: Plan, joint: Joint, side: Side, rule: Rule) -> Result:
    place = f"{joint.name}.{side.value}"
    kind = answer(plan, f"block.{place}.kind")
    relief = number(plan, f"block.{place}.relief")

    def result(outcome: Outcome, reason: Reason | None) -> Assessed:
        measured: tuple[tuple[str, Value], ...] = ()
        if relief is not None and not is_none(kind):
            measured = (("relief_percent", float(relief)),)
        return Assessed("block_result", place, outcome, measured, rule, reason=reason)

    if kind is None or is_none(kind):
        return result(Outcome.WARN, Reason.NO_BLOCK)
    if relief is None:
        return NotAssessed("block_result", place, Reason.NO_RELIEF, rule)
    outcome = judged(rule, relief)
    if kind == "intra_articular":
        return result(at_best_warn(outcome), Reason.BLOCK_IN_JOINT_ONLY)
    return result(outcome, None)


def _of_this_block(plan: Plan, rule: Rule) -> Iterator[Assessed]:
    before, after = number(plan, "pain_before"), number(plan, "pain_after")
    if before is not None and after is not None and before > 0.0:
        relief = 100.0 * (before - after) / before
        yield Assessed("block_result", "plan", judged(rule, relief), (("relief_percent", relief),), rule)


def value(result: Assessed) -> str:
    """Return the relief; empty where none is known."""
    if not result.measured:
        return ""
    return _("{n}%").format(n=judged_number(result, "relief_percent"))


def headline(result: Assessed) -> str:
    """Return the relief by the block, or that none is recorded."""
    if not result.measured and result.reason is not None:
        return reason_text(result.reason, result.detail)
    return _("{relief} relief by the block").format(relief=value(result))
