"""Reach: whether the cannula is longer than the path from skin to tip."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.result import Assessed, NotAssessed, Reason, Result, judged
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.guideline.rules import Rule
from planner.plan.parts import Needle
from planner.plan.plan import Plan


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
    if scene.volume is None:
        return NotAssessed("reach", needle.id, Reason.NO_VOLUME, rule)
    skin = scene.skin_on_ray(needle.tip_mm, needle.entry_mm)
    if skin is None:
        return NotAssessed("reach", needle.id, Reason.NO_SKIN, rule)
    path_mm = skin.distance_to(needle.tip_mm)
    spare_mm = device.length_mm - path_mm
    measured = (("path_mm", path_mm), ("spare_mm", spare_mm), ("cannula_mm", device.length_mm))
    return Assessed("reach", needle.id, judged(rule, spare_mm), measured, rule, (skin, needle.tip_mm))
