"""Proposals in words."""

from __future__ import annotations

import re

import pytest

from planner.carm.machine import Machine
from planner.checks.report import check_report
from planner.suggest.paths.all_targets import propose_all, propose_in_one_view
from planner.suggest.paths.obstacles import OBSTACLES, obstacle_words
from planner.suggest.paths.proposal import GivenUp
from planner.suggest.paths.propose import propose
from planner.suggest.paths.report import paths_report, paths_text
from planner.suggest.paths.wording import (
    cost_words,
    doubt_lines,
    excluded_lines,
    measured_lines,
    metal_words,
    why_words,
)
from tests.suggest.paths.cases import sample

JUDGING = re.compile(r"\b(recommend\w*|optimal\w*|best|safe|ideal)\b", re.IGNORECASE)


@pytest.mark.parametrize("name", ["plain", "screws"])
def test_nothing_is_called_recommended_or_optimal(name: str) -> None:
    case = sample(name)
    plan = case.bare()
    found = propose_in_one_view(plan, plan.targets, case.scene, case.rules)
    text = paths_text(found.plan, found, Machine())
    assert not JUDGING.search(text)
    for each in found.found:
        for proposal in each.proposals:
            assert why_words(proposal) in text
            assert all(line in text for line in doubt_lines(proposal))
        assert all(line in text for line in excluded_lines(plan, each))


def test_metal_is_named_by_what_it_is() -> None:
    plan = sample("screws").plan
    named = {metal_words(plan, piece.id).rsplit(" ", 1)[0] for piece in plan.hardware}
    assert named == {"screw shaft", "screw head", "rod"}
    assert metal_words(plan, "H99") == "H99"


def test_what_metal_costs_is_two_numbers_and_what_is_in_the_way() -> None:
    words = cost_words(sample("screws").plan, GivenUp(6.4, 0.2, 1.6, -0.4, "H9"))
    assert words.startswith("Beside metal: 6° of angle and 0 mm of nerve given up for 2 mm of clearance.")
    assert words.endswith("In the way: rod H9.")


def test_every_obstacle_has_words_of_its_own() -> None:
    assert len({obstacle_words(each) for each in OBSTACLES}) == len(OBSTACLES)


def test_the_report_holds_the_results_of_the_checks_and_every_count() -> None:
    case = sample("screws")
    plan = case.bare()
    found = propose_all(plan, plan.targets, case.scene, case.rules)
    report = paths_report(found)
    for each, told in zip(found.found, report["targets"], strict=True):
        assert sum(told["excluded"].values()) + told["free"] == told["tried"]
        for proposal, entry in zip(each.proposals, told["proposals"], strict=True):
            assert entry["results"] == check_report(proposal.results)["results"]
            assert entry["needle"]["entry_mm"] == list(proposal.needle.entry_mm)


def test_a_view_that_the_c_arm_does_not_reach_is_told() -> None:
    case = sample("plain")
    first = propose(case.plan, case.plan.targets[1], case.scene, case.rules).proposals[0]
    stiff = Machine(feet_deg=5.0)
    assert stiff.what_stops(first.view) in measured_lines(first, stiff)
    assert measured_lines(first, Machine()) == measured_lines(first, stiff)[:-1]
