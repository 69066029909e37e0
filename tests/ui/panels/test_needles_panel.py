from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.plan.parts import Needle, Role
from planner.ui.look import Tool
from planner.ui.panels.needles_panel import NeedlesPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.conftest import SKIN_Y_MM
from tests.ui.panels.looking import Show, choose, click, click_line, texts, write


@pytest.fixture
def panel(planned: Session, hand: Hand, show: Show) -> NeedlesPanel:
    made = show(NeedlesPanel(planned, hand))
    planned.select("N1")
    return made


def needle(session: Session, needle_id: str = "N1") -> Needle:
    item = session.committed.item(needle_id)
    assert isinstance(item, Needle)
    return item


def test_the_card_says_what_the_plan_says(planned: Session, panel: NeedlesPanel) -> None:
    words = texts(panel.card)
    assert "N1 · L3 MB (on L4) left" in words
    assert "Angles to L4" in words
    assert "Angles to scanner" in words
    assert "45 mm" in words
    tip = needle(planned).tip_mm
    assert f"L {tip.x:.1f}  P {tip.y:.1f}  S {tip.z:.1f}" in words
    assert panel.card.device.currentText() == "RF cannula 18 G · 100 mm · tip 10 mm"


def test_without_landmarks_the_angle_to_the_vertebra_is_not_known(
    planned: Session, panel: NeedlesPanel
) -> None:
    planned.commit(replace(planned.committed, levels=()), "clear")
    assert "not known: its landmarks are not marked" in texts(panel.card)
    assert "not known: no level is marked" in texts(panel.card)


def test_a_needle_is_drawn_from_here(planned: Session, panel: NeedlesPanel) -> None:
    click(panel.draw)
    assert planned.look.tool is Tool.NEEDLE


@pytest.mark.parametrize(("button", "step_mm"), [("advance", 1.0), ("withdraw", -1.0)])
def test_the_tip_moves_along_the_needle(
    planned: Session, panel: NeedlesPanel, button: str, step_mm: float
) -> None:
    before = needle(planned)
    click(getattr(panel.card, button))
    after = needle(planned)
    assert after.entry_mm == before.entry_mm
    assert after.segment.length_mm == pytest.approx(before.segment.length_mm + step_mm)
    assert (after.segment.direction - before.segment.direction).length < 1e-9


def test_the_entry_snaps_to_the_skin(planned: Session, panel: NeedlesPanel) -> None:
    click(panel.card.snap)
    assert needle(planned).entry_mm.y == pytest.approx(SKIN_Y_MM, abs=1.5)


def test_device_target_and_use_are_chosen(planned: Session, panel: NeedlesPanel) -> None:
    choose(panel.card.device, "RF cannula 20 G · 150 mm · tip 10 mm")
    assert needle(planned).device == "rf-20g-150-10"
    choose(panel.card.target, "L4 MB (on L5) left")
    assert needle(planned).target == "T2"
    choose(panel.card.role, "thermometer")
    assert needle(planned).role is Role.THERMOMETER
    assert needle(planned).device == "thermo-20g-100"
    assert needle(planned).lesions == ()
    assert not panel.card.lesions.isVisible()


def test_burns_are_added_changed_and_removed(planned: Session, panel: NeedlesPanel) -> None:
    lesions = panel.card.lesions
    click(lesions.add)
    assert [burn.withdraw_mm for burn in needle(planned).lesions] == [0.0, 5.0]
    write(lesions.fields[1][1], "85")
    write(lesions.fields[1][2], "120")
    assert needle(planned).lesions[1].temperature_c == 85.0
    assert needle(planned).lesions[1].duration_s == 120.0
    assert "2 burns" in texts(lesions)
    click(lesions.removes[0])
    assert [burn.withdraw_mm for burn in needle(planned).lesions] == [5.0]


def test_a_step_of_the_arrows_is_kept_after_a_pause(
    planned: Session, panel: NeedlesPanel, qtbot: QtBot
) -> None:
    field = panel.card.lesions.fields[0][1]
    field.setFocus()
    field.stepBy(1)
    field.stepBy(1)
    qtbot.waitUntil(lambda: needle(planned).lesions[0].temperature_c == 82.0)
    assert planned.undo_stack.count() == 1


def test_mirror_copy_and_delete(planned: Session, panel: NeedlesPanel) -> None:
    click(panel.card.mirror)
    assert len(planned.committed.needles) == 2
    planned.select("N1")
    click(panel.card.copy)
    copied = planned.committed.needles[-1]
    assert copied.target == "T2"
    assert planned.look.selected == copied.id
    click(panel.card.delete)
    assert planned.committed.item(copied.id) is None


def test_what_cannot_be_mirrored_is_said(
    planned: Session, hand: Hand, panel: NeedlesPanel, qtbot: QtBot
) -> None:
    planned.commit(replace(planned.committed, levels=()), "clear")
    with qtbot.waitSignal(hand.said) as said:
        click(panel.card.mirror)
    assert "The midline is not known here" in said.args[0]


def test_the_list_selects_and_shows_the_worst_finding(planned: Session, panel: NeedlesPanel) -> None:
    planned.select("")
    assert not panel.card.isVisible()
    click_line(panel.list, 0)
    assert planned.look.selected == "N1"


def test_a_device_outside_the_catalogue_is_shown_as_it_is(planned: Session, panel: NeedlesPanel) -> None:
    planned.commit(planned.committed.with_item(replace(needle(planned), device="<b>odd</b>")), "odd")
    assert panel.card.device.currentText() == "<b>odd</b>"


def test_the_wheel_over_a_field_scrolls_and_changes_nothing(planned: Session, panel: NeedlesPanel) -> None:
    combo = panel.card.device
    panel.draw.setFocus()
    centre = QPointF(combo.rect().center())
    wheel = QWheelEvent(
        centre,
        QPointF(combo.mapToGlobal(combo.rect().center())),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, wheel)
    assert combo.currentText() == "RF cannula 18 G · 100 mm · tip 10 mm"
