"""What a page of the room says of a needle, how large, and that everything has room."""

from __future__ import annotations

import logging

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Level, Side
from planner.carm.angles import tilt_words
from planner.carm.in_vertebra import uncertainty_deg
from planner.carm.machine import Machine
from planner.carm.site import Site
from planner.carm.views import squared_tilt
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import Role, Structure, StructureKind
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.ui.room.mode import RoomMode
from planner.ui.room.picture import Framed
from planner.ui.room.urgent import Stops, WarnedPanel
from planner.ui.session import Session
from planner.ui.theme import apply_theme
from tests.conftest import ExpectLog
from tests.sheet.cases import BACK_MM, ablation, block, injection, screwed
from tests.ui.room.conftest import Enter, read, room_page, shown

BOTH = (Side.LEFT, Side.RIGHT)


def test_the_page_says_what_the_sheet_says_of_the_needle(enter: Enter, session: Session) -> None:
    plan = ablation(nerves="L3 L4")
    session.set_site(Site(patient_left=Side.LEFT))
    room = enter(plan)
    page = room_page(session)
    row, setting = page.groups[0].needles[0], page.groups[0].setting
    assert setting is not None
    said = read(room)
    for words in (
        "LEFT",
        row.name,
        setting.then.text,
        row.depth.text,
        row.lines[-1].text,
        page.order.text,
        *(line.text for line in (*page.dose, page.signs)),
        "PLANNING AID, not a medical device",
        "SAMPLE",
    ):
        assert words in said, words
    assert "Zhang San 张三" in said
    assert any("SAMPLE-7" in words for words in said)
    assert "L3 MB on L4" in said
    assert any(words.startswith("needle 1 of 2, C-ARM A") for words in said)


def test_only_the_endplate_of_the_needles_own_vertebra_is_squared(enter: Enter) -> None:
    room = enter(ablation(nerves="L3 L4"))
    squared = [words for words in read(room) if "endplate" in words]
    assert len(squared) == 1
    assert squared[0].startswith("L4 endplate")


def test_each_needle_is_squared_on_its_own_vertebra_by_its_own_numbers(
    enter: Enter, session: Session
) -> None:
    plan = ablation(nerves="L3 L4")
    first, second = plan.needles
    beside = replace(second, entry_mm=second.tip_mm + (first.entry_mm - first.tip_mm))
    plan = plan.with_item(beside)
    room = enter(plan)
    squares = []
    for needle in plan.needles:
        target = plan.target_of(needle)
        assert target is not None
        frame, within = vertebra_frame(plan, target.bone), uncertainty_deg(plan, target.bone)
        assert frame is not None
        tilt = tilt_words(squared_tilt(frame))
        squares.append(f"{target.bone.value} endplate (CT: {tilt}, ±{within}°)")
        assert [words for words in read(room) if "endplate" in words] == squares[-1:]
        QTest.keyClick(room, Qt.Key.Key_Space)
    page = room_page(session)
    square = page.groups[0].setting.square if page.groups[0].setting is not None else None
    assert square is not None
    assert square.text == "; ".join(squares)
    assert squares[0].partition(" ")[2] != squares[1].partition(" ")[2]


def test_it_is_the_detector_that_moves(enter: Enter) -> None:
    said = read(enter(ablation()))
    assert said[said.index("DETECTOR") + 1] == "moves as said, from over the BACK"
    assert "DETECTOR" not in read(enter(injection()))


def test_where_the_patient_does_not_lie_prone_the_detector_is_not_over_the_back(enter: Enter) -> None:
    plan = ablation()
    aside = replace(plan, procedure=replace(plan.procedure, position="lateral"))
    said = read(enter(aside))
    assert said[said.index("DETECTOR") + 1] == "moves as said"


def test_ids_are_shown_as_the_sheet_shows_them(enter: Enter, session: Session) -> None:
    plan = ablation(nerves="L3")
    odd = replace(plan.needles[0], id="N1\u202e\n7")
    room = enter(plan.without_item("N1").with_item(odd))
    assert room_page(session).groups[0].needles[0].needle == "N1 7"
    assert "N1 7 · C-ARM A" in read(room)


def test_what_stops_stands_above_the_pictures(enter: Enter) -> None:
    room = enter(screwed())
    QApplication.processEvents()
    tops = [w.mapTo(room, w.rect().topLeft()).y() for w in room.findChildren(Framed) if w.isVisible()]
    stops = next(w for w in room.findChildren(Stops) if w.isVisible())
    assert stops.mapTo(room, stops.rect().bottomLeft()).y() < min(tops)


def test_what_to_look_at_again_stands_above_the_pictures_whatever_the_window_was_before(
    enter: Enter, session: Session
) -> None:
    session.set_site(Site(machine=Machine(left_deg=60.0)))
    room = enter(ablation(nerves="L3"))
    for width in (1920, 1600, 1920):
        room.resize(width, 1080)
        QApplication.processEvents()
        tops = [w.mapTo(room, w.rect().topLeft()).y() for w in room.findChildren(Framed) if w.isVisible()]
        panel = next(w for w in room.findChildren(WarnedPanel) if w.isVisible())
        assert panel.mapTo(room, panel.rect().bottomLeft()).y() < min(tops)


