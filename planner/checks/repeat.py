"""Repeat: whether an earlier ablation helped so much and so long that another is reasonable."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.reasons import Reason, reason_text
from planner.checks.result import Assessed, NotAssessed, Outcome, Result
from planner.checks.rounding import rounded
from planner.checks.scene import Scene
from planner.guideline.rules import Rule
from planner.plan.answers import answer, number
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result for a plan that repeats an ablation: `relief_percent` and `duration_months`.

    Where one of them is not recorded, and what is recorded speaks not against it, it is not assessed.
    """
    if answer(plan, "earlier_ablation") != "yes":
        return
    relief, months = number(plan, "earlier_relief"), number(plan, "earlier_months")
    recorded = (("relief_percent", "warn", relief), ("duration_months", "warn_months", months))
    measured = tuple((name, float(found)) for name, _limit, found in recorded if found is not None)
    short = any(found is not None and rule.limits[limit].broken_by(found) for _name, limit, found in recorded)
    changed = answer(plan, "pain_changed") in ("yes", "unknown")
    if len(measured) < len(recorded) and not (short or changed):
        yield NotAssessed("repeat", "plan", Reason.REPEAT_UNKNOWN, rule)
        return
    outcome = Outcome.WARN if short or changed else Outcome.OK
    reason = Reason.PAIN_CHANGED if changed else None
    yield Assessed("repeat", "plan", outcome, measured, rule, reason=reason)


def value(result: Assessed) -> str:
    """Return the relief by the last ablation; empty where it is not known."""
    relief = result.number("relief_percent")
    return "" if relief is None else _("{n}%").format(n=rounded(relief, [result.limits["warn"]]))


def headline(result: Assessed) -> str:
    """Return how much the last ablation relieved and for how long, as far as it is known."""
    relief, months = value(result), result.number("duration_months")
    lasted = "" if months is None else rounded(months, [result.limits["warn_months"]])
    if relief and lasted:
        return _("{relief} relief for {n} months by the last ablation").format(relief=relief, n=lasted)
    if relief:
        return _("{relief} relief by the last ablation, for how long is not recorded").format(relief=relief)
    if lasted:
        return _("relief for {n} months by the last ablation, how much is not recorded").format(n=lasted)
    return reason_text(result.reason or Reason.REPEAT_UNKNOWN)
