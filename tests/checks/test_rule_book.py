"""The rule book as a reader finds it."""

from __future__ import annotations

import pytest

from planner.checks import rule_book
from planner.checks.limit_words import rule_words
from planner.checks.rule_book import Entry, entries, entry_key, found, numbers
from planner.guideline.carriers import carrier_words, checked_by
from planner.guideline.rules import load_rules
from planner.guideline.statements import Kind
from planner.plan.parts import ProcedureKind
from planner.words import use

RULES = load_rules()
BOOK = entries(RULES)


def keys(wanted: str, procedure: ProcedureKind | None = None, kind: Kind | None = None) -> list[str]:
    return [entry_key(entry) for entry in found(RULES, wanted, procedure, kind)]


def test_every_statement_and_every_rule_stands_in_it_once() -> None:
    names = [entry_key(entry) for entry in BOOK]
    assert len(set(names)) == len(names) == len(RULES.rules) + len(RULES.statements)


@pytest.mark.parametrize("entry", BOOK, ids=entry_key)
def test_an_entry_has_its_words_in_both_languages(entry: Entry) -> None:
    for language in ("en", "zh_CN"):
        with use(language):
            assert rule_words(entry)
            assert all(number.words and number.whose for number in numbers(entry))
            assert all(rule_book.read_words(RULES.sources[key]) for key in rule_book.cited(RULES, entry))
            statement = rule_book.statement_of(RULES, entry)
            for carrier in statement.carried_by if statement is not None else ():
                assert carrier_words(RULES, carrier)


def test_it_is_searched_by_id_text_and_source_in_both_languages() -> None:
    assert keys("R14")[:3] == ["alignment R14", "coverage R14", "R14"]
    assert keys("r14")[:3] == ["alignment R14", "coverage R14", "R14"]
    assert keys("R1")[0] == "R1"
    assert "R23" in keys("metal")
    assert "alignment R14" in keys("平行")
    assert "alignment R14" in keys("loh electrode")
    assert keys("no such words anywhere") == []


def test_it_is_filtered_by_procedure_and_kind() -> None:
    blocks = found(RULES, "", ProcedureKind.MEDIAL_BRANCH_BLOCK, None)
    assert all(ProcedureKind.MEDIAL_BRANCH_BLOCK in entry.applies_to for entry in blocks)
    assert 0 < len(blocks) < len(BOOK)
    assert "R21" in keys("", kind=Kind.ANSWER)
    assert "R14" not in keys("", kind=Kind.ANSWER)
    own = found(RULES, "", None, None, own=True)
    assert own
    assert all(entry.id.startswith("own: ") for entry in own)


def test_numbers_say_whose_they_are() -> None:
    by_key = {entry_key(entry): entry for entry in BOOK}
    warn, fail, computed = numbers(by_key["alignment R14"])
    assert (warn.words, warn.whose) == ("look again above 15°", "chosen by this program")
    assert "No source gives an angle" in warn.why
    assert fail.words == "fails above 30°"
    assert computed.words == "computed with 1.25 mm"
    (stated,) = numbers(by_key["5: conventional"])
    assert (stated.words, stated.whose) == ("at least 80 °C", "stated by the source")


def test_those_against_are_named() -> None:
    by_key = {entry_key(entry): entry for entry in BOOK}
    assert rule_book.speaking_against(RULES, by_key["5: conventional"]) == ("juch-2017", "bmj-2025")


def test_a_carrier_that_is_a_check_says_which() -> None:
    assert checked_by("check:alignment") == "alignment"
    assert checked_by("sheet:room.stop") == ""
