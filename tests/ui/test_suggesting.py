"""From one click to proposed courses, with the mouse, on the shipped sample; and what the sheet then says."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Joint, Level, Side
from planner.assets import sample_dicom
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.geometry.vectors import Point, Vector
from planner.plan.file import read_plan, write_plan
from planner.plan.parts import FacetTarget, Landmarks, MedialBranch, Provenance, Structure, StructureKind
from planner.plan.plan import Plan
from planner.plan.wording import origin_words, structure_title
from planner.suggest.structures import propose_structures
from planner.ui.look import Tool, ViewKind
from planner.ui.panels.levels_panel import LevelsPanel
from planner.ui.panels.targets_panel import TargetsPanel, target_state
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.ui.view_grid import ViewGrid
from planner.ui.views.gestures import Gestures
from tests.suggest.test_courses import truth_of
from tests.ui.conftest import Mouse, look_at_point
from tests.ui.panels.looking import choose, click, texts

L4, L5 = Joint(Level.L4), Joint(Level.L5)


@pytest.fixture(scope="module")
def patient(qapp: QApplication) -> Session:
    made = Session()
    made.set_images(load_volume(scan(sample_dicom() / "plain").choose()))
    return made


@pytest.fixture
def sample(patient: Session) -> Session:
    patient.set_plan(Plan(), None)
    patient.look_at(dataclasses.replace(patient.look, tool=Tool.CROSSHAIR))
    return patient


@pytest.fixture
def clicking(qtbot: QtBot, sample: Session) -> Iterator[Mouse]:
    views = ViewGrid(sample, Gestures(sample, Hand(sample)))
    qtbot.addWidget(views)
    views.resize(1000, 800)
    views.show()
    qtbot.waitExposed(views)
    yield Mouse(views)
    sample.changed.disconnect()


def body(level: Level) -> Point:
    return next(each.body_centre_mm for each in truth_of("plain").levels if each.level is level)


def marked_by_truth(session: Session, *levels: Level) -> None:
    plan = session.committed
    for each in truth_of("plain").levels:
        if each.level in levels:
            plan = plan.with_landmarks(each.level, each.landmarks_mm)
    session.commit(plan, "mark")


def levels_panel(qtbot: QtBot, session: Session, hand: Hand) -> LevelsPanel:
    """Show the step Levels at the width of the dock."""
    panel = LevelsPanel(session, hand)
    qtbot.addWidget(panel)
    panel.resize(360, 900)
    panel.show()
    return panel


def test_one_click_in_l5_marks_the_spine_and_waits_to_be_confirmed(
    qtbot: QtBot, sample: Session, clicking: Mouse
) -> None:
    hand = clicking.view(ViewKind.SAGITTAL).gestures.hand
    panel = levels_panel(qtbot, sample, hand)
    sample.commit(sample.committed.with_landmarks(Level.L2, Landmarks(endplate=body(Level.L2))), "mark")
    look_at_point(sample, body(Level.L5))
    assert not panel.confirm.isVisible()
    click(panel.look_for)
    assert sample.look.tool is Tool.VERTEBRA
    clicking.click(ViewKind.SAGITTAL, body(Level.L5) + Vector(0.0, 4.0, -3.0))
    assert [each.level for each in sample.committed.levels] == list(Level)[1:]
    assert sample.committed.landmarks(Level.L2) == Landmarks(endplate=body(Level.L2))
    assert "Found in the images: L1, L3, L4, L5, S1" in texts(panel)
    assert "not confirmed" in panel.marks[Level.L5, "endplate"].accessibleName()
    found = sample.committed.landmarks(Level.L4)
    assert found is not None
    assert found.endplate is not None
    moved = replace(found, endplate=found.endplate + Vector(0.0, 1.0, 0.0))
    sample.commit(sample.committed.with_landmarks(Level.L4, moved), "drag")
    assert "Found in the images: L1, L3, L5, S1" in texts(panel)
    click(panel.confirm)
    assert not panel.confirm.isVisible()
    assert panel.marks[Level.L5, "endplate"].accessibleName().endswith(": marked")
    assert sample.undo_stack.undoText() == "Confirm landmarks"
    sample.undo_stack.undo()
    assert panel.confirm.isVisible()
    assert "not confirmed" in panel.marks[Level.L5, "endplate"].accessibleName()
    sample.undo_stack.undo()
    sample.undo_stack.undo()
    assert [each.level for each in sample.committed.levels] == [Level.L2]


def test_a_found_landmark_that_is_dragged_waits_still_also_after_reopening(
    qtbot: QtBot, sample: Session, clicking: Mouse, tmp_path: Path
) -> None:
    hand = clicking.view(ViewKind.SAGITTAL).gestures.hand
    panel = levels_panel(qtbot, sample, hand)
    look_at_point(sample, body(Level.L5))
    click(panel.look_for)
    clicking.click(ViewKind.SAGITTAL, body(Level.L5))
    marked = sample.committed.marked(Level.L4)
    assert marked is not None
    assert (marked.provenance, marked.accepted) == (Provenance.TEMPLATE, False)
    at = marked.landmarks_mm.endplate
    assert at is not None
    look_at_point(sample, at)
    clicking.drag(ViewKind.SAGITTAL, clicking.pixel(ViewKind.SAGITTAL, at), QPoint(0, -14))
    moved = sample.committed.marked(Level.L4)
    assert moved is not None
    assert (moved.provenance, moved.accepted) == (Provenance.TEMPLATE_EDITED, False)
    assert moved.landmarks_mm.left_pedicle == marked.landmarks_mm.left_pedicle
    write_plan(sample.committed, tmp_path / "plan.json")
    sample.set_plan(Plan(), None)
    assert not panel.confirm.isVisible()
    sample.set_plan(read_plan(tmp_path / "plan.json"), None)
    assert "Found in the images: L1, L2, L3, L4, L5, S1" in texts(panel)
    click(panel.look_for)
    clicking.click(ViewKind.SAGITTAL, body(Level.L5) + Vector(0.0, 3.0, 4.0))
    assert sample.committed.marked(Level.L4) == moved, "made anew though somebody had moved it"
    click(panel.confirm)
    assert not any(level.is_proposal for level in sample.committed.levels)


def test_counting_anew_takes_back_what_was_found_by_the_wrong_count(
    qtbot: QtBot, sample: Session, clicking: Mouse
) -> None:
    hand = clicking.view(ViewKind.SAGITTAL).gestures.hand
    panel = levels_panel(qtbot, sample, hand)
    look_at_point(sample, body(Level.L4))
    click(panel.look_for)
    clicking.click(ViewKind.SAGITTAL, body(Level.L4))
    wrong = sample.committed.landmarks(Level.L5)
    choose(panel.level, "L4")
    click(panel.look_for)
    clicking.click(ViewKind.SAGITTAL, body(Level.L4))
    found = sample.committed.landmarks(Level.L5)
    assert found is not None
    assert wrong is not None
    assert found.endplate is not None
    assert wrong.endplate is not None
    assert found.endplate.distance_to(body(Level.L5)) < 20.0 < wrong.endplate.distance_to(body(Level.L5))


def test_a_click_beside_the_spine_marks_nothing_and_asks_for_landmarks(
    qtbot: QtBot, sample: Session, clicking: Mouse
) -> None:
    hand = clicking.view(ViewKind.AXIAL).gestures.hand
    panel = levels_panel(qtbot, sample, hand)
    muscle = body(Level.L3) + Vector(60.0, 45.0, 0.0)
    look_at_point(sample, muscle)
    click(panel.look_for)
    said: list[str] = []
    hand.said.connect(said.append)
    clicking.click(ViewKind.AXIAL, muscle)
    assert sample.committed.levels == ()
    assert any("No vertebra was recognised" in words for words in said)


def test_a_chosen_joint_gets_proposed_courses_that_say_so_until_accepted(
    qtbot: QtBot, sample: Session, clicking: Mouse
) -> None:
    panel = TargetsPanel(sample, clicking.view(ViewKind.AXIAL).gestures.hand)
    qtbot.addWidget(panel)
    panel.resize(360, 1000)
    panel.show()
    marked_by_truth(sample, Level.L4, Level.L5)
    click(panel.toggles[L4, Side.LEFT])
    targets = [target for target in sample.committed.targets if isinstance(target, MedialBranch)]
    assert [(t.provenance, t.accepted) for t in targets] == [(Provenance.TEMPLATE, False)] * 2
    sample.select(targets[0].id)
    assert "Proposed from template, ±2-3 mm, not seen on CT; NOT accepted" in texts(panel)
    assert "Moved onto bone by" in texts(panel)
    click(panel.card.accept)
    sample.select(targets[0].id)
    assert "not seen on CT; accepted" in texts(panel)
    assert not panel.card.propose.isVisible()
    accepted = sample.committed.item(targets[0].id)
    assert isinstance(accepted, MedialBranch)
    assert accepted.accepted
    assert accepted.course_mm == targets[0].course_mm
    assert target_state(sample.committed, accepted) == ("ok", "course from the template, accepted")


def test_courses_are_proposed_once_the_level_is_marked(
    qtbot: QtBot, sample: Session, clicking: Mouse
) -> None:
    hand = clicking.view(ViewKind.AXIAL).gestures.hand
    panel = TargetsPanel(sample, hand)
    qtbot.addWidget(panel)
    panel.resize(360, 1000)
    panel.show()
    click(panel.toggles[L5, Side.RIGHT])
    assert not any(t.course_mm for t in sample.committed.targets if isinstance(t, MedialBranch))
    assert not panel.propose.isVisible()
    sample.select(sample.committed.targets[0].id)
    said: list[str] = []
    hand.said.connect(said.append)
    click(panel.card.propose)
    assert any("Mark L5 first" in words for words in said)
    marked_by_truth(sample, Level.L5, Level.S1)
    click(panel.propose)
    assert all(t.course_mm for t in sample.committed.targets if isinstance(t, MedialBranch))
    assert sample.undo_stack.undoText() == "Propose all that is missing"


def test_a_joint_to_inject_is_proposed_and_dragging_makes_it_the_users(
    qtbot: QtBot, sample: Session, clicking: Mouse
) -> None:
    panel = TargetsPanel(sample, clicking.view(ViewKind.AXIAL).gestures.hand)
    qtbot.addWidget(panel)
    panel.resize(360, 1000)
    panel.show()
    marked_by_truth(sample, Level.L5)
    choose(panel.procedure, "Facet joint injection")
    click(panel.toggles[L4, Side.RIGHT])
    (target,) = sample.committed.targets
    assert isinstance(target, FacetTarget)
    assert target.opening_mm is not None
    assert target.point_mm == target.opening_mm[0]
    assert target_state(sample.committed, target) == ("warn", "proposal: look at it and accept it")
    truth = next(
        each for each in truth_of("plain").joints if (each.joint, each.side) == ("L4-L5", Side.RIGHT)
    )
    assert target.point_mm.distance_to(truth.opening_mm[0]) < 6.0
    sample.select(target.id)
    assert "Proposed from template" in texts(panel)
    look_at_point(sample, target.opening_mm[1])
    start = clicking.pixel(ViewKind.AXIAL, target.opening_mm[1])
    clicking.drag(ViewKind.AXIAL, start, QPoint(0, -14))
    moved = sample.committed.targets[0]
    assert isinstance(moved, FacetTarget)
    assert (moved.provenance, moved.accepted) == (Provenance.TEMPLATE_EDITED, False)
    assert not panel.card.propose.isVisible()
    click(panel.card.accept)
    assert sample.committed.targets[0].accepted
    assert sample.undo_stack.undoText() == "Accept L4-L5 joint right"


def test_points_of_a_proposed_root_are_dragged_once_it_is_selected_and_make_it_the_users(
    sample: Session, clicking: Mouse
) -> None:
    marked_by_truth(sample, Level.L4, Level.L5)
    plan = sample.committed.with_nerves_of((L4,), Side.LEFT)
    sample.commit(propose_structures(plan), "propose")
    root = next(each for each in sample.committed.structures if len(each.path_mm) > 1)
    at = root.path_mm[-1]
    look_at_point(sample, at)
    clicking.drag(ViewKind.AXIAL, clicking.pixel(ViewKind.AXIAL, at), QPoint(0, -14))
    assert sample.committed.item(root.id) == root, "seized though nobody had selected it"
    assert sample.look.selected == root.id, "its line was clicked"
    look_at_point(sample, at)
    clicking.drag(ViewKind.AXIAL, clicking.pixel(ViewKind.AXIAL, at), QPoint(0, -14))
    moved = sample.committed.item(root.id)
    assert isinstance(moved, Structure)
    assert moved.path_mm[-1].y < at.y - 1.0
    assert moved.path_mm[:-1] == root.path_mm[:-1]
    assert (moved.provenance, moved.accepted) == (Provenance.TEMPLATE_EDITED, False)
    assert propose_structures(sample.committed) == sample.committed
    assert sample.undo_stack.undoText() == f"Move {root.id}"


def test_a_foramen_is_selected_by_a_click_on_its_middle(sample: Session, clicking: Mouse) -> None:
    marked_by_truth(sample, Level.L4, Level.L5)
    sample.commit(propose_structures(sample.committed.with_nerves_of((L4,), Side.LEFT)), "propose")
    ball = next(each for each in sample.committed.structures if len(each.path_mm) == 1)
    sample.commit(replace(sample.committed, structures=(ball,)), "without the roots beside it")
    look_at_point(sample, ball.path_mm[0])
    clicking.click(ViewKind.SAGITTAL, ball.path_mm[0])
    assert sample.look.selected == ball.id


def test_where_a_course_comes_from_in_words() -> None:
    line = (Point(0.0, 0.0, 0.0), Point(0.0, 0.0, 5.0))
    drawn = MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=line)
    assert origin_words(drawn) == "Drawn by hand"
    template = replace(drawn, provenance=Provenance.TEMPLATE, accepted=False)
    assert origin_words(template) == "Proposed from template, ±2-3 mm, not seen on CT; NOT accepted"
    root = Structure(id="K1", kind=StructureKind.NERVE_ROOT, path_mm=line, radius_mm=3.0)
    assert origin_words(root) == "Drawn by hand"
    root = replace(root, provenance=Provenance.TEMPLATE, accepted=False)
    assert origin_words(root) == "Proposed from template, ±4 mm, not seen on CT; NOT accepted"
    assert structure_title(root) == "K1 nerve root"
    edited = replace(drawn, provenance=Provenance.TEMPLATE_EDITED)
    assert "corrected by hand" in origin_words(edited)
    assert origin_words(edited).endswith("; accepted")
