"""Facet joints to inject, proposed from the template: the opening of the slit, and the way into it."""

from __future__ import annotations

from collections.abc import Collection

from msgspec.structs import replace

from planner.anatomy.spine import Joint
from planner.plan.parts import FacetTarget, Provenance
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebrae_of
from planner.suggest.around import joint_plane


def propose_joints(plan: Plan, only: Collection[str] | None = None) -> Plan:
    """Return the plan with a point and an opening proposed for each joint to inject that has none yet.

    A joint that a person has marked, edited or accepted stays as it is, and so does one whose lower vertebra
    is not told by landmarks. What is proposed has provenance `template` and is not accepted: on the samples
    the opening lies within 4 mm and the way in within 12 degrees of the true ones in the mean.

    Parameters
    ----------
    only
        Ids of the targets to propose for; None for all.
    """
    vertebrae = vertebrae_of(plan)
    for target in plan.targets:
        if not isinstance(target, FacetTarget) or not is_open_joint(target):
            continue
        vertebra = vertebrae.get(Joint.named(target.joint).lower)
        plane = None if vertebra is None else joint_plane(vertebra, target.side)
        if plane is None or (only is not None and target.id not in only):
            continue
        plan = plan.with_item(
            replace(
                target,
                point_mm=plane.opening[0],
                opening_mm=plane.opening,
                provenance=Provenance.TEMPLATE,
                accepted=False,
            )
        )
    return plan


def is_open_joint(target: FacetTarget) -> bool:
    """Say whether a joint may get a (new) proposal: no person has had a hand in where it is."""
    return target.point_mm is None or (target.provenance is Provenance.TEMPLATE and not target.accepted)
