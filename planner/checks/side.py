"""Side: whether target and needle tip lie on the side that is written."""

from __future__ import annotations

from collections.abc import Iterator

from planner.anatomy.spine import Level, Side
from planner.anatomy.wording import side_words
from planner.checks.reasons import Reason, reason_text
from planner.checks.result import Assessed, NotAssessed, Outcome, Result, at_best_warn, judged
from planner.checks.rounding import rounded
from planner.checks.scene import Scene
from planner.geometry.vectors import Point
from planner.guideline.rules import Rule
from planner.plan.midline import Midline, is_near, midline_of, swapped_levels
from planner.plan.parts import MedialBranch, Role, Target
from planner.plan.plan import Plan
from planner.plan.vertebrae import unconfirmed_levels
from planner.words import _


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result per target, for its own points and the tips of its needles.

    `offset_mm` is the smallest distance from the midline towards the written side, negative beyond it;
    `at` is the id of the target or needle that it was found at, `side` the side on which that lies. A level
    whose pedicles are marked the wrong way round fails by itself. Where the landmarks of the target's
    vertebra or a neighbour were found by the program and nobody has confirmed them, it can at best warn.
    """
    for level in swapped_levels(plan):
        yield Assessed("side", level.value, Outcome.FAIL, (), rule, reason=Reason.LANDMARKS_SWAPPED)
    midline = midline_of(plan)
    for target in plan.targets:
        yield _assess(plan, target, midline, rule)


def _assess(plan: Plan, target: Target, midline: Midline | None, rule: Rule) -> Result:
    if midline is None or not midline.is_known_at(target.bone):
        return NotAssessed("side", target.id, Reason.NO_LANDMARKS, rule, target.bone.value)
    points = [(target.id, point) for point in _points(target)]
    points += [(n.id, n.tip_mm) for n in plan.needles_of(target) if n.role is not Role.THERMOMETER]
    if not points:
        return NotAssessed("side", target.id, Reason.NO_GEOMETRY, rule)
    offsets = [(midline.offset_mm(point) * target.side.sign, owner, point) for owner, point in points]
    offset_mm, owner, point = min(offsets, key=lambda each: each[0])
    outcome = judged(rule, offset_mm)
    lies = target.side if offset_mm > 0.0 else target.side.other
    measured = (("offset_mm", offset_mm), ("side", lies.value), ("at", owner))
    reason = Reason.NEAR_MIDLINE if outcome is Outcome.WARN else None
    unsure = ""
    if reason is None and (unsure := _unconfirmed_near(plan, target.bone)):
        outcome, reason = at_best_warn(outcome), Reason.LANDMARKS_NOT_CONFIRMED
    witness = (midline.at(point.z), point)
    return Assessed("side", target.id, outcome, measured, rule, witness, reason=reason, detail=unsure)


def _unconfirmed_near(plan: Plan, bone: Level) -> str:
    """Return the vertebrae that tell the midline at a bone and whose landmarks nobody has confirmed."""
    near = (level for level in unconfirmed_levels(plan) if is_near(level, bone))
    return _(", ").join(level.value for level in near)


def _points(target: Target) -> tuple[Point, ...]:
    if isinstance(target, MedialBranch):
        return target.course_mm
    return tuple(p for p in (target.point_mm, *(target.opening_mm or ())) if p is not None)


def value(result: Assessed) -> str:
    """Return how far from the midline, and to which side; empty where the landmarks are at fault."""
    if not result.measured:
        return ""
    offset = abs(result.measure("offset_mm"))
    side = side_words(Side(result.word("side")))
    return _("{n} mm {side}").format(n=rounded(offset, [result.limits["warn"]]), side=side)


def headline(result: Assessed) -> str:
    """Return how far from the midline, and to which side; or what is wrong with the landmarks."""
    if not result.measured and result.reason is not None:
        return reason_text(result.reason, result.detail)
    return _("{side} of the midline").format(side=value(result))
