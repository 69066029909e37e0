"""Injected volume: drug and contrast together, per nerve or joint, and whether they meet each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import pi, sqrt

from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Result, Values, at_best_warn, judged
from planner.checks.rounding import judged_number
from planner.checks.scene import Scene
from planner.guideline.rules import Rule
from planner.plan.parts import Needle, Role
from planner.plan.plan import Plan
from planner.words import _

STUDIED_ML = 0.5
"""The volume whose spread the source gives."""


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result for the plan: `total_ml` at each target.

    At nerves `spread_mm` is how far the drug spreads; where two of these discs meet it can at best warn.
    """
    drug_ml, contrast_ml = plan.injection.drug_ml, plan.injection.contrast_ml
    if drug_ml is None or contrast_ml is None:
        yield NotAssessed("injected_volume", "plan", Reason.NO_VOLUMES, rule)
        return
    total_ml = drug_ml + contrast_ml
    outcome, meeting = judged(rule, total_ml), ""
    measured: Values = (("total_ml", total_ml),)
    if "spread" in rule.assumptions:
        area_cm2 = rule.assumptions["spread"].value * total_ml / STUDIED_ML
        spread_mm = 10.0 * sqrt(area_cm2 / pi)
        measured, meeting = (*measured, ("spread_mm", spread_mm)), _meeting(plan, spread_mm)
    if meeting:
        outcome = at_best_warn(outcome)
    reason = Reason.SPREADS_MEET if meeting else None
    yield Assessed("injected_volume", "plan", outcome, measured, rule, reason=reason, detail=meeting)


def _meeting(plan: Plan, spread_mm: float) -> str:
    """Return the needles at different targets whose drug meets; empty where none does."""
    needles = [needle for needle in plan.needles if needle.role is not Role.THERMOMETER and needle.target]
    pairs = [pair for pair in combinations(needles, 2) if _meet(*pair, 2.0 * spread_mm)]
    return _(", ").join(f"{one.id} + {other.id}" for one, other in pairs)


def _meet(one: Needle, other: Needle, within_mm: float) -> bool:
    return one.target != other.target and one.tip_mm.distance_to(other.tip_mm) < within_mm


def value(result: Assessed) -> str:
    """Return the volume."""
    return _("{n} mL").format(n=judged_number(result, "total_ml", decimals=1))


def headline(result: Assessed) -> str:
    """Return the volume at each target."""
    return _("{value} in all at each target").format(value=value(result))
