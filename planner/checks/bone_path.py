"""Bone on the way: how much bone the needle's line leads through between skin and target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.anatomy.spine import Level
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Result, Value, judged
from planner.checks.rounding import judged_number, rounded
from planner.checks.scene import Scene
from planner.geometry.vectors import Point
from planner.guideline.rules import Rule
from planner.plan.midline import Midline, midline_of
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.words import _

CREST = "iliac_crest"
BONE = "bone"


def check(plan: Plan, scene: Scene, rule: Rule) -> Iterator[Result]:
    """Yield one result per needle: `bone_mm`, and where there is bone `first_mm` and `where`.

    `bone_mm` is the length of bone on the line from the skin to where the target begins, before the tip by
    what the rule assumes; `first_mm` is how deep below the skin it begins; `where` is "iliac_crest" as far as
    its place supports that, else "bone".
    """
    crest = _Crest(midline_of(plan), _height_of_l5(plan), rule.assumptions["crest_aside"].value)
    for needle in plan.needles:
        yield _assess(needle, scene, rule, crest)


def _assess(needle: Needle, scene: Scene, rule: Rule, crest: _Crest) -> Result:
    if scene.why_blind is not None:
        return NotAssessed("bone_path", needle.id, scene.why_blind, rule)
    skin = scene.skin_on_ray(needle.tip_mm, needle.entry_mm)
    if skin is None:
        return NotAssessed("bone_path", needle.id, Reason.NO_SKIN, rule)
    inwards = needle.segment.direction
    looked_mm = skin.distance_to(needle.tip_mm) - rule.assumptions["target"].value
    stretches: tuple[tuple[float, float], ...] = ()
    if looked_mm > 0.0:
        end = skin + inwards * looked_mm
        stretches = scene.bone_on_way(skin, end, rule.assumptions["shortest"].value)
    bone_mm = sum((last - first for first, last in stretches), 0.0)
    measured: list[tuple[str, Value]] = [("bone_mm", bone_mm)]
    witness = None
    if stretches:
        first_mm, last_mm = stretches[0]
        witness = (skin + inwards * first_mm, skin + inwards * last_mm)
        where = CREST if crest.holds(witness[0]) else BONE
        measured += [("first_mm", first_mm), ("where", where)]
    return Assessed("bone_path", needle.id, judged(rule, bone_mm), tuple(measured), rule, witness)


@dataclass(frozen=True)
class _Crest:
    """Where bone is the iliac crest: far aside of the midline, and no higher than L5."""

    midline: Midline | None
    height_mm: float | None
    aside_mm: float

    def holds(self, bone: Point) -> bool:
        """Say whether the place where a needle meets bone can only be on the crest."""
        if self.midline is None or self.height_mm is None or bone.z > self.height_mm:
            return False
        return abs(self.midline.offset_mm(bone)) >= self.aside_mm


def _height_of_l5(plan: Plan) -> float | None:
    """Return the height of the upper endplate of L5, LPS z in mm; None where it is not marked."""
    marks = plan.landmarks(Level.L5)
    return None if marks is None or marks.endplate is None else marks.endplate.z


def value(result: Assessed) -> str:
    """Return the length of bone."""
    return _("{n} mm").format(n=judged_number(result, "bone_mm"))


def headline(result: Assessed) -> str:
    """Return the length of bone on the way, how deep it begins, and whether it is the iliac crest."""
    first_mm = result.number("first_mm")
    if first_mm is None:
        return _("No bone on the way to the target")
    pattern = (
        _("{length} through the iliac crest, {depth} mm below the skin")
        if result.word("where") == CREST
        else _("{length} of bone on the way, {depth} mm below the skin")
    )
    return pattern.format(length=value(result), depth=rounded(first_mm))
