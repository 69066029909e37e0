from __future__ import annotations

import pytest

from planner.plan.answers import (
    QUESTIONS,
    Question,
    QuestionKind,
    Topic,
    answer,
    applies,
    choice_words,
    is_none,
    question,
    questions,
    unanswered,
)
from planner.plan.file import decode, encode
from planner.plan.identity import Patient
from planner.plan.parts import Procedure, ProcedureKind
from planner.plan.plan import Plan


def keys(asked: tuple[Question, ...]) -> set[str]:
    return {each.key for each in asked}


def test_every_question_has_a_key_of_its_own_and_choices_where_it_is_a_choice() -> None:
    assert len({asked.key for asked in QUESTIONS}) == len(QUESTIONS)
    for asked in QUESTIONS:
        assert bool(asked.choices) == (asked.kind is QuestionKind.CHOICE)


def test_nobody_has_answered_an_empty_plan() -> None:
    assert "allergy" in keys(unanswered(Plan(), Topic.HAZARD))
    assert answer(Plan(), "allergy") is None
    assert not is_none(answer(Plan(), "allergy"))


def test_blank_text_is_no_answer() -> None:
    assert answer(Plan(answers={"counted_by": "  "}), "counted_by") is None


@pytest.mark.parametrize("value", ["none", "no", " None ", False])
def test_none_is_an_answer_in_every_spelling(value: str | bool) -> None:
    plan = Plan(answers={"allergy": value})
    assert is_none(answer(plan, "allergy"))
    assert "allergy" not in keys(unanswered(plan, Topic.HAZARD))


def test_a_boolean_from_a_file_answers_a_choice() -> None:
    assert answer(Plan(answers={"transitional_vertebra": True}), "transitional_vertebra") == "yes"
    assert answer(Plan(answers={"same_count_as_block_report": True}), "same_count_as_block_report") is True


@pytest.mark.parametrize(("sex", "asked"), [("M", False), ("F", True), ("", True), ("O", True)])
def test_a_man_is_not_asked_for_a_pregnancy(sex: str, asked: bool) -> None:
    assert applies(Plan(patient=Patient(sex=sex)), question("pregnancy")) is asked


@pytest.mark.parametrize(("given", "asked"), [(None, False), ("none", False), ("warfarin", True)])
def test_the_decision_is_asked_for_once_there_is_a_drug(given: str | None, asked: bool) -> None:
    plan = Plan().with_answer("anticoagulant", given)
    assert ("anticoagulant_decision" in keys(questions(plan, Topic.HAZARD))) is asked


def test_the_ground_pad_belongs_to_an_ablation() -> None:
    block = Plan(procedure=Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK))
    assert "pad_site" in keys(questions(Plan(), Topic.ROOM))
    assert "pad_site" not in keys(questions(block, Topic.ROOM))


def test_a_choice_from_elsewhere_is_shown_as_it_is() -> None:
    asked = question("count_method")
    assert choice_words(asked, "from_sacrum") == "from the sacrum upwards"
    assert choice_words(asked, "from_c2") == "from_c2"


def test_the_monitor_is_no_question_of_a_plan_and_an_older_answer_stays_readable() -> None:
    older = decode(encode(Plan(answers={"monitor_left": "screen right"})))
    assert older.answers["monitor_left"] == "screen right"
    assert "monitor_left" not in keys(QUESTIONS)
    assert keys(questions(older, *Topic)) == keys(questions(Plan(), *Topic))
