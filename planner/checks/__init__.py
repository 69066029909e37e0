"""One module per check: (plan, scene, rule) -> results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from planner.checks import (
    alignment,
    coverage,
    hardware_clearance,
    image_identity,
    injected_volume,
    reach,
    side,
)
from planner.checks.result import Result, severity
from planner.checks.scene import Scene
from planner.guideline.rules import Rule, Rules
from planner.plan.plan import Plan


@dataclass(frozen=True)
class Check:
    """A check: what computes it, and whether its results can be drawn on the images."""

    run: Callable[[Plan, Scene, Rule], Iterator[Result]]
    drawn: bool


CHECKS = {
    "image_identity": Check(image_identity.check, drawn=False),
    "side": Check(side.check, drawn=False),
    "alignment": Check(alignment.check, drawn=True),
    "coverage": Check(coverage.check, drawn=True),
    "hardware_clearance": Check(hardware_clearance.check, drawn=True),
    "reach": Check(reach.check, drawn=True),
    "injected_volume": Check(injected_volume.check, drawn=False),
}
"""Every check by its name, in the order in which results of equal weight are listed."""


def review(plan: Plan, scene: Scene, rules: Rules) -> tuple[Result, ...]:
    """Return the results of every check that applies to a plan, worst first.

    Within one severity they keep the order of `CHECKS` and of the plan.
    """
    results: list[Result] = []
    for name, check in CHECKS.items():
        rule = rules.rule(name, plan.procedure.kind)
        if rule is not None:
            results.extend(check.run(plan, scene, rule))
    return tuple(sorted(results, key=severity))
