from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.checks import review
from planner.checks.result import Assessed
from planner.checks.scene import Scene
from planner.geometry.vectors import Point
from planner.guideline.rules import load_rules
from planner.plan.choosing import with_procedure
from planner.plan.parts import FacetTarget, Landmarks, MedialBranch, ProcedureKind, Provenance
from planner.plan.plan import Plan
from planner.ui.panels.progress import Step, missing_landmarks, needed_levels, progress
from tests.ui.panels.plans import landmarks, small_plan

PLAN = small_plan()


def missing(step: Step, plan: Plan, images_open: bool = True) -> str:
    return progress(step, plan, images_open, review(plan, Scene(), load_rules())).missing


def test_steps_follow_one_another() -> None:
    assert [step.number for step in Step] == [1, 2, 3, 4, 5, 6, 7]
    assert Step.STUDY.next is Step.LEVELS
    assert Step.SHEET.next is None


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.SHEET])
def test_with_nothing_done_each_step_says_what_is_missing(step: Step) -> None:
    assert missing(step, Plan(), images_open=False)


def test_images_make_the_first_step() -> None:
    assert progress(Step.STUDY, Plan(), True, ()).done


def test_the_levels_of_the_targets_are_needed() -> None:
    assert needed_levels(PLAN) == (Level.L4, Level.L5)
    assert missing(Step.LEVELS, PLAN) == "Not answered: Counted by."
    half = PLAN.with_landmarks(Level.L5, replace(landmarks(Level.L5), endplate=None))
    assert missing(Step.LEVELS, half) == "Mark on L5: endplate."
    assert missing(Step.LEVELS, PLAN.without_level(Level.L3)) == "Not answered: Counted by."
    assert not missing(Step.LEVELS, PLAN.with_answer("counted_by", "Dr Li"))


def test_landmarks_that_were_found_are_to_be_confirmed() -> None:
    found = PLAN
    for level in (Level.L3, Level.L5):
        marked = PLAN.marked(level)
        assert marked is not None
        found = found.with_level(replace(marked, provenance=Provenance.TEMPLATE, accepted=False))
    assert missing(Step.LEVELS, found) == "Confirm the landmarks found on L5."
    assert missing(Step.LEVELS, found.with_levels_confirmed()) == "Not answered: Counted by."


def test_landmarks_are_asked_for_in_order() -> None:
    assert missing_landmarks(None) == ("left_pedicle", "right_pedicle", "endplate")
    assert missing_landmarks(Landmarks(right_pedicle=landmarks(Level.L4).right_pedicle)) == (
        "left_pedicle",
        "endplate",
    )


def test_targets_are_drawn_and_accepted() -> None:
    assert missing(Step.TARGETS, PLAN) == "Accept or correct the course of L4 MB (on L5) left."
    second = PLAN.targets[1]
    assert isinstance(second, MedialBranch)
    assert not missing(Step.TARGETS, PLAN.with_item(replace(second, accepted=True)))
    assert "Draw the course" in missing(Step.TARGETS, PLAN.with_item(replace(second, course_mm=())))


def test_targets_of_another_procedure_are_passed_over() -> None:
    injection = with_procedure(PLAN, ProcedureKind.FACET_INJECTION)
    assert missing(Step.TARGETS, injection) == "Mark the L4-L5 joint left."
    joint = injection.targets[-1]
    assert isinstance(joint, FacetTarget)
    marked = injection.with_item(replace(joint, point_mm=Point(25.0, 40.0, 15.0)))
    assert not missing(Step.TARGETS, marked)


def test_every_target_needs_a_needle() -> None:
    assert missing(Step.NEEDLES, PLAN) == "Draw a needle for L4 MB (on L5) left."
    assert not missing(Step.NEEDLES, PLAN.without_item("T2"))


def test_hardware_is_looked_for() -> None:
    assert not missing(Step.HARDWARE, PLAN)
    assert missing(Step.HARDWARE, replace(PLAN, hardware_reviewed=False)) == "Say whether there is hardware."


def test_what_cannot_be_assessed_is_not_done() -> None:
    assert "cannot be assessed" in missing(Step.CHECK, PLAN)


def test_the_sheet_wants_its_answers() -> None:
    assert missing(Step.SHEET, PLAN).startswith("Not answered: Anticoagulant and ")


def test_an_open_check_list_is_counted_and_holds_nobody_up() -> None:
    results = tuple(r for r in review(PLAN, Scene(), load_rules()) if r.check == "side")
    assert all(isinstance(result, Assessed) for result in results)
    state = progress(Step.CHECK, PLAN, True, results)
    assert state.done
    assert state.words.startswith("done · ")
    n = int(state.open.split()[0])
    assert state.open == f"{n} questions of the check list not answered"
    one_less = progress(Step.CHECK, PLAN.with_answer("consent", True), True, results)
    assert one_less.open.startswith(f"{n - 1} questions")
    assert progress(Step.NEEDLES, PLAN, True, results).open == ""
