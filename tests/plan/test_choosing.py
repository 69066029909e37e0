from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.anatomy.spine import JOINTS, Joint, Level, Side, nerves_of
from planner.geometry.vectors import Point
from planner.plan.choosing import belongs, chosen_joints, is_drawn, with_joint, with_procedure, without_joint
from planner.plan.parts import FacetTarget, MedialBranch, Needle, Procedure, ProcedureKind
from planner.plan.plan import Plan

L34, L45, L5S1 = Joint(Level.L3), Joint(Level.L4), Joint(Level.L5)
INJECTION = Plan(procedure=Procedure(kind=ProcedureKind.FACET_INJECTION))


def nerves(plan: Plan, side: Side) -> list[Level]:
    return [t.nerve for t in plan.targets if isinstance(t, MedialBranch) and t.side is side]


def test_a_joint_brings_its_two_nerves() -> None:
    assert nerves(with_joint(Plan(), L45, Side.LEFT), Side.LEFT) == [Level.L3, Level.L4]


def test_neighbouring_joints_share_a_nerve() -> None:
    plan = with_joint(with_joint(Plan(), L45, Side.LEFT), L5S1, Side.LEFT)
    assert nerves(plan, Side.LEFT) == [Level.L3, Level.L4, Level.L5]
    assert nerves(plan, Side.RIGHT) == []


def test_the_shared_nerve_stays_with_the_neighbour() -> None:
    plan = with_joint(with_joint(Plan(), L45, Side.LEFT), L5S1, Side.LEFT)
    assert nerves(without_joint(plan, L45, Side.LEFT), Side.LEFT) == [Level.L4, Level.L5]


def test_a_joint_between_two_chosen_ones_cannot_be_left_out() -> None:
    plan = with_joint(with_joint(Plan(), L34, Side.LEFT), L5S1, Side.LEFT)
    assert chosen_joints(plan, Side.LEFT) == (L34, L45, L5S1)
    assert without_joint(plan, L45, Side.LEFT) == plan


def test_the_other_side_is_left_alone() -> None:
    both = with_joint(with_joint(Plan(), L45, Side.LEFT), L45, Side.RIGHT)
    assert chosen_joints(without_joint(both, L45, Side.LEFT), Side.RIGHT) == (L45,)
    twice = with_joint(with_joint(INJECTION, L45, Side.LEFT), L45, Side.RIGHT)
    assert chosen_joints(without_joint(twice, L45, Side.LEFT), Side.RIGHT) == (L45,)


def test_an_injection_takes_the_joint_itself() -> None:
    plan = with_joint(with_joint(INJECTION, L45, Side.RIGHT), L45, Side.RIGHT)
    assert [type(target) for target in plan.targets] == [FacetTarget]
    assert without_joint(plan, L45, Side.RIGHT).targets == ()


@given(st.sets(st.sampled_from(JOINTS)), st.sampled_from(JOINTS))
def test_what_is_chosen_has_exactly_the_nerves_it_needs(chosen: set[Joint], gone: Joint) -> None:
    plan = Plan()
    for joint in chosen:
        plan = with_joint(plan, joint, Side.LEFT)
    plan = without_joint(plan, gone, Side.LEFT)
    assert set(nerves(plan, Side.LEFT)) >= set(nerves_of(tuple(chosen - {gone})))
    assert set(chosen_joints(plan, Side.LEFT)) >= chosen - {gone}


def test_another_procedure_keeps_the_joints() -> None:
    injection = with_procedure(with_joint(Plan(), L45, Side.LEFT), ProcedureKind.FACET_INJECTION)
    assert chosen_joints(injection, Side.LEFT) == (L45,)
    assert all(belongs(injection, target) for target in injection.targets)
    assert nerves(with_procedure(injection, ProcedureKind.RF_ABLATION), Side.LEFT) == [Level.L3, Level.L4]


def test_another_procedure_loses_no_work() -> None:
    plan = with_joint(Plan(), L45, Side.LEFT)
    drawn = replace(plan.targets[0], course_mm=(Point(0.0, 0.0, 0.0), Point(5.0, 1.0, 0.0)))
    needle = Needle(
        id="N1",
        target=plan.targets[1].id,
        device="spinal-22g-90",
        entry_mm=Point(0.0, 60.0, 0.0),
        tip_mm=Point(0.0, 5.0, 0.0),
    )
    injection = with_procedure(plan.with_item(drawn).with_item(needle), ProcedureKind.FACET_INJECTION)
    assert [belongs(injection, target) for target in injection.targets] == [False, False, True]
    assert is_drawn(drawn)
    assert injection.needles == (needle,)
