"""Parts of a plan in words."""

from __future__ import annotations

from math import ceil

from planner.anatomy.spine import Joint
from planner.anatomy.wording import joint_words, nerve_words, side_words
from planner.plan.c_arm import LaidOver
from planner.plan.parts import (
    FacetTarget,
    ProcedureKind,
    Provenance,
    Role,
    Structure,
    StructureKind,
    Target,
)
from planner.plan.plan import Plan
from planner.words import N_, _

LANDMARK_NAMES = {
    "left_pedicle": N_("left pedicle"),
    "right_pedicle": N_("right pedicle"),
    "endplate": N_("endplate"),
}
"""Each landmark that a vertebra needs, in words, to be translated where it is shown."""

TIP_NAMES = {
    "left_transverse_tip": N_("tip of the left transverse process"),
    "right_transverse_tip": N_("tip of the right transverse process"),
    "spinous_tip": N_("tip of the spinous process"),
}
"""Each landmark that may be marked as well, in words, to be translated where it is shown."""


def landmark_words(name: str) -> str:
    """Return a landmark by its name among `Landmarks`, in words."""
    return _((LANDMARK_NAMES | TIP_NAMES)[name])


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


def structure_name(structure: Structure) -> str:
    """Return what a structure is called: as a person has labelled it, else by its kind and level.

    Without its side, which a view shows by where it lies: "L4 root", "foramen L4-L5". Empty where neither is
    known.
    """
    if structure.label or structure.level is None:
        return structure.label
    level = structure.level.value
    match structure.kind:
        case StructureKind.NERVE_ROOT:
            return _("{level} root").format(level=level)
        case StructureKind.FORAMEN:
            below = structure.level.below
            return _("foramen {levels}").format(levels=f"{level}-{below.value}" if below else level)
        case _:
            words = _("{structure} at {level}")
            return words.format(structure=structure_words(structure.kind), level=level)


def laid_within_words(laid: LaidOver) -> str:
    """Return how right a vertebra lies over pictures of a C-arm, in mm rounded up."""
    plane, depth = (max(ceil(mm), 1) for mm in (laid.in_plane_mm, laid.in_depth_mm))
    words = _("within about {plane} mm in the first picture, {depth} mm in its depth")
    return words.format(plane=plane, depth=depth)


def structure_title(structure: Structure) -> str:
    """Return a structure by its id, its name and its side where that is known: "K1 L4 root left"."""
    what = structure_name(structure) or structure_words(structure.kind)
    if structure.side is not None and not structure.label:
        what = _("{item} {side}").format(item=what, side=side_words(structure.side))
    return _("{id} {what}").format(id=structure.id, what=what)


def template_words(provenance: Provenance) -> str:
    """Return how sure a structure that is measured to is, in brackets; empty for one drawn by hand."""
    match provenance:
        case Provenance.TEMPLATE:
            return _("(template, ±{n} mm)").format(n=round(STRUCTURE_WITHIN_MM))
        case Provenance.TEMPLATE_EDITED:
            return _("(template, corrected by hand)")
        case Provenance.DRAWN:
            return ""


STRUCTURE_WITHIN_MM = 4.0
"""How far a root or foramen of the template may lie from the true one: 9 of 10 points do not, on the
samples (`suggest.structures`). Nobody has measured it on patients."""


def target_words(target: Target) -> str:
    """Return a target with its side: "L3 MB (on L4) left", "L4-L5 joint right"."""
    side = side_words(target.side)
    if isinstance(target, FacetTarget):
        return _("{joint} joint {side}").format(joint=joint_words(Joint.named(target.joint)), side=side)
    return _("{nerve} {side}").format(nerve=nerve_words(target.nerve), side=side)


def found_levels_words(plan: Plan) -> str:
    """Return which levels the program found, and whether somebody has confirmed them; empty for none."""
    found = [marked for marked in plan.levels if marked.is_found]
    confirmed = [marked.level.value for marked in found if marked.accepted]
    waiting = [marked.level.value for marked in found if not marked.accepted]
    parts = []
    if confirmed:
        words = _("found by the program, confirmed: {levels}")
        parts.append(words.format(levels=_(", ").join(confirmed)))
    if waiting:
        words = _("found by the program, NOT confirmed: {levels}")
        parts.append(words.format(levels=_(", ").join(waiting)))
    return _("; ").join(parts)


def origin_words(item: Target | Structure) -> str:
    """Return where a course, a joint or a structure comes from, and whether it is accepted."""
    if item.is_drawn_by_hand:
        return _("Drawn by hand")
    if item.provenance is not Provenance.TEMPLATE:
        origin = _("From the template or the other side, corrected by hand, not seen on CT")
    elif isinstance(item, Structure):
        pattern = _("Proposed from template, ±{n} mm, not seen on CT")
        origin = pattern.format(n=round(STRUCTURE_WITHIN_MM))
    else:
        origin = _("Proposed from template, ±2-3 mm, not seen on CT")
    words = _("{origin}; accepted") if item.accepted else _("{origin}; NOT accepted")
    return words.format(origin=origin)
