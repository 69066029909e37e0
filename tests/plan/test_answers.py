from __future__ import annotations

import pytest

from planner.anatomy.spine import JOINTS, Joint, Level, Side
from planner.assets import resource
from planner.plan.answers import (
    PLACE,
    QUESTIONS,
    Choice,
    Question,
    QuestionKind,
    Topic,
    answer,
    applies,
    asks,
    choice_words,
    is_none,
    number,
    question,
    questions,
    unanswered,
)
from planner.plan.file import decode, encode
from planner.plan.identity import Patient
from planner.plan.parts import FacetTarget, Procedure, ProcedureKind
from planner.plan.plan import Plan
from planner.words import use
from planner.words.text import Text


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


OLDER = (Topic.COUNT, Topic.HAZARD, Topic.ROOM)
INJECTION = Procedure(kind=ProcedureKind.FACET_INJECTION)
BOTH_SIDES = (
    Plan()
    .with_nerves_of((Joint(Level.L4),), Side.LEFT)
    .with_nerves_of((Joint(Level.L4), Joint(Level.L5)), Side.RIGHT)
)


def test_every_topic_has_its_file_and_every_file_its_topic() -> None:
    files = {path.stem for path in resource("checklist").glob("*")}
    assert files == {"templates", *(topic.value for topic in Topic)}
    assert [asked.topic for asked in QUESTIONS] == sorted(
        (asked.topic for asked in QUESTIONS), key=list(Topic).index
    )


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.key)
def test_a_question_speaks_both_languages(asked: Question) -> None:
    texts = [asked.text, asked.hint, *(choice.text for choice in asked.choices)]
    texts += [line.text for choice in asked.choices for line in choice.asks]
    for text in filter(None, texts):
        with use("zh_CN"):
            chinese = str(text)
        assert chinese == "ICD" or any("\u4e00" <= letter <= "\u9fff" for letter in chinese)


def test_only_the_older_topics_are_needed_for_a_sheet() -> None:
    assert all(asked.topic in OLDER for asked in QUESTIONS if asked.needed)


def test_what_follows_follows_a_question_that_there_is() -> None:
    for asked in QUESTIONS:
        assert not asked.follows or question(asked.follows).key == asked.follows


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        (
            {"kind": QuestionKind.TEXT, "choices": (Choice(value="no", text=Text(en="no", zh_CN="否")),)},
            "choices",
        ),
        ({"kind": QuestionKind.CHOICE}, "choices"),
        ({"kind": QuestionKind.NUMBER, "high": 1.0}, "unit"),
        ({"kind": QuestionKind.NUMBER, "unit": Text(en="%", zh_CN="%")}, "range"),
        ({"kind": QuestionKind.TEXT, "unit": Text(en="%", zh_CN="%")}, "unit"),
    ],
)
def test_a_faulty_question_is_refused(changed: dict[str, object], complaint: str) -> None:
    text = Text(en="Why", zh_CN="为何")
    with pytest.raises(ValueError, match=complaint):
        Question(**{"key": "why", "topic": Topic.ROOM, "text": text, **changed})  # type: ignore[arg-type]


def test_blocks_are_asked_for_joint_by_joint_and_side_by_side() -> None:
    asked = [each.key for each in questions(BOTH_SIDES, Topic.BLOCK)]
    assert asked == ["block.L4-L5.left.kind", "block.L4-L5.right.kind", "block.L5-S1.right.kind"]
    plan = BOTH_SIDES.with_answer("block.L5-S1.right.kind", "medial_branch")
    assert "block.L5-S1.right.relief" in keys(questions(plan, Topic.BLOCK))
    assert "block.L4-L5.right.relief" not in keys(questions(plan, Topic.BLOCK))
    plan = plan.with_answer("block.L5-S1.right.kind", "none")
    assert "block.L5-S1.right.relief" not in keys(questions(plan, Topic.BLOCK))
    one = question("block.L5-S1.right.relief")
    assert (one.joint, one.side, one.statement) == ("L5-S1", Side.RIGHT, "R11")


def test_a_key_of_every_joint_and_side_is_known_and_no_other() -> None:
    for joint in JOINTS:
        for side in Side:
            assert question(f"narrowed.{joint.name}.{side}").key == f"narrowed.{joint.name}.{side}"
    with pytest.raises(KeyError):
        question("narrowed.L4-L5")
    with pytest.raises(KeyError):
        question("narrowed.S1-S2.left")
    assert PLACE in question("narrowed.{joint}").key


def test_a_narrowed_joint_is_a_question_of_an_injection_into_it() -> None:
    target = FacetTarget(id="T1", joint="L3-L4", side=Side.LEFT)
    plan = Plan(procedure=INJECTION, targets=(target,))
    assert "narrowed.L3-L4.left" in keys(questions(plan, Topic.CHOOSING))
    assert not any(key.startswith("narrowed") for key in keys(questions(BOTH_SIDES, Topic.CHOOSING)))


def test_answers_about_joints_stay_in_the_file() -> None:
    plan = BOTH_SIDES.with_answer("block.L4-L5.left.relief", 80.0).with_answer(
        "chosen.L4-L5.left.imaging", True
    )
    assert decode(encode(plan)).answers == plan.answers


@pytest.mark.parametrize(
    ("given", "read"),
    [(80.0, 80.0), (0.0, 0.0), (101.0, None), (-1.0, None), ("80", None), (True, None), (None, None)],
)
def test_a_number_is_one_that_can_be_meant(given: str | bool | float | None, read: float | None) -> None:
    assert number(Plan().with_answer("block.L4-L5.left.relief", given), "block.L4-L5.left.relief") == read


def test_an_earlier_ablation_asks_how_it_went() -> None:
    assert keys(questions(Plan(), Topic.REPEAT)) == {"earlier_ablation"}
    again = Plan().with_answer("earlier_ablation", "yes")
    assert keys(questions(again, Topic.REPEAT)) >= {"earlier_relief", "earlier_months", "pain_changed"}


def test_steroid_needs_its_reason_and_is_never_preset() -> None:
    plan = Plan(procedure=INJECTION)
    assert answer(plan, "steroid") is None
    assert keys(questions(plan, Topic.DRUG)) == {"steroid"}
    assert keys(questions(plan.with_answer("steroid", "yes"), Topic.DRUG)) == {"steroid", "steroid_reason"}
    assert keys(questions(Plan(), Topic.DRUG)) == {"steroid_after"}


@pytest.mark.parametrize(
    ("device", "line"),
    [
        ("pacemaker", "asynchronous"),
        ("icd", "Magnet on the skin"),
        ("stimulator", "0 V and OFF before, settings restored after"),
        ("other", "Device team"),
    ],
)
def test_a_device_says_what_the_room_does_for_it(device: str, line: str) -> None:
    plan = Plan().with_answer("implanted_device_type", device)
    assert asks(plan, "implanted_device_type") == ()
    plan = plan.with_answer("implanted_device", "DDD, 2019")
    first, *_others = asks(plan, "implanted_device_type")
    assert line in first.text.en
    assert first.statement == ("7.1: team" if device == "other" else "R22")
    assert asks(plan.with_answer("implanted_device", "none"), "implanted_device_type") == ()


def test_an_endoscope_makes_it_a_procedure_of_level_3() -> None:
    plan = Plan().with_answer("endoscopic", "yes")
    (line,) = asks(plan, "endoscopic")
    assert "level 3" in line.text.en
    assert "endoscopic_operator" in keys(questions(plan, Topic.GOVERNANCE))
    assert asks(plan.with_answer("endoscopic", "no"), "endoscopic") == ()
    assert asks(Plan(), "endoscopic") == ()
