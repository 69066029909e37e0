"""Roots and foramina near the needles to come, proposed from the template of the marked vertebrae."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.anatomy.vertebra import FittedVertebra
from planner.geometry.many import axis_gaps_mm
from planner.geometry.vectors import Vector
from planner.plan.parts import Provenance, Structure, StructureKind
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebrae_of

FORAMEN_SHARE = 0.4
"""How far down from the roof of a foramen to its floor its root lies: in its upper part. Ours."""
FORAMEN_RADIUS_MM = 4.0
"""Half the width of a lumbar foramen, 7 to 10 mm from front to back. Ours."""
SAME_MM = 8.0
"""Half the points of a structure nearer than this to another of its kind: it is the same one. The roots and
foramina of neighbours stay 16 mm apart and more by this measure, on the samples. Ours."""
WITH_ROOT = (Level.T12, Level.L1, Level.L2, Level.L3, Level.L4, Level.L5)
"""Vertebrae below whose pedicles a root leaves as the table has it, round the pedicle into the psoas. That of
S1 goes on in the sacrum and leaves by the sacrum's own foramina, of which the table has nothing."""


def propose_structures(plan: Plan) -> Plan:
    """Return the plan with the roots and foramina proposed that lie near the targets' needles.

    For the vertebra of each target, on its side: the root that leaves below the vertebra above, which lies in
    the foramen in front of the needle; that foramen; and the root that leaves below the vertebra itself.
    Vertebrae whose place the landmarks do not tell give none, and a foramen needs both of its own.

    What a person has drawn, edited or accepted stays as it is and is not proposed a second time. Proposals
    that nobody has touched are made anew. What is proposed has provenance `template` and is not accepted.

    Notes
    -----
    On the samples 9 of 10 points of the roots between their ends lie within 4 mm of the true ones, all within
    5 mm; the medial end, in the lateral recess, within 8 mm; 9 of 10 middles of foramina within 3 mm, all
    within 5 mm. Good for keeping away from, not for coming near. So it is from L1 to L5: the samples know no
    root of T12, whose shape is that of L1, to hold it against.
    """
    touched = tuple(structure for structure in plan.structures if not _is_open(structure))
    plan = replace(plan, structures=touched)
    for structure in _near_targets(plan):
        if not any(_is_same(structure, other) for other in plan.structures):
            plan = plan.with_item(replace(structure, id=plan.free_id("K")))
    return plan


def follow_targets(plan: Plan) -> Plan:
    """Return the plan with its open proposals made anew: those of targets that are gone go with them.

    A plan without any is left alone: nobody asked for them.
    """
    return propose_structures(plan) if any(map(_is_open, plan.structures)) else plan


def accept_structures(plan: Plan) -> Plan:
    """Return the plan with every structure that was proposed accepted: somebody has looked at them."""
    structures = tuple(replace(structure, accepted=True) for structure in plan.structures)
    return replace(plan, structures=structures)


def _is_open(structure: Structure) -> bool:
    """Say whether a structure is a proposal that no person has had a hand in."""
    return structure.provenance is Provenance.TEMPLATE and not structure.accepted


def _near_targets(plan: Plan) -> Iterator[Structure]:
    """Yield what is to be proposed, from above downwards; what lies between two targets comes twice."""
    vertebrae = vertebrae_of(plan)
    places = {(target.bone, target.side) for target in plan.targets}
    for bone, side in sorted(places, key=lambda place: (place[0].order, place[1])):
        own = vertebrae.get(bone)
        above = None if bone.above is None else vertebrae.get(bone.above)
        if above is not None and above.level in WITH_ROOT:
            yield root_below(above, side)
        if above is not None and own is not None:
            yield foramen_between(above, own, side)
        if own is not None and bone in WITH_ROOT:
            yield root_below(own, side)


def root_below(vertebra: FittedVertebra, side: Side) -> Structure:
    """Return the root that leaves below a vertebra's pedicle, from the lateral recess into the psoas."""
    shape = vertebra.shape
    return Structure(
        id="",
        kind=StructureKind.NERVE_ROOT,
        level=vertebra.level,
        side=side,
        path_mm=vertebra.places(shape.root, side),
        radius_mm=shape.root_radius_mm * vertebra.scale,
        provenance=Provenance.TEMPLATE,
        accepted=False,
    )


def foramen_between(upper: FittedVertebra, lower: FittedVertebra, side: Side) -> Structure:
    """Return the foramen between the pedicles of two neighbours as a ball, in its upper part."""
    roof = upper.place(upper.shape.pedicle - Vector(0.0, 0.0, upper.shape.pedicle_height_mm / 2.0), side)
    floor = lower.place(lower.shape.pedicle + Vector(0.0, 0.0, lower.shape.pedicle_height_mm / 2.0), side)
    return Structure(
        id="",
        kind=StructureKind.FORAMEN,
        level=upper.level,
        side=side,
        path_mm=(roof.towards(floor, FORAMEN_SHARE),),
        radius_mm=FORAMEN_RADIUS_MM * upper.scale,
        provenance=Provenance.TEMPLATE,
        accepted=False,
    )


def _is_same(one: Structure, other: Structure) -> bool:
    """Say whether two are one structure: half the points of either lie near the other's axis."""
    if one.kind is not other.kind:
        return False
    return min(_apart_mm(one, other), _apart_mm(other, one)) <= SAME_MM


def _apart_mm(one: Structure, other: Structure) -> float:
    """Return how far the points of one structure lie from the axis of another, in the median, mm."""
    starts = np.array([tuple(piece.start) for piece in other.capsules])
    ends = np.array([tuple(piece.end) for piece in other.capsules])
    points = (np.array(tuple(point)) for point in one.path_mm)
    return float(np.median([axis_gaps_mm(starts, ends, point, point).min() for point in points]))
