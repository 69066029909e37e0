"""Lesion: whether the burns are set to what the consensus speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.result import Assessed, Result, judged
from planner.checks.rounding import judged_number
from planner.checks.scene import Scene
from planner.guideline.rules import Rule
from planner.plan.parts import Role
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result per electrode with planned burns: `temperature_c`, the lowest that is set.

    Every electrode of the catalogue is monopolar. Without a planned burn there is nothing to judge here: the
    coverage says so.
    """
    for needle in plan.needles:
        if needle.role is Role.ELECTRODE and needle.lesions:
            lowest = min(lesion.temperature_c for lesion in needle.lesions)
            measured = (("temperature_c", lowest),)
            yield Assessed("lesion_settings", needle.id, judged(rule, lowest), measured, rule)


def value(result: Assessed) -> str:
    """Return the lowest temperature."""
    return _("{n} °C").format(n=judged_number(result, "temperature_c"))


def headline(result: Assessed) -> str:
    """Return the lowest temperature, and whether it lies outside what the consensus speaks of."""
    if result.limits["warn"].broken_by(result.measure("temperature_c")):
        return _("burns at {value}: outside what the consensus speaks of").format(value=value(result))
    return _("burns at {value}").format(value=value(result))
