"""Which needles burn a nerve, and whether that nerve's course is more than a proposal."""

from __future__ import annotations

from collections.abc import Iterator

from planner.geometry.solids import Capsule
from planner.plan.parts import FacetTarget, Hardware, HardwareKind, MedialBranch, Needle, Provenance, Role
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


BESIDE_MM = 8.0
"""A screw whose level or side nobody has named belongs to the nerve that it comes so near to: half a head."""


def is_instrumented(plan: Plan, target: MedialBranch) -> bool:
    """Say whether a pedicle screw stands where the groove of a nerve was: the nerve may be gone with it."""
    screws = (hardware for hardware in plan.hardware if hardware.kind is HardwareKind.PEDICLE_SCREW)
    return any(_stands_at(screw, target) for screw in screws)


def _stands_at(screw: Hardware, target: MedialBranch) -> bool:
    if screw.level is not None and screw.side is not None:
        return screw.level is target.bone and screw.side is target.side
    if target.course is None:
        return False
    nerve = [Capsule(part.start, part.end, 0.0) for part in target.course.segments]
    return any(piece.gap_to(part).gap_mm <= BESIDE_MM for piece in screw.capsules for part in nerve)
