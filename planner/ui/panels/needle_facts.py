"""Where a needle lies, in numbers and words."""

from __future__ import annotations

from collections.abc import Sequence

from planner.carm.angles import barrel_angles, tilt_words
from planner.carm.in_vertebra import hub_words
from planner.checks.estimates import as_estimated
from planner.checks.result import Assessed, Result
from planner.checks.wording import value_words
from planner.geometry.vectors import Point
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.sheet.entry import entry_place, entry_words
from planner.words import _

Facts = tuple[tuple[str, str], ...]
"""Names with their values, in words."""


def needle_facts(plan: Plan, needle: Needle, results: Sequence[Result]) -> Facts:
    """Return entry, tip, length, depth and the angles of a needle, each angle with its frame.

    On pictures of a C-arm every length says that it is estimated.
    """
    hub = needle.entry_mm - needle.tip_mm
    facts = (
        (_("Skin entry"), entry_words(entry_place(plan, needle, None))),
        (_("Depth"), _depth_words(needle, results)),
        (_("Length drawn"), _("{n:.0f} mm").format(n=needle.segment.length_mm)),
        _vertebra_angles(plan, needle),
        (_("Angles to scanner"), tilt_words(barrel_angles(hub))),
        (_("Entry"), coordinate_words(needle.entry_mm)),
        (_("Tip"), coordinate_words(needle.tip_mm)),
    )
    if not plan.c_arm.positions.are_of_c_arm:
        return facts
    return tuple((name, as_estimated(value)) for name, value in facts)


def _vertebra_angles(plan: Plan, needle: Needle) -> tuple[str, str]:
    """Return the angles in the frame of the target's vertebra, or why they are not known."""
    target = plan.target_of(needle)
    if target is None:
        return _("Angles to bone"), _("not known: the needle has no target")
    name = _("Angles to {level}").format(level=target.bone.value)
    words = hub_words(plan, target.bone, needle.entry_mm - needle.tip_mm)
    return name, _("not known: its landmarks are not marked") if words is None else words


def _depth_words(needle: Needle, results: Sequence[Result]) -> str:
    for result in results:
        if result.check == "reach" and result.subject == needle.id and isinstance(result, Assessed):
            return _("{path} from skin to tip").format(path=value_words(result))
    return _("not known: no skin found on its line")


def coordinate_words(point: Point) -> str:
    """Return a position in LPS mm as the foot of the window gives it: "L 12.3  P 45.6  S -78.9"."""
    return f"L {point.x:.1f}  P {point.y:.1f}  S {point.z:.1f}"
