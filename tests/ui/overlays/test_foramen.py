"""The border of the foramen on a picture: which views have it, and how its name is coloured."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Side
from planner.carm.beam_view import BeamView
from planner.carm.foramen import tip_at_foramen
from planner.carm.machine import Machine
from planner.carm.views import Sighted, View, view_angles
from planner.geometry.frames import sagittal
from planner.plan.parts import Role
from planner.plan.plan import Plan
from planner.ui import ink
from planner.ui.overlays import foramen
from planner.ui.overlays.marks import Label, Stroke
from planner.ui.overlays.sight import Sight
from tests.sheet import cases


def seen(plan: Plan, view: View) -> Sight:
    """Return a sight of the first needle's vertebra."""
    needle = plan.needles[0]
    tip = tip_at_foramen(plan, needle)
    assert tip is not None
    angles = view_angles(view, Sighted(tip.frame, Side.LEFT, needle.segment))
    assert angles is not None
    return Sight(plan, (), BeamView(Machine().beam(angles, needle.tip_mm)))


def moved(plan: Plan, mm: float) -> Plan:
    """Return a plan whose first needle has its tip so far deeper along the needle."""
    needle = plan.needles[0]
    onwards = (needle.tip_mm - needle.entry_mm).unit()
    return plan.with_item(replace(needle, tip_mm=needle.tip_mm + onwards * mm))


@pytest.mark.parametrize(("deeper_mm", "clear"), [(-10.0, True), (20.0, False)])
def test_the_line_has_a_short_name_and_the_colour_tells_of_the_tip(deeper_mm: float, clear: bool) -> None:
    plan = moved(cases.ablation(nerves="L3"), deeper_mm)
    marks = list(foramen.marks(seen(plan, View.LATERAL)))
    (label,) = (mark for mark in marks if isinstance(mark, Label))
    line, off = (mark for mark in marks if isinstance(mark, Stroke))
    assert label.text == "foramen L3-L4 ±6 mm"
    assert (line.colour, line.dashed) == (ink.FORAMEN, True)
    assert label.colour == off.colour == (ink.FURNITURE if clear else ink.WARNING)


@pytest.mark.parametrize("view", [View.AP, View.OBLIQUE])
def test_only_a_lateral_view_has_it(view: View) -> None:
    assert not list(foramen.marks(seen(cases.ablation(nerves="L3"), view)))


def test_a_slice_and_a_thermometer_have_none() -> None:
    plan = cases.ablation(nerves="L3")
    sight = seen(plan, View.LATERAL)
    assert sight.beam_view is sight.view
    on_slice = Sight(plan, (), sagittal(plan.needles[0].tip_mm))
    assert on_slice.beam_view is None
    assert not list(foramen.marks(on_slice))
    thermometer = plan.with_item(replace(plan.needles[0], role=Role.THERMOMETER, lesions=()))
    assert not list(foramen.marks(Sight(thermometer, (), sight.view)))
