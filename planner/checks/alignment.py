"""Alignment: the angle between the electrode and the nerve beside its active tip."""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, ceil, degrees, floor, hypot, pi, sqrt

from planner.checks.electrodes import electrodes, is_proposal
from planner.checks.placements import HOW, OUT_OF_TEN, accuracies, told
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Result, at_best_warn, judged
from planner.checks.rounding import judged_number
from planner.checks.scene import Scene
from planner.devices.catalogue import catalogue
from planner.devices.lesion import active_tip
from planner.devices.placement import Accuracy, PlacementTable
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.curves import Polyline, Segment
from planner.geometry.rice import rice_quantile
from planner.guideline.rules import Rule
from planner.plan.parts import MedialBranch, Needle
from planner.plan.plan import Plan
from planner.words import _

SHORTEST_CHORD_MM = 1e-6
"""A chord below this has no direction: the course has come back to where it was."""


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:  # noqa: ARG001 - all checks take the scene
    """Yield one result per electrode that is for a nerve: `angle_deg`, with the range that noise makes of it.

    The electrode is taken at its planned tip, before it is drawn back for further lesions.
    """
    table = accuracies(plan)
    for needle, target in electrodes(plan):
        yield _assess(needle, target, rule, table)


def _assess(needle: Needle, target: MedialBranch | None, rule: Rule, table: PlacementTable) -> Result:
    def not_assessed(reason: Reason, detail: str = "") -> NotAssessed:
        return NotAssessed("alignment", needle.id, reason, rule, detail)

    if target is None:
        return not_assessed(Reason.NO_TARGET)
    if target.course is None:
        return not_assessed(Reason.NO_COURSE)
    device = catalogue().get(needle.device)
    if device is None:
        return not_assessed(Reason.UNKNOWN_DEVICE, needle.device)
    tip = active_tip(needle.segment, device)
    if tip is None:
        return not_assessed(Reason.NO_ACTIVE_TIP, needle.device)
    chord = nerve_chord(target.course, tip)
    if chord is None:
        return not_assessed(Reason.NO_CHORD)
    angle_deg = angle_between_lines_deg(needle.segment.vector, chord.vector)
    outcome, reason = judged(rule, angle_deg), None
    if is_proposal(target):
        outcome, reason = at_best_warn(outcome), Reason.NOT_ACCEPTED
    spread_deg = _spread_deg(chord, rule)
    measured = (
        ("angle_deg", angle_deg),
        ("angle_low_deg", max(0.0, angle_deg - spread_deg)),
        ("angle_high_deg", min(90.0, angle_deg + spread_deg)),
        ("chord_mm", chord.length_mm),
        *told(table, "angle", "deg", lambda of: _placed_deg(angle_deg, spread_deg, of)),
    )
    witness = (chord.start, chord.end)
    return Assessed("alignment", needle.id, outcome, measured, rule, witness, reason=reason)


def nerve_chord(course: Polyline, tip: Segment) -> Segment | None:
    """Return the chord of the course beside an active tip; None where it has no length.

    It spans the stretch of one tip length, centred (in arc length) on the course point nearest to the middle
    of the tip and clipped at the ends of the course.
    """
    arc_mm = course.nearest_arc_mm(tip.start.towards(tip.end, 0.5))
    half_mm = tip.length_mm / 2.0
    first, last = course.at(arc_mm - half_mm), course.at(arc_mm + half_mm)
    return Segment(first, last) if first.distance_to(last) > SHORTEST_CHORD_MM else None


def _spread_deg(chord: Segment, rule: Rule) -> float:
    """Return how far one standard deviation of both ends, across the chord, turns it."""
    end_mm = rule.assumptions["course_uncertainty"].value
    return degrees(atan2(sqrt(2.0) * end_mm, chord.length_mm))


def _placed_deg(angle_deg: float, spread_deg: float, of: Accuracy) -> float:
    """Return what the angle is not above in nine of ten placements.

    Needle and chord err alike to all sides, each by its own: what lies between them has a Rice distribution.
    """
    needle_deg = of.angle_deg / sqrt(pi / 2.0)
    return min(90.0, rice_quantile(angle_deg, hypot(needle_deg, spread_deg), OUT_OF_TEN / 10.0))


def value(result: Assessed) -> str:
    """Return the angle."""
    return _("{n}°").format(n=judged_number(result, "angle_deg"))


def headline(result: Assessed) -> str:
    """Return the angle, with the range that the uncertainty of the course makes of it."""
    return _("{angle} to the nerve ({low}-{high}°)").format(
        angle=value(result),
        low=floor(result.measure("angle_low_deg")),
        high=ceil(result.measure("angle_high_deg")),
    )


def placed(result: Assessed) -> str:
    """Return what the angle is at most in nine of ten placements."""
    freehand, corrected = (ceil(result.measure(f"angle_{how}_deg")) for how in HOW)
    if freehand == corrected:
        return _("in 9 of 10 placements at most {angle}°").format(angle=freehand)
    return _("in 9 of 10 placements at most {freehand}° freehand, {corrected}° once corrected").format(
        freehand=freehand, corrected=corrected
    )
