"""Every page has room on the screens there are, in every language, however long names and warnings are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from msgspec.structs import replace as replaced
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Side
from planner.carm.machine import Machine
from planner.carm.site import Site
from planner.plan.identity import Patient
from planner.plan.plan import Plan
from planner.ui.room.board import Board
from planner.ui.room.content import RoomContent
from planner.ui.room.darkroom import Darkroom
from planner.ui.room.mode import RoomMode
from planner.ui.room.picture import Framed
from planner.ui.room.urgent import WarnedPanel
from planner.ui.room.warnings import Warned
from planner.ui.session import Session
from planner.ui.views.fluoroscope import Fluoroscope
from planner.words import set_language
from tests.sheet.cases import ablation, block, injection, screwed
from tests.ui.room.conftest import Enter

SCREENS = [(1920, 1080), (1600, 1000), (1280, 800)]
LANGUAGES = ["en", "zh_CN"]
BOTH = (Side.LEFT, Side.RIGHT)
LONG = Patient(
    id="X" * 40, name="Wolfeschlegelsteinhausen^Maximiliane^Friederike=欧阳^长名字", birth_date="19610304"
)


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Speak a language while a test lasts."""
    set_language(request.param)
    yield request.param
    set_language("en")


def labels(room: RoomMode) -> list[QLabel]:
    """Return all texts that can be seen."""
    return [label for label in room.findChildren(QLabel) if label.isVisible() and label.text()]


def place(room: RoomMode, part: QWidget) -> QRect:
    """Return where a part lies in the room."""
    return QRect(part.mapTo(room, part.rect().topLeft()), part.size())


def picture_areas(room: RoomMode) -> list[QRect]:
    """Return where the pictures lie, without their words."""
    shown = [picture for picture in room.findChildren(Framed) if picture.isVisible()]
    return [picture.area.translated(place(room, picture).topLeft()) for picture in shown]


def crowded(room: RoomMode) -> list[str]:
    """Return what lies outside or on something else."""
    texts = [(label.text(), place(room, label)) for label in labels(room)]
    found = [text for text, rect in texts if not room.rect().contains(rect)]
    found += [f"{a} | {b}" for (a, one), (b, other) in combinations(texts, 2) if one.intersects(other)]
    return found + [
        f"{text} | picture"
        for text, rect in texts
        if any(rect.intersects(area) for area in picture_areas(room))
    ]


def assert_room_on_every_page(room: RoomMode, plan: Plan) -> None:
    """Turn all pages; nothing is crowded on any."""
    for _needle in plan.needles:
        QApplication.processEvents()
        assert crowded(room) == []
        QTest.keyClick(room, Qt.Key.Key_Space)


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
@pytest.mark.parametrize("size", SCREENS)
def test_texts_lie_inside_and_on_nothing_else(enter: Enter, size: tuple[int, int], language: str) -> None:
    for plan in (ablation(BOTH), screwed(), block(), injection()):
        assert_room_on_every_page(enter(plan, size), plan)


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
@pytest.mark.parametrize("size", SCREENS)
def test_so_they_do_with_a_long_name_and_a_machine_that_reaches_nothing(
    enter: Enter, session: Session, size: tuple[int, int], language: str
) -> None:
    assert session.images is not None
    session.set_images(replace(session.images, patient=LONG))
    session.set_site(Site(machine=Machine(left_deg=20.0, head_deg=2.0, feet_deg=2.0)))
    plan = replaced(screwed(), patient=LONG)
    assert_room_on_every_page(enter(plan, size), plan)


@pytest.mark.parametrize("language", LANGUAGES, indirect=True)
@pytest.mark.parametrize("size", SCREENS)
@pytest.mark.parametrize("plan", [ablation(), injection()], ids=["c-arm", "ct"])
def test_pictures_fill_the_width(enter: Enter, size: tuple[int, int], language: str, plan: Plan) -> None:
    room = enter(plan, size)
    areas, board = picture_areas(room), room.page
    assert board is not None
    column = place(room, board)
    assert min(area.left() for area in areas) == column.left()
    assert column.right() - max(area.right() for area in areas) <= len(areas)
    between = [b.left() - a.right() for a, b in pairwise(areas)]
    assert max(between) <= 20
    assert min(area.height() for area in areas) >= size[1] * (0.26 if plan.needles[0].lesions else 0.23)


def test_what_finds_no_room_is_counted_and_stops_are_the_last_to_go(qtbot: QtBot, session: Session) -> None:
    session.set_plan(ablation(), None)
    content, fluoroscope = RoomContent(session), Fluoroscope()
    warnings = tuple(
        Warned(("AP L4",), f"warning {n} that takes most of a line to say" * 2) for n in range(30)
    )
    page = replace(content.page(0), warnings=warnings)
    assert page.stops
    board = Board(content, page, Darkroom(fluoroscope))
    board.setObjectName("room")
    qtbot.addWidget(board)
    board.resize(1532, 900)
    board.fit(1.0, 1532, 900)
    board.show()
    shown = [label.text() for label in board.warned.findChildren(QLabel) if label.isVisible()]
    said = [each for each in warnings if each.words in shown]
    assert 1 <= len(said) < len(warnings)
    assert said == list(warnings[: len(said)])
    assert f"and {len(warnings) - len(said)} more: see the program or the sheet" in shown
    stops = [label.text() for label in board.stops.findChildren(QLabel) if label.isVisible()]
    assert {stop.text for stop in page.stops} <= set(stops)
    fluoroscope.close()


def test_a_panel_says_how_many_it_leaves_out(qtbot: QtBot) -> None:
    panel = WarnedPanel([Warned((), f"warning {n}") for n in range(5)])
    qtbot.addWidget(panel)
    panel.show()
    for shown, more in ((5, []), (2, ["and 3 more: see the program or the sheet"])):
        panel.show_first(shown)
        said = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
        assert [text for text in said if text.startswith("warning")] == [f"warning {n}" for n in range(shown)]
        assert [text for text in said if "more" in text] == more
