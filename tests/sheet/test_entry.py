"""The entry in centimetres from the midline and from a level's mark, against places laid down by hand."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import Landmarks, Needle
from planner.plan.plan import Plan
from planner.sheet.entry import entry_place, entry_words
from tests.sheet import cases


def _plan(entry: Point, *levels: Level) -> tuple[Plan, Needle]:
    """Return a plan for the left L3 MB on L4 with some levels marked, and its needle with this entry."""
    plan = cases.ablation(nerves="L3")
    for marked in plan.levels:
        plan = plan.without_level(marked.level)
    for level in levels:
        plan = plan.with_landmarks(level, cases.landmarks(level))
    needle = replace(plan.needles[0], entry_mm=entry)
    return plan.with_item(needle), needle


def _mark(level: Level) -> Point:
    return cases.at(level, -24.0, 0.0, -9.7)


@pytest.mark.parametrize(
    ("left_mm", "down_mm", "shown"),
    [
        (45.0, 50.0, "4.5 cm LEFT of the midline, 5.0 cm below the L4 mark"),
        (-45.2, -3.4, "4.5 cm RIGHT of the midline, 0.3 cm above the L4 mark"),
        (0.3, -0.4, "ON the midline, at the height of the L4 mark"),
        (-0.6, 0.6, "0.1 cm RIGHT of the midline, 0.1 cm below the L4 mark"),
    ],
)
def test_the_entry_is_measured_from_the_targets_own_vertebra(
    left_mm: float, down_mm: float, shown: str
) -> None:
    entry = _mark(Level.L4) + Vector(left_mm, 90.0, -down_mm)
    plan, needle = _plan(entry, Level.L3, Level.L4, Level.L5)
    assert entry_words(entry_place(plan, needle, None)) == shown


def test_the_skin_goes_before_the_planned_entry() -> None:
    plan, needle = _plan(Point(99.0, 99.0, 99.0), Level.L4)
    place = entry_place(plan, needle, _mark(Level.L4) + Vector(10.0, 60.0, -20.0))
    assert place is not None
    assert place.level is Level.L4
    assert place.left_mm == pytest.approx(10.0)
    assert place.below_mm == pytest.approx(20.0)


def test_the_nearest_marked_level_stands_in_and_is_named() -> None:
    plan, needle = _plan(_mark(Level.L5) + Vector(12.0, 80.0, -7.0), Level.L3, Level.L5)
    place = entry_place(plan, needle, None)
    assert place is not None
    assert place.level is Level.L3  # both are one level away: the upper one
    plan, needle = _plan(_mark(Level.S1) + Vector(12.0, 80.0, -7.0), Level.S1)
    assert "below the S1 mark" in entry_words(entry_place(plan, needle, None))


def test_a_curved_spine_bends_the_midline() -> None:
    plan, needle = _plan(Point(40.0, 80.0, -20.0), Level.L4, Level.L5)
    shifted = Vector(20.0, 0.0, 0.0)
    own = cases.landmarks(Level.L5)
    assert own.left_pedicle is not None
    assert own.right_pedicle is not None
    plan = plan.with_landmarks(
        Level.L5,
        Landmarks(left_pedicle=own.left_pedicle + shifted, right_pedicle=own.right_pedicle + shifted),
    )
    upper, lower = _mark(Level.L4), _mark(Level.L5) + shifted
    middle = upper.towards(lower, 0.5)
    place = entry_place(plan, replace(needle, entry_mm=Point(middle.x + 30.0, 80.0, middle.z)), None)
    assert place is not None
    assert place.left_mm == pytest.approx(30.0)


def test_without_a_level_nothing_is_measured() -> None:
    plan, needle = _plan(Point(40.0, 80.0, -20.0))
    assert entry_place(plan, needle, None) is None
    assert entry_words(None) == "not known: no level is marked"


def test_a_mirrored_entry_changes_its_side_alone() -> None:
    left = cases.ablation((Side.LEFT,), "L3")
    right = cases.ablation((Side.RIGHT,), "L3")
    words = [entry_words(entry_place(plan, plan.needles[0], None)) for plan in (left, right)]
    assert words[0].replace("LEFT", "RIGHT") == words[1]
    assert words[0] != words[1]
