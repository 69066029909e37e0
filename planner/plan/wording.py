"""Parts of a plan in words."""

from __future__ import annotations

from planner.anatomy.spine import Joint
from planner.anatomy.wording import joint_words, nerve_words, side_words
from planner.plan.parts import (
    FacetTarget,
    ProcedureKind,
    Provenance,
    Role,
    StructureKind,
    Target,
)
from planner.words import _


def procedure_words(kind: ProcedureKind) -> str:
    """Return what is to be done."""
    match kind:
        case ProcedureKind.RF_ABLATION:
            return _("Radiofrequency ablation")
        case ProcedureKind.MEDIAL_BRANCH_BLOCK:
            return _("Medial branch block")
        case ProcedureKind.FACET_INJECTION:
            return _("Facet joint injection")


def role_words(role: Role) -> str:
    """Return what a needle is for."""
    match role:
        case Role.ELECTRODE:
            return _("electrode")
        case Role.INJECTION:
            return _("injection needle")
        case Role.THERMOMETER:
            return _("thermometer")


def structure_words(kind: StructureKind) -> str:
    """Return what a structure at risk is."""
    match kind:
        case StructureKind.NERVE_ROOT:
            return _("nerve root")
        case StructureKind.FORAMEN:
            return _("foramen")
        case StructureKind.CANAL:
            return _("spinal canal")
        case StructureKind.VESSEL:
            return _("vessel")


def target_words(target: Target) -> str:
    """Return a target with its side: "L3 MB (on L4) left", "L4-L5 joint right"."""
    side = side_words(target.side)
    if isinstance(target, FacetTarget):
        return _("{joint} joint {side}").format(joint=joint_words(Joint.named(target.joint)), side=side)
    return _("{nerve} {side}").format(nerve=nerve_words(target.nerve), side=side)


def origin_words(target: Target) -> str:
    """Return where the course of a nerve or the place of a joint comes from, and whether it is accepted."""
    if target.is_drawn_by_hand:
        return _("Drawn by hand")
    origin = (
        _("Proposed from template, ±2-3 mm, not seen on CT")
        if target.provenance is Provenance.TEMPLATE
        else _("From the template or the other side, corrected by hand, not seen on CT")
    )
    words = _("{origin}; accepted") if target.accepted else _("{origin}; NOT accepted")
    return words.format(origin=origin)