def test_a_setting_out_of_reach_is_a_stop_and_said_once(enter: Enter, session: Session) -> None:
    session.set_site(Site(patient_left=Side.LEFT, machine=Machine(feet_deg=2.0)))
    room = enter(ablation(nerves="L3"))
    setting = room_page(session).groups[0].setting
    assert setting is not None
    assert setting.stops is not None
    stops = next(w for w in room.findChildren(Stops) if w.isVisible())
    assert setting.stops.text in [label.text() for label in stops.findChildren(QLabel)]
    assert [words for words in read(room) if setting.stops.text in words] == [setting.stops.text]


def test_angles_are_those_of_the_room_only(enter: Enter) -> None:
    said = shown(enter(ablation()))
    assert "against" not in said
    assert "primary" not in said


def test_depth_comes_with_the_cannula_and_what_is_to_spare(enter: Enter, session: Session) -> None:
    said = shown(enter(ablation()))
    assert "150 mm long" in said
    assert "mm to spare" in said


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800), (3840, 2160)])
def test_letters_are_as_large_as_two_metres_ask_for(enter: Enter, size: tuple[int, int]) -> None:
    room = enter(ablation(BOTH), size)
    scale = size[1] / 1080.0
    by_kind: dict[str, list[int]] = {}
    for label in room.findChildren(QLabel):
        if label.isVisible() and label.text():
            by_kind.setdefault(str(label.property("type")), []).append(label.fontInfo().pixelSize())
    for kind, least in {"side": 60, "nerve": 60, "angle": 44, "depth": 44, "entry": 44}.items():
        assert min(by_kind[kind]) >= least * scale - 1, kind
    assert min(min(sizes) for sizes in by_kind.values()) >= 25 * scale - 1


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 800)])
@pytest.mark.parametrize("plan", [ablation(BOTH), screwed(), block(), injection()])
def test_every_text_has_the_room_that_it_needs(enter: Enter, size: tuple[int, int], plan: Plan) -> None:
    room = enter(plan, size)
    for _n in range(len(plan.needles)):
        QApplication.processEvents()
        for label in room.findChildren(QLabel):
            if label.isVisible() and label.text():
                inside = room.rect().contains(label.mapTo(room, label.rect().center()))
                assert inside, label.text()
                wanted = (
                    label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
                )
                assert label.height() >= wanted - 1, label.text()
                if not label.wordWrap():
                    assert label.width() >= label.sizeHint().width() - 1, label.text()
        QTest.keyClick(room, Qt.Key.Key_Space)


