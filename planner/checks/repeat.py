"""Repeat: whether an earlier ablation helped so much and so long that another is reasonable."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.reasons import Reason, reason_text
from planner.checks.result import Assessed, Outcome, Result, Value, at_best_warn
from planner.checks.rounding import rounded
from planner.checks.scene import Scene
from planner.guideline.rules import Rule
from planner.plan.answers import answer, number
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result for a plan that repeats an ablation: `relief_percent` and `duration_months`."""
    if answer(plan, "earlier_ablation") != "yes":
        return
    relief, months = number(plan, "earlier_relief"), number(plan, "earlier_months")
    measured: list[tuple[str, Value]] = []
    broken = False
    for name, limit, found in (
        ("relief_percent", "warn", relief),
        ("duration_months", "warn_months", months),
    ):
        if found is not None:
            measured.append((name, float(found)))
            broken |= rule.limits[limit].broken_by(found)
    reason = Reason.REPEAT_UNKNOWN if relief is None or months is None else None
    if answer(plan, "pain_changed") in ("yes", "unknown"):
        reason = Reason.PAIN_CHANGED
    outcome = Outcome.WARN if broken else Outcome.OK
    outcome = outcome if reason is None else at_best_warn(outcome)
    yield Assessed("repeat", "plan", outcome, tuple(measured), rule, reason=reason)


def value(result: Assessed) -> str:
    """Return the relief by the last ablation; empty where it is not known."""
    relief = result.number("relief_percent")
    return "" if relief is None else _("{n}%").format(n=rounded(relief, [result.limits["warn"]]))


def headline(result: Assessed) -> str:
    """Return how much the last ablation relieved and for how long, as far as it is known."""
    months = result.number("duration_months")
    if value(result) and months is not None:
        lasted = rounded(months, [result.limits["warn_months"]])
        return _("{relief} relief for {n} months by the last ablation").format(relief=value(result), n=lasted)
    return reason_text(result.reason or Reason.REPEAT_UNKNOWN)
