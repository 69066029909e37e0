"""The mouse on a view without a tool: crosshair, wheel, zoom, pan, window, maximise, selecting."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from planner.geometry.vectors import Point
from planner.plan.parts import Needle
from planner.ui.look import ObliqueMode, Tool, ViewKind
from planner.ui.session import Session
from planner.ui.view_grid import ViewGrid
from planner.ui.views.slice_view import SliceView
from tests.ui.conftest import SPACING_MM, Mouse, look_at_point


def turn_wheel(view: SliceView, notches: int, modifiers: Qt.KeyboardModifier, at: QPoint) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("kind", "axis", "step_mm"),
    [
        (ViewKind.AXIAL, "z", SPACING_MM[2]),
        (ViewKind.SAGITTAL, "x", -SPACING_MM[0]),
        (ViewKind.CORONAL, "y", SPACING_MM[1]),
    ],
)
def test_wheel_scrolls_one_slice_along_the_views_normal(
    grid: ViewGrid, kind: ViewKind, axis: str, step_mm: float
) -> None:
    session = grid.session
    before = session.look.cursor
    turn_wheel(grid.views[kind], 1, NO_KEYS, QPoint(50, 60))
    moved = tuple(session.look.cursor - before)
    expected = [step_mm if name == axis else 0.0 for name in "xyz"]
    assert moved == pytest.approx(expected)


def test_keys_scroll_the_view_with_the_focus(grid: ViewGrid) -> None:
    before = grid.session.look.cursor
    view = grid.views[ViewKind.AXIAL]
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert grid.session.look.cursor.z - before.z == pytest.approx(4 * SPACING_MM[2])


def test_ctrl_wheel_zooms_and_holds_the_place_under_the_mouse(grid: ViewGrid) -> None:
    view = grid.views[ViewKind.CORONAL]
    at = QPoint(120, 90)
    before, scale = view.to_patient(QPointF(at)), view.mm_per_px
    turn_wheel(view, 3, Qt.KeyboardModifier.ControlModifier, at)
    after = view.to_patient(QPointF(at))
    assert before is not None
    assert after is not None
    assert tuple(after) == pytest.approx(tuple(before))
    assert view.mm_per_px == pytest.approx(scale / 1.15**3)


def test_left_click_moves_the_crosshair_of_all_views(mouse: Mouse, session: Session) -> None:
    point = Point(12.0, 8.0, session.look.cursor.z)
    mouse.click(ViewKind.AXIAL, point)
    assert tuple(session.look.cursor) == pytest.approx(tuple(point), abs=0.5)
    for view in mouse.grid.views.values():
        plane = view.plane
        assert plane is not None
        assert plane.to_view(session.look.cursor)[2] == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("button", "modifiers"),
    [
        (Qt.MouseButton.MiddleButton, NO_KEYS),
        (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier),
    ],
)
def test_middle_or_shift_drag_pans(
    mouse: Mouse, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier
) -> None:
    view = mouse.view(ViewKind.SAGITTAL)
    start = QPoint(80, 70)
    point = view.to_patient(QPointF(start))
    mouse.drag(ViewKind.SAGITTAL, start, QPoint(33, -14), button, modifiers)
    assert point is not None
    moved = view.pixel_of(point)
    assert moved is not None
    assert (moved.x(), moved.y()) == pytest.approx((113.0, 56.0), abs=0.01)


def test_right_drag_zooms_and_double_click_fills_the_window(mouse: Mouse, session: Session) -> None:
    view = mouse.view(ViewKind.AXIAL)
    scale = view.mm_per_px
    mouse.drag(ViewKind.AXIAL, QPoint(100, 100), QPoint(0, 40), Qt.MouseButton.RightButton)
    assert view.mm_per_px < scale
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, QPoint(40, 40))
    assert session.look.maximised is ViewKind.AXIAL
    assert not mouse.view(ViewKind.CORONAL).isVisible()
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, QPoint(40, 40))
    assert mouse.view(ViewKind.CORONAL).isVisible()


def test_window_tool_widens_to_the_right_and_escape_takes_it_back(mouse: Mouse, session: Session) -> None:
    session.look_at(replace(session.look, tool=Tool.WINDOW))
    before = session.look.window
    mouse.drag(ViewKind.AXIAL, QPoint(60, 60), QPoint(25, 10))
    assert session.look.window.width == pytest.approx(before.width + 100.0)
    assert session.look.window.level == pytest.approx(before.level + 40.0)


@pytest.fixture
def needle(session: Session) -> Needle:
    made = Needle(
        id="N1", device="rf-18g-100-10", entry_mm=Point(22.0, 60.0, 0.0), tip_mm=Point(10.0, 15.0, 20.0)
    )
    session.commit(session.committed.with_item(made), "needle")
    return made


def test_choosing_a_needle_moves_all_views_to_its_standard_planes(
    mouse: Mouse, session: Session, needle: Needle
) -> None:
    session.select("N1")
    assert session.look.cursor == needle.tip_mm
    along = mouse.view(ViewKind.OBLIQUE)
    plane = along.plane
    assert plane is not None
    assert session.look.oblique.mode is ObliqueMode.ALONG
    for point in (needle.entry_mm, needle.tip_mm):
        assert plane.to_view(point)[2] == pytest.approx(0.0, abs=1e-9)
    for view in mouse.grid.views.values():
        tip = view.pixel_of(needle.tip_mm)
        assert tip is not None
        assert (tip - QPointF(view.width() / 2, view.height() / 2)).manhattanLength() < 2.0


def test_shift_wheel_turns_about_the_needle_and_wheel_goes_down_the_barrel(
    mouse: Mouse, session: Session, needle: Needle
) -> None:
    session.select("N1")
    view = mouse.view(ViewKind.OBLIQUE)
    turn_wheel(view, 4, Qt.KeyboardModifier.ShiftModifier, QPoint(90, 90))
    assert session.look.oblique.turn_deg == pytest.approx(12.0)
    plane = view.plane
    assert plane is not None
    assert plane.to_view(needle.entry_mm)[2] == pytest.approx(0.0, abs=1e-9)
    session.look_at(session.look.with_oblique(mode=ObliqueMode.BARREL, turn_deg=0.0))
    turn_wheel(view, -2, NO_KEYS, QPoint(90, 90))
    plane = view.plane
    assert plane is not None
    assert plane.to_view(needle.tip_mm)[2] == pytest.approx(session.look.oblique.depth_mm)
    assert session.look.oblique.depth_mm > 0.0


def test_clicking_a_needle_selects_it(mouse: Mouse, session: Session, needle: Needle) -> None:
    look_at_point(session, needle.tip_mm)
    mouse.click(ViewKind.SAGITTAL, needle.tip_mm.towards(needle.entry_mm, 0.1))
    assert session.look.selected == "N1"
