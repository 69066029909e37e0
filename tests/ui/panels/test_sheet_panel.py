from __future__ import annotations

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Side
from planner.plan.answers import QUESTIONS
from planner.plan.identity import Patient
from planner.plan.parts import MedialBranch, ProcedureKind
from planner.ui.files import sheet_language
from planner.ui.panels.sheet_panel import SheetPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, choose, click, texts, write


@pytest.fixture
def panel(planned: Session, hand: Hand, show: Show) -> SheetPanel:
    return show(SheetPanel(planned, hand))


@pytest.mark.parametrize(
    ("button", "name"), [("preview", "preview"), ("print", "print"), ("export", "export_pdf")]
)
def test_a_button_asks_for_the_sheet(panel: SheetPanel, button: str, name: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.sheet_requested) as asked:
        click(getattr(panel, button))
    assert asked.args == [name]


def test_hazards_are_answered_with_none_or_in_words(planned: Session, panel: SheetPanel) -> None:
    fields = panel.hazards.fields
    assert fields["allergy"].none.isChecked()  # type: ignore[attr-defined]
    write(fields["allergy"].text, "latex")  # type: ignore[attr-defined]
    assert planned.committed.answers["allergy"] == "latex"
    assert not fields["allergy"].none.isChecked()  # type: ignore[attr-defined]
    click(fields["allergy"].none)  # type: ignore[attr-defined]
    assert planned.committed.answers["allergy"] == "none"
    assert fields["allergy"].text.text() == ""  # type: ignore[attr-defined]
    click(fields["allergy"].none)  # type: ignore[attr-defined]
    assert "allergy" not in planned.committed.answers


def test_a_drug_asks_for_the_decision_on_it(planned: Session, panel: SheetPanel) -> None:
    fields = panel.hazards.fields
    assert not fields["anticoagulant_decision"].isVisible()
    write(fields["anticoagulant"].text, "apixaban")  # type: ignore[attr-defined]
    assert fields["anticoagulant_decision"].isVisible()
    write(fields["anticoagulant_decision"].text, "go on, Dr Li")  # type: ignore[attr-defined]
    assert planned.committed.answers["anticoagulant_decision"] == "go on, Dr Li"


def test_pregnancy_is_a_question_of_sex(planned: Session, panel: SheetPanel) -> None:
    assert panel.hazards.fields["pregnancy"].isVisible()
    man = replace(planned.committed, patient=Patient(id="SAMPLE-1", name="SAMPLE^BODY", sex="M"))
    planned.commit(man, "man")
    assert not panel.hazards.fields["pregnancy"].isVisible()


def test_an_injection_needs_no_ground_pad(planned: Session, panel: SheetPanel) -> None:
    assert panel.room.fields["pad_site"].isVisible()
    procedure = replace(planned.committed.procedure, kind=ProcedureKind.FACET_INJECTION)
    planned.commit(replace(planned.committed, procedure=procedure), "injection")
    assert not panel.room.fields["pad_site"].isVisible()


def test_language_and_notes_are_kept_in_the_plan(planned: Session, panel: SheetPanel) -> None:
    choose(panel.language, "中文")
    assert planned.committed.answers["sheet_language"] == "zh_CN"
    panel.notes.setFocus()
    panel.notes.insertPlainText("lie on the left")
    panel.preview.setFocus()
    assert planned.committed.notes == "lie on the left"
    planned.undo_stack.undo()
    assert panel.notes.toPlainText() == ""


def test_true_scale_is_asked_for_by_the_plan(planned: Session, panel: SheetPanel) -> None:
    click(panel.true_scale.box)
    assert planned.committed.answers["sheet_true_scale"] is True
    click(panel.true_scale)
    assert "sheet_true_scale" not in planned.committed.answers
    planned.undo_stack.undo()
    assert panel.true_scale.box.isChecked()


def test_a_wrong_side_stops_the_sheet_with_its_reason(planned: Session, panel: SheetPanel) -> None:
    target = planned.committed.item("T1")
    assert isinstance(target, MedialBranch)
    planned.commit(planned.committed.with_item(replace(target, side=Side.RIGHT)), "wrong side")
    assert not panel.preview.isEnabled()
    assert "No sheet: " in texts(panel)
    planned.undo_stack.undo()
    assert panel.preview.isEnabled()
    assert "No sheet: " not in texts(panel)


def test_without_images_there_is_no_sheet(qapp: object, hand: Hand, show: Show) -> None:
    session = Session()
    panel = show(SheetPanel(session, Hand(session)))
    assert not panel.export.isEnabled()
    assert "Open images first" in texts(panel)


def test_a_choice_of_the_room_is_kept_in_the_plan(planned: Session, panel: SheetPanel) -> None:
    field = panel.room.fields["sedation"]
    choose(field.choice, "short-acting, no opioid")  # type: ignore[attr-defined]
    assert planned.committed.answers["sedation"] == "short_acting"


def test_the_monitor_is_no_question_of_the_plan(panel: SheetPanel) -> None:
    assert "monitor_left" not in panel.room.fields


@pytest.mark.parametrize("code", ["tlh", "", True, 3.5])
def test_a_language_that_is_not_spoken_is_that_of_the_screen(
    code: str | bool | float, planned: Session, panel: SheetPanel
) -> None:
    plan = planned.committed.with_answer("sheet_language", code)
    planned.commit(plan, "language")
    assert sheet_language(plan) == "en"
    assert panel.language.currentText() == "English"


ODD = ("", "none", True, False, 0.0, 3.5, "a\u202eb\x00")


@pytest.mark.parametrize("value", ODD)
def test_answers_of_another_kind_than_asked_for_are_shown(
    value: str | bool | float, planned: Session, panel: SheetPanel
) -> None:
    plan = planned.committed
    for asked in QUESTIONS:
        plan = plan.with_answer(asked.key, value)
    planned.commit(plan, "odd answers")
    words = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    shown = panel.room.fields["sedation"].choice.currentData()  # type: ignore[attr-defined]
    assert shown == words
