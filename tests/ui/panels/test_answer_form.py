"""Answering for a finding: two fields, both needed, one edit, and the finding stays what it is."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from planner.checks.answered import NEVER, may_be_answered, with_override
from planner.checks.result import Result
from planner.plan.parts import Override
from planner.sheet.compose import Obstacle
from planner.ui.panels.check_panel import CheckPanel
from planner.ui.panels.findings_panel import FindingsPanel
from planner.ui.panels.result_card import ResultCard
from planner.ui.session import Session
from planner.ui.theme import outcome_role
from planner.ui.tools.hand import Hand
from planner.words import set_language
from tests.ui.panels.looking import Show, click, texts, write


@pytest.fixture
def panel(planned: Session, hand: Hand, show: Show) -> CheckPanel:
    return show(CheckPanel(planned, hand))


def wrong(session: Session) -> Result:
    return next(r for r in session.results if may_be_answered(r))


def card_of(panel: CheckPanel, result: Result) -> ResultCard:
    here = [(r.check, r.subject) for r in panel.session.results]
    return panel.cards[here.index((result.check, result.subject))]


def given(session: Session) -> list[tuple[str, str]]:
    overrides: tuple[Override, ...] = session.committed.overrides
    return [(each.reason, each.by) for each in overrides]


def answer(card: ResultCard, reason: str, name: str) -> None:
    click(card.answer.open_form)
    write(card.answer.reason, reason, enter=False)
    write(card.answer.name, name, enter=False)
    click(card.answer.accept)


def test_a_reason_and_a_name_are_both_needed(planned: Session, panel: CheckPanel) -> None:
    card = card_of(panel, wrong(planned))
    answer(card, "curved away under the screw", "  ")
    assert "A reason and a name are needed." in texts(card)
    assert given(planned) == []
    write(card.answer.name, "Dr Li")
    assert given(planned) == [("curved away under the screw", "Dr Li")]


def test_it_is_said_on_the_card_and_in_the_list_and_can_be_taken_back(
    planned: Session, hand: Hand, panel: CheckPanel, show: Show
) -> None:
    findings = show(FindingsPanel(planned, hand))
    result = wrong(planned)
    card, row = card_of(panel, result), planned.results.index(result)
    outcomes = [outcome_role(r) for r in planned.results]
    answer(card, "seen in three views", "Dr Li")
    assert "Answered for by Dr Li: seen in three views" in texts(card)
    spoken = findings.list.item(row).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "answered for by Dr Li: seen in three views" in spoken
    assert [outcome_role(r) for r in planned.results] == outcomes
    assert not card.answer.open_form.isVisible()
    click(card.answer.take_back)
    assert planned.committed.overrides == ()
    assert "nswered for by" not in texts(card)


def test_it_is_one_edit_that_can_be_undone(planned: Session, panel: CheckPanel) -> None:
    before = planned.undo_stack.count()
    answer(card_of(panel, wrong(planned)), "seen", "Dr Li")
    assert planned.undo_stack.count() == before + 1
    planned.undo_stack.undo()
    assert planned.committed.overrides == ()
    assert "nswered for by" not in texts(panel)


def test_the_form_can_be_left(planned: Session, panel: CheckPanel) -> None:
    card = card_of(panel, wrong(planned))
    click(card.answer.open_form)
    write(card.answer.reason, "no", enter=False)
    click(card.answer.cancel)
    assert not card.answer.reason.isVisible()
    assert planned.committed.overrides == ()
    click(card.answer.open_form)
    assert card.answer.reason.text() == ""


def test_what_is_being_written_stays_with_its_finding(planned: Session, panel: CheckPanel) -> None:
    result = next(r for r in reversed(planned.results) if may_be_answered(r) and r.subject == "plan")
    card = card_of(panel, result)
    click(card.answer.open_form)
    write(card.answer.reason, "half a sen", enter=False)
    planned.commit(planned.committed.without_item("N1"), "delete")
    assert card_of(panel, result) is card
    assert card.answer.reason.text() == "half a sen"


def test_nobody_answers_for_the_patient_or_the_side(planned: Session, panel: CheckPanel) -> None:
    assert {why.value for why in Obstacle} == set(NEVER)
    stranger = replace(planned.committed.images, pixel_digest="sha256:1")
    planned.commit(replace(planned.committed, images=stranger), "other pixels")
    result = next(r for r in planned.results if r.check == "image_identity")
    assert outcome_role(result) != "ok"
    card = card_of(panel, result)
    assert "Nobody can answer for this: it must be right, or there is no sheet." in texts(card)
    assert not card.answer.open_form.isVisible()
    with pytest.raises(ValueError, match="nobody"):
        with_override(planned.committed, result, "because", "Dr Li")


def test_what_is_within_limits_needs_no_answer(planned: Session, panel: CheckPanel) -> None:
    good = next(r for r in planned.results if outcome_role(r) == "ok")
    assert not card_of(panel, good).answer.open_form.isVisible()


def test_an_answer_for_what_is_gone_is_seen_and_taken_back(planned: Session, panel: CheckPanel) -> None:
    gone = Override(check="reach", subject="N9", reason="long ago", by="Dr Wu")
    planned.commit(replace(planned.committed, overrides=(gone,)), "as read from a file")
    QApplication.processEvents()
    assert "answered for by Dr Wu: long ago" in texts(panel)
    back = [b for b in panel.findChildren(QPushButton) if b.text() == "Take back" and b.isVisible()]
    QTest.mouseClick(back[0], Qt.MouseButton.LeftButton)
    assert planned.committed.overrides == ()


def test_a_needle_takes_the_answers_for_it_with_it(planned: Session, panel: CheckPanel) -> None:
    lost = Override(check="reach", subject="N1", reason="x", by="y")
    kept = Override(check="skin", subject="N2", reason="x", by="y")
    plan = replace(planned.committed, overrides=(lost, kept))
    assert plan.without_item("N1").overrides == (kept,)


def test_it_speaks_chinese(planned: Session, hand: Hand, show: Show) -> None:
    set_language("zh_CN")
    panel = show(CheckPanel(planned, hand))
    card = card_of(panel, wrong(planned))
    click(card.answer.open_form)
    # QTest types Latin letters only
    card.answer.reason.setText("已在三个视图确认")
    card.answer.name.setText("李医生")
    click(card.answer.accept)
    said = texts(card)
    assert "李医生" in said
    assert "已在三个视图确认" in said
