"""Roots and foramina in the step Targets: proposed with the courses, listed, accepted, deleted."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Joint, Level, Side
from planner.plan.parts import MedialBranch, Provenance, Structure
from planner.plan.plan import Plan
from planner.suggest.structures import propose_structures
from planner.ui.panels.structures_card import StructuresCard
from planner.ui.panels.targets_panel import TargetsPanel
from planner.ui.planes import focus_of
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, click, click_line, texts


@pytest.fixture
def card(planned: Session, hand: Hand, show: Show) -> StructuresCard:
    panel = show(TargetsPanel(planned, hand))
    panel.resize(360, 1400)
    return panel.structures


def lines(card: StructuresCard) -> list[str]:
    return [card.list.item(n).text() for n in range(card.list.count())]


def states(card: StructuresCard) -> list[str]:
    return [
        str(card.list.item(n).data(Qt.ItemDataRole.AccessibleTextRole)).split("\n")[1]
        for n in range(card.list.count())
    ]


def test_they_are_proposed_listed_and_accepted_in_one_step_each(
    planned: Session, card: StructuresCard
) -> None:
    assert "None in the plan" in texts(card)
    assert not card.accept.isVisible()
    click(card.propose)
    assert lines(card) == [
        "K1 L3 root left",
        "K2 foramen L3-L4 left",
        "K3 L4 root left",
        "K4 foramen L4-L5 left",
        "K5 L5 root left",
    ]
    assert set(states(card)) == {"Proposed from template, ±4 mm, not seen on CT; NOT accepted"}
    assert "5 in the plan, of which proposals: 5" in texts(card)
    assert planned.undo_stack.undoText() == "Propose roots and foramina"
    steps = planned.undo_stack.count()
    click(card.accept)
    assert planned.undo_stack.count() == steps + 1
    assert planned.undo_stack.undoText() == "Accept roots and foramina"
    assert all(each.accepted for each in planned.committed.structures)
    assert {each.provenance for each in planned.committed.structures} == {Provenance.TEMPLATE}
    assert set(states(card)) == {"Proposed from template, ±4 mm, not seen on CT; accepted"}
    assert "5 in the plan." in texts(card)
    assert not card.accept.isVisible()
    planned.undo_stack.undo()
    assert all(each.is_proposal for each in planned.committed.structures)


def test_to_look_at_one_choose_its_line(planned: Session, card: StructuresCard) -> None:
    click(card.propose)
    assert not card.delete.isVisible()
    for row, structure in enumerate(planned.committed.structures):
        click_line(card.list, row)
        assert planned.look.selected == structure.id
        assert planned.look.cursor == focus_of(structure)
    click(card.delete)
    assert [each.id for each in planned.committed.structures] == ["K1", "K2", "K3", "K4"]
    assert not card.delete.isVisible()
    planned.select("K2")
    assert card.list.currentRow() == 1


def test_with_nothing_new_to_propose_it_says_so(
    planned: Session, hand: Hand, card: StructuresCard, qtbot: QtBot
) -> None:
    click(card.propose)
    click(card.accept)
    steps = planned.undo_stack.count()
    with qtbot.waitSignal(hand.said) as said:
        click(card.propose)
    assert said.args == ["The roots and foramina near the targets are in the plan already."]
    assert planned.undo_stack.count() == steps


def test_without_marked_levels_none_are_offered(session: Session, hand: Hand, show: Show) -> None:
    card = show(StructuresCard(session, hand))
    assert texts(card) == ""
    session.commit(Plan().with_nerves_of((Joint(Level.L4),), Side.LEFT), "choose")
    assert not card.propose.isVisible()


def test_they_come_with_the_courses_of_a_chosen_joint_in_one_step(
    planned: Session, hand: Hand, show: Show
) -> None:
    bare = replace(planned.committed, targets=(), needles=(), hardware=())
    planned.set_plan(bare, None)
    panel = show(TargetsPanel(planned, hand))
    click(panel.toggles[Joint(Level.L4), Side.LEFT])
    after = planned.committed
    assert [target.accepted for target in after.targets] == [False, False]
    assert after.structures == propose_structures(replace(after, structures=())).structures
    assert len(after.structures) == 5
    assert planned.undo_stack.count() == 1
    planned.undo_stack.undo()
    assert planned.committed == bare


def test_what_was_dragged_stays_when_the_rest_is_proposed_anew(
    planned: Session, card: StructuresCard
) -> None:
    click(card.propose)
    first = planned.committed.structures[0]
    edited = replace(first, path_mm=first.path_mm[:-1], provenance=Provenance.TEMPLATE_EDITED)
    planned.commit(planned.committed.with_item(edited), "drag")
    assert states(card)[0].startswith("From the template or the other side, corrected by hand")
    click(card.propose)
    kept = planned.committed.item("K1")
    assert isinstance(kept, Structure)
    assert kept == edited
    assert len(planned.committed.structures) == 5


def test_open_proposals_go_with_the_targets_they_came_for(
    planned: Session, hand: Hand, show: Show, card: StructuresCard
) -> None:
    panel = show(TargetsPanel(planned, hand))
    click(card.propose)
    kept = planned.committed.structures[0]
    planned.commit(planned.committed.with_item(replace(kept, accepted=True)), "accept one")
    joint = next(key for key, toggle in panel.toggles.items() if toggle.isChecked())
    click(panel.toggles[joint])
    assert planned.committed.targets == ()
    assert [each.id for each in planned.committed.structures] == [kept.id], "what was accepted stays"
    planned.undo_stack.undo()
    back = planned.committed
    assert len(back.structures) == 5
    planned.select(back.targets[0].id)
    click(panel.card.delete)
    gone = {each.id for each in planned.committed.structures}
    assert kept.id in gone
    assert len(gone) < 5


def test_a_course_proposed_alone_brings_its_roots(planned: Session, hand: Hand, show: Show) -> None:
    target = planned.committed.targets[0]
    assert isinstance(target, MedialBranch)
    bare = replace(planned.committed, needles=(), structures=()).with_item(replace(target, course_mm=()))
    planned.set_plan(bare, None)
    panel = show(TargetsPanel(planned, hand))
    planned.select(target.id)
    click(panel.card.propose)
    assert planned.committed.structures == propose_structures(planned.committed).structures != ()
