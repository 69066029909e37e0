"""The check list on the step Check: it is clicked and written in as a person would."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Joint, Level, Side
from planner.guideline.rules import load_rules
from planner.plan.answers import QUESTIONS
from planner.plan.parts import Procedure, ProcedureKind
from planner.plan.plan import Plan
from planner.plan.templates import TEMPLATES
from planner.ui.panels.answer_field import AnswerField
from planner.ui.panels.check_list import GROUPS, LISTED, Group
from planner.ui.panels.check_panel import CheckPanel
from planner.ui.panels.sheet_panel import SheetPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import set_language
from tests.ui.panels.looking import Show, choose, click, texts, write
from tests.ui.panels.plans import small_plan

INDICATION, RISKS, _ROOM, AFTER = GROUPS


@pytest.fixture
def panel(planned: Session, hand: Hand, show: Show) -> CheckPanel:
    return show(CheckPanel(planned, hand))


def opened(panel: CheckPanel, name: str) -> Group:
    group = panel.check_list.groups[name]
    click(group.head)
    return group


def field(group: Group, key: str) -> AnswerField:
    return group.answers.fields[key]


def use_template(panel: CheckPanel, words: str) -> None:
    """Choose from the menu what has these words."""
    next(action for action in panel.check_list.menu.actions() if action.text() == words).trigger()


def test_every_question_but_the_count_stands_in_one_group() -> None:
    assert set(LISTED) == {asked.topic for asked in QUESTIONS} - {"count"}
    assert len(LISTED) == len(set(LISTED))


def test_groups_are_folded_and_say_how_much_is_answered(planned: Session, panel: CheckPanel) -> None:
    assert [each.name for each in panel.check_list.groups.values()] == list(GROUPS)
    group = panel.check_list.groups[RISKS]
    assert group.count.text() == "1 of 6 answered"
    assert not group.answers.isVisible()
    click(group.head)
    assert group.answers.isVisible()
    assert field(group, "allergy").isVisible()
    click(field(group, "infection").none)  # type: ignore[attr-defined]
    assert planned.committed.answers["infection"] == "none"
    assert group.count.text() == "2 of 6 answered"
    assert group.head.accessibleName() == "Blood, devices and drugs: 2 of 6 answered"
    click(group.head)
    assert not group.answers.isVisible()


def test_what_nobody_answered_says_so_and_has_no_default(panel: CheckPanel) -> None:
    group = opened(panel, INDICATION)
    months, knee = field(group, "conservative_months"), field(group, "pain_below_knee")
    assert months.number.text() == ""  # type: ignore[attr-defined]
    assert months.number.lineEdit().placeholderText() == "not answered"  # type: ignore[attr-defined]
    assert knee.choice.currentText() == "not answered"  # type: ignore[attr-defined]
    assert months.mark.toolTip() == knee.mark.toolTip() == "not answered"
    after = opened(panel, AFTER)
    assert "risks and after-effects (not answered)" in texts(after)
    assert "Follow-up (not answered)" in texts(after)
    write(field(after, "follow_up").text, "in March")  # type: ignore[attr-defined]
    assert "Follow-up (not answered)" not in texts(after)


def test_a_question_shows_its_rule_level_and_grade_and_opens_what_it_says(panel: CheckPanel) -> None:
    group = opened(panel, INDICATION)
    statement = load_rules().statements["R2"]
    line = field(group, "conservative_months").findChild(QToolButton)
    assert isinstance(line, QToolButton)
    assert line.text() == "R2 · evidence low, grade C"
    assert str(statement.text) not in texts(group)
    click(line)
    assert str(statement.text) in texts(group)
    assert str(load_rules().notes_of(statement)[0]) in texts(group)


def test_every_question_that_rests_on_a_statement_names_it(panel: CheckPanel) -> None:
    for group in panel.check_list.groups.values():
        for shown in group.answers.fields.values():
            if not shown.bare and shown.asked.statement:
                line = shown.findChildren(QToolButton)[-1]
                assert line.text().startswith(f"{shown.asked.statement} · ")


def test_a_number_is_written_taken_back_and_held_to_its_range(planned: Session, panel: CheckPanel) -> None:
    months = field(opened(panel, INDICATION), "conservative_months").number  # type: ignore[attr-defined]
    before = planned.undo_stack.count()
    write(months, "6")
    assert planned.committed.answers["conservative_months"] == 6.0
    assert months.text() == "6"
    assert planned.undo_stack.count() == before + 1
    assert planned.undo_stack.undoText() == "Answer: Conservative treatment"
    write(months, "700")
    assert planned.committed.answers["conservative_months"] != 700.0
    write(months, "-3")
    assert planned.committed.answers["conservative_months"] != -3.0
    write(months, "0")
    assert planned.committed.answers["conservative_months"] == 0.0
    months.setFocus()
    months.selectAll()
    QTest.keyClick(months, Qt.Key.Key_Delete)
    QTest.keyClick(months, Qt.Key.Key_Return)
    assert "conservative_months" not in planned.committed.answers
    planned.undo_stack.undo()
    assert months.text() == "0"


def test_a_step_from_an_empty_field_is_to_the_lowest_number(planned: Session, panel: CheckPanel) -> None:
    group = opened(panel, INDICATION)
    choose(field(group, "block.L4-L5.left.kind").choice, "medial branches")  # type: ignore[attr-defined]
    count = field(group, "block.L4-L5.left.count").number  # type: ignore[attr-defined]
    write(count, "0")
    assert "block.L4-L5.left.count" not in planned.committed.answers
    count.setFocus()
    QTest.keyClick(count, Qt.Key.Key_Up)
    QTest.keyClick(count, Qt.Key.Key_Return)
    assert planned.committed.answers["block.L4-L5.left.count"] == 1.0
    write(count, "0")
    assert planned.committed.answers["block.L4-L5.left.count"] == 1.0


def test_a_number_that_cannot_be_meant_is_shown_as_it_stands(planned: Session, panel: CheckPanel) -> None:
    months = field(opened(panel, INDICATION), "conservative_months").number  # type: ignore[attr-defined]
    planned.commit(planned.committed.with_answer("conservative_months", 9000.0), "odd")
    assert months.text() == ""
    assert months.lineEdit().placeholderText() == "9000.0"


def test_joints_are_asked_for_as_the_plan_treats_them(planned: Session, panel: CheckPanel) -> None:
    group = opened(panel, INDICATION)
    assert "L4-L5 left" in texts(group)
    assert "L5-S1 left" not in texts(group)
    planned.commit(planned.committed.with_nerves_of((Joint(Level.L5),), Side.LEFT), "more")
    assert "L5-S1 left" in texts(group)
    choose(field(group, "block.L5-S1.left.kind").choice, "medial branches")  # type: ignore[attr-defined]
    assert planned.committed.answers["block.L5-S1.left.kind"] == "medial_branch"
    click(field(group, "chosen.L4-L5.left.tenderness").tick.box)  # type: ignore[attr-defined]
    assert planned.committed.answers["chosen.L4-L5.left.tenderness"] is True
    planned.commit(planned.committed.without_item("T1"), "fewer")
    assert "L4-L5 left" not in texts(group)
    assert "L5-S1 left" in texts(group)


def test_joints_stand_side_by_side_and_from_above_downwards(planned: Session, panel: CheckPanel) -> None:
    for joint, side in ((Level.L5, Side.RIGHT), (Level.L5, Side.LEFT), (Level.L3, Side.LEFT)):
        planned.commit(planned.committed.with_nerves_of((Joint(joint),), side), "more")
    group = opened(panel, INDICATION)
    names = [line for line in texts(group.answers.tables[0]).splitlines() if line.endswith(("left", "right"))]
    order = sorted(names, key=lambda name: panel_y(group, name))
    assert order == [f"{j.name} {s.value}" for s in Side for j in planned.committed.joints(s)]


def panel_y(group: Group, name: str) -> int:
    table = group.answers.tables[0]
    shown = [f for f in table.fields.values() if f.isVisible()]
    wanted = next(f for f in shown if f"{f.asked.joint} {f.asked.side.value}" == name)  # type: ignore[union-attr]
    return wanted.mapTo(table, wanted.rect().topLeft()).y()


def test_what_follows_appears_once_the_first_is_answered(planned: Session, panel: CheckPanel) -> None:
    group = opened(panel, INDICATION)
    relief = field(group, "block.L4-L5.left.relief")
    assert not relief.isVisible()
    choose(field(group, "block.L4-L5.left.kind").choice, "medial branches")  # type: ignore[attr-defined]
    assert relief.isVisible()
    write(relief.number, "80")  # type: ignore[attr-defined]
    assert planned.committed.answers["block.L4-L5.left.relief"] == 80.0
    choose(field(group, "block.L4-L5.left.kind").choice, "none")  # type: ignore[attr-defined]
    assert not relief.isVisible()


def test_what_is_being_written_for_one_patient_does_not_reach_the_next(
    planned: Session, panel: CheckPanel, qtbot: QtBot
) -> None:
    months = field(opened(panel, INDICATION), "conservative_months").number  # type: ignore[attr-defined]
    allergy = field(opened(panel, RISKS), "allergy").text  # type: ignore[attr-defined]
    other = replace(small_plan(), answers={})
    write(allergy, "latex", enter=False)
    planned.set_plan(other, None)
    QTest.keyClick(allergy, Qt.Key.Key_Return)
    write(months, "6", enter=False)
    planned.set_plan(other, None)
    QTest.keyClick(months, Qt.Key.Key_Return)
    qtbot.wait(700)
    assert planned.committed.answers == {}
    assert (allergy.text(), months.text()) == ("", "")


def test_a_number_under_way_does_not_reach_a_joint_that_is_treated_no_more(
    planned: Session, panel: CheckPanel, qtbot: QtBot
) -> None:
    planned.commit(planned.committed.with_answer("block.L4-L5.left.kind", "both"), "block")
    relief = field(opened(panel, INDICATION), "block.L4-L5.left.relief").number  # type: ignore[attr-defined]
    write(relief, "80", enter=False)
    planned.commit(planned.committed.without_item("T1"), "fewer")
    qtbot.wait(700)
    assert "block.L4-L5.left.relief" not in planned.committed.answers


def test_the_sheets_step_and_the_check_list_say_the_same(planned: Session, hand: Hand, show: Show) -> None:
    check, sheet = show(CheckPanel(planned, hand)), show(SheetPanel(planned, hand))
    listed = field(opened(check, RISKS), "allergy")
    write(listed.text, "latex")  # type: ignore[attr-defined]
    asked = sheet.hazards.fields["allergy"]
    assert type(asked) is type(listed)
    assert asked.text.text() == "latex"  # type: ignore[attr-defined]
    click(asked.none)  # type: ignore[attr-defined]
    assert listed.none.isChecked()  # type: ignore[attr-defined]


def test_a_template_sets_the_procedure_says_so_and_is_undone(planned: Session, panel: CheckPanel) -> None:
    kind = Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK)
    planned.commit(replace(planned.committed, procedure=kind), "block")
    before = planned.committed
    use_template(panel, "Repeat radiofrequency ablation")
    assert planned.committed == replace(before, procedure=Procedure()).with_answer("earlier_ablation", "yes")
    assert "Procedure changed from Medial branch block to Radiofrequency ablation." in texts(panel)
    assert "Answered: These nerves were ablated before: yes." in texts(panel)
    assert "Bold: what matters for Repeat radiofrequency ablation" in texts(panel)
    planned.undo_stack.undo()
    assert planned.committed == before
    assert "Procedure changed" not in texts(panel)
    assert "Bold: what matters for Medial branch block" in texts(panel)


def test_a_template_shows_which_questions_matter(planned: Session, panel: CheckPanel) -> None:
    group = opened(panel, INDICATION)
    assert field(group, "earlier_ablation").label.property("role") == "strong"
    assert field(group, "pain_on_coughing").label.property("role") == "muted"
    use_template(panel, "Repeat radiofrequency ablation")
    assert field(group, "earlier_months").label.property("role") == "strong"
    assert field(group, "conservative_months").label.property("role") == "muted"


def test_a_template_that_is_followed_changes_nothing(planned: Session, panel: CheckPanel) -> None:
    before, edits = planned.committed, planned.undo_stack.count()
    use_template(panel, "Radiofrequency ablation")
    assert planned.committed == before
    assert planned.undo_stack.count() == edits
    assert "nothing was changed" in texts(panel)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_no_template_answers_what_is_found_in_the_patient(
    planned: Session, panel: CheckPanel, template: object
) -> None:
    answered = set(planned.committed.answers)
    panel.check_list.use(template)  # type: ignore[arg-type]
    assert set(planned.committed.answers) - answered <= {"earlier_ablation", "endoscopic"}


def test_an_empty_plan_has_no_joints_to_ask_for(session: Session, hand: Hand, show: Show) -> None:
    session.set_plan(Plan(), None)
    group = opened(show(CheckPanel(session, hand)), INDICATION)
    assert not any(table.isVisible() for table in group.answers.tables)


def test_in_chinese_the_list_speaks_chinese(planned: Session, hand: Hand, show: Show) -> None:
    set_language("zh_CN")
    panel = show(CheckPanel(planned, hand))
    group = opened(panel, AFTER)
    assert "知情同意书已签署" in texts(group)
    assert field(group, "follow_up").text.placeholderText() == ("时间与方式，如 3 个月后门诊")  # type: ignore[attr-defined]
    assert "重复射频消融" in [action.text() for action in panel.check_list.menu.actions()]
    use_template(panel, "重复射频消融")
    assert "重复射频消融" in texts(panel)
    assert "既往曾行该处射频消融" in texts(panel)
    assert planned.committed.answers["earlier_ablation"] == "yes"
    indication = opened(panel, INDICATION)
    choose(field(indication, "block.L4-L5.left.kind").choice, "内侧支阻滞")  # type: ignore[attr-defined]
    assert planned.committed.answers["block.L4-L5.left.kind"] == "medial_branch"


def test_nothing_of_the_list_floats_outside_the_window(panel: CheckPanel) -> None:
    for name in GROUPS:
        opened(panel, name)
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [panel]
