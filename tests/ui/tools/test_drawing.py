"""Planning with the mouse: needles, nerves, screws and measurements, drawn and dragged on real views."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from planner.anatomy.spine import Joint, Level, Side
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import FacetTarget, Hardware, MedialBranch, Needle
from planner.ui.look import Tool, ViewKind
from planner.ui.session import Session
from planner.ui.view_grid import ViewGrid
from tests.ui.conftest import SKIN_Y_MM, Mouse, look_at_point

AXIAL, SAGITTAL, CORONAL = ViewKind.AXIAL, ViewKind.SAGITTAL, ViewKind.CORONAL
TIP = Point(10.0, 15.0, 20.0)
WAY_OUT = Point(22.0, 45.0, 20.0)
PIXEL_MM = 0.5
"""Clicks fall on whole pixels: a drawn point may be off by about one."""


def near(point: Point) -> object:
    return pytest.approx(tuple(point), abs=PIXEL_MM)


@pytest.fixture
def planned(session: Session, grid: ViewGrid) -> Session:
    """L3 and L4 left as targets, the first selected, all views at the tip."""
    joints = (Joint.named("L4-L5"),)
    session.commit(session.committed.with_nerves_of(joints, Side.LEFT), "targets")
    session.select("T1")
    look_at_point(session, TIP)
    return session


def draw_needle(mouse: Mouse) -> Needle:
    session = mouse.grid.session
    hand = mouse.view(AXIAL).gestures.hand
    hand.take(Tool.NEEDLE)
    mouse.click(AXIAL, TIP)
    mouse.hover(AXIAL, WAY_OUT)
    mouse.click(AXIAL, WAY_OUT)
    needle = session.plan.needles[-1]
    assert isinstance(needle, Needle)
    return needle


def test_needle_is_drawn_by_two_clicks_and_its_entry_lies_on_the_skin(planned: Session, mouse: Mouse) -> None:
    needle = draw_needle(mouse)
    assert tuple(needle.tip_mm) == near(TIP)
    assert needle.entry_mm.y == pytest.approx(SKIN_Y_MM, abs=1.5)
    through = TIP.towards(WAY_OUT, (needle.entry_mm.y - TIP.y) / (WAY_OUT.y - TIP.y))
    assert tuple(needle.entry_mm) == pytest.approx(tuple(through), abs=1.5)
    assert needle.target == "T1"
    assert planned.look.selected == needle.id
    assert planned.look.tool is Tool.CROSSHAIR
    assert planned.undo_stack.undoText() == "Draw needle"


def test_needle_shows_live_before_it_is_placed(planned: Session, mouse: Mouse) -> None:
    mouse.view(AXIAL).gestures.hand.take(Tool.NEEDLE)
    mouse.click(AXIAL, TIP)
    mouse.hover(AXIAL, WAY_OUT)
    assert planned.editing
    assert len(planned.plan.needles) == 1
    assert not planned.committed.needles
    assert any(result.check == "reach" for result in planned.results)
    mouse.view(AXIAL).gestures.cancel()
    assert not planned.plan.needles


def test_dragging_the_tip_changes_the_numbers_live_and_is_one_undo(planned: Session, mouse: Mouse) -> None:
    needle = draw_needle(mouse)
    seen: list[float] = []

    def note() -> None:
        seen.extend(
            value
            for result in planned.results
            if result.check == "reach" and result.subject == needle.id
            for value in [result.number("path_mm")]  # type: ignore[union-attr]
            if value is not None
        )

    planned.changed.connect(note)
    start = mouse.pixel(AXIAL, needle.tip_mm)
    mouse.drag(AXIAL, start, QPoint(0, -20))
    moved = planned.plan.needles[0]
    expected = needle.tip_mm.y - 20 * mouse.view(AXIAL).mm_per_px
    assert moved.tip_mm.y == pytest.approx(expected, abs=PIXEL_MM)
    assert moved.tip_mm.z == needle.tip_mm.z
    assert len(set(seen)) >= 3
    planned.undo_stack.undo()
    assert planned.plan.needles[0] == needle
    planned.undo_stack.redo()
    assert planned.plan.needles[0] == moved


def test_dragged_entry_stays_on_the_skin(planned: Session, mouse: Mouse) -> None:
    needle = draw_needle(mouse)
    mouse.drag(AXIAL, mouse.pixel(AXIAL, needle.entry_mm), QPoint(-40, 6))
    moved = planned.plan.needles[0]
    assert moved.entry_mm.x < needle.entry_mm.x - 5.0
    assert moved.entry_mm.y == pytest.approx(SKIN_Y_MM, abs=1.5)
    assert moved.tip_mm == needle.tip_mm


def test_escape_takes_a_drag_back(planned: Session, mouse: Mouse) -> None:
    needle = draw_needle(mouse)
    edits = planned.undo_stack.count()
    start = mouse.pixel(AXIAL, needle.tip_mm)
    mouse.press(AXIAL, start)
    mouse.move_to(AXIAL, start + QPoint(15, 25), Qt.MouseButton.LeftButton)
    assert planned.plan.needles[0] != needle
    mouse.view(AXIAL).gestures.cancel()
    mouse.release(AXIAL, start + QPoint(15, 25))
    assert planned.plan.needles[0] == needle
    assert planned.undo_stack.count() == edits


def test_shaft_moves_the_whole_needle(planned: Session, mouse: Mouse) -> None:
    needle = draw_needle(mouse)
    middle = needle.tip_mm.towards(needle.entry_mm, 0.5)
    mouse.drag(AXIAL, mouse.pixel(AXIAL, middle), QPoint(30, 0))
    moved = planned.plan.needles[0]
    assert (moved.tip_mm - needle.tip_mm).length == pytest.approx(
        30 * mouse.view(AXIAL).mm_per_px, abs=PIXEL_MM
    )
    assert tuple(moved.entry_mm - moved.tip_mm) == pytest.approx(tuple(needle.entry_mm - needle.tip_mm))


def test_nerve_is_drawn_across_slices_and_views(planned: Session, mouse: Mouse) -> None:
    hand = mouse.view(AXIAL).gestures.hand
    planned.select("T2")
    look_at_point(planned, TIP)
    hand.take(Tool.NERVE)
    first, second, third = TIP, Point(12.0, 20.0, 15.0), Point(12.0, 26.0, 9.0)
    mouse.click(AXIAL, first)
    planned.look_at(replace(planned.look, cursor=second))
    mouse.click(AXIAL, second)
    mouse.click(SAGITTAL, third)
    mouse.click(SAGITTAL, Point(12.0, 33.0, 2.0))
    assert hand.back()
    assert hand.finish()
    target = planned.plan.item("T2")
    assert isinstance(target, MedialBranch)
    assert len(target.course_mm) == 3
    for drawn, meant in zip(target.course_mm, (first, second, third), strict=True):
        assert tuple(drawn) == near(meant)
    assert planned.plan.item("T1") == planned.committed.item("T1")


def test_nerve_tool_says_what_is_missing(session: Session, grid: ViewGrid) -> None:
    hand = grid.views[AXIAL].gestures.hand
    said: list[str] = []
    hand.said.connect(said.append)
    hand.take(Tool.NERVE)
    assert session.look.tool is Tool.CROSSHAIR
    assert "Choose the nerve first" in said[-1]


def test_screw_knows_its_level_and_side(planned: Session, mouse: Mouse) -> None:
    plan = planned.committed
    for level, z in ((Level.L4, 40.0), (Level.L5, 5.0)):
        marks = {"left_pedicle": Point(18.0, 20.0, z), "right_pedicle": Point(-16.0, 20.0, z)}
        from planner.plan.parts import Landmarks

        plan = plan.with_landmarks(level, Landmarks(**marks))
    planned.commit(plan, "levels")
    mouse.view(AXIAL).gestures.hand.take(Tool.SCREW)
    mouse.click(AXIAL, Point(-20.0, 40.0, 20.0))
    mouse.click(AXIAL, Point(-10.0, 5.0, 20.0))
    screw = planned.plan.hardware[0]
    assert isinstance(screw, Hardware)
    assert (screw.level, screw.side, screw.diameter_mm) == (Level.L5, Side.RIGHT, 6.5)


def test_facet_joint_is_marked_with_its_opening(session: Session, mouse: Mouse) -> None:
    target = FacetTarget(id="T1", joint="L4-L5", side=Side.RIGHT)
    session.commit(session.committed.with_item(target), "joint")
    session.select("T1")
    look_at_point(session, TIP)
    mouse.view(AXIAL).gestures.hand.take(Tool.FACET)
    mouse.click(AXIAL, Point(-20.0, 30.0, 20.0))
    mouse.click(AXIAL, Point(-14.0, 22.0, 20.0))
    marked = session.plan.item("T1")
    assert isinstance(marked, FacetTarget)
    assert marked.opening_mm is not None
    assert tuple(marked.opening_mm[0]) == near(Point(-20.0, 30.0, 20.0))
    assert marked.point_mm == marked.opening_mm[0]


def test_distance_and_angle_are_measured_in_space(planned: Session, mouse: Mouse) -> None:
    hand = mouse.view(AXIAL).gestures.hand
    hand.take(Tool.DISTANCE)
    mouse.click(AXIAL, Point(0.0, 0.0, 20.0))
    mouse.click(AXIAL, Point(30.0, 40.0, 20.0))
    hand.take(Tool.ANGLE)
    mouse.click(AXIAL, Point(30.0, 0.0, 20.0))
    mouse.click(AXIAL, Point(0.0, 0.0, 20.0))
    mouse.click(AXIAL, Point(0.0, 40.0, 20.0))
    from planner.ui.tools.measuring import measurement_words

    distance, angle = planned.look.measurements
    assert float(measurement_words(distance).split()[0]) == pytest.approx(50.0, abs=1.0)
    assert float(measurement_words(angle).rstrip("°")) == pytest.approx(90.0, abs=1.5)


def test_a_tip_from_a_slice_is_not_replaced_by_a_click_in_the_c_arm(planned: Session, mouse: Mouse) -> None:
    hand = mouse.view(AXIAL).gestures.hand
    said: list[str] = []
    hand.said.connect(said.append)
    hand.take(Tool.NEEDLE)
    edits = planned.undo_stack.count()
    mouse.click(AXIAL, TIP)
    hand.shoot(Point(3.0, 10.0, 33.0), Point(3.0, 110.0, 33.0))
    assert said[-1] == "A projection has no depth: mark this in a slice."
    assert hand.tool is Tool.NEEDLE
    assert planned.undo_stack.count() == edits
    mouse.click(AXIAL, WAY_OUT)
    (needle,) = planned.committed.needles
    assert tuple(needle.tip_mm) == near(TIP)
    assert needle.entry_mm.x == pytest.approx(WAY_OUT.x + 6.0, abs=2.0)


@pytest.mark.parametrize(("tip", "outside"), [(TIP, False), (Point(10.0, 15.0, 95.0), True)])
def test_a_tip_that_is_shot_outside_of_the_images_is_said(
    planned: Session, mouse: Mouse, tip: Point, outside: bool
) -> None:
    hand = mouse.view(AXIAL).gestures.hand
    said: list[str] = []
    hand.said.connect(said.append)
    hand.take(Tool.NEEDLE)
    hand.shoot(tip, tip + Vector(0.0, 100.0, 0.0))
    assert planned.committed.needles[0].tip_mm == tip
    assert said[-1].startswith("This point lies outside of the images") is outside
