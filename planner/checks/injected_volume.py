"""Injected volume: drug and contrast together, per nerve or joint."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Result, judged
from planner.checks.rounding import judged_number
from planner.checks.scene import Scene
from planner.guideline.rules import Rule
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result for the plan: `total_ml` at each target."""
    drug_ml, contrast_ml = plan.injection.drug_ml, plan.injection.contrast_ml
    if drug_ml is None or contrast_ml is None:
        yield NotAssessed("injected_volume", "plan", Reason.NO_VOLUMES, rule)
        return
    total_ml = drug_ml + contrast_ml
    yield Assessed("injected_volume", "plan", judged(rule, total_ml), (("total_ml", total_ml),), rule)


def value(result: Assessed) -> str:
    """Return the volume."""
    return _("{n} mL").format(n=judged_number(result, "total_ml", decimals=1))


def headline(result: Assessed) -> str:
    """Return the volume at each target."""
    return _("{value} in all at each target").format(value=value(result))
