from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Joint, Level, Side
from planner.plan.parts import FacetTarget, Guidance, MedialBranch, ProcedureKind, Provenance
from planner.ui.look import Tool
from planner.ui.panels.numbers import PAUSE_MS
from planner.ui.panels.targets_panel import TargetsPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, choose, click, click_line, texts, write

L34, L45, L5S1 = Joint(Level.L3), Joint(Level.L4), Joint(Level.L5)


@pytest.fixture
def panel(session: Session, hand: Hand, show: Show) -> TargetsPanel:
    return show(TargetsPanel(session, hand))


def lines(panel: TargetsPanel) -> list[str]:
    return [panel.list.item(n).text() for n in range(panel.list.count())]


def test_a_joint_lists_the_nerves_it_needs_by_both_names(session: Session, panel: TargetsPanel) -> None:
    assert "Choose at least one joint" in texts(panel)
    click(panel.toggles[L45, Side.LEFT])
    assert lines(panel) == ["L3 MB (on L4) left", "L4 MB (on L5) left"]
    click(panel.toggles[L5S1, Side.LEFT])
    assert lines(panel)[-1] == "L5 DR (at S1/ala) left"
    assert len(session.committed.targets) == 3


def test_a_shared_nerve_stays_when_its_neighbour_is_left_out(session: Session, panel: TargetsPanel) -> None:
    for joint in (L45, L5S1):
        click(panel.toggles[joint, Side.LEFT])
    click(panel.toggles[L45, Side.LEFT])
    assert lines(panel) == ["L4 MB (on L5) left", "L5 DR (at S1/ala) left"]
    assert session.undo_stack.undoText() == "Do not treat L4-L5 left"


def test_a_joint_that_its_neighbours_hold_says_so(panel: TargetsPanel) -> None:
    for joint in (L34, L5S1):
        click(panel.toggles[joint, Side.RIGHT])
    assert panel.toggles[L45, Side.RIGHT].isChecked()
    click(panel.toggles[L45, Side.RIGHT])
    assert panel.toggles[L45, Side.RIGHT].isChecked()
    assert "L4-L5 right stays" in texts(panel)


def test_an_injection_lists_joints(session: Session, panel: TargetsPanel) -> None:
    click(panel.toggles[L45, Side.LEFT])
    choose(panel.procedure, "Facet joint injection")
    choose(panel.guidance, "CT")
    assert lines(panel) == ["L4-L5 joint left"]
    assert session.committed.procedure.kind is ProcedureKind.FACET_INJECTION
    assert session.committed.procedure.guidance is Guidance.CT
    assert isinstance(session.committed.targets[0], FacetTarget)
    assert "Joints to inject" in texts(panel)


def test_a_line_selects_its_target_and_the_selection_its_line(
    planned: Session, hand: Hand, show: Show
) -> None:
    panel = show(TargetsPanel(planned, hand))
    click_line(panel.list, 1)
    assert planned.look.selected == "T2"
    assert "L4 MB (on L5) left" in texts(panel.card)
    planned.select("T1")
    assert panel.list.currentRow() == 0
    planned.select("")
    assert not panel.card.isVisible()


