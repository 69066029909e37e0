"""One module per check: (plan, scene, rule) -> results."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from planner.checks import (
    alignment,
    block_result,
    bone_path,
    coverage,
    hardware_clearance,
    image_guidance,
    image_identity,
    image_quality,
    injected_volume,
    lesion_settings,
    needles_apart,
    reach,
    repeat,
    side,
    skin,
    structure_clearance,
)
from planner.checks.estimates import at_best_estimated
from planner.checks.result import Assessed, Result, severity
from planner.checks.scene import Scene
from planner.guideline.rules import Rule, Rules
from planner.plan.plan import Plan


@dataclass(frozen=True)
class Check:
    """A check: what computes it, how its results are worded, and whether they can be drawn on the images.

    `value` words what was measured in its shortest form, `headline` in one line, `placed` what becomes of it
    when the needle does not lie as planned; None where that is not asked.
    """

    run: Callable[[Plan, Scene, Rule], Iterator[Result]]
    value: Callable[[Assessed], str]
    headline: Callable[[Assessed], str]
    placed: Callable[[Assessed], str] | None
    drawn: bool


class _Module(Protocol):
    """What the module of a check offers."""

    def check(self, plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]: ...
    def value(self, result: Assessed) -> str: ...
    def headline(self, result: Assessed) -> str: ...


def _check(module: _Module, *, drawn: bool, placed: Callable[[Assessed], str] | None = None) -> Check:
    return Check(module.check, module.value, module.headline, placed, drawn)


CHECKS = {
    "image_identity": _check(image_identity, drawn=False),
    "image_quality": _check(image_quality, drawn=False),
    "side": _check(side, drawn=False),
    "alignment": _check(alignment, drawn=True, placed=alignment.placed),
    "coverage": _check(coverage, drawn=True, placed=coverage.placed),
    "structure_clearance": _check(structure_clearance, drawn=True, placed=structure_clearance.placed),
    "hardware_clearance": _check(hardware_clearance, drawn=True, placed=hardware_clearance.placed),
    "skin": _check(skin, drawn=True, placed=skin.placed),
    "reach": _check(reach, drawn=True),
    "bone_path": _check(bone_path, drawn=True),
    "needles_apart": _check(needles_apart, drawn=True),
    "lesion_settings": _check(lesion_settings, drawn=False),
    "injected_volume": _check(injected_volume, drawn=False),
    "image_guidance": _check(image_guidance, drawn=False),
    "block_result": _check(block_result, drawn=False),
    "repeat": _check(repeat, drawn=False),
}
"""Every check by its name, in the order in which results of equal weight are listed."""


def review(plan: Plan, scene: Scene, rules: Rules) -> tuple[Result, ...]:
    """Return the results of every check that applies to a plan, worst first.

    Within one severity they keep the order of `CHECKS` and of the plan.
    """
    results: list[Result] = []
    plan = rules.placed(plan)
    for name, check in CHECKS.items():
        rule = rules.rule(name, plan.procedure.kind)
        if rule is not None:
            results.extend(check.run(plan, scene, rule))
    if plan.c_arm.positions.are_of_c_arm:
        results = [at_best_estimated(result) for result in results]
    return tuple(sorted(results, key=severity))
