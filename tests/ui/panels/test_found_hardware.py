from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from pytestqt.qtbot import QtBot

from planner.dicom.loaded import LoadedImages
from planner.geometry.solids import Capsule
from planner.imaging.volume import Volume
from planner.plan.parts import HardwareKind
from planner.ui.panels.hardware_panel import HardwarePanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.imaging.metal_phantom import CONSTRUCT, bar, scanned
from tests.ui.panels.looking import Show, click, click_line, texts


@pytest.fixture
def panel(session: Session, hand: Hand, show: Show) -> Iterator[HardwarePanel]:
    shown = show(HardwarePanel(session, hand))
    yield shown
    shown.finder.wait()


@cache
def scan(*bars: Capsule) -> Volume:
    return scanned(bars)


def opened(session: Session, body: LoadedImages, *bars: Capsule) -> None:
    session.set_images(replace(body, volume=scan(*bars)))


def search(panel: HardwarePanel, qtbot: QtBot) -> None:
    click(panel.found.search)
    qtbot.waitUntil(lambda: not panel.finder.busy, timeout=60000)


def marked(session: Session) -> int:
    return len(session.committed.hardware)


def reviewed(session: Session) -> bool:
    return session.committed.hardware_reviewed


def lines(panel: HardwarePanel) -> list[str]:
    return [panel.found.list.item(n).text() for n in range(panel.found.list.count())]


@pytest.fixture
def found(panel: HardwarePanel, session: Session, body: LoadedImages, qtbot: QtBot) -> HardwarePanel:
    """The panel with what was found of two screws and a rod."""
    opened(session, body, *CONSTRUCT)
    search(panel, qtbot)
    return panel


def test_what_is_found_waits_in_a_list_and_is_no_part_of_the_plan(
    found: HardwarePanel, session: Session
) -> None:
    assert marked(session) == 0
    shown = lines(found)
    assert len(shown) == 5
    assert shown[0].startswith("H1 · screw ")
    assert shown[0].endswith(" · left")
    assert shown[1].startswith("H2 · head of H1 ")
    assert shown[4].startswith("H5 · rod 5.")
    assert "5 pieces found that are not in the plan" in texts(found)
    state = found.found.list.item(0).toolTip()
    assert "proposed, not accepted · surface ±1 mm" in state
    assert "level not known" in state
    assert not found.found.accept.isEnabled(), "nothing is chosen yet"


def test_a_line_turns_the_views_to_its_piece(found: HardwarePanel, session: Session) -> None:
    click_line(found.found.list, 0)
    screw = session.proposed[0]
    start, end = screw.points
    assert session.look.cursor.distance_to(start.towards(end, 0.5)) < 1.0
    assert session.look.selected == ""


def test_one_is_accepted_another_turned_down(found: HardwarePanel, session: Session) -> None:
    click_line(found.found.list, 0)
    click(found.found.accept)
    (screw,) = session.committed.hardware
    assert screw.kind is HardwareKind.PEDICLE_SCREW
    assert len(lines(found)) == 4
    click_line(found.found.list, 3)
    click(found.found.turn_down)
    assert len(lines(found)) == 3
    assert session.committed.hardware == (screw,)


def test_all_are_accepted_in_one_step_and_come_back_when_it_is_undone(
    found: HardwarePanel, session: Session
) -> None:
    before = session.undo_stack.count()
    click(found.found.accept_all)
    assert marked(session) == 5
    assert session.undo_stack.count() == before + 1
    assert session.undo_stack.undoText() == "Accept the hardware found"
    assert lines(found) == []
    session.undo_stack.undo()
    assert marked(session) == 0
    assert len(lines(found)) == 5


def test_only_the_user_says_that_it_is_all(found: HardwarePanel, session: Session) -> None:
    found.none.click()
    assert reviewed(session)
    click(found.found.accept_all)
    assert not reviewed(session)
    assert found.not_reviewed.isChecked()
    found.marked.click()
    assert reviewed(session)


def test_an_accepted_piece_is_corrected_like_any_other(found: HardwarePanel, session: Session) -> None:
    click(found.found.accept_all)
    click_line(found.list, 0)
    assert session.look.selected == "H1"
    assert found.card.isVisible()


def test_what_the_plan_has_is_found_again_and_not_listed(
    found: HardwarePanel, session: Session, qtbot: QtBot
) -> None:
    click(found.found.accept_all)
    search(found, qtbot)
    assert lines(found) == []
    assert "All that was found is in the plan." in texts(found)


def test_nothing_found_says_what_was_looked_for_and_answers_nothing(
    panel: HardwarePanel, session: Session, body: LoadedImages, qtbot: QtBot
) -> None:
    opened(session, body)
    search(panel, qtbot)
    told = texts(panel)
    assert "Nothing found. Looked for: metal above 2500 HU of 12 mm³ or more" in told
    assert "This does not say that there is no hardware" in told
    assert not reviewed(session)
    assert panel.not_reviewed.isChecked()


def test_other_images_forget_what_was_found(
    found: HardwarePanel, session: Session, body: LoadedImages
) -> None:
    opened(session, body, bar((0.0, 15.0, -25.0), (1.0, 15.0, 25.0), 3.0))
    assert lines(found) == []
    assert "found" not in texts(found)


def test_a_search_is_stopped(
    panel: HardwarePanel, session: Session, body: LoadedImages, qtbot: QtBot
) -> None:
    opened(session, body, *CONSTRUCT)
    click(panel.found.search)
    assert not panel.found.search.isEnabled()
    click(panel.found.cancel)
    panel.finder.wait()
    qtbot.wait(50)
    assert session.found is None
    assert panel.found.search.isEnabled()


def test_without_images_there_is_nothing_to_search(hand: Hand, show: Show) -> None:
    empty = Session()
    panel = show(HardwarePanel(empty, Hand(empty)))
    assert not panel.found.search.isEnabled()
