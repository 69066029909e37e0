"""The room as a person with gloves uses it: keys, pedal, large targets; what it says and what it refuses."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Level, Side
from planner.carm.machine import Machine
from planner.carm.site import Site
from planner.geometry.vectors import Point
from planner.plan.identity import Images
from planner.plan.parts import Needle, Role
from planner.plan.plan import Plan
from planner.sheet.content import RoomPage
from planner.ui.room.mode import RoomMode
from planner.ui.room.picture import Framed
from planner.ui.session import Session
from planner.ui.theme import apply_theme
from planner.words import set_language
from tests.sheet.cases import BACK_MM, ablation, block, injection, screwed, sheet_of
from tests.ui.room.conftest import Enter, read

BOTH = (Side.LEFT, Side.RIGHT)


def shown(room: RoomMode) -> str:
    return "\n".join(read(room))


def move(session: Session, needle_id: str, side: Side) -> None:
    """Plan a needle on the other side than its target's: the sheet is then blocked."""
    needle = session.committed.item(needle_id)
    assert isinstance(needle, Needle)
    target = session.committed.target_of(needle)
    assert target is not None
    session.commit(session.committed.with_item(replace(target, side=side)), "side")


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_N, Qt.Key.Key_PageDown])
def test_every_key_for_on_goes_on_in_the_order_of_the_sheet(
    enter: Enter, session: Session, key: Qt.Key
) -> None:
    room = enter(ablation(BOTH))
    order = [row.needle for page in [_room_page(session)] for group in page.groups for row in group.needles]
    seen = [room.needle]
    for _n in range(len(order) + 1):
        QTest.keyClick(room, key)
        seen.append(room.needle)
    assert seen == [*order, order[-1], order[-1]]


def _room_page(session: Session) -> RoomPage:
    page = sheet_of(session.committed).pages[0]
    assert isinstance(page, RoomPage)
    return page


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_P, Qt.Key.Key_PageUp])
def test_every_key_for_back_goes_back_and_stops_at_the_first(enter: Enter, key: Qt.Key) -> None:
    room = enter(ablation())
    QTest.keyClick(room, Qt.Key.Key_End)
    last = room.needle
    QTest.keyClick(room, key)
    assert room.needle != last
    for _n in range(5):
        QTest.keyClick(room, key)
    first = room.needle
    QTest.keyClick(room, Qt.Key.Key_End)
    QTest.keyClick(room, Qt.Key.Key_Home)
    assert room.needle == first


def test_targets_at_the_sides_are_as_high_as_the_screen_and_turn_the_page(enter: Enter) -> None:
    room = enter(ablation())
    assert room.onward.height() == room.height()
    assert room.onward.width() >= 80
    assert not room.back.isEnabled()
    first = room.needle
    QTest.mouseClick(room.onward, Qt.MouseButton.LeftButton)
    assert room.needle != first
    QTest.mouseClick(room.back, Qt.MouseButton.LeftButton)
    assert room.needle == first


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F5])
def test_leaving_keeps_the_needle_selected_that_was_seen_last(
    qtbot: QtBot, enter: Enter, session: Session, key: Qt.Key
) -> None:
    plan = ablation()
    session.set_plan(plan, None)
    session.select(plan.needles[1].id)
    room = enter()
    assert room.needle == plan.needles[1].id
    QTest.keyClick(room, Qt.Key.Key_Space)
    now = room.needle
    with qtbot.waitSignal(room.left):
        QTest.keyClick(room, key)
    assert not room.isVisible()
    assert session.look.selected == now
    assert session.committed == plan


def test_a_target_that_is_selected_opens_at_its_needle(enter: Enter, session: Session) -> None:
    session.set_plan(ablation(), None)
    session.select("T2")
    assert session.committed.item(enter().needle) == session.committed.needles[1]


def test_the_page_says_what_the_sheet_says_of_the_needle(enter: Enter, session: Session) -> None:
    plan = ablation(nerves="L3 L4")
    session.set_site(Site(patient_left=Side.LEFT))
    room = enter(plan)
    page = _room_page(session)
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
        *(line.text for line in page.dose),
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


def test_a_needle_on_the_wrong_side_shows_the_reason_and_nothing_else(enter: Enter, session: Session) -> None:
    room = enter(ablation(nerves="L3"))
    move(session, "N1", Side.RIGHT)
    said = read(room)
    assert len(said) == 2
    assert said[0].startswith("No sheet:")
    assert "Esc" in said[1]
    QTest.keyClick(room, Qt.Key.Key_Space)
    assert read(room) == said
    session.undo_stack.undo()
    assert "L3 MB on L4" in read(room)


def test_images_of_another_study_are_said_or_stop(enter: Enter, session: Session) -> None:
    stranger = replace(
        ablation(), images=Images(study_uid="9.9", series_uid="9.9.9", pixel_digest="sha256:1")
    )
    said = shown(enter(stranger))
    assert "IMAGES" in said or said.startswith("No sheet:")


def test_without_needles_it_says_what_to_do(enter: Enter, session: Session) -> None:
    said = read(enter())
    assert said[0].startswith("No needle is planned yet")
    assert len(said) == 2


def test_without_images_it_says_what_to_do(qtbot: QtBot, qapp: QApplication, enter: Enter) -> None:
    empty = enter()
    empty.session.images = None
    empty.start()
    assert read(empty)[0].startswith("Open images first")


def test_a_needle_that_is_deleted_meanwhile_is_gone(enter: Enter, session: Session) -> None:
    room = enter(ablation(nerves="L3 L4"))
    QTest.keyClick(room, Qt.Key.Key_Space)
    session.commit(session.committed.without_item(room.needle), "delete")
    assert room.needle == "N1"
    assert any("needle 1 of 1" in words for words in read(room))


def test_it_speaks_the_language_of_the_sheet(enter: Enter, session: Session) -> None:
    set_language("en")
    room = enter(ablation(nerves="L3").with_answer("sheet_language", "zh_CN"))
    assert "左" in shown(room) or "左侧" in shown(room)


def test_levels_that_are_not_marked_are_said(enter: Enter) -> None:
    plan = replace(ablation(nerves="L3"), levels=())
    said = shown(enter(plan))
    assert "not squared" in said
    assert Level.L4.value in said
