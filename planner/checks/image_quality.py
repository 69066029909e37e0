"""Images: whether the scan is fine enough for what is read off it, and reaches to where it is read."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome, Result, judged
from planner.checks.rounding import judged_number
from planner.checks.scene import Scene
from planner.guideline.rules import Rule
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:
    """Yield one result for the plan, `spacing_mm`, and one per needle that leaves the scan under the skin.

    `spacing_mm` is the largest distance between neighbouring voxels along an axis of the grid: that of the
    slices in an axial scan. What lies outside of the scan is not assessed, whatever else is measured there;
    nor is, where there is or may be metal, a scan that is cut off so low that metal looks like bone.
    """
    if scene.volume is None or not plan.items:
        return
    spacing_mm = float(max(scene.volume.spacing_mm))
    outcome, cut_off_hu = judged(rule, spacing_mm), scene.hides_metal
    if (
        cut_off_hu is not None
        and outcome is not Outcome.FAIL
        and (plan.hardware or not plan.hardware_reviewed)
    ):
        yield NotAssessed("image_quality", "plan", Reason.METAL_HIDDEN, rule, f"{cut_off_hu:.0f}")
    else:
        yield Assessed("image_quality", "plan", outcome, (("spacing_mm", spacing_mm),), rule)
    for needle in plan.needles:
        entry = scene.skin_on_ray(needle.tip_mm, needle.entry_mm) or needle.entry_mm
        if not (scene.volume.contains(needle.tip_mm) and scene.volume.contains(entry)):
            yield NotAssessed("image_quality", needle.id, Reason.OUTSIDE_SCAN, rule)


def value(result: Assessed) -> str:
    """Return the largest distance between neighbouring voxels."""
    return _("{n} mm").format(n=judged_number(result, "spacing_mm", decimals=1))


def headline(result: Assessed) -> str:
    """Return the largest distance between neighbouring voxels."""
    return _("voxels up to {value} apart").format(value=value(result))
