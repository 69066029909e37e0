"""What is said in words of a picture of the C-arm."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Side
from planner.carm.angles import CArmAngles
from planner.carm.foramen import tip_at_foramen
from planner.carm.views import Sighted, View, view_angles
from planner.plan.plan import Plan
from planner.ui import ink
from planner.ui.c_arm_words import foramen_lines
from tests.sheet import cases


def angles_of(plan: Plan, view: View) -> CArmAngles:
    """Return where the C-arm stands for a view of the first needle's vertebra."""
    tip = tip_at_foramen(plan, plan.needles[0])
    assert tip is not None
    angles = view_angles(view, Sighted(tip.frame, Side.LEFT, plan.needles[0].segment))
    assert angles is not None
    return angles


@pytest.mark.parametrize(
    ("deeper_mm", "words", "colour"),
    [
        (-10.0, "mm behind the foramen (template, ±6 mm)", ink.FURNITURE),
        (20.0, "mm IN FRONT of the foramen's border (template, ±6 mm)", ink.WARNING),
    ],
)
def test_a_lateral_view_says_in_full_where_the_tip_lies(deeper_mm: float, words: str, colour: str) -> None:
    plan = cases.ablation(nerves="L3")
    needle = plan.needles[0]
    onwards = (needle.tip_mm - needle.entry_mm).unit()
    moved = replace(needle, tip_mm=needle.tip_mm + onwards * deeper_mm)
    ((text, seen),) = foramen_lines(plan.with_item(moved), moved, angles_of(plan, View.LATERAL))
    assert words in text
    assert seen == colour


def test_no_other_view_says_it_and_none_without_a_needle() -> None:
    plan = cases.ablation(nerves="L3")
    for view in (View.AP, View.OBLIQUE, View.BARREL):
        assert foramen_lines(plan, plan.needles[0], angles_of(plan, view)) == ()
    assert foramen_lines(plan, None, angles_of(plan, View.LATERAL)) == ()
