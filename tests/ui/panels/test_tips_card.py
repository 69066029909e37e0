"""The tips of the processes, marked with the mouse in the views as well."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Level
from planner.carm.in_vertebra import uncertainty_deg
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import Landmarks
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebrae_of
from planner.ui.look import Tool, ViewKind
from planner.ui.panels.levels_panel import LevelsPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.ui.view_grid import ViewGrid
from planner.ui.views.gestures import Gestures
from tests.ui.conftest import Mouse, look_at_point
from tests.ui.panels.looking import Show, click, texts
from tests.ui.panels.plans import MIDDLE, landmarks

SPINOUS, LEFT, RIGHT = "spinous_tip", "left_transverse_tip", "right_transverse_tip"
TIPS = {
    SPINOUS: Vector(0.0, 71.0, -23.3),
    LEFT: Vector(44.9, 34.6, -9.8),
    RIGHT: Vector(-44.9, 34.6, -9.8),
}
"""Where the shape of L4 has them."""


@pytest.fixture
def mouse(qtbot: QtBot, planned: Session, hand: Hand) -> Mouse:
    views = ViewGrid(planned, Gestures(planned, hand))
    qtbot.addWidget(views)
    views.resize(1000, 800)
    views.show()
    qtbot.waitExposed(views)
    return Mouse(views)


def levels(widget: QWidget) -> list[str]:
    return [line for line in texts(widget).splitlines() if line in {level.value for level in Level}]


def mark(session: Session, mouse: Mouse, point: Point) -> None:
    look_at_point(session, point)
    mouse.click(ViewKind.AXIAL, point)


def tips_of(plan: Plan, level: Level) -> tuple[Point | None, Point | None, Point | None]:
    marks = plan.landmarks(level)
    assert marks is not None
    return marks.left_transverse_tip, marks.right_transverse_tip, marks.spinous_tip


def test_only_whole_vertebrae_ask_for_tips_and_never_the_sacrum(
    planned: Session, hand: Hand, show: Show
) -> None:
    panel = show(LevelsPanel(planned, hand))
    assert levels(panel.tips) == ["L3", "L4", "L5"]
    assert "Optional" in texts(panel.tips)
    half = replace(landmarks(Level.L4), endplate=None)
    planned.commit(planned.committed.with_landmarks(Level.L4, half), "clear")
    assert levels(panel.tips) == ["L3", "L5"]
    whole = planned.committed.with_landmarks(Level.S1, landmarks(Level.L5))
    planned.commit(whole, "sacrum")
    assert (Level.S1, SPINOUS) not in panel.tips.marks
    planned.commit(replace(planned.committed, levels=()), "none")
    assert texts(panel.tips) == ""


def test_both_transverse_tips_are_marked_one_after_the_other_and_taken_back_one_by_one(
    planned: Session, hand: Hand, show: Show, mouse: Mouse
) -> None:
    panel = show(LevelsPanel(planned, hand))
    middle = MIDDLE[Level.L4]
    left, right = middle + Vector(32.0, 30.0, -10.0), middle + Vector(-32.0, 30.0, -10.0)
    click(panel.tips.marks[Level.L4, LEFT])
    assert panel.tips.marks[Level.L4, LEFT].isChecked()
    assert "click it in a view" in panel.tips.marks[Level.L4, LEFT].toolTip()
    mark(planned, mouse, left)
    assert hand.landmark == (Level.L4, RIGHT)
    mark(planned, mouse, right)
    assert hand.tool is Tool.CROSSHAIR, "the spinous tip is another choice"
    there = tips_of(planned.committed, Level.L4)
    assert there[0] is not None
    assert there[1] is not None
    assert there[0].distance_to(left) < 1.0
    assert there[1].distance_to(right) < 1.0
    assert there[2] is None
    assert panel.tips.marks[Level.L4, LEFT].accessibleName().endswith("left transverse process: marked")
    assert planned.undo_stack.undoText() == "Mark landmark"
    planned.undo_stack.undo()
    assert tips_of(planned.committed, Level.L4) == (there[0], None, None)
    assert "not marked" in panel.tips.marks[Level.L4, RIGHT].accessibleName()
    planned.undo_stack.redo()
    assert tips_of(planned.committed, Level.L4) == there


def test_a_marked_tip_is_dragged_and_looked_at(
    planned: Session, hand: Hand, show: Show, mouse: Mouse
) -> None:
    panel = show(LevelsPanel(planned, hand))
    tip = MIDDLE[Level.L4] + Vector(0.0, 50.0, -20.0)
    planned.commit(
        planned.committed.with_landmarks(Level.L4, replace(landmarks(Level.L4), spinous_tip=tip)), "mark"
    )
    click(panel.tips.marks[Level.L4, SPINOUS])
    assert planned.look.cursor == tip
    click(panel.tips.marks[Level.L4, SPINOUS])
    assert planned.look.tool is Tool.CROSSHAIR
    look_at_point(planned, tip)
    mouse.drag(ViewKind.SAGITTAL, mouse.pixel(ViewKind.SAGITTAL, tip), QPoint(0, -14))
    moved = tips_of(planned.committed, Level.L4)[2]
    assert moved is not None
    assert moved.z > tip.z + 1.0


def test_tips_make_the_angles_more_certain_and_are_cleared_alone(
    planned: Session, hand: Hand, show: Show
) -> None:
    panel = show(LevelsPanel(planned, hand))
    before = uncertainty_deg(planned.committed, Level.L4)
    bare_mm = vertebrae_of(planned.committed)[Level.L4].residual_mm
    assert before is not None
    assert "without the tips" not in texts(panel)
    tips = {name: MIDDLE[Level.L4] + step for name, step in TIPS.items()}
    whole = replace(landmarks(Level.L4), **tips)
    planned.commit(planned.committed.with_landmarks(Level.L4, whole), "mark")
    within = uncertainty_deg(planned.committed, Level.L4)
    assert within is not None
    assert within < before
    mm = vertebrae_of(planned.committed)[Level.L4].residual_mm
    assert (
        f"L4: angles ±{before}° without the tips, ±{within}° with them; fit {bare_mm:.1f} mm, {mm:.1f} mm"
        in texts(panel.tips)
    )
    click(panel.tips.clears[Level.L4])
    assert planned.committed.landmarks(Level.L4) == landmarks(Level.L4)
    assert not panel.tips.clears[Level.L4].isEnabled()
    assert planned.undo_stack.undoText() == "Clear the tips of L4"
    planned.undo_stack.undo()
    assert planned.committed.landmarks(Level.L4) == whole
    assert planned.committed.landmarks(Level.L4) != Landmarks()
