"""The session: previews, commits, undo, whose plan it is, and what is recorded."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Joint, Level, Side
from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Point
from planner.plan.file import PlanError, read_plan, write_plan
from planner.plan.identity import Patient
from planner.plan.parts import Landmarks, Needle
from planner.plan.plan import Plan
from planner.ui.session import OtherPatientError, Session


def needle(name: str = "N1", x: float = 10.0) -> Needle:
    return Needle(
        id=name, device="rf-18g-100-10", entry_mm=Point(x + 9.0, 60.0, 0.0), tip_mm=Point(x, 15.0, 20.0)
    )


def test_a_new_plan_is_bound_to_the_images(session: Session, body: LoadedImages) -> None:
    assert session.plan.patient == body.patient
    assert session.plan.images == body.images
    assert session.undo_stack.isClean()


def test_preview_shows_and_cancel_takes_back(session: Session) -> None:
    before = session.committed
    session.preview(before.with_item(needle()))
    assert session.plan.needles
    assert session.committed is before
    session.cancel()
    assert session.plan is before


def test_views_lie_still_under_an_edit_and_follow_a_proposal(session: Session) -> None:
    before, other = session.committed, session.committed.with_item(needle())
    session.preview(other)
    assert session.laid_by is before
    session.preview(other, still=False)
    assert session.laid_by is other
    session.cancel()
    assert session.laid_by is before
    session.preview(other, still=False)
    session.commit(other, "accept")
    assert session.laid_by == session.committed == other
    session.preview(before)
    assert session.laid_by is session.committed


def test_undo_and_redo_swap_whole_plans(session: Session) -> None:
    session.commit(session.committed.with_item(needle()), "draw")
    session.commit(session.committed.with_item(needle(x=30.0)), "move")
    assert session.plan.needles[0].tip_mm.x == 30.0
    session.undo_stack.undo()
    assert session.plan.needles[0].tip_mm.x == 10.0
    session.undo_stack.undo()
    assert not session.plan.needles
    session.undo_stack.redo()
    assert session.plan.needles[0].tip_mm.x == 10.0


def test_the_same_plan_again_is_no_edit(session: Session) -> None:
    session.commit(replace(session.committed), "nothing")
    assert session.undo_stack.count() == 0


def test_results_are_of_the_plan_shown_and_computed_once(session: Session) -> None:
    session.commit(session.committed.with_item(needle()), "draw")
    first = session.results
    assert session.results is first
    session.preview(session.committed.with_item(needle(x=14.0)))
    assert session.results is not first
    assert session.results != first


def test_undo_of_a_selected_part_selects_nothing(session: Session) -> None:
    session.commit(session.committed.with_item(needle()), "draw")
    session.select("N1")
    session.undo_stack.undo()
    assert session.look.selected == ""


def test_a_plan_of_another_patient_is_refused(session: Session) -> None:
    stranger = replace(session.committed, patient=Patient(id="OTHER", name="LI^SI"))
    before = session.committed
    with pytest.raises(OtherPatientError, match="another patient"):
        session.set_plan(stranger, None)
    assert session.committed is before


def test_saving_makes_clean_and_reads_back(session: Session, tmp_path: Path) -> None:
    session.commit(session.committed.with_item(needle()), "draw")
    assert not session.undo_stack.isClean()
    session.save(tmp_path / "plan.json")
    assert session.undo_stack.isClean()
    assert read_plan(tmp_path / "plan.json") == session.committed


def test_a_folder_that_is_not_there_keeps_the_edit_unsaved(session: Session, tmp_path: Path) -> None:
    session.commit(session.committed.with_item(needle()), "draw")
    with pytest.raises(PlanError):
        session.save(tmp_path / "nowhere" / "plan.json")
    assert not session.undo_stack.isClean()
    assert session.path is None


def test_nothing_of_one_patient_is_taken_to_another(session: Session, body: LoadedImages) -> None:
    plan = session.committed.with_answer("allergy", "none")
    session.commit(plan.with_landmarks(Level.L4, Landmarks(endplate=Point(0.0, 5.0, 12.0))), "levels")
    other = dataclasses.replace(body, patient=Patient(id="SAMPLE-2", name="SAMPLE^OTHER"))
    assert session.set_images(other)
    assert session.plan == Plan(patient=other.patient, images=other.images)


def test_answers_alone_stay_with_their_patient(session: Session, body: LoadedImages) -> None:
    session.commit(session.committed.with_answer("allergy", "none"), "answer")
    assert not session.set_images(body)
    assert session.plan.answers == {"allergy": "none"}
    other = dataclasses.replace(body, patient=Patient(id="SAMPLE-2", name="SAMPLE^OTHER"))
    assert session.set_images(other)
    assert session.plan.answers == {}


def test_stepping_goes_round_targets_and_needles(session: Session) -> None:
    plan = session.committed.with_nerves_of((Joint.named("L4-L5"),), Side.LEFT).with_item(needle())
    session.commit(plan, "plan")
    seen = []
    for _step in range(4):
        session.step_selection(1)
        seen.append(session.look.selected)
    assert seen == ["T1", "T2", "N1", "T1"]
    session.step_selection(-1)
    assert session.look.selected == "N1"


def test_edits_are_told_to_the_journal_with_their_names(session: Session) -> None:
    told: list[tuple[Plan, str]] = []
    session.committed_plan.connect(lambda plan, text: told.append((plan, text)))
    session.commit(session.committed.with_item(needle()), "draw")
    session.undo_stack.undo()
    assert [text for _plan, text in told] == ["draw", "draw"]
    assert [len(plan.needles) for plan, _text in told] == [1, 0]


def test_other_images_of_the_patient_keep_the_plan(
    session: Session, body: LoadedImages, tmp_path: Path
) -> None:
    session.commit(session.committed.with_item(needle()), "draw")
    write_plan(session.committed, tmp_path / "plan.json")
    session.set_images(body)
    assert session.plan.needles
