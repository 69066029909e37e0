"""The access map: places on the skin, and what is possible from each."""

from __future__ import annotations

import pytest

from planner.plan.parts import Role
from planner.suggest.paths.access import CELL_MM, access_map
from planner.suggest.paths.obstacles import Obstacle
from planner.suggest.paths.propose import propose
from planner.suggest.paths.task import task_for
from tests.checks.plans import SKIN_MM
from tests.suggest.paths.cases import by_hand, sample


def test_entries_lie_on_the_skin() -> None:
    case = by_hand()
    found = access_map(task_for(case.bare(), case.plan.targets[0], case.scene, case.rules, Role.ELECTRODE))
    assert len(found.entries) > 20
    assert all(entry.at.y == pytest.approx(SKIN_MM, abs=0.1) for entry in found.entries)
    assert all((entry.share is None) is not (entry.obstacle is None) for entry in found.entries)


def test_the_first_proposal_enters_where_the_map_says_that_most_is_possible() -> None:
    case = sample("screws")
    target = case.plan.targets[1]
    found = access_map(task_for(case.bare(), target, case.scene, case.rules, Role.ELECTRODE))
    entry = propose(case.bare(), target, case.scene, case.rules).proposals[0].needle.entry_mm
    nearest = min(found.free, key=lambda each: each.at.distance_to(entry))
    assert nearest.at.distance_to(entry) < 2.0 * CELL_MM
    assert nearest.share is not None
    assert nearest.share > 0.7
    blocked = {each.obstacle for each in found.entries}
    assert Obstacle.METAL in blocked
    assert not blocked & {Obstacle.ANGLE, Obstacle.COVERAGE, Obstacle.NERVE}


def test_it_is_the_same_every_time() -> None:
    case = sample("plain")
    task = task_for(case.bare(), case.plan.targets[0], case.scene, case.rules, Role.ELECTRODE)
    assert access_map(task) == access_map(task)
