"""The room as a person with gloves uses it: keys, pedal, large targets; and what it refuses to show."""

from __future__ import annotations

import gc
from dataclasses import replace as loaded
from weakref import ref

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Side
from planner.carm.views import View
from planner.plan.identity import Images
from planner.plan.parts import Needle
from planner.ui.room.board import Board
from planner.ui.room.notice import Notice
from planner.ui.session import Session
from planner.words import set_language
from tests.sheet.cases import BODY, IMAGES, ablation, volume
from tests.ui.room.conftest import Enter, read, room_page

BOTH = (Side.LEFT, Side.RIGHT)


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
    order = [row.needle for page in [room_page(session)] for group in page.groups for row in group.needles]
    seen = [room.needle]
    for _n in range(len(order) + 1):
        QTest.keyClick(room, key)
        seen.append(room.needle)
    assert seen == [*order, order[-1], order[-1]]


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
    enter: Enter, session: Session, key: Qt.Key
) -> None:
    plan = ablation()
    session.set_plan(plan, None)
    session.select(plan.needles[1].id)
    room = enter()
    assert room.needle == plan.needles[1].id
    QTest.keyClick(room, Qt.Key.Key_Space)
    now = room.needle
    QTest.keyClick(room, key)
    assert not room.isVisible()
    assert session.look.selected == now
    assert session.committed == plan


def test_a_target_that_is_selected_opens_at_its_needle(enter: Enter, session: Session) -> None:
    session.set_plan(ablation(), None)
    session.select("T2")
    assert session.committed.item(enter().needle) == session.committed.needles[1]


def test_a_needle_on_the_wrong_side_shows_the_reason_and_nothing_else(enter: Enter, session: Session) -> None:
    room = enter(ablation(nerves="L3"))
    move(session, "N1", Side.RIGHT)
    said = read(room)
    assert said[0].startswith("No sheet:")
    assert said[1:] == ["Esc or F5: back to the window", "PLANNING AID, not a medical device"]
    assert room.windowTitle() == "Procedure room – Planning aid, not a medical device"
    QTest.keyClick(room, Qt.Key.Key_Space)
    assert read(room) == said
    session.undo_stack.undo()
    assert "L3 MB on L4" in read(room)


def test_images_of_another_study_have_no_page(enter: Enter) -> None:
    other = Images(study_uid="9.9", series_uid="9.9.9", pixel_digest="sha256:1")
    room = enter(replace(ablation(), images=other))
    assert isinstance(room.page, Notice)
    assert read(room)[0].startswith("No sheet:")


def test_another_series_of_the_study_is_a_stop(enter: Enter) -> None:
    room = enter(replace(ablation(), images=replace(IMAGES, series_uid="9.9.9", pixel_digest="sha256:1")))
    assert isinstance(room.page, Board)
    said = read(room)
    assert said.count("IMAGES") == 1


def test_without_needles_it_says_what_to_do(enter: Enter, session: Session) -> None:
    said = read(enter())
    assert said[0].startswith("No needle is planned yet")
    assert said[1:] == ["Esc or F5: back to the window", "PLANNING AID, not a medical device"]


def test_a_needle_that_is_deleted_meanwhile_is_gone(enter: Enter, session: Session) -> None:
    room = enter(ablation(nerves="L3 L4"))
    QTest.keyClick(room, Qt.Key.Key_Space)
    session.commit(session.committed.without_item(room.needle), "delete")
    assert room.needle == "N1"
    assert any("needle 1 of 1" in words for words in read(room))


def test_it_speaks_the_language_of_the_sheet(enter: Enter, session: Session) -> None:
    set_language("en")
    room = enter(ablation(nerves="L3").with_answer("sheet_language", "zh_CN"))
    side = next(label for label in room.findChildren(QLabel) if label.property("type") == "side")
    assert side.text() == "左侧"


def test_left_it_holds_no_images(qtbot: QtBot, enter: Enter, session: Session) -> None:
    assert session.images is not None
    session.set_images(loaded(session.images, volume=volume()))
    room = enter(ablation())
    qtbot.waitUntil(lambda: room.idle, timeout=20000)
    assert session.images is not None
    there = ref(session.images.volume)
    QTest.keyClick(room, Qt.Key.Key_Escape)
    session.set_images(loaded(session.images, volume=BODY))
    assert session.results, "asked for anew: the session keeps the last with the images they are of"
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
    gc.collect()
    assert there() is None


def test_what_is_on_no_page_makes_no_new_page(enter: Enter, session: Session) -> None:
    room = enter(ablation())
    before = room.page
    session.look_at(session.look.with_c_arm(oblique_deg=33.0))
    session.look_at(session.look.with_c_arm(view=View.LATERAL))
    assert room.page is before
    session.look_at(session.look.with_c_arm(contrast=2.0))
    assert room.page is not before


def test_it_says_how_to_leave_on_every_page(enter: Enter) -> None:
    assert "Esc: back" in read(enter(ablation()))


def test_a_pedal_that_is_held_down_turns_one_page(enter: Enter) -> None:
    room = enter(ablation())
    QTest.keyPress(room, Qt.Key.Key_Space)
    second = room.needle
    again = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", autorep=True
    )
    QApplication.sendEvent(room, again)
    assert room.needle == second


def test_it_fills_the_screen_and_takes_the_keys(qtbot: QtBot, enter: Enter, session: Session) -> None:
    room = enter(ablation())
    room.hide()
    session.select("N2")
    room.open()
    qtbot.waitExposed(room)
    assert room.isFullScreen()
    assert room.needle == "N2"
    QTest.keyClick(room.windowHandle(), Qt.Key.Key_Space)
    assert room.needle != "N2"
