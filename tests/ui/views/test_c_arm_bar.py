"""What stands round the C-arm: the question of the monitor, the layouts and their keys, typed angles."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Side
from planner.carm.angles import barrel_angles
from planner.carm.site import load_site, site_path
from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Point
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.ui.app import Program
from planner.ui.look import CArmPane, Layout, ViewKind
from planner.ui.looking import LAYOUT_KEY
from planner.ui.panels.aim_fields import AimFields
from planner.ui.panels.angle_field import AngleField
from planner.ui.room.mode import RoomMode
from planner.ui.room_dialog import RoomDialog
from planner.ui.session import Session
from planner.ui.window import Window
from tests.ui.conftest import SKIN_Y_MM, Mouse
from tests.ui.views.conftest import settle

THREE = (CArmPane.AP, CArmPane.OBLIQUE, CArmPane.LATERAL)


@pytest.fixture(autouse=True)
def _no_room() -> None:
    site_path().unlink(missing_ok=True)


def test_keys_choose_the_layout_and_it_is_remembered(window: Window, qtbot: QtBot) -> None:
    grid = window.views
    for key, layout, shown in (
        (Qt.Key.Key_F3, Layout.C_ARM, {CArmPane.STEERED, ViewKind.AXIAL, ViewKind.OBLIQUE}),
        (Qt.Key.Key_F4, Layout.THREE, {*THREE, ViewKind.AXIAL, ViewKind.OBLIQUE}),
        (Qt.Key.Key_F2, Layout.SLICES, set(ViewKind)),
    ):
        QTest.keyClick(window, key)
        assert window.session.look.layout is layout
        assert QSettings().value(LAYOUT_KEY) == layout.value
        visible = {kind for kind, view in (*grid.views.items(), *grid.c_arms.items()) if view.isVisible()}
        assert visible == shown
        assert window.actions_by_name[f"layout_{layout.value}"].isChecked()


def test_esc_turns_the_c_arm_back(window: Window, body: LoadedImages, qtbot: QtBot) -> None:
    session, mouse = window.session, Mouse(window.views)
    session.set_images(body)
    QTest.keyClick(window, Qt.Key.Key_F3)
    view = window.views.c_arms[CArmPane.STEERED]
    settle(qtbot, view)
    before = session.look.c_arm
    start = view.to_pixel(-30.0, 30.0).toPoint()
    mouse.press(CArmPane.STEERED, start)
    mouse.move_to(CArmPane.STEERED, start + QPoint(40, 10), Qt.MouseButton.LeftButton)
    assert session.look.c_arm != before
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert session.look.c_arm == before
    mouse.move_to(CArmPane.STEERED, start + QPoint(60, 10), Qt.MouseButton.LeftButton)
    assert session.look.c_arm == before


def test_a_new_program_opens_in_the_layout_that_was_left(program: Program, qtbot: QtBot) -> None:
    QTest.keyClick(program.window, Qt.Key.Key_F4)
    again = Program(program.app, program.folder / "again")
    assert again.session.look.layout is Layout.THREE
    again.window.close()
    again.close()


def test_the_monitor_is_asked_for_once(program: Program, qtbot: QtBot) -> None:
    window, question = program.window, program.window.views.question
    assert not question.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert question.isVisible()
    QTest.mouseClick(question.right, Qt.MouseButton.LeftButton)
    assert not question.isVisible()
    assert program.session.site.mirrored
    assert load_site().patient_left is Side.RIGHT
    again = Program(program.app, program.folder / "again")
    assert again.session.site.mirrored
    again.window.close()
    again.close()


def test_a_room_that_cannot_be_read_is_told_and_nothing_is_taken_from_it(program: Program) -> None:
    site_path().parent.mkdir(parents=True, exist_ok=True)
    site_path().write_text('{"patient_left": "up"}', encoding="utf-8")
    again = Program(program.app, program.folder / "again")
    assert again.session.site.patient_left is None
    assert any("site.json" in text for text in again.window.notices.sentences)
    again.window.close()
    again.close()


@pytest.mark.parametrize(
    ("typed", "angle_deg", "shown"),
    [
        ("20", 20.0, "20° left"),
        ("20 r", -20.0, "20° right"),
        ("-7", -7.0, "7° right"),
        ("15L", 15.0, "15° left"),
        ("0", 0.0, "0°"),
        ("999", 180.0, "180° left"),
    ],
)
def test_an_angle_is_typed_with_its_side(qtbot: QtBot, typed: str, angle_deg: float, shown: str) -> None:
    committed: list[float] = []
    field = AngleField("left", "right", 180.0, committed.append)
    qtbot.addWidget(field)
    field.show()
    field.show_value(33.0)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert committed == [angle_deg]
    assert field.text() == shown


def test_steps_go_over_the_middle(qtbot: QtBot) -> None:
    field = AngleField("head", "feet", 90.0, lambda _angle: None)
    qtbot.addWidget(field)
    field.show_value(1.0)
    for expected in ("0°", "1° feet", "2° feet"):
        field.stepDown()
        assert field.text() == expected


@pytest.fixture
def aimed_fields(session: Session, qtbot: QtBot) -> AimFields:
    needle = Needle(
        id="N1", device="rf-18g-100-10", entry_mm=Point(14.0, SKIN_Y_MM, 3.0), tip_mm=Point(10.0, 20.0, 14.0)
    )
    session.commit(Plan(needles=(needle,)), "needle")
    fields = AimFields(session)
    qtbot.addWidget(fields)
    fields.show()
    fields.show_needle(needle)
    return fields


def typed(fields: AimFields, name: str, text: str) -> Needle:
    field = getattr(fields, name)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    needle = fields.session.committed.item("N1")
    assert isinstance(needle, Needle)
    fields.show_needle(needle)
    return needle


def test_a_needle_is_typed_by_the_angles_of_the_room_and_its_depth(aimed_fields: AimFields) -> None:
    tip = Point(10.0, 20.0, 14.0)
    needle = typed(aimed_fields, "oblique_field", "12r")
    needle = typed(aimed_fields, "tilt_field", "33f")
    angles = barrel_angles(needle.entry_mm - needle.tip_mm)
    assert needle.tip_mm == tip
    assert angles.primary_deg == pytest.approx(-168.0, abs=1e-6)
    assert angles.secondary_deg == pytest.approx(-33.0, abs=1e-6)
    assert needle.entry_mm.y == pytest.approx(SKIN_Y_MM, abs=2.1)
    entry = needle.entry_mm
    needle = typed(aimed_fields, "depth_field", "41")
    assert needle.tip_mm.distance_to(entry) == pytest.approx(41.0, abs=0.1)
    assert aimed_fields.depth_field.value() == 41.0


def test_f5_opens_the_room_and_esc_leaves_it(window: Window, body: LoadedImages, qtbot: QtBot) -> None:
    window.session.set_images(body)
    QTest.keyClick(window, Qt.Key.Key_F5)
    room = window.findChild(RoomMode)
    assert room is not None
    assert room.isFullScreen()
    qtbot.waitUntil(room.isActiveWindow)
    QTest.keyClick(room, Qt.Key.Key_Escape)
    assert not room.isVisible()
    assert window.isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert window.findChildren(RoomMode) == [room]
    assert room.isVisible()
    room.close()


def test_the_menu_opens_the_settings_of_the_room(window: Window, qtbot: QtBot) -> None:
    window.actions_by_name["room_settings"].trigger()
    dialog = window.findChild(RoomDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()
    window.actions_by_name["room_settings"].trigger()
    assert window.findChildren(RoomDialog) == [dialog]
    assert dialog.isVisible()
    dialog.close()


def test_choosing_the_layout_that_is_there_leaves_it_chosen(window: Window) -> None:
    for name in ("layout_c_arm", "layout_c_arm", "layout_three", "layout_slices"):
        window.actions_by_name[name].trigger()
        checked = [
            each.value for each in Layout if window.actions_by_name[f"layout_{each.value}"].isChecked()
        ]
        assert [f"layout_{each}" for each in checked] == [name]


def test_the_map_can_be_put_away_and_stays_away(window: Window, program: Program, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_F3)
    bar = window.views.c_arm_bar
    assert bar.map.isVisible()
    QTest.mouseClick(bar.map_button, Qt.MouseButton.LeftButton)
    assert not bar.map.isVisible()
    again = Program(program.app, program.folder / "again")
    assert not again.window.views.c_arm_bar.map_button.isChecked()
    again.window.close()
    again.close()
