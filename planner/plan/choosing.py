"""Choose what to treat: joints on a side, and the nerves that they need."""

from __future__ import annotations

from msgspec.structs import replace

from planner.anatomy.spine import JOINTS, Joint, Side, nerves_of
from planner.plan.parts import FacetTarget, MedialBranch, ProcedureKind, Target
from planner.plan.plan import Plan


def chosen_joints(plan: Plan, side: Side) -> tuple[Joint, ...]:
    """Return the joints of a side that the plan's procedure treats, from above downwards.

    For a block or an ablation those of which both nerves are targets, whether they were chosen or come with
    their neighbours; for an injection those that are targets themselves.
    """
    if plan.procedure.kind is ProcedureKind.FACET_INJECTION:
        named = {t.joint for t in plan.targets if isinstance(t, FacetTarget) and t.side is side}
        return tuple(joint for joint in JOINTS if joint.name in named)
    nerves = {t.nerve for t in plan.targets if isinstance(t, MedialBranch) and t.side is side}
    return tuple(joint for joint in JOINTS if set(joint.nerves) <= nerves)


def with_joint(plan: Plan, joint: Joint, side: Side) -> Plan:
    """Return the plan with a joint chosen: the joint itself for an injection, otherwise its nerves."""
    if plan.procedure.kind is not ProcedureKind.FACET_INJECTION:
        return plan.with_nerves_of((joint,), side)
    if joint in chosen_joints(plan, side):
        return plan
    return plan.with_item(FacetTarget(id=plan.free_id("T"), joint=joint.name, side=side))


def without_joint(plan: Plan, joint: Joint, side: Side) -> Plan:
    """Return the plan without a joint. Nerves that another chosen joint of the side needs stay.

    Needles of what is taken out stay, without a target.
    """
    if plan.procedure.kind is ProcedureKind.FACET_INJECTION:
        gone = [t for t in plan.targets if isinstance(t, FacetTarget) and t.joint == joint.name]
    else:
        others = tuple(other for other in chosen_joints(plan, side) if other != joint)
        spare = set(joint.nerves) - set(nerves_of(others))
        gone = [t for t in plan.targets if isinstance(t, MedialBranch) and t.nerve in spare]  # type: ignore[misc]
    for target in gone:
        if target.side is side:
            plan = plan.without_item(target.id)
    return plan


def belongs(plan: Plan, target: Target) -> bool:
    """Say whether a target is of the kind that the plan's procedure treats."""
    return isinstance(target, FacetTarget) == (plan.procedure.kind is ProcedureKind.FACET_INJECTION)


def with_procedure(plan: Plan, kind: ProcedureKind) -> Plan:
    """Return the plan for another procedure, with the same joints chosen.

    Between nerves and joints, targets of the former kind on which nothing is drawn are taken out; others
    stay, so that no work is lost.
    """
    chosen = {side: chosen_joints(plan, side) for side in Side}
    plan = replace(plan, procedure=replace(plan.procedure, kind=kind))
    for target in plan.targets:
        if not belongs(plan, target) and not is_drawn(target) and not plan.needles_of(target):
            plan = plan.without_item(target.id)
    for side, joints in chosen.items():
        for joint in joints:
            plan = with_joint(plan, joint, side)
    return plan


def is_drawn(target: Target) -> bool:
    """Say whether a target has a position: a nerve its course, a joint its point."""
    return target.course is not None if isinstance(target, MedialBranch) else target.point_mm is not None
