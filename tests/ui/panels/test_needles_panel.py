from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.carm.angles import barrel_angles, from_over_back
from planner.geometry.vectors import Vector
from planner.plan.parts import Lesion, MedialBranch, Needle, Role
from planner.ui.look import Tool
from planner.ui.panels.needles_panel import NeedlesPanel
from planner.ui.panels.numbers import PAUSE_MS, NumberField
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


@pytest.fixture
def two(planned: Session) -> Session:
    """A second needle for the other nerve, with two burns, straight down on it."""
    target = planned.committed.item("T2")
    assert isinstance(target, MedialBranch)
    tip = target.course_mm[0]
    second = replace(
        needle(planned),
        id="N2",
        target="T2",
        entry_mm=tip + Vector(0.0, 22.0, 0.0),
        tip_mm=tip,
        lesions=(Lesion(), Lesion(withdraw_mm=5.0)),
    )
    planned.commit(planned.committed.with_item(second), "N2")
    return planned


def oblique_deg(needle: Needle) -> float:
    return from_over_back(barrel_angles(needle.entry_mm - needle.tip_mm))


def step(field: NumberField, steps: int = 3) -> None:
    """Step a number without finishing it: it is reported after a pause, or when the field is left."""
    field.stepBy(steps)


def test_what_is_stepped_counts_for_the_needle_it_was_stepped_on(
    two: Session, panel: NeedlesPanel, qtbot: QtBot
) -> None:
    before, other = needle(two), needle(two, "N2")
    aim = panel.card.aim
    step(aim.oblique_field)
    step(aim.tilt_field, -4)
    wanted_deg = aim.oblique_field.value(), aim.tilt_field.value()
    two.step_selection(1)
    assert two.look.selected == "N2"
    assert aim.oblique_field.value() == pytest.approx(oblique_deg(other), abs=0.5)
    qtbot.wait(PAUSE_MS + 100)
    assert needle(two, "N2") == other
    turned = needle(two)
    assert turned.tip_mm == before.tip_mm
    assert oblique_deg(turned) == pytest.approx(wanted_deg[0], abs=1e-6)
    assert barrel_angles(turned.entry_mm - turned.tip_mm).secondary_deg == pytest.approx(wanted_deg[1])
    assert two.look.selected == "N2"


def test_a_deleted_needle_does_not_come_back(two: Session, panel: NeedlesPanel, qtbot: QtBot) -> None:
    step(panel.card.aim.oblique_field)
    step(panel.card.lesions.fields[0][1])
    panel.card.editing.delete()
    qtbot.wait(PAUSE_MS + 100)
    assert [each.id for each in two.committed.needles] == ["N2"]


def test_what_is_stepped_counts_before_a_button_acts(two: Session, panel: NeedlesPanel) -> None:
    depth_mm = panel.card.aim.depth_field.value()
    step(panel.card.aim.depth_field, 3)
    click(panel.card.advance)
    assert panel.card.aim.depth_field.value() == depth_mm + 4.0
    step(panel.card.aim.tilt_field, 5)
    wanted_deg = panel.card.aim.tilt_field.value()
    click(panel.card.mirror)
    for each in (needle(two), two.committed.needles[-1]):
        assert barrel_angles(each.entry_mm - each.tip_mm).secondary_deg == pytest.approx(wanted_deg, abs=0.1)
    two.select("N1")
    step(panel.card.aim.depth_field, 3)
    turned = needle(two)
    click(panel.card.delete)
    assert two.committed.item("N1") is None
    two.undo_stack.undo()
    assert needle(two).segment.length_mm == pytest.approx(turned.segment.length_mm + 3.0, abs=0.5)


def test_a_needle_of_another_plan_is_not_turned(two: Session, panel: NeedlesPanel, qtbot: QtBot) -> None:
    """It may have the same name."""
    step(panel.card.aim.oblique_field)
    step(panel.card.lesions.fields[0][1])
    opened = two.committed
    two.set_plan(opened, None)
    two.select("N1")
    qtbot.wait(PAUSE_MS + 100)
    assert two.committed == opened
    assert two.undo_stack.count() == 0


def test_what_is_stepped_counts_though_the_panel_is_hidden(
    two: Session, panel: NeedlesPanel, qtbot: QtBot
) -> None:
    """And it takes nothing back that was changed meanwhile."""
    other = needle(two, "N2")
    step(panel.card.aim.oblique_field)
    wanted_deg = panel.card.aim.oblique_field.value()
    panel.hide()
    two.commit(two.committed.with_item(replace(needle(two), device="rf-20g-150-10")), "device")
    two.select("N2")
    qtbot.wait(PAUSE_MS + 100)
    assert needle(two, "N2") == other
    assert oblique_deg(needle(two)) == pytest.approx(wanted_deg, abs=1e-6)
    assert needle(two).device == "rf-20g-150-10"


def test_a_burn_is_changed_on_the_needle_it_was_changed_on(
    two: Session, panel: NeedlesPanel, qtbot: QtBot
) -> None:
    lesions, other = panel.card.lesions, needle(two, "N2")
    step(lesions.fields[0][1])
    two.step_selection(1)
    assert lesions.fields[0][1].value() == other.lesions[0].temperature_c
    qtbot.wait(PAUSE_MS + 100)
    assert needle(two, "N2") == other
    assert needle(two).lesions[0].temperature_c == other.lesions[0].temperature_c + 3.0


def test_a_burn_that_moves_up_takes_what_was_typed_along(
    two: Session, panel: NeedlesPanel, qtbot: QtBot
) -> None:
    two.select("N2")
    lesions = panel.card.lesions
    step(lesions.fields[1][1], 2)
    wanted = lesions.fields[1][1].value()
    click(lesions.add)
    assert [burn.temperature_c for burn in needle(two, "N2").lesions] == [80.0, wanted, wanted]
    step(lesions.fields[1][1], 2)
    click(lesions.removes[0])
    qtbot.wait(PAUSE_MS + 100)
    assert [burn.temperature_c for burn in needle(two, "N2").lesions] == [wanted + 2.0, wanted]
