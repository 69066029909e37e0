"""What the frames of vertebrae tell besides nerve courses and structures: joints and screw corridors."""

from __future__ import annotations

from dataclasses import dataclass

from planner.anatomy.shape import facet_shape, on_side
from planner.anatomy.spine import JOINTS, Joint, Side
from planner.anatomy.vertebra import FittedVertebra
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point, Vector
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebrae_of

DEEP_MM = 6.0
"""From the dorsal edge of a joint's slit to where the tip of a needle in it lies. Ours."""


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


def screw_corridor(vertebra: FittedVertebra, side: Side) -> Capsule:
    """Return where a pedicle screw of a vertebra runs, from its entry forwards, as thick as the pedicle."""
    shape = vertebra.shape
    entry, end = (vertebra.place(place, side) for place in shape.corridor)
    return Capsule(entry, end, shape.pedicle_width_mm / 2.0 * vertebra.scale)
