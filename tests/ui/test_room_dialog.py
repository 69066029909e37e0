"""The dialog of room and C-arm: what is said there holds at once, is remembered, and is refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Side
from planner.carm.machine import Machine
from planner.carm.site import Site, load_site, site_path
from planner.ui.room_dialog import RoomDialog, problems_of
from planner.ui.session import Session
from planner.ui.theme import apply_theme

TYPICAL = {name: getattr(Machine(), name) for name in Machine.__struct_fields__}


@pytest.fixture
def dialog(qtbot: QtBot, qapp: QApplication) -> Iterator[RoomDialog]:
    """The dialog open on a session whose room nobody has said anything of."""
    site_path().unlink(missing_ok=True)
    apply_theme(qapp, "dark")
    made = RoomDialog(Session())
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.session.changed.disconnect()
    site_path().unlink(missing_ok=True)


def type_in(dialog: RoomDialog, name: str, text: str) -> None:
    field = dialog.fields[name]
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def click(dialog: RoomDialog, key: str) -> None:
    button = dialog.sides[key]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())


def said(dialog: RoomDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_it_is_not_modal(dialog: RoomDialog) -> None:
    assert not dialog.isModal()


def test_it_begins_with_nothing_confirmed_and_what_is_typical(dialog: RoomDialog) -> None:
    assert dialog.sides["unknown"].isChecked()
    assert dialog.greys[True].isChecked()
    assert {name: field.value() for name, field in dialog.fields.items()} == TYPICAL
    assert "recalled from makers' data sheets" in said(dialog)


@pytest.mark.parametrize(("key", "side"), [("left", Side.LEFT), ("right", Side.RIGHT), ("unknown", None)])
def test_the_side_of_the_monitor_holds_at_once_and_is_remembered(
    dialog: RoomDialog, key: str, side: Side | None
) -> None:
    click(dialog, "left" if key == "right" else "right")
    click(dialog, key)
    assert dialog.session.site.patient_left is side
    assert load_site().patient_left is side


def test_the_drawing_shows_the_side_and_bone(dialog: RoomDialog) -> None:
    unknown = dialog.drawing.grab().toImage()
    click(dialog, "left")
    left = dialog.drawing.grab().toImage()
    click(dialog, "right")
    right = dialog.drawing.grab().toImage()
    dialog.greys[False].click()
    bright = dialog.drawing.grab().toImage()
    assert not dialog.session.site.bone_dark
    pictures = [unknown, left, right, bright]
    assert all(one != other for n, one in enumerate(pictures) for other in pictures[:n])
    assert "RIGHT" in dialog.drawing.accessibleName()


def test_a_number_holds_with_enter_and_is_remembered(dialog: RoomDialog) -> None:
    type_in(dialog, "left_deg", "40")
    type_in(dialog, "field_mm", "300")
    assert dialog.session.site.machine == Machine(left_deg=40.0, field_mm=300.0)
    assert load_site().machine == dialog.session.site.machine


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("source_to_isocentre_mm", "1200", "The patient lies before the detector: at most 1000 mm."),
        ("source_to_detector_mm", "4000", "A length of a C-arm lies above 0 and up to 3000 mm."),
        ("field_mm", "0", "A length of a C-arm lies above 0 and up to 3000 mm."),
        ("right_deg", "200", "From 0 to 180°."),
        ("feet_deg", "91", "From 0 to 90°."),
    ],
)
def test_what_no_c_arm_has_is_refused_beside_its_field(
    dialog: RoomDialog, name: str, text: str, sentence: str
) -> None:
    type_in(dialog, name, text)
    assert dialog.sentences[name].text() == sentence
    assert dialog.sentences[name].isVisible()
    assert dialog.session.site.machine == Machine()
    assert not site_path().exists()


def test_both_distances_can_be_changed_one_after_the_other(dialog: RoomDialog) -> None:
    type_in(dialog, "source_to_detector_mm", "600")
    assert dialog.sentences["source_to_isocentre_mm"].text()
    assert dialog.session.site.machine == Machine()
    type_in(dialog, "source_to_isocentre_mm", "400")
    assert not any(label.text() for label in dialog.sentences.values())
    machine = dialog.session.site.machine
    assert (machine.source_to_isocentre_mm, machine.source_to_detector_mm) == (400.0, 600.0)


def test_a_wrong_number_stays_to_be_mended_while_the_monitor_is_confirmed(dialog: RoomDialog) -> None:
    type_in(dialog, "left_deg", "200")
    click(dialog, "right")
    assert dialog.fields["left_deg"].value() == 200.0
    assert dialog.session.site == Site(patient_left=Side.RIGHT)


def test_a_wrong_number_is_forgotten_when_it_is_closed(dialog: RoomDialog) -> None:
    type_in(dialog, "left_deg", "200")
    dialog.close()
    dialog.show()
    assert dialog.fields["left_deg"].value() == 95.0
    assert not dialog.sentences["left_deg"].text()


def test_reset_takes_the_typical_machine_and_leaves_the_monitor(dialog: RoomDialog) -> None:
    click(dialog, "right")
    type_in(dialog, "left_deg", "40")
    type_in(dialog, "head_deg", "95")
    QTest.mouseClick(dialog.reset, Qt.MouseButton.LeftButton)
    assert dialog.session.site == Site(patient_left=Side.RIGHT)
    assert {name: field.value() for name, field in dialog.fields.items()} == TYPICAL
    assert not dialog.sentences["head_deg"].text()


def test_what_is_said_elsewhere_is_shown(dialog: RoomDialog) -> None:
    dialog.session.set_site(Site(patient_left=Side.LEFT, bone_dark=False, machine=Machine(feet_deg=30.0)))
    assert dialog.sides["left"].isChecked()
    assert dialog.greys[False].isChecked()
    assert dialog.fields["feet_deg"].value() == 30.0


def test_what_cannot_be_remembered_is_said_and_holds_until_then(
    dialog: RoomDialog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    monkeypatch.setattr("planner.carm.site.site_path", lambda: blocked / "site.json")
    click(dialog, "left")
    assert dialog.session.site.patient_left is Side.LEFT
    assert "cannot be saved" in said(dialog)
    monkeypatch.undo()
    click(dialog, "right")
    assert "cannot be saved" not in said(dialog)


@pytest.mark.parametrize("name", sorted(TYPICAL))
@pytest.mark.parametrize("value", [-1.0, 0.0, 45.0, 90.5, 181.0, 500.0, 1000.0, 3001.0])
def test_the_dialog_refuses_exactly_what_the_machine_refuses(name: str, value: float) -> None:
    values = TYPICAL | {name: value}
    try:
        Machine(**values)
        refused = False
    except ValueError:
        refused = True
    assert bool(problems_of(values)) is refused
