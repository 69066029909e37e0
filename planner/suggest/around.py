"""What the frames of vertebrae tell besides nerve courses: joints, roots, foramina, screw corridors."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from planner.anatomy.shape import facet_shape, on_side
from planner.anatomy.spine import JOINTS, Joint, Level, Side
from planner.anatomy.vertebra import FittedVertebra
from planner.anatomy.wording import side_words
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import Structure, StructureKind
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebrae_of
from planner.words import _

DEEP_MM = 6.0
"""From the dorsal edge of a joint's slit to where the tip of a needle in it lies. Ours."""
FORAMEN_SHARE = 0.4
"""How far down from the roof of a foramen to its floor its root lies: in its upper part. Ours."""
FORAMEN_RADIUS_MM = 4.0
"""Half the width of a lumbar foramen, 7 to 10 mm from front to back. Ours."""


@dataclass(frozen=True)
class JointPlane:
    """A facet joint as the template of its lower vertebra has it, LPS mm; within 3 mm, not seen on CT.

    Attributes
    ----------
    opening
        The slit seen from above: its dorsal edge, and a point deeper in it; an injection comes along it.
    centre
        The middle of the joint.
    across
        Unit vector square to the joint, from the inferior articular process to the superior one.
    """

    joint: Joint
    side: Side
    opening: tuple[Point, Point]
    centre: Point
    across: Vector

    @property
    def approach(self) -> Vector:
        """Unit vector along which a needle goes into the joint, from behind."""
        return (self.opening[1] - self.opening[0]).unit()


def joint_plane(vertebra: FittedVertebra, side: Side) -> JointPlane | None:
    """Return the joint above a vertebra on a side; None on T12 and L1, above which none is in the table."""
    upper = vertebra.level.above
    joint = next((each for each in JOINTS if each.upper is upper), None)
    if joint is None:
        return None
    shape = facet_shape(joint)
    dorsal, centre = vertebra.place(shape.dorsal_opening, side), vertebra.place(shape.centre, side)
    deeper = dorsal + (centre - dorsal).unit() * DEEP_MM
    across = vertebra.frame.to_patient(on_side(shape.across, side))
    return JointPlane(joint, side, (dorsal, deeper), centre, across)


def joint_planes(plan: Plan) -> tuple[JointPlane, ...]:
    """Return the joints above the vertebrae whose place the landmarks of a plan tell."""
    planes = (joint_plane(vertebra, side) for vertebra in vertebrae_of(plan).values() for side in Side)
    return tuple(plane for plane in planes if plane is not None)


def structures_around(plan: Plan) -> tuple[Structure, ...]:
    """Return roots and foramina that the marked vertebrae tell of, as structures that are not in the plan.

    They are the template's, within 3 to 4 mm: good for keeping away from, not for coming near. A foramen
    needs both of its vertebrae.
    """
    vertebrae = vertebrae_of(plan)
    found: list[Structure] = []
    for vertebra in vertebrae.values():
        if vertebra.level not in (Level.T12, Level.S1):
            found += [root_below(vertebra, side) for side in Side]
    for upper, lower in pairwise(vertebrae.values()):
        if upper.level.below is lower.level:
            found += [foramen_between(upper, lower, side) for side in Side]
    return tuple(found)


def root_below(vertebra: FittedVertebra, side: Side) -> Structure:
    """Return the root that leaves below a vertebra's pedicle, from the lateral recess into the psoas."""
    shape = vertebra.shape
    return Structure(
        id=f"template-root-{vertebra.level}-{side}",
        kind=StructureKind.NERVE_ROOT,
        label=_("{level} root {side} (template)").format(level=vertebra.level.value, side=side_words(side)),
        path_mm=vertebra.places(shape.root, side),
        radius_mm=shape.root_radius_mm * vertebra.scale,
    )


def foramen_between(upper: FittedVertebra, lower: FittedVertebra, side: Side) -> Structure:
    """Return the foramen between the pedicles of two neighbours as a ball, in its upper part."""
    roof = upper.place(upper.shape.pedicle - Vector(0.0, 0.0, upper.shape.pedicle_height_mm / 2.0), side)
    floor = lower.place(lower.shape.pedicle + Vector(0.0, 0.0, lower.shape.pedicle_height_mm / 2.0), side)
    return Structure(
        id=f"template-foramen-{upper.level}-{side}",
        kind=StructureKind.FORAMEN,
        label=_("foramen {upper}-{lower} {side} (template)").format(
            upper=upper.level.value, lower=lower.level.value, side=side_words(side)
        ),
        path_mm=(roof.towards(floor, FORAMEN_SHARE),),
        radius_mm=FORAMEN_RADIUS_MM * upper.scale,
    )


def screw_corridor(vertebra: FittedVertebra, side: Side) -> Capsule:
    """Return where a pedicle screw of a vertebra runs, from its entry forwards, as thick as the pedicle."""
    shape = vertebra.shape
    entry, end = (vertebra.place(place, side) for place in shape.corridor)
    return Capsule(entry, end, shape.pedicle_width_mm / 2.0 * vertebra.scale)
