"""What stands beside landmarks on the images."""

from __future__ import annotations

from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.geometry.frames import ViewPlane
from planner.geometry.vectors import LEFT, POSTERIOR, Point, Vector
from planner.plan.parts import MarkedLevel, Provenance
from planner.plan.plan import Plan
from planner.ui.overlays.landmarks import marks
from planner.ui.overlays.marks import Label
from planner.ui.overlays.sight import Sight
from tests.ui.panels.plans import MIDDLE, landmarks

PLANE = ViewPlane(MIDDLE[Level.L4], LEFT, POSTERIOR)


def labels(plan: Plan) -> list[str]:
    return [mark.text for mark in marks(Sight(plan, (), PLANE)) if isinstance(mark, Label)]


def tip(x: float, y: float) -> Point:
    return MIDDLE[Level.L4] + Vector(x, y, -10.0)


def test_tips_say_which_process_they_are_the_tip_of() -> None:
    found = replace(
        landmarks(Level.L4),
        spinous_tip=tip(0.0, 70.0),
        left_transverse_tip=tip(40.0, 30.0),
        right_transverse_tip=tip(-40.0, 30.0),
    )
    assert labels(Plan().with_landmarks(Level.L4, found)) == ["L4", "L4", "L4", "L4 SP", "L4 TP", "L4 TP"]


def test_what_was_found_and_not_confirmed_bears_a_question_mark() -> None:
    found = MarkedLevel(
        level=Level.L4, landmarks_mm=landmarks(Level.L4), provenance=Provenance.TEMPLATE, accepted=False
    )
    plan = Plan().with_level(found)
    assert labels(plan) == ["L4?", "L4?", "L4?"]
    assert labels(plan.with_levels_confirmed()) == ["L4", "L4", "L4"]
