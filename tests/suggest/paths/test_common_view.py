"""One C-arm setting for several needles, and needles for all targets one after the other."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Side
from planner.carm.angles import barrel_angles
from planner.carm.machine import Machine
from planner.geometry.angles import angle_between_directions_deg
from planner.plan.parts import MedialBranch
from planner.suggest.paths.all_targets import propose_all, propose_in_one_view, without_needle
from planner.suggest.paths.proposal import Why
from planner.suggest.paths.propose import Wish
from tests.suggest.paths.cases import sample


def test_needles_of_a_side_lie_in_one_direction_and_pass() -> None:
    case = sample("plain")
    plan = case.bare()
    found = propose_in_one_view(plan, plan.targets, case.scene, case.rules)
    firsts = [each.proposals[0] for each in found.found]
    assert [each.why for each in firsts] == [Why.COMMON_VIEW] * 3
    ways = [each.needle.segment.direction for each in firsts]
    # positions are proposed to a hundredth of a millimetre
    assert max(angle_between_directions_deg(ways[0], way) for way in ways) < 0.1
    (view,) = found.views
    assert view.side is Side.LEFT
    assert view.angles is not None
    assert view.angles.primary_deg == pytest.approx(barrel_angles(-ways[0]).primary_deg, abs=0.1)
    assert all(each.weight == (0, 0, 0) for each in firsts)
    assert len(view.alone) == 3
    for alone, here in zip(view.alone, firsts, strict=True):
        own = alone.proposals[0].number("coverage", "captured_stretch_mm")
        taken = here.number("coverage", "captured_stretch_mm")
        assert own is not None
        assert taken is not None
        assert taken <= own + 0.3


def test_only_settings_that_the_c_arm_reaches_are_taken() -> None:
    case = sample("plain")
    plan = case.bare()
    stiff = Machine(left_deg=3.0, right_deg=3.0, head_deg=45.0, feet_deg=45.0)
    (view,) = propose_in_one_view(plan, plan.targets, case.scene, case.rules, machine=stiff).views
    assert view.angles is not None
    assert stiff.reaches(view.angles)


def test_all_targets_get_a_needle_and_those_that_cannot_are_told() -> None:
    case = sample("plain")
    undrawn = MedialBranch(id="T9", nerve=case.plan.targets[0].nerve, side=Side.RIGHT)  # type: ignore[union-attr]
    plan = case.bare().with_item(undrawn)
    found = propose_all(plan, plan.targets, case.scene, case.rules)
    assert [needle.target for needle in found.plan.needles] == ["T1", "T2", "T3"]
    assert [(each.target.id, "not drawn" in each.why) for each in found.refused] == [("T9", True)]
    assert without_needle(found.plan) == (undrawn,)
    apart = [each.proposals[0].number("needles_apart", "gap_mm") for each in found.found[1:]]
    assert all(gap is not None and gap > 1.0 for gap in apart)


def test_needles_that_are_there_are_replaced_only_for_the_targets_asked_for() -> None:
    case = sample("plain")
    found = propose_all(case.plan, case.plan.targets[:1], case.scene, case.rules, Wish())
    kept = {needle.id: needle for needle in found.plan.needles}
    assert kept["N2"] == case.plan.needles[1]
    assert kept["N3"] == case.plan.needles[2]
    assert len(kept) == 3
    assert kept["N1"] != case.plan.needles[0]
    assert replace(found.plan, needles=()) == case.bare()
