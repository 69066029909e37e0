"""Skin: how far the lesion stays below it, and whether the whole of the active tip lies under it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.gaps import hazard_size, hazards_of
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome, Result, judged
from planner.checks.rounding import judged_number, rounded
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.devices.lesion import active_tip
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.guideline.rules import Rule
from planner.plan.parts import Needle, Role
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:
    """Yield one result per electrode: `lesion_mm` from lesion to skin, `active_mm` from active tip to skin.

    The first is the smallest distance between the large lesion model and the skin in the images, negative
    where it comes through; the second is measured along the needle, negative where part of the active tip
    lies outside.
    """
    for needle in plan.needles:
        if needle.role is Role.ELECTRODE:
            yield _assess(needle, scene, rule)


def _assess(needle: Needle, scene: Scene, rule: Rule) -> Result:
    def not_assessed(reason: Reason) -> NotAssessed:
        return NotAssessed("skin", needle.id, reason, rule, needle.device)

    device = catalogue().get(needle.device)
    if device is None:
        return not_assessed(Reason.UNKNOWN_DEVICE)
    lesions = hazards_of(needle, device)
    if isinstance(lesions, Reason):
        return not_assessed(lesions)
    if scene.volume is None:
        return not_assessed(Reason.NO_VOLUME)
    skin = scene.skin_on_ray(needle.tip_mm, needle.entry_mm)
    if skin is None:
        return not_assessed(Reason.NO_SKIN)
    found = [_nearest(needle, lesion, skin, scene) for lesion in _shallowest(needle, lesions)]
    lesion_mm, lesion, witness = min(found, key=lambda each: each[0])
    withdrawn_mm = max(burn.withdraw_mm for burn in needle.lesions)
    rear = active_tip(needle.segment, device, withdrawn_mm)
    assert rear is not None, "an electrode whose lesions are known has an active tip"
    active_mm = (skin - rear.start).dot(-needle.segment.direction)
    measured = (("lesion_mm", lesion_mm), ("active_mm", active_mm))
    reason = Reason.ACTIVE_TIP_OUT if active_mm <= 0.0 else None
    outcome = judged(rule, lesion_mm) if reason is None else Outcome.FAIL
    return Assessed("skin", needle.id, outcome, measured, rule, witness, hazard_size(lesion), reason)


def _shallowest(needle: Needle, lesions: tuple[Capsule, ...]) -> tuple[Capsule, ...]:
    """Return of the lesions that are equally wide the one that is drawn back farthest."""
    by_depth = sorted(lesions, key=lambda lesion: lesion.start.distance_to(needle.tip_mm))
    return tuple({lesion.radius_mm: lesion for lesion in by_depth}.values())


def _nearest(
    needle: Needle, lesion: Capsule, on_line: Point, scene: Scene
) -> tuple[float, Capsule, tuple[Point, Point]]:
    """Return how far a lesion stays below the skin, the lesion, and the points on the two surfaces.

    It is measured from the lesion's rear end: the skin near a needle lies towards its hub.
    """
    outwards = -needle.segment.direction
    rear = lesion.start
    depth_mm = (on_line - rear).dot(outwards)
    skin = scene.skin_nearest(rear, outwards) if depth_mm > 0.0 else None
    if skin is None or skin == rear:
        return depth_mm - lesion.radius_mm, lesion, (rear + outwards * lesion.radius_mm, on_line)
    way = skin - rear
    return way.length - lesion.radius_mm, lesion, (rear + way.unit() * lesion.radius_mm, skin)


def value(result: Assessed) -> str:
    """Return how far the lesion stays below the skin."""
    return _("{n} mm").format(n=judged_number(result, "lesion_mm"))


def headline(result: Assessed) -> str:
    """Return how far the lesion stays below the skin, or that it reaches it."""
    if result.measure("lesion_mm") <= 0.0:
        return _("Lesion reaches the skin ({n} mm through it)").format(
            n=rounded(-result.measure("lesion_mm"))
        )
    return _("Lesion {gap} below the skin").format(gap=value(result))
