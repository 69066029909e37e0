"""Reach: whether the cannula is longer than the path from skin to tip."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Result, judged
from planner.checks.rounding import judged_number, rounded
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.guideline.rules import Rule
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:
    """Yield one result per needle: `path_mm` from skin to tip and `spare_mm`, the cannula's length beyond it.

    The path is measured from the skin in the images, wherever on its line the entry has been drawn.
    """
    for needle in plan.needles:
        yield _assess(needle, scene, rule)


def _assess(needle: Needle, scene: Scene, rule: Rule) -> Result:
    device = catalogue().get(needle.device)
    if device is None:
        return NotAssessed("reach", needle.id, Reason.UNKNOWN_DEVICE, rule, needle.device)
    if scene.why_blind is not None:
        return NotAssessed("reach", needle.id, scene.why_blind, rule)
    skin = scene.skin_on_ray(needle.tip_mm, needle.entry_mm)
    if skin is None:
        return NotAssessed("reach", needle.id, Reason.NO_SKIN, rule)
    path_mm = skin.distance_to(needle.tip_mm)
    spare_mm = device.length_mm - path_mm
    measured = (("path_mm", path_mm), ("spare_mm", spare_mm), ("cannula_mm", device.length_mm))
    return Assessed("reach", needle.id, judged(rule, spare_mm), measured, rule, (skin, needle.tip_mm))


def value(result: Assessed) -> str:
    """Return the path from skin to tip."""
    return _("{n} mm").format(n=rounded(result.measure("path_mm")))


def headline(result: Assessed) -> str:
    """Return the path, and how much of the cannula is to spare."""
    return _("{path} from skin to tip, {spare} mm of the cannula to spare").format(
        path=value(result), spare=judged_number(result, "spare_mm")
    )
