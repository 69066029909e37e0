"""Needle paths in the step of the needles: looked for, shown, accepted or not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.geometry.vectors import Point
from planner.plan.parts import MedialBranch, Needle, Role
from planner.suggest.paths.access import AccessMap
from planner.suggest.paths.nerve_part import NervePart
from planner.ui.loading import Loader
from planner.ui.panels.item_list import ItemList
from planner.ui.panels.needles_panel import NeedlesPanel
from planner.ui.panels.paths_card import PathsCard
from planner.ui.panels.progress import Step
from planner.ui.panels.steps import StepsDock
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, choose, click, click_line, texts
from tests.ui.panels.plans import small_plan


@pytest.fixture
def panel(planned: Session, hand: Hand, show: Show) -> NeedlesPanel:
    """The step on a plan of two nerves without needles, well in the tissue."""
    plan = replace(planned.committed, needles=(), hardware=())
    planned.set_plan(plan, None)
    panel = show(NeedlesPanel(planned, hand))
    panel.resize(360, 1400)
    planned.select("T1")
    return panel


@pytest.fixture
def card(panel: NeedlesPanel) -> PathsCard:
    return panel.paths


def needles(session: Session) -> list[Needle]:
    """Return the needles that count."""
    return list(session.committed.needles)


def access(session: Session) -> AccessMap | None:
    """Return what is coloured on the skin."""
    return session.look.access


def seek(qtbot: QtBot, card: PathsCard, button: str = "propose") -> None:
    """Press a button and wait for what is found."""
    click(getattr(card, button))
    assert card.seeker.busy
    assert "Looking for paths…" in texts(card)
    qtbot.waitUntil(lambda: not card.seeker.busy, timeout=20000)


def hover(line_list: ItemList, row: int) -> None:
    """Move the pointer over a line."""
    place = line_list.visualItemRect(line_list.item(row)).center()
    viewport = line_list.viewport()
    at, outside = QPointF(place), QPointF(viewport.mapToGlobal(place))
    none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(viewport, QEnterEvent(at, at, outside))
    QApplication.sendEvent(viewport, QMouseEvent(QEvent.Type.MouseMove, at, outside, none, none, no_keys))


def test_the_first_proposal_is_shown_but_not_in_the_plan(
    qtbot: QtBot, planned: Session, card: PathsCard
) -> None:
    seek(qtbot, card)
    assert card.view.list.count() >= 2
    assert planned.committed.needles == ()
    assert [needle.target for needle in planned.plan.needles] == ["T1"]
    assert planned.laid_by is planned.plan
    assert "ways looked at" in card.status.label.text()
    assert "mm of nerve in the lesion" in card.view.details.text()
    assert "run across the nerve" in card.view.told.text()
    assert planned.look.selected == "N1"


def test_accepting_is_one_step_and_leads_on_to_the_next_target(
    qtbot: QtBot, planned: Session, card: PathsCard
) -> None:
    seek(qtbot, card)
    wanted = planned.plan
    click(card.view.accept)
    assert planned.committed == wanted
    assert planned.undo_stack.count() == 1
    assert planned.undo_stack.undoText() == "Accept path for L3 MB (on L4) left"
    assert not planned.editing
    assert card.target.currentText() == "L4 MB (on L5) left"
    assert card.status.label.text() == "Accepted. Next: L4 MB (on L5) left"
    planned.undo_stack.undo()
    assert planned.committed.needles == ()


def test_another_line_is_shown_under_the_pointer_and_when_chosen(
    qtbot: QtBot, planned: Session, card: PathsCard
) -> None:
    seek(qtbot, card)
    first, told = planned.plan.needles[0], card.view.details.text()
    hover(card.view.list, 1)
    second = planned.plan.needles[0]
    assert second != first
    assert card.view.details.text() != told
    QApplication.sendEvent(card.view.list, QEvent(QEvent.Type.Leave))
    assert planned.plan.needles[0] == first
    assert card.view.details.text() == told
    click_line(card.view.list, 1)
    assert planned.plan.needles[0] == second
    click(card.view.accept)
    assert planned.committed.needles == (second,)


def test_put_away_leaves_the_plan_and_what_was_looked_at(
    qtbot: QtBot, planned: Session, card: PathsCard
) -> None:
    seek(qtbot, card)
    click(card.view.put_away)
    assert planned.committed.needles == ()
    assert not planned.editing
    assert planned.look.selected == "T1"
    assert not card.view.isVisible()


def test_the_part_that_is_chosen_is_treated(qtbot: QtBot, planned: Session, card: PathsCard) -> None:
    choose(card.part, "Middle two quarters")
    seek(qtbot, card)
    click(card.view.accept)
    target = planned.committed.targets[0]
    assert isinstance(target, MedialBranch)
    assert target.stretch_mm != (1.0, 7.0)
    assert card.part.currentData() == NervePart.MIDDLE.value


def test_all_targets_are_accepted_together(qtbot: QtBot, planned: Session, card: PathsCard) -> None:
    click(card.one_view.box)
    seek(qtbot, card, "propose_all")
    assert [card.view.list.item(n).text() for n in range(2)] == ["L3 MB (on L4) left", "L4 MB (on L5) left"]
    assert "Needles of the left side, one C-arm setting" in card.view.told.text()
    click(card.view.accept)
    assert [needle.target for needle in planned.committed.needles] == ["T1", "T2"]
    assert planned.undo_stack.count() == 1
    assert card.status.label.text() == "Accepted. Every target that is drawn has a needle."
    assert not card.propose_all.isEnabled()


def test_another_edit_drops_what_was_found(qtbot: QtBot, planned: Session, card: PathsCard) -> None:
    seek(qtbot, card)
    planned.commit(replace(planned.committed, notes="changed"), "note")
    assert card.view.offers is None
    assert not card.view.isVisible()
    assert planned.committed.needles == ()


def test_a_plan_that_changes_meanwhile_gets_nothing_old(
    qtbot: QtBot, planned: Session, card: PathsCard
) -> None:
    click(card.propose)
    planned.commit(replace(planned.committed, notes="changed"), "note")
    qtbot.wait(50)
    qtbot.waitUntil(lambda: not card.seeker.busy, timeout=20000)
    assert card.view.offers is None
    assert not planned.editing


def test_what_cannot_be_looked_for_is_said(planned: Session, card: PathsCard, qtbot: QtBot) -> None:
    target = planned.committed.targets[0]
    assert isinstance(target, MedialBranch)
    far = tuple(point + (Point(0.0, 0.0, -30.0) - Point(0.0, 0.0, 0.0)) for point in target.course_mm)
    planned.commit(planned.committed.with_item(replace(target, course_mm=far[:2])), "move")
    choose(card.part, "Posterior half")
    seek(qtbot, card)
    assert "has not got this part" in card.status.label.text()
    planned.commit(planned.committed.with_item(replace(target, course_mm=())), "clear")
    assert card.status.label.text() == "Draw the target first, in the step Targets."
    assert not card.propose.isEnabled()


def test_the_skin_is_coloured_and_the_colours_are_told(
    qtbot: QtBot, planned: Session, card: PathsCard
) -> None:
    click(card.skin.box)
    qtbot.waitUntil(lambda: not card.skin_seeker.busy, timeout=20000)
    found = access(planned)
    assert found is not None
    assert found.target == "T1"
    qtbot.waitUntil(lambda: "no free way from here" in texts(card.legend))
    assert "90 percent or more of the nerve in reach" in texts(card.legend)
    click(card.skin.box)
    assert access(planned) is None
    assert not card.legend.isVisible()


def test_a_thermometer_is_proposed_beside_metal(qtbot: QtBot, planned: Session, card: PathsCard) -> None:
    assert not card.thermometer.isVisible()
    seek(qtbot, card)
    click(card.view.accept)
    tip = planned.committed.needles[0].tip_mm
    piece = replace(
        small_plan().hardware[0],
        from_mm=tip + (Point(-9.0, 12.0, 0.0) - Point(0.0, 0.0, 0.0)),
        to_mm=tip + (Point(-9.0, -12.0, 0.0) - Point(0.0, 0.0, 0.0)),
    )
    planned.commit(planned.committed.with_item(piece), "screw")
    planned.select("T1")
    assert card.thermometer.isVisible()
    seek(qtbot, card, "thermometer")
    click(card.view.accept)
    assert [needle.role for needle in planned.committed.needles] == [Role.ELECTRODE, Role.THERMOMETER]


def test_leaving_the_step_takes_back_what_is_only_shown(
    qtbot: QtBot, planned: Session, hand: Hand, show: Show
) -> None:
    planned.set_plan(replace(planned.committed, needles=(), hardware=()), None)
    loader = Loader()
    dock = show(StepsDock(planned, hand, loader))
    dock.go_to(Step.NEEDLES)
    planned.select("T1")
    done = dock.shown()
    seek(qtbot, dock.needles.paths)
    assert needles(planned) == []
    assert planned.laid_by is planned.plan
    assert dock.shown() == done, "what is only proposed has not been done"
    assert not dock.needles.card.isVisible()
    dock.go_to(Step.SHEET)
    assert not planned.editing
    assert needles(planned) == []
    loader.wait()
    QTest.mouseMove(dock, QPoint(1, 1))