def test_sides_differ_in_word_and_colour(enter: Enter) -> None:
    room = enter(ablation(BOTH, "L3"))
    first = _side(room)
    QTest.keyClick(room, Qt.Key.Key_Space)
    second = _side(room)
    assert (first.text(), second.text()) == ("LEFT", "RIGHT")
    QApplication.processEvents()
    assert second.grab().toImage().pixelColor(12, second.height() // 2).name() == "#ffdf4d"


def _side(room: RoomMode) -> QLabel:
    return next(w for w in room.findChildren(QLabel) if w.property("type") == "side" and w.isVisible())


def test_the_ground_is_dark_in_the_light_theme_too(enter: Enter, qapp: QApplication) -> None:
    room = enter(ablation())
    apply_theme(qapp, "light")
    picture = room.grab().toImage()
    assert picture.pixelColor(room.width() // 2, room.height() - 3).lightness() < 40
    apply_theme(qapp, "dark")


def test_pictures_come_with_their_views_and_are_dim(qtbot: QtBot, enter: Enter) -> None:
    room = enter(ablation(nerves="L3"))
    qtbot.waitUntil(lambda: room.idle, timeout=20000)
    pictures = room.findChildren(Framed)
    titles = [picture.title.text() for picture in pictures if picture.isVisible()]
    assert titles[:3] == ["AP L4", "Oblique L4", "Lateral L4"]
    assert all(picture.where.text() for picture in pictures)
    grey = pictures[0].grab().toImage()
    middle = [grey.pixelColor(x, grey.height() // 3) for x in range(0, grey.width(), 7)]
    assert any(colour.lightness() > 20 for colour in middle)
    assert all(colour.lightness() <= 165 for colour in middle if colour.saturation() < 10)


def test_a_picture_that_cannot_be_made_says_why_in_its_place(
    qtbot: QtBot, enter: Enter, monkeypatch: pytest.MonkeyPatch, expect_log: ExpectLog
) -> None:
    def fail(*_given: object) -> None:
        raise MemoryError

    monkeypatch.setattr("planner.ui.views.fluoroscope.attenuation_picture", fail)
    with expect_log("picture of the C-arm failed", logging.ERROR):
        room = enter(ablation(nerves="L3"))
        said = "could not be made"
        qtbot.waitUntil(lambda: sum(said in words for words in read(room)) == 4, timeout=20000)


def test_a_view_out_of_reach_is_said_on_the_picture_and_in_full(enter: Enter, session: Session) -> None:
    session.set_site(Site(patient_left=Side.LEFT, machine=Machine(left_deg=60.0)))
    said = read(enter(ablation(nerves="L3")))
    assert "OUT OF REACH" in said
    assert any("Lateral" in words and "it goes 60°" in words for words in said)


def test_metal_before_the_target_is_said(enter: Enter, session: Session) -> None:
    room = enter(screwed())
    session.set_site(Site(patient_left=Side.LEFT))
    said = ""
    for _n in range(4):
        said += shown(room)
        QTest.keyClick(room, Qt.Key.Key_Space)
    assert "METAL" in said


def test_no_warning_is_left_out_where_letters_can_be_smaller(enter: Enter, session: Session) -> None:
    session.set_site(Site(machine=Machine(left_deg=60.0, head_deg=2.0)))
    plan = screwed()
    room = enter(plan)
    for _n in plan.needles:
        QApplication.processEvents()
        assert not any("more: see" in words for words in read(room))
        QTest.keyClick(room, Qt.Key.Key_Space)


def test_what_the_hand_may_meet_is_said_beside_the_needle(enter: Enter) -> None:
    plan = ablation(nerves="L3 L4")
    first, second = plan.needles
    tip = second.tip_mm
    crossing = replace(second, entry_mm=first.entry_mm + (tip - first.tip_mm) * 0.02)
    canal = Structure(
        id="K9", kind=StructureKind.CANAL, path_mm=(first.tip_mm + Vector(0.0, 12.0, -12.0),), radius_mm=1.0
    )
    words = " ".join(read(enter(plan.with_item(crossing).with_item(canal))))
    assert "from needle N2" in words or "into needle N2" in words
    assert "from spinal canal K9" in words


def test_warnings_that_find_no_room_are_counted(enter: Enter, session: Session) -> None:
    session.set_site(Site(machine=Machine(left_deg=60.0, head_deg=2.0)))
    room = enter(screwed(), (1024, 640))
    QTest.keyClick(room, Qt.Key.Key_End)
    QTest.keyClick(room, Qt.Key.Key_Left)
    QApplication.processEvents()
    panel = next(w for w in room.findChildren(WarnedPanel) if w.isVisible())
    lines = [label for label in panel.findChildren(QLabel) if label.property("type") == "warned"]
    left_out = sum(label.isHidden() for label in lines)
    assert left_out == 0 or f"and {left_out} more: see the program or the sheet" in read(room)


def test_a_monitor_that_nobody_confirmed_is_said_until_it_is(enter: Enter, session: Session) -> None:
    room = enter(ablation())
    assert "Monitor not confirmed" in shown(room)
    session.set_site(Site(patient_left=Side.RIGHT))
    assert "Monitor not confirmed" not in shown(room)


def test_what_stops_a_needle_stands_with_it_and_with_no_other(enter: Enter, session: Session) -> None:
    plan = ablation(nerves="L3 L4")
    tip = plan.needles[0].tip_mm
    across = replace(plan.needles[0], entry_mm=Point(tip.x + 60.0, BACK_MM, tip.z))
    room = enter(plan.with_item(across))
    assert "FAILS" in shown(room)
    QTest.keyClick(room, Qt.Key.Key_Space)
    assert "FAILS" not in shown(room)


def test_a_thermometer_has_no_tests(enter: Enter) -> None:
    room = enter(screwed())
    QTest.keyClick(room, Qt.Key.Key_End)
    probe = next(n for n in screwed().needles if n.role is Role.THERMOMETER)
    while room.needle != probe.id:
        QTest.keyClick(room, Qt.Key.Key_Left)
    said = shown(room)
    assert "50 Hz" not in said
    assert "STOP:" in said


def test_each_needle_has_its_own_burn(enter: Enter) -> None:
    plan = ablation(nerves="L3 L4")
    twice = replace(plan.needles[1], lesions=(*plan.needles[1].lesions, *plan.needles[1].lesions))
    room = enter(plan.with_item(twice))
    assert "× 1" in shown(room)
    QTest.keyClick(room, Qt.Key.Key_Space)
    assert "× 2" in shown(room)
    assert "× 1" not in shown(room)


def test_under_ct_there_are_slices_and_no_c_arm(enter: Enter) -> None:
    room = enter(injection())
    said = shown(room)
    assert "C-ARM" not in said
    assert "SLICE" in said
    assert len([picture for picture in room.findChildren(Framed) if picture.isVisible()]) == 2


def test_levels_that_are_not_marked_are_said(enter: Enter) -> None:
    plan = replace(ablation(nerves="L3"), levels=())
    said = shown(enter(plan))
    assert "not squared" in said
    assert Level.L4.value in said
