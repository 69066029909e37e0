"""Which needles burn a nerve, and whether that nerve's course is more than a proposal."""

from __future__ import annotations

from collections.abc import Iterator

from planner.plan.parts import FacetTarget, MedialBranch, Needle, Provenance, Role
from planner.plan.plan import Plan


def electrodes(plan: Plan) -> Iterator[tuple[Needle, MedialBranch | None]]:
    """Yield each electrode with its nerve, None where it has no target; those for a joint are left out."""
    for needle in plan.needles:
        target = plan.target_of(needle)
        if needle.role is Role.ELECTRODE and not isinstance(target, FacetTarget):
            yield needle, target


def is_proposal(target: MedialBranch) -> bool:
    """Say whether the course comes from the template and nobody has accepted it."""
    return target.provenance is not Provenance.DRAWN and not target.accepted
