"""Nothing that the sources state is unmapped, and everything that is said to carry it is there."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import pytest
from msgspec import NODEFAULT
from msgspec.structs import fields as struct_fields

from planner.checks import CHECKS
from planner.guideline.rules import load_rules
from planner.guideline.statements import Bound, Kind, Statement
from planner.plan import parts
from planner.plan.answers import QUESTIONS, question
from planner.plan.parts import ProcedureKind
from planner.sheet.content import Page
from planner.sheet.texts import texts
from tests.guideline.rulebook import COMMAND, PAGE, page
from tests.sheet import cases

RULES = load_rules()
STATEMENTS = RULES.statements
WARNINGS = {notice.id for notice in RULES.notices} | {
    f"{rule.check}.{note.id}" for rule in RULES.rules for note in rule.notes if note.id
}
PLANS = {
    ProcedureKind.RF_ABLATION: cases.screwed,
    ProcedureKind.MEDIAL_BRANCH_BLOCK: cases.block,
    ProcedureKind.FACET_INJECTION: cases.injection,
}


@cache
def pages(procedure: ProcedureKind) -> dict[str, Page]:
    sheet = cases.sheet_of(PLANS[procedure]())
    return dict(zip(("room", "record", "pictures", "desk"), sheet.pages, strict=True))


def is_printed(place: str, procedure: ProcedureKind) -> bool:
    """Say whether a page of a procedure's sheet has a field of this name with something in it."""
    name, field = place.split(".")
    on = pages(procedure)[name]
    return field in {each.name for each in fields(on)} and any(texts(getattr(on, field)))


def is_preset(place: str, statement: Statement) -> bool:
    """Say whether a part of a plan has a default in this place, and one within what the statement gives."""
    part, name = place.split(".")
    default = next(f.default for f in struct_fields(getattr(parts, part)) if f.name == name)
    least = [v.value for v in statement.values.values() if v.bound is Bound.AT_LEAST]
    return default is not NODEFAULT and all(default >= value for value in least)


def exists(carrier: str, statement: Statement) -> bool:
    """Say whether what is said to carry a statement is there."""
    kind, name = carrier.split(":")
    match Kind(kind):
        case Kind.CHECK:
            return name in CHECKS
        case Kind.ANSWER:
            return question(name).key == name
        case Kind.DEFAULT:
            return is_preset(name, statement)
        case Kind.WARNING:
            return name in WARNINGS
        case Kind.SHEET:
            return all(is_printed(name, procedure) for procedure in statement.applies_to)


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=lambda statement: statement.id)
class TestEveryStatement:
    def test_everything_that_carries_it_is_there(self, statement: Statement) -> None:
        assert [carrier for carrier in statement.carried_by if not exists(carrier, statement)] == []

    def test_something_carries_it_in_each_of_its_kinds(self, statement: Statement) -> None:
        assert statement.carried_by
        there = {carrier.split(":")[0] for carrier in statement.carried_by}
        assert there == set(statement.kinds)


@pytest.mark.parametrize(
    "carrier",
    ["check:speed", "warning:nothing", "warning:alignment.nothing", "sheet:room.wall", "sheet:record.strips"],
)
def test_what_is_not_there_is_noticed(carrier: str) -> None:
    assert not exists(carrier, STATEMENTS["R14"])


def test_a_place_that_stays_empty_carries_nothing() -> None:
    assert is_printed("record.strip", ProcedureKind.RF_ABLATION)
    assert not is_printed("record.strip", ProcedureKind.FACET_INJECTION)


def test_a_default_outside_of_what_is_stated_is_noticed() -> None:
    assert is_preset("Lesion.temperature_c", STATEMENTS["5: conventional"])
    assert not is_preset("Lesion.withdraw_mm", STATEMENTS["5: conventional"])
    assert not is_preset("Needle.device", STATEMENTS["R7"])


def test_a_check_and_its_statement_name_each_other() -> None:
    resting = [(rule.check, rule.id) for rule in RULES.rules if rule.id in STATEMENTS]
    assert [each for each in resting if f"check:{each[0]}" not in STATEMENTS[each[1]].carried_by] == []


def test_a_question_and_its_statement_name_each_other() -> None:
    asked = [(each.key, each.statement) for each in QUESTIONS if each.statement]
    assert [each for each in asked if f"answer:{each[0]}" not in STATEMENTS[each[1]].carried_by] == []


def test_what_an_answer_asks_of_the_room_comes_from_a_statement_that_the_answer_carries() -> None:
    for asked in QUESTIONS:
        for line in (line for choice in asked.choices for line in choice.asks):
            assert asked.statement == line.statement or (
                {f"answer:{asked.key}", f"answer:{asked.follows}"}
                & set(STATEMENTS[line.statement].carried_by)
            )


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"run `{COMMAND}`"
