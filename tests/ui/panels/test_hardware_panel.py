from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Level, Side
from planner.plan.parts import Hardware, HardwareKind
from planner.plan.plan import Plan
from planner.ui.look import Tool
from planner.ui.panels.hardware_panel import HardwarePanel
from planner.ui.panels.numbers import PAUSE_MS
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, choose, click, click_line, write


@pytest.fixture
def panel(planned: Session, hand: Hand, show: Show) -> HardwarePanel:
    return show(HardwarePanel(planned, hand))


def screw(session: Session) -> Hardware:
    item = session.committed.item("H1")
    assert isinstance(item, Hardware)
    return item


def reviewed(session: Session) -> bool:
    return session.committed.hardware_reviewed


def test_no_hardware_is_an_answer(session: Session, hand: Hand, show: Show) -> None:
    panel = show(HardwarePanel(session, hand))
    assert panel.not_reviewed.isChecked()
    assert not panel.marked.isEnabled()
    panel.none.click()
    assert reviewed(session)
    panel.not_reviewed.click()
    assert not reviewed(session)
    session.undo_stack.undo()
    assert panel.none.isChecked()


def test_with_pieces_marked_there_is_not_none(panel: HardwarePanel) -> None:
    assert panel.marked.isChecked()
    assert not panel.none.isEnabled()


def test_a_piece_is_selected_and_changed(planned: Session, panel: HardwarePanel) -> None:
    click_line(panel.list, 0)
    assert planned.look.selected == "H1"
    choose(panel.card.kind, "metal")
    choose(panel.card.level, "L4")
    choose(panel.card.side, "right")
    assert (screw(planned).kind, screw(planned).level, screw(planned).side) == (
        HardwareKind.OTHER,
        Level.L4,
        Side.RIGHT,
    )
    choose(panel.card.level, "not given")
    assert screw(planned).level is None


def test_the_diameter_is_shown_live(planned: Session, panel: HardwarePanel) -> None:
    planned.select("H1")
    write(panel.card.diameter, "7.5", enter=False)
    shown = planned.plan.item("H1")
    assert isinstance(shown, Hardware)
    assert shown.diameter_mm == 7.5
    assert screw(planned).diameter_mm == 6.5
    QTest.keyClick(panel.card.diameter, Qt.Key.Key_Return)
    assert screw(planned).diameter_mm == 7.5


def test_a_field_that_is_left_keeps_its_number(planned: Session, panel: HardwarePanel) -> None:
    planned.select("H1")
    write(panel.card.diameter, "5.5", enter=False)
    panel.screw.setFocus()
    assert screw(planned).diameter_mm == 5.5


def test_what_is_being_typed_is_not_overwritten(planned: Session, panel: HardwarePanel) -> None:
    planned.select("H1")
    write(panel.card.diameter, "8", enter=False)
    other: Plan = planned.committed.with_answer("operator", "Dr Li")
    planned.commit(other, "elsewhere")
    assert panel.card.diameter.value() == 8.0


def test_tools_mirror_and_delete(planned: Session, panel: HardwarePanel) -> None:
    click(panel.screw)
    assert panel.hand.tool is Tool.SCREW
    click(panel.rod)
    assert planned.look.tool is Tool.ROD
    planned.select("H1")
    click(panel.card.mirror)
    assert [piece.side for piece in planned.committed.hardware] == [Side.LEFT, Side.RIGHT]
    planned.select("H1")
    click(panel.card.delete)
    assert [piece.id for piece in planned.committed.hardware] == ["H2"]


def test_a_diameter_that_is_stepped_stays_with_its_piece(
    planned: Session, panel: HardwarePanel, qtbot: QtBot
) -> None:
    other = replace(screw(planned), id="H2", diameter_mm=5.0)
    planned.commit(planned.committed.with_item(other), "H2")
    planned.select("H1")
    panel.card.diameter.stepBy(2)
    planned.select("H2")
    assert not planned.editing
    assert panel.card.diameter.value() == 5.0
    qtbot.wait(PAUSE_MS + 100)
    assert screw(planned).diameter_mm == 7.5
    assert planned.committed.item("H2") == other


def test_a_deleted_piece_does_not_come_back(planned: Session, panel: HardwarePanel, qtbot: QtBot) -> None:
    planned.select("H1")
    panel.card.diameter.stepBy(2)
    panel.card.editing.delete()
    qtbot.wait(PAUSE_MS + 100)
    assert planned.committed.hardware == ()
