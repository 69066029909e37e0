"""Landmarks that the program found: kept in the plan as such until somebody confirms them."""

from __future__ import annotations

import json
import os
from pathlib import Path

from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.assets import sample_dicom
from planner.geometry.vectors import Point, Vector
from planner.plan.edits import Handle, handles, with_handle_at
from planner.plan.file import decode, encode, read_plan, write_plan
from planner.plan.journal import Journal, unfinished
from planner.plan.parts import MarkedLevel, Provenance
from planner.plan.plan import Plan
from planner.plan.vertebrae import is_unconfirmed, unconfirmed_levels
from planner.plan.wording import found_levels_words
from tests.checks.plans import L4, PLAN

FOUND = replace(L4, provenance=Provenance.TEMPLATE, accepted=False)
BY_THE_PROGRAM = PLAN.with_level(FOUND)


def grasped(plan: Plan, name: str) -> Handle:
    return next(each for each in handles(plan) if (each.owner, each.name) == (Level.L4, name))


def test_what_was_found_and_not_confirmed_is_so_after_reopening(tmp_path: Path) -> None:
    write_plan(BY_THE_PROGRAM, tmp_path / "plan.json")
    again = read_plan(tmp_path / "plan.json")
    assert again.marked(Level.L4) == FOUND
    assert unconfirmed_levels(again) == (Level.L4,)
    journal = Journal.open(tmp_path / "journal", PLAN, None)
    journal.record(BY_THE_PROGRAM, "Find vertebrae")
    os.close(journal._handle)
    (left,) = unfinished(tmp_path / "journal")
    assert unconfirmed_levels(left.plan) == (Level.L4,)


def test_marked_by_hand_writes_no_more_than_it_did() -> None:
    (level,) = json.loads(encode(PLAN))["levels"]
    assert set(level) == {"level", "landmarks_mm"}
    (found,) = json.loads(encode(BY_THE_PROGRAM))["levels"]
    assert (found["provenance"], found["accepted"]) == ("template", False)


def test_plans_of_before_are_what_they_were() -> None:
    for file in sorted(sample_dicom().glob("*/plan.json")):
        plan = read_plan(file)
        assert encode(plan) == file.read_bytes()
        assert not unconfirmed_levels(plan)
        assert all(marked.provenance is Provenance.DRAWN for marked in plan.levels)
    assert decode(encode(PLAN)).marked(Level.L4) == L4


def test_a_landmark_that_is_moved_makes_the_level_edited_and_not_confirmed() -> None:
    at = grasped(BY_THE_PROGRAM, "endplate")
    moved = with_handle_at(BY_THE_PROGRAM, at, at.at + Vector(0.0, 1.0, 0.0)).marked(Level.L4)
    assert moved is not None
    assert (moved.provenance, moved.accepted) == (Provenance.TEMPLATE_EDITED, False)
    assert moved.landmarks_mm.left_pedicle == L4.landmarks_mm.left_pedicle
    added = with_handle_at(BY_THE_PROGRAM, Handle(Level.L4, "spinous_tip", 0, at.at), Point(0.0, 70.0, 0.0))
    assert is_unconfirmed(added, Level.L4)
    by_hand = with_handle_at(PLAN, grasped(PLAN, "endplate"), Point(0.0, 1.0, 11.0)).marked(Level.L4)
    assert by_hand is not None
    assert (by_hand.provenance, by_hand.accepted) == (Provenance.DRAWN, True)


def test_confirmed_is_still_found_by_the_program() -> None:
    plan = BY_THE_PROGRAM.with_level(MarkedLevel(level=Level.L3)).with_levels_confirmed()
    assert unconfirmed_levels(plan) == ()
    confirmed = plan.marked(Level.L4)
    assert confirmed is not None
    assert (confirmed.provenance, confirmed.is_found) == (Provenance.TEMPLATE, True)
    assert plan.marked(Level.L3) == MarkedLevel(level=Level.L3)
    assert PLAN.with_levels_confirmed() == PLAN


def test_levels_in_words() -> None:
    assert found_levels_words(PLAN) == ""
    assert found_levels_words(BY_THE_PROGRAM) == "found by the program, NOT confirmed: L4"
    both = BY_THE_PROGRAM.with_level(replace(FOUND, level=Level.L5, accepted=True))
    assert found_levels_words(both) == (
        "found by the program, confirmed: L5; found by the program, NOT confirmed: L4"
    )
