"""Proposals: they pass the checks or say which not, differ, capture what can be had, the same every time."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from msgspec.structs import replace

from planner.checks import review
from planner.checks.result import Assessed, NotAssessed, Outcome
from planner.checks.scene import Scene
from planner.plan.parts import FacetTarget, MedialBranch, Procedure, ProcedureKind, Role
from planner.suggest.paths.choosing import differ
from planner.suggest.paths.judging import OF_A_NEEDLE
from planner.suggest.paths.looking import look, order
from planner.suggest.paths.nerve_part import NervePart
from planner.suggest.paths.obstacles import Obstacle
from planner.suggest.paths.proposal import Why
from planner.suggest.paths.propose import NoPathsError, Wish, propose, task_of
from tests.suggest.paths.cases import by_hand, sample
from tests.suggest.paths.exhaustive import Fine, exhaustive

NERVES = [("plain", "T1"), ("plain", "T2"), ("plain", "T3"), ("screws", "T1"), ("screws", "T2")]


@pytest.mark.parametrize(("name", "target_id"), NERVES)
def test_the_first_passes_every_check_or_says_which_not(name: str, target_id: str) -> None:
    case = sample(name)
    target = next(t for t in case.plan.targets if t.id == target_id)
    found = propose(case.plan, target, case.scene, case.rules)
    first = found.proposals[0]
    accepted = first.accepted(case.plan)
    results = review(accepted, case.scene, case.rules)
    subjects = (first.needle.id, target_id)
    broken = {
        r.check
        for r in results
        if r.subject in subjects
        and r.check in OF_A_NEEDLE
        and (isinstance(r, NotAssessed) or r.outcome is not Outcome.OK)
    }
    assert broken == {r.check for r in first.doubts}, "a proposal and the findings never disagree"
    assert not any(isinstance(r, Assessed) and r.outcome is Outcome.FAIL for r in first.results)
    assert broken == (set() if name == "plain" else broken)
    kept = [r for r in results if r.subject in subjects and r.check in OF_A_NEEDLE]
    assert {(r.check, r.subject) for r in kept} == {(r.check, r.subject) for r in first.results}


@pytest.mark.parametrize(("name", "target_id"), [("plain", "T3"), ("screws", "T2")])
def test_the_first_takes_in_what_an_exhaustive_search_takes_in(name: str, target_id: str) -> None:
    case = sample(name)
    target = next(t for t in case.plan.targets if t.id == target_id)
    first = propose(case.plan, target, case.scene, case.rules).proposals[0]
    task = task_of(case.plan, target, case.scene, case.rules, Wish())
    found = look(task)
    fewest = min(int(each.warnings[order(task, each)[0]]) for each in (found.grid, *found.finer))
    most = exhaustive(task, Fine(direction_deg=4.0, shift_mm=0.8, away_mm=0.4, turns=20))
    captured = first.number("coverage", "captured_stretch_mm")
    assert captured is not None
    assert captured >= 0.95 * most.with_at_most(fewest)


def test_it_is_the_same_every_time() -> None:
    case = sample("screws")
    target = case.plan.targets[1]
    one = propose(case.plan, target, case.scene, case.rules)
    fresh = Scene(case.scene.volume, case.scene.patient, case.scene.images)
    assert propose(case.plan, target, fresh, case.rules) == one


@pytest.mark.parametrize(("name", "target_id"), NERVES)
def test_alternatives_differ_and_have_more_of_something(name: str, target_id: str) -> None:
    case = sample(name)
    target = next(t for t in case.plan.targets if t.id == target_id)
    found = propose(case.plan, target, case.scene, case.rules)
    assert all(differ(a.needle, b.needle) for a, b in combinations(found.proposals, 2))
    first = found.proposals[0]
    assert first.why is Why.FIRST
    of = {
        Why.PARALLEL: ("alignment", "angle_deg", -1.0),
        Why.SHORTEST: ("reach", "path_mm", -1.0),
        Why.FROM_METAL: ("hardware_clearance", "needle_mm", 1.0),
        Why.MOST_NERVE: ("coverage", "captured_stretch_mm", 1.0),
    }
    for other in found.proposals[1:]:
        assert other.why is not Why.FIRST
        assert other.weight >= first.weight
        if other.why in of:
            check, name_of, sign = of[other.why]
            mine, theirs = first.number(check, name_of), other.number(check, name_of)
            assert mine is not None
            assert theirs is not None
            assert sign * (theirs - mine) > 0.0, other.why


def test_every_way_is_counted_once() -> None:
    case = sample("screws")
    found = propose(case.plan, case.plan.targets[0], case.scene, case.rules)
    assert sum(count for _why, count in found.excluded) + found.free == found.tried
    assert dict(found.excluded)[Obstacle.METAL] == sum(count for _id, count in found.blocks)
    assert {name for name, _count in found.blocks} <= {piece.id for piece in case.plan.hardware}


def test_beside_metal_it_says_what_is_given_up() -> None:
    case = sample("screws")
    cost = propose(case.plan, case.plan.targets[1], case.scene, case.rules).proposals[0].given_up
    assert cost is not None
    assert cost.clear_mm > case.scene.uncertainty_mm > cost.clear_without_mm  # type: ignore[operator]
    assert case.plan.item(cost.blocked_by) is not None
    plain = sample("plain")
    assert propose(plain.plan, plain.plan.targets[1], plain.scene, plain.rules).proposals[0].given_up is None


@pytest.mark.parametrize("part", list(NervePart))
def test_the_part_that_is_asked_for_is_what_is_treated(part: NervePart) -> None:
    case = sample("plain")
    target = case.plan.targets[0]
    assert isinstance(target, MedialBranch)
    first = propose(case.plan, target, case.scene, case.rules, Wish(part)).proposals[0]
    assert isinstance(first.target, MedialBranch)
    assert (first.target.stretch_mm == target.stretch_mm) is (part is NervePart.OWN)
    assert first.accepted(case.plan).item(target.id) == first.target


def test_a_needle_that_is_replaced_keeps_its_id_and_others_stay() -> None:
    case = sample("plain")
    first = propose(case.plan, case.plan.targets[1], case.scene, case.rules).proposals[0]
    accepted = first.accepted(case.plan)
    assert [needle.id for needle in accepted.needles] == ["N1", "N2", "N3"]
    assert accepted.needles[1] == first.needle
    assert accepted.needles[0] is case.plan.needles[0]


def test_a_block_takes_an_injection_needle_and_the_end_of_it_lies_at_the_nerve() -> None:
    case = sample("plain")
    plan = replace(case.bare(), procedure=Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK))
    target = plan.targets[0]
    assert isinstance(target, MedialBranch)
    first = propose(plan, target, case.scene, case.rules).proposals[0]
    assert first.needle.role is Role.INJECTION
    assert first.needle.lesions == ()
    assert first.doubts == ()
    course = target.course
    assert course is not None
    nearest = course.at(course.nearest_arc_mm(first.needle.tip_mm))
    assert 0.5 < nearest.distance_to(first.needle.tip_mm) < 1.5


def test_a_joint_is_entered_along_its_opening() -> None:
    case = by_hand()
    joint = FacetTarget(
        id="J1",
        joint="L3-L4",
        side=case.plan.targets[0].side,
        point_mm=case.plan.needles[0].tip_mm,
        opening_mm=(
            replace(case.plan.needles[0].tip_mm, y=36.0),
            replace(case.plan.needles[0].tip_mm, x=21.0),
        ),
    )
    plan = replace(
        case.bare(),
        targets=(joint,),
        structures=(),
        procedure=Procedure(kind=ProcedureKind.FACET_INJECTION),
    )
    first = propose(plan, joint, case.scene, case.rules).proposals[0]
    assert first.slit_deg is not None
    assert first.slit_deg < 6.0
    assert first.number("bone_path", "bone_mm") == 0.0


def test_what_cannot_be_looked_for_is_refused_in_a_sentence() -> None:
    case = by_hand()
    target = case.plan.targets[0]
    assert isinstance(target, MedialBranch)
    with pytest.raises(NoPathsError, match="images"):
        propose(case.plan, target, Scene(), case.rules)
    with pytest.raises(NoPathsError, match="not drawn"):
        propose(case.plan, replace(target, course_mm=()), case.scene, case.rules)
    with pytest.raises(NoPathsError, match="called"):
        propose(case.plan, target, case.scene, case.rules, Wish(device="spinal-22g-90"))
    joint = FacetTarget(id="J1", joint="L3-L4", side=target.side, point_mm=target.course_mm[0])
    with pytest.raises(NoPathsError, match="procedure"):
        propose(case.plan.with_item(joint), joint, case.scene, case.rules)


def test_where_nothing_is_left_nothing_is_proposed_and_it_is_told_why() -> None:
    case = by_hand()
    target = case.plan.targets[0]
    wall = replace(case.plan.hardware[0], id="H7", from_mm=target.course_mm[0], to_mm=target.course_mm[2])  # type: ignore[union-attr]
    plan = case.bare().with_item(replace(wall, diameter_mm=30.0))
    found = propose(plan, target, case.scene, case.rules)
    assert found.proposals == ()
    assert dict(found.excluded)[Obstacle.METAL] > 0
    assert found.blocks[0][0] == "H7"


def test_where_only_short_pieces_are_left_it_says_so() -> None:
    case = by_hand()
    target = case.plan.targets[0]
    plan = replace(case.bare(), limits={"coverage.fail": 0.99, "coverage.warn": 1.0})
    found = propose(plan, target, case.scene, case.rules.for_plan(plan))
    assert found.across
    assert found.proposals
    assert "coverage" in {result.check for result in found.proposals[0].doubts}
    assert np.isfinite(found.proposals[0].number("coverage", "judged_share"))  # type: ignore[arg-type]
