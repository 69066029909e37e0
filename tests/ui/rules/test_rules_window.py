"""The rule book as a reader uses it: search, filters, one entry in full, the way from a finding."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from planner.plan.parts import ProcedureKind
from planner.plan.wording import procedure_words
from planner.ui.actions import HELP
from planner.ui.panels.progress import Step
from planner.ui.rules.window import RulesWindow
from planner.ui.session import Session
from planner.ui.window import Window
from planner.words import set_language
from tests.ui.panels.looking import choose, click, click_line, texts
from tests.ui.panels.plans import small_plan


@pytest.fixture
def book(session: Session, qtbot: QtBot) -> RulesWindow:
    made = RulesWindow(session)
    qtbot.addWidget(made)
    made.open_at()
    qtbot.waitExposed(made)
    return made


def lines(book: RulesWindow) -> list[str]:
    return [book.list.item(row).text() for row in range(book.list.count())]


def said(book: RulesWindow) -> str:
    """What stands on the page, once Qt has shown it."""
    QApplication.processEvents()
    return texts(book.page)


def search(book: RulesWindow, words: str) -> None:
    book.wanted.clear()
    QTest.keyClicks(book.wanted, words)


def test_the_whole_book_is_there_at_first(book: RulesWindow, session: Session) -> None:
    rules = session.rules
    assert len(lines(book)) == len(rules.rules) + len(rules.statements) > 75


def test_an_entry_says_all_that_is_known_of_it(book: RulesWindow) -> None:
    search(book, "R14")
    click_line(book.list, 0)
    page = said(book)
    assert "Electrode along the nerve" in page
    assert "R14, section 5.2, evidence low, grade B" in page
    assert "look again above 15°: chosen by this program" in page
    assert "No source gives an angle." in page
    assert "A good sensory threshold does not prove a good angle" in page
    assert "10.12290/xhyxzz.2024-0076 (read in full)" in page
    assert "only the abstract was read" in page
    assert "Check: Electrode along the nerve" in page


def test_a_grade_never_stands_alone(book: RulesWindow) -> None:
    for row in range(book.list.count()):
        book.list.setCurrentRow(row)
        for line in said(book).splitlines():
            if "grade " in line and "section" in line:
                assert "evidence " in line


def test_sources_for_and_against_stand_apart(book: RulesWindow) -> None:
    book.show_entry("5: conventional")
    page = said(book)
    against = page[page.index("Sources that say otherwise") :]
    assert "MINT" in against
    assert "BMJ" in against
    assert "at least 80 °C: stated by the source" in page


def test_a_rule_leads_to_its_statement_and_back(book: RulesWindow) -> None:
    book.show_entry("hardware_clearance R23")
    said(book)
    click(book.page.links["R23"])
    assert "R23, section 7.2" in said(book)
    assert "Sheet: page PICTURES, the views of each needle" in said(book)
    click(book.page.links["hardware_clearance R23"])
    assert "look again where the lesion comes to" in said(book)


def test_it_is_filtered(book: RulesWindow) -> None:
    whole = len(lines(book))
    choose(book.kind, "rules of this program")
    assert 5 < len(lines(book)) < 12
    choose(book.kind, "all")
    choose(book.procedure, procedure_words(ProcedureKind.FACET_INJECTION))
    assert 0 < len(lines(book)) < whole
    assert "Electrode along the nerve" not in lines(book)


def test_what_is_not_there_leaves_an_empty_page(book: RulesWindow) -> None:
    search(book, "qqq")
    assert lines(book) == []
    assert not book.page.isVisible()
    book.show_entry("R1")
    assert book.wanted.text() == ""
    assert "R1, section 2" in said(book)


def test_it_follows_a_changed_limit(book: RulesWindow, session: Session) -> None:
    book.show_entry("alignment R14")
    session.set_plan(small_plan(), None)
    session.commit(replace(session.committed, limits={"alignment.warn": 20.0}), "change")
    assert "look again above 20°: changed for this plan, shipped as 15°" in said(book)


def test_it_speaks_and_searches_chinese(session: Session, qtbot: QtBot) -> None:
    set_language("zh_CN")
    book = RulesWindow(session)
    qtbot.addWidget(book)
    book.open_at("alignment R14")
    assert "电极与神经平行" in said(book)
    search(book, "metal")
    assert any("金属" in line for line in lines(book))


def test_from_a_finding_to_its_rule(window: Window, session: Session) -> None:
    window.session.set_plan(small_plan(), None)
    findings = window.findings
    assert not findings.card.isEnabled()
    row = next(n for n in range(findings.list.count()) if "to the nerve" in findings.list.item(n).text())
    findings.list.scrollToItem(findings.list.item(row))
    click_line(findings.list, row)
    click(findings.card)
    assert window.steps.current is Step.CHECK
    card = next(c for c in window.steps.check.cards if c.rule is window.focusWidget())
    assert "Limit: look again above 15°" in texts(card)
    click(card.rule)
    book = window.findChild(RulesWindow)
    assert book is not None
    assert book.isVisible()
    assert "R14, section 5.2, evidence low, grade B" in said(book)


def test_the_menu_the_key_and_the_step_open_it(window: Window) -> None:
    assert ("rules", ("F6",)) in [(row.name, row.keys) for row in HELP]
    window.actions_by_name["rules"].trigger()
    book = window.findChild(RulesWindow)
    assert book is not None
    book.close()
    window.steps.go_to(Step.CHECK)
    button = window.steps.check.book
    assert isinstance(button, QPushButton)
    click(button)
    assert book.isVisible()


def test_the_limits_are_brought_into_sight(window: Window) -> None:
    window.session.set_plan(small_plan(), None)
    window.steps.go_to(Step.CHECK)
    panel = window.steps.check
    QApplication.processEvents()
    assert panel.limits.visibleRegion().isEmpty()
    click(panel.to_limits)
    QApplication.processEvents()
    assert not panel.limits.visibleRegion().isEmpty()
