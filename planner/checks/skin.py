"""Skin: how far the lesion stays below it, and whether the whole of the active tip lies under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.checks.gaps import hazard_size, hazards_of
from planner.checks.placements import accuracies, at_least, below_plane_mm, least_words, told
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome, Result, judged
from planner.checks.rounding import judged_number, rounded
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.devices.lesion import active_tip
from planner.devices.placement import Accuracy, PlacementTable
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point, Vector
from planner.guideline.rules import Rule
from planner.plan.parts import Needle, Role
from planner.plan.plan import Plan
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:
    """Yield one result per electrode: `lesion_mm` from lesion to skin, `active_mm` from active tip to skin.

    The first is the smallest distance between the large lesion model and the skin in the images, negative
    where it comes through; the second is measured along the needle, negative where part of the active tip
    lies outside. `lesion_freehand_mm` and `lesion_corrected_mm` are what the first is not below in nine of
    ten placements, the skin about there taken as flat.
    """
    table = accuracies(plan)
    for needle in plan.needles:
        if needle.role is Role.ELECTRODE:
            yield _assess(needle, scene, rule, table)


def _assess(needle: Needle, scene: Scene, rule: Rule, table: PlacementTable) -> Result:
    def not_assessed(reason: Reason) -> NotAssessed:
        return NotAssessed("skin", needle.id, reason, rule, needle.device)

    device = catalogue().get(needle.device)
    if device is None:
        return not_assessed(Reason.UNKNOWN_DEVICE)
    lesions = hazards_of(needle, device)
    if isinstance(lesions, Reason):
        return not_assessed(lesions)
    if scene.why_blind is not None:
        return not_assessed(scene.why_blind)
    skin = scene.skin_on_ray(needle.tip_mm, needle.entry_mm)
    if skin is None:
        return not_assessed(Reason.NO_SKIN)
    found = (_below_skin(needle, lesion, skin, scene) for lesion in _shallowest(needle, lesions))
    nearest = min(found, key=lambda each: each.gap_mm)
    withdrawn_mm = max(burn.withdraw_mm for burn in needle.lesions)
    rear = active_tip(needle.segment, device, withdrawn_mm)
    assert rear is not None, "an electrode whose lesions are known has an active tip"
    active_mm = (skin - rear.start).dot(-needle.segment.direction)
    measured = (
        ("lesion_mm", nearest.gap_mm),
        ("active_mm", active_mm),
        *told(table, "lesion", "mm", lambda of: nearest.placed_mm(needle, of)),
    )
    reason = Reason.ACTIVE_TIP_OUT if active_mm <= 0.0 else None
    outcome = judged(rule, nearest.gap_mm) if reason is None else Outcome.FAIL
    size = hazard_size(nearest.lesion)
    return Assessed("skin", needle.id, outcome, measured, rule, nearest.witness, size, reason)


def _shallowest(needle: Needle, lesions: tuple[Capsule, ...]) -> tuple[Capsule, ...]:
    """Return of the lesions that are equally wide the one that is drawn back farthest."""
    by_depth = sorted(lesions, key=lambda lesion: lesion.start.distance_to(needle.tip_mm))
    return tuple({lesion.radius_mm: lesion for lesion in by_depth}.values())


@dataclass(frozen=True)
class _BelowSkin:
    """A lesion, the place on the skin nearest to it, and the direction from one to the other."""

    lesion: Capsule
    skin: Point
    outwards: Vector

    @property
    def gap_mm(self) -> float:
        """From lesion to skin, negative where it comes through.

        It is measured from the lesion's rear end: the skin near a needle lies towards its hub.
        """
        return (self.skin - self.lesion.start).dot(self.outwards) - self.lesion.radius_mm

    @property
    def witness(self) -> tuple[Point, Point]:
        """The points on the two surfaces."""
        return self.lesion.start + self.outwards * self.lesion.radius_mm, self.skin

    def placed_mm(self, needle: Needle, of: Accuracy) -> float:
        """Return what the gap is not below in nine of ten placements."""
        placed = (needle.segment, of.tip_mm, of.angle_deg, self.lesion)
        return at_least(below_plane_mm(*placed, self.skin, self.outwards))


def _below_skin(needle: Needle, lesion: Capsule, on_line: Point, scene: Scene) -> _BelowSkin:
    """Return how a lesion lies below the skin, where the needle's line meets it at `on_line`."""
    outwards, rear = -needle.segment.direction, lesion.start
    skin = scene.skin_nearest(rear, outwards) if (on_line - rear).dot(outwards) > 0.0 else None
    if skin is None or skin == rear:
        return _BelowSkin(lesion, on_line, outwards)
    return _BelowSkin(lesion, skin, (skin - rear).unit())


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


def placed(result: Assessed) -> str:
    """Return how far the lesion stays below the skin at least in nine of ten placements."""
    return least_words(result, "lesion")