def test_a_proposal_is_accepted(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(TargetsPanel(planned, hand))
    planned.select("T2")
    click(panel.card.accept)
    target = planned.committed.item("T2")
    assert isinstance(target, MedialBranch)
    assert target.accepted
    assert not panel.card.accept.isVisible()


def test_after_a_proposal_the_next_one_is_shown(planned: Session, hand: Hand, show: Show) -> None:
    first = planned.committed.item("T1")
    assert isinstance(first, MedialBranch)
    open_one = replace(first, provenance=Provenance.TEMPLATE, accepted=False)
    planned.commit(planned.committed.with_item(open_one), "as proposed")
    panel = show(TargetsPanel(planned, hand))
    planned.select("T2")
    click(panel.card.accept)
    assert planned.look.selected == "T1"
    click(panel.card.accept)
    assert planned.look.selected == "T1"
    assert all(target.accepted for target in planned.committed.targets)


def test_drawing_a_course_takes_the_tool_for_this_nerve(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(TargetsPanel(planned, hand))
    planned.select("T2")
    click(panel.card.draw)
    assert planned.look.tool is Tool.NERVE
    assert planned.look.selected == "T2"


def test_the_stretch_is_shown_live_and_kept_once(
    planned: Session, hand: Hand, show: Show, qtbot: QtBot
) -> None:
    panel = show(TargetsPanel(planned, hand))
    planned.select("T1")
    before = planned.undo_stack.count()
    write(panel.card.high, "5", enter=False)
    assert planned.editing
    shown = planned.plan.item("T1")
    assert isinstance(shown, MedialBranch)
    assert shown.stretch_mm == (1.0, 5.0)
    QTest.keyClick(panel.card.high, Qt.Key.Key_Return)
    kept = planned.committed.item("T1")
    assert isinstance(kept, MedialBranch)
    assert kept.stretch_mm == (1.0, 5.0)
    assert planned.undo_stack.count() == before + 1


def test_escape_takes_a_half_typed_stretch_back(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(TargetsPanel(planned, hand))
    planned.select("T1")
    write(panel.card.high, "3", enter=False)
    QTest.keyClick(panel.card.high, Qt.Key.Key_Escape)
    assert not planned.editing
    assert planned.plan is planned.committed
    assert panel.card.high.value() == 7.0
    assert not planned.undo_stack.canUndo()


def test_a_stretch_of_no_length_is_refused_in_words(
    planned: Session, hand: Hand, show: Show, qtbot: QtBot
) -> None:
    panel = show(TargetsPanel(planned, hand))
    planned.select("T1")
    with qtbot.waitSignal(hand.said) as said:
        write(panel.card.high, "1")
    assert said.args == ["The stretch to treat must end after it begins."]
    kept = planned.committed.item("T1")
    assert isinstance(kept, MedialBranch)
    assert kept.stretch_mm == (1.0, 7.0)


def test_mirror_and_delete_of_the_selected_target(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(TargetsPanel(planned, hand))
    planned.select("T1")
    click(panel.card.mirror)
    assert "L3 MB (on L4) right" in lines(panel)
    assert planned.selected_item is not None
    assert planned.selected_item.id == "T3"
    assert "proposal" in str(panel.list.item(2).data(Qt.ItemDataRole.AccessibleTextRole))
    click(panel.card.delete)
    assert planned.committed.item("T3") is None


def nerve(session: Session, target_id: str) -> MedialBranch:
    item = session.committed.item(target_id)
    assert isinstance(item, MedialBranch)
    return item


def test_a_stretch_that_is_stepped_stays_with_its_nerve(
    planned: Session, hand: Hand, show: Show, qtbot: QtBot
) -> None:
    panel = show(TargetsPanel(planned, hand))
    planned.select("T1")
    other = nerve(planned, "T2")
    panel.card.low.stepBy(2)
    planned.select("T2")
    assert not planned.editing
    assert panel.card.low.value() == 0.0
    qtbot.wait(PAUSE_MS + 100)
    assert nerve(planned, "T1").stretch_mm == (2.0, 7.0)
    assert nerve(planned, "T2") == other


@pytest.mark.parametrize("steps", [2, 20])
def test_a_deleted_nerve_does_not_come_back(
    planned: Session, hand: Hand, show: Show, qtbot: QtBot, steps: int
) -> None:
    panel = show(TargetsPanel(planned, hand))
    planned.select("T1")
    said: list[str] = []
    hand.said.connect(said.append)
    panel.card.low.stepBy(steps)
    panel.card.editing.delete()
    qtbot.wait(PAUSE_MS + 100)
    assert planned.committed.item("T1") is None
    assert not planned.editing
    assert said == []


def test_a_stretch_that_is_stepped_is_accepted_with_its_course(
    planned: Session, hand: Hand, show: Show
) -> None:
    panel = show(TargetsPanel(planned, hand))
    planned.select("T2")
    panel.card.low.stepBy(2)
    low_mm = panel.card.low.value()
    click(panel.card.accept)
    accepted = nerve(planned, "T2")
    assert accepted.accepted
    assert accepted.stretch_mm is not None
    assert accepted.stretch_mm[0] == low_mm > 0.0
