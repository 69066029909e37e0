"""A thermometer on the metal beside a lesion."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.checks.gaps import pieces_of
from planner.checks.result import Assessed, Outcome
from planner.geometry.solids import Capsule
from planner.plan.parts import Role
from planner.suggest.paths.proposal import Why
from planner.suggest.paths.propose import NoPathsError
from planner.suggest.paths.thermometer import NEAR_MM, propose_thermometer
from tests.suggest.paths.cases import by_hand, sample


def test_its_tip_touches_the_metal_nearest_to_the_lesion_and_its_shaft_does_not() -> None:
    case = sample("screws")
    electrode = case.plan.needles[0]
    found = propose_thermometer(case.plan, electrode, case.scene, case.rules)
    first = found.proposals[0]
    assert (first.why, first.needle.role) == (Why.AT_METAL, Role.THERMOMETER)
    metal = pieces_of(case.plan.hardware)
    tip = Capsule(first.needle.tip_mm, first.needle.tip_mm, 0.455)
    gaps = [tip.gap_to(piece).gap_mm for piece in metal.solids]
    assert min(gaps) == pytest.approx(0.0, abs=0.02)
    shaft = Capsule(
        first.needle.segment.at(first.needle.segment.length_mm - 2.0), first.needle.entry_mm, 0.455
    )
    assert min(shaft.gap_to(piece).gap_mm for piece in metal.solids) > 0.0
    nearest = next(r for r in found.proposals[0].results if r.check == "needles_apart")
    assert isinstance(nearest, Assessed)
    assert nearest.outcome is not Outcome.FAIL
    beside = min(
        tip.start.distance_to(electrode.segment.at(electrode.segment.length_mm - mm)) for mm in range(11)
    )
    assert beside < NEAR_MM + 10.0


def test_the_electrode_stays_in_the_plan() -> None:
    case = sample("screws")
    first = propose_thermometer(case.plan, case.plan.needles[0], case.scene, case.rules).proposals[0]
    accepted = first.accepted(case.plan)
    assert accepted.needles[:2] == case.plan.needles
    assert accepted.needles[2].id == "N3"
    assert accepted.needles[2].lesions == ()


def test_without_metal_or_lesion_there_is_none() -> None:
    case = by_hand()
    plan = replace(case.plan, hardware=())
    with pytest.raises(NoPathsError, match="hardware"):
        propose_thermometer(plan, plan.needles[0], case.scene, case.rules)
    with pytest.raises(NoPathsError, match="burns nothing"):
        propose_thermometer(case.plan, replace(case.plan.needles[0], lesions=()), case.scene, case.rules)
