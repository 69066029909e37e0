"""What is proposed is drawn, and looks like nothing that is in the plan."""

from __future__ import annotations

from msgspec.structs import replace

from planner.geometry.frames import axial
from planner.geometry.vectors import Point
from planner.plan.parts import Hardware, HardwareKind
from planner.plan.plan import Plan
from planner.ui import ink
from planner.ui.overlays import compose
from planner.ui.overlays.layers import split
from planner.ui.overlays.marks import Label, Stroke
from planner.ui.overlays.sight import Sight

PIECE = Hardware(
    id="H1",
    kind=HardwareKind.PEDICLE_SCREW,
    from_mm=Point(15.0, 30.0, 0.0),
    to_mm=Point(5.0, -10.0, 0.0),
    diameter_mm=6.5,
)
VIEW = axial(Point(0.0, 0.0, 0.0))


def test_a_proposed_piece_is_outlined_by_dashes_and_named_with_a_question_mark() -> None:
    marks = compose(Sight(Plan(), (), VIEW, proposed=(PIECE,)))
    strokes = [mark for mark in marks if isinstance(mark, Stroke)]
    assert strokes
    assert all(mark.dashed and mark.fill_opacity == 0.0 and mark.colour == ink.PROPOSED for mark in strokes)
    assert any(mark.closed for mark in strokes)
    assert [mark.text for mark in marks if isinstance(mark, Label)] == ["H1?"]


def test_while_something_else_is_dragged_it_is_drawn_once() -> None:
    before = Plan(hardware=(PIECE,))
    now = Plan(hardware=(replace(PIECE, diameter_mm=7.0),))
    other = replace(PIECE, id="H2")
    parts = split(Sight(now, (), VIEW, proposed=(other,)), before)
    labels = [m.text for part in parts for m in compose(part) if isinstance(m, Label)]
    assert sorted(labels) == ["H1", "H2?"]
