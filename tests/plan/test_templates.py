from __future__ import annotations

from pathlib import Path

import pytest

from planner.anatomy.spine import Joint, Level, Side
from planner.plan.answers import PLACE, QUESTIONS, Question, Topic, how_many_answered, question
from planner.plan.parts import FacetTarget, Procedure, ProcedureKind
from planner.plan.plan import Plan
from planner.plan.templates import TEMPLATES, followed, read_templates, with_template

GOOD = """
[[template]]
id = "repeat"
procedure = "rf_ablation"
title = { en = "Repeat", zh_CN = "重复" }
answers = { earlier_ablation = "yes" }
matters = ["earlier_ablation", "block.{joint}.relief"]
"""
BY_ID = {template.id: template for template in TEMPLATES}
LEFT = Plan().with_nerves_of((Joint(Level.L4),), Side.LEFT)
BLOCK = Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK)


def read(tmp_path: Path, text: str) -> None:
    path = tmp_path / "templates.toml"
    path.write_text(text, encoding="utf-8")
    read_templates(path)


def test_what_is_right_is_read(tmp_path: Path) -> None:
    read(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("right", "wrong", "why"),
    [
        ('id = "repeat"', 'id = "repeat"\ncolour = "red"', "unknown field"),
        ('zh_CN = "重复"', 'zh_CN = " "', "every language"),
        ('"block.{joint}.relief"', '"block.{joint}.ease"', "no question 'block.{joint}.ease'"),
        ('"block.{joint}.relief"', '"steroid"', "'steroid' is not asked for rf_ablation"),
        ('earlier_ablation = "yes"', 'earlier_ablation = "perhaps"', "'perhaps' is no answer"),
        ('earlier_ablation = "yes"', 'allergy = "none"', "'allergy' is never answered by a template"),
        ('earlier_ablation = "yes"', 'gone = "yes"', "no question 'gone'"),
        ("rf_ablation", "surgery", "surgery"),
    ],
)
def test_what_is_wrong_is_refused(tmp_path: Path, right: str, wrong: str, why: str) -> None:
    with pytest.raises(ValueError, match=why.replace("{", r"\{").replace("}", r"\}")):
        read(tmp_path, GOOD.replace(right, wrong))


def test_a_steroid_is_never_a_templates_answer(tmp_path: Path) -> None:
    block = GOOD.replace("rf_ablation", "medial_branch_block").replace(
        '["earlier_ablation", "block.{joint}.relief"]', '["steroid"]'
    )
    with pytest.raises(ValueError, match="'steroid' is never answered"):
        read(tmp_path, block.replace('earlier_ablation = "yes"', 'steroid = "yes"'))


def test_two_templates_of_one_id_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two templates"):
        read(tmp_path, GOOD + GOOD)


def test_only_what_names_the_procedure_may_be_answered() -> None:
    assert {asked.key for asked in QUESTIONS if asked.by_template} == {"earlier_ablation", "endoscopic"}
    assert {key for template in TEMPLATES for key in template.answers} == {"earlier_ablation", "endoscopic"}


def test_the_procedures_are_there_with_the_endoscope_last() -> None:
    assert [template.id for template in TEMPLATES] == [
        "medial_branch_block",
        "facet_injection",
        "rf_ablation",
        "repeat_rf_ablation",
        "endoscopic_rf_ablation",
    ]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_every_needed_question_of_the_list_matters(template: object) -> None:
    listed = (asked for asked in QUESTIONS if asked.needed and asked.topic is not Topic.COUNT)
    needed = {asked.key for asked in listed if template.procedure in asked.procedures}  # type: ignore[attr-defined]
    assert needed <= set(template.matters)  # type: ignore[attr-defined]


def test_a_plan_follows_the_template_of_its_kind_or_of_its_answers() -> None:
    assert [t.id for t in followed(Plan())] == ["rf_ablation"]
    assert [t.id for t in followed(Plan(procedure=BLOCK))] == ["medial_branch_block"]
    again = Plan().with_answer("earlier_ablation", "yes")
    assert [t.id for t in followed(again)] == ["repeat_rf_ablation"]
    both = again.with_answer("endoscopic", "yes")
    assert [t.id for t in followed(both)] == ["repeat_rf_ablation", "endoscopic_rf_ablation"]


def test_using_a_template_sets_the_kind_and_its_answers_and_nothing_else() -> None:
    used = with_template(Plan(procedure=BLOCK), BY_ID["repeat_rf_ablation"])
    assert used == Plan(answers={"earlier_ablation": "yes"})
    injection = with_template(LEFT, BY_ID["facet_injection"])
    assert injection.answers == {}
    assert [t.joint for t in injection.targets if isinstance(t, FacetTarget)] == ["L4-L5"]
    assert with_template(LEFT, BY_ID["rf_ablation"]) == LEFT


def test_a_question_about_a_joint_matters_for_every_joint() -> None:
    assert BY_ID["rf_ablation"].cares(question("block.L4-L5.left.relief"))
    assert not BY_ID["repeat_rf_ablation"].cares(question("block.L4-L5.left.relief"))


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.key)
def test_the_general_key_is_that_of_the_file(asked: Question) -> None:
    assert asked.of(Joint(Level.L4), Side.LEFT).general_key == asked.key
    assert asked.general_key == asked.key


def test_answers_are_counted_and_reasons_for_one_joint_count_once() -> None:
    done, whole = how_many_answered(Plan(), Topic.CHOOSING)
    assert (done, whole) == (
        0,
        len([q for q in QUESTIONS if q.topic is Topic.CHOOSING and PLACE not in q.key]),
    )
    assert how_many_answered(LEFT, Topic.CHOOSING) == (0, whole + 1)
    tender = LEFT.with_answer("chosen.L4-L5.left.tenderness", True)
    assert how_many_answered(tender, Topic.CHOOSING) == (1, whole + 1)
    assert how_many_answered(tender.with_answer("conservative_months", 0.0), Topic.CHOOSING)[0] == 2
