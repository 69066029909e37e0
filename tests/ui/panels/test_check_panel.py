from __future__ import annotations

import pytest

from planner.checks.limit_words import limit_text, rule_words
from planner.checks.wording import headline, placed_words
from planner.ui.panels.check_panel import CheckPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, click, texts, write


@pytest.fixture
def panel(planned: Session, hand: Hand, show: Show) -> CheckPanel:
    return show(CheckPanel(planned, hand))


def test_a_card_says_value_limit_whose_source_and_grade(planned: Session, panel: CheckPanel) -> None:
    for card, result in zip(panel.cards, planned.results, strict=True):
        words = texts(card)
        assert headline(result) in words
        assert rule_words(result.rule) in words
        assert limit_text(result) in words
        assert placed_words(result) in words
    assert "chosen by this program" in texts(panel)
    assert "evidence low, grade B" in texts(panel)
    assert "in 9 of 10 placements at least" in texts(panel)


def test_a_card_opens_to_the_rule_and_what_speaks_against_it(planned: Session, panel: CheckPanel) -> None:
    number = next(n for n, r in enumerate(planned.results) if r.check == "alignment")
    card, rule = panel.cards[number], planned.results[number].rule
    assert str(rule.text) not in texts(card)
    click(card.more)
    assert str(rule.text) in texts(card)
    assert str(rule.notes[0].text) in texts(card)
    assert card.more.toolTip() == "Hide the rule"


def test_a_card_shows_its_finding_in_the_views(planned: Session, panel: CheckPanel) -> None:
    number = next(n for n, r in enumerate(planned.results) if r.check == "alignment")
    click(panel.cards[number].show_it)
    assert planned.look.selected == "N1"


def test_a_limit_of_ours_is_changed_and_put_back(planned: Session, panel: CheckPanel) -> None:
    field = panel.limits.fields["alignment.warn"]
    assert field.value() == 15.0
    assert not panel.limits.resets["alignment.warn"].isVisible()
    write(field, "20")
    assert planned.committed.limits == {"alignment.warn": 20.0}
    assert "changed by the user" in texts(panel)
    click(panel.limits.resets["alignment.warn"])
    assert planned.committed.limits == {}
    assert field.value() == 15.0


def test_a_share_is_shown_in_percent(planned: Session, panel: CheckPanel) -> None:
    field = panel.limits.fields["coverage.fail"]
    assert field.value() == 50.0
    write(field, "40")
    assert planned.committed.limits == {"coverage.fail": 0.4}
    write(field, "50")
    assert planned.committed.limits == {}


def test_the_judgement_follows_the_limit(planned: Session, panel: CheckPanel) -> None:
    write(panel.limits.fields["reach.warn"], "199")
    write(panel.limits.fields["alignment.warn"], "0")
    alignment = next(r for r in planned.results if r.check == "alignment")
    assert alignment.rule.limits["warn"].value == 0.0
    assert alignment.rule.limits["warn"].default == 15.0


def test_a_drag_does_not_shuffle_the_cards(planned: Session, panel: CheckPanel) -> None:
    before = texts(panel)
    planned.preview(planned.committed.without_item("N1"))
    assert texts(panel) == before
    planned.commit(planned.committed.without_item("N1"), "delete")
    assert texts(panel) != before
