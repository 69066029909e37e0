from __future__ import annotations

from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.carm.in_vertebra import uncertainty_deg
from planner.geometry.vectors import Point, Vector
from planner.plan.vertebrae import vertebrae_of
from planner.ui.look import Tool
from planner.ui.panels.levels_panel import LevelsPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, choose, click, texts, write


def test_one_landmark_leads_to_the_next_of_the_vertebra(session: Session, hand: Hand, show: Show) -> None:
    panel = show(LevelsPanel(session, hand))
    click(panel.marks[Level.L4, "left_pedicle"])
    assert hand.tool is Tool.LANDMARK
    hand.click(Point(26.0, 24.0, 10.0))
    assert hand.landmark == (Level.L4, "right_pedicle")
    hand.click(Point(-10.0, 24.0, 10.0))
    hand.click(Point(8.0, 0.0, 20.0))
    landmarks = session.committed.landmarks(Level.L4)
    assert landmarks is not None
    assert landmarks.endplate == Point(8.0, 0.0, 20.0)
    assert session.look.tool is Tool.CROSSHAIR
    assert "marked" in panel.marks[Level.L4, "endplate"].accessibleName()


def test_the_landmark_in_the_hand_is_shown_and_can_be_put_away(
    session: Session, hand: Hand, show: Show
) -> None:
    panel = show(LevelsPanel(session, hand))
    button = panel.marks[Level.L5, "endplate"]
    click(button)
    assert button.isChecked()
    assert "click it in a view" in button.toolTip()
    click(button)
    assert not button.isChecked()
    assert session.look.tool is Tool.CROSSHAIR


def test_another_tool_releases_the_landmark(session: Session, hand: Hand, show: Show) -> None:
    panel = show(LevelsPanel(session, hand))
    click(panel.marks[Level.L5, "endplate"])
    hand.take(Tool.DISTANCE)
    assert not panel.marks[Level.L5, "endplate"].isChecked()


def test_a_marked_landmark_is_looked_at_when_it_is_taken_again(
    planned: Session, hand: Hand, show: Show
) -> None:
    panel = show(LevelsPanel(planned, hand))
    click(panel.marks[Level.L3, "endplate"])
    assert planned.look.cursor == Point(8.0, 0.0, 55.0)


def test_a_level_is_cleared_and_comes_back_by_undo(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(LevelsPanel(planned, hand))
    assert not panel.clears[Level.S1].isEnabled()
    click(panel.clears[Level.L4])
    assert planned.committed.landmarks(Level.L4) is None
    assert "not marked" in panel.marks[Level.L4, "endplate"].accessibleName()
    planned.undo_stack.undo()
    assert planned.committed.landmarks(Level.L4) is not None


def test_the_vertebrae_of_the_targets_are_pointed_out(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(LevelsPanel(planned, hand))
    assert "L4 •" in texts(panel)
    assert "L3 •" not in texts(panel)


def test_the_count_is_answered(session: Session, hand: Hand, show: Show) -> None:
    panel = show(LevelsPanel(session, hand))
    fields = panel.answers.fields
    choose(fields["count_method"].choice, "by the iliolumbar ligament at L5")  # type: ignore[attr-defined]
    choose(fields["transitional_vertebra"].choice, "not known")  # type: ignore[attr-defined]
    write(fields["counted_by"].text, "Dr Li")  # type: ignore[attr-defined]
    click(fields["same_count_as_block_report"].tick.box)  # type: ignore[attr-defined]
    assert session.committed.answers == {
        "count_method": "iliolumbar_ligament",
        "transitional_vertebra": "unknown",
        "counted_by": "Dr Li",
        "same_count_as_block_report": True,
    }
    choose(fields["transitional_vertebra"].choice, "not answered")  # type: ignore[attr-defined]
    assert "transitional_vertebra" not in session.committed.answers


def test_the_fit_and_what_it_does_to_angles_is_told(planned: Session, hand: Hand, show: Show) -> None:
    panel = show(LevelsPanel(planned, hand))
    within = uncertainty_deg(planned.plan, Level.L4)
    assert within is not None
    residual_mm = vertebrae_of(planned.plan)[Level.L4].residual_mm
    assert f"L4 {residual_mm:.1f} mm, angles ±{within}°" in texts(panel)
    landmarks = planned.committed.landmarks(Level.L4)
    assert landmarks is not None
    assert landmarks.left_pedicle is not None
    wider = replace(landmarks, left_pedicle=landmarks.left_pedicle + Vector(9.0, 0.0, 0.0))
    planned.commit(planned.committed.with_landmarks(Level.L4, wider), "drag")
    worse = uncertainty_deg(planned.plan, Level.L4)
    assert worse is not None
    assert worse > within
    assert f"angles ±{worse}°" in texts(panel)
    alone = replace(landmarks, left_pedicle=None)
    planned.commit(planned.committed.with_landmarks(Level.L4, alone), "clear")
    assert "L4 from its neighbours" in texts(panel)
