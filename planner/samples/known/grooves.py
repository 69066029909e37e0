"""Where a bone leads its medial branch: along the neck of the articular process, through the notch."""

from __future__ import annotations

from dataclasses import dataclass

from planner.anatomy.spine import Side
from planner.geometry.vectors import POSTERIOR, SUPERIOR, Vector
from planner.samples.skeleton.arch import HalfArch
from planner.samples.skeleton.bones import VertebraBone
from planner.samples.skeleton.joints import FacetJoint

BEFORE_ROOT_MM, ABOVE_ROOT_MM = 0.5, 3.0
"""Beside the middle two quarters of the articular process a nerve runs from this far before the middle of
the root of the transverse process, down behind it to this far above it."""
BEFORE_JOINT_MM, BELOW_ALA_MM = 3.0, 6.0
"""On the sacrum: from this far before the middle of the joint to this far below the top of the ala."""

FRONT = Vector(0.0, -4.5, 0.0)
"""The branch is known from a little in front of the process on."""


@dataclass(frozen=True)
class Stop:
    """A place near the surface, in the frame of the bone, and the way out of the bone there."""

    place: Vector
    outwards: Vector


@dataclass(frozen=True)
class Groove:
    """The usual way of a medial branch on one side of one bone, in its frame.

    Attributes
    ----------
    stops
        From the front of the neck of the superior articular process over its root to the lamina.
    middle_from_mm, middle_to_mm
        Beside the middle two quarters of that process it runs from here (backwards) down to here (upwards).
    accessory
        Tip of the accessory process; None on the sacrum, which has none.
    """

    stops: tuple[Stop, ...]
    middle_from_mm: float
    middle_to_mm: float
    accessory: Vector | None


def groove_of(bone: VertebraBone, side: Side) -> Groove:
    """Return where the medial branch on a bone usually lies; on the sacrum, the dorsal ramus of L5."""
    if bone.sacral:
        return _on_sacrum(bone, side)
    return _on_vertebra(bone.halves[side])


def wall(joint: FacetJoint, share: float, height: float) -> Vector:
    """Return the place on the outer wall of a superior articular process at a height of its bone's frame.

    Parameters
    ----------
    share
        Of the reach of the joint, backwards from its middle.
    """
    level = joint.on_face(share * joint.reach_mm, 0.0, joint.gap_mm / 2.0 + joint.thickness_mm)
    return level + joint.up * ((height - level.z) / joint.up.z)


def _on_vertebra(half: HalfArch) -> Groove:
    joint, arch, side = half.above, half.arch, half.side
    root = half.transverse_root
    top = root.z + arch.transverse_height_mm / 2.0
    accessory = half.accessory[1]
    notch = (half.mamillary + accessory) * 0.5
    aside = Vector(side.sign * 1.0, 0.0, 0.0)
    notch = Vector(notch.x, notch.y, accessory.z + 2.6)
    lamina = notch + Vector(-side.sign * 4.5, 1.5, -3.2)
    stops = (
        Stop(wall(joint, -0.75, top + 2.0) + FRONT, (aside + SUPERIOR * 0.35).unit()),
        Stop(wall(joint, -0.3, top + 1.5), (aside + SUPERIOR * 0.35).unit()),
        Stop(wall(joint, 0.2, top - 0.5), (aside + SUPERIOR * 0.4).unit()),
        Stop(wall(joint, 0.65, top - 3.5), (aside * 0.7 + POSTERIOR * 0.7 + SUPERIOR * 0.3).unit()),
        Stop(notch, (POSTERIOR + aside * 0.35).unit()),
        Stop(lamina, (POSTERIOR + aside * 0.15).unit()),
    )
    return Groove(stops, root.y - BEFORE_ROOT_MM, root.z + ABOVE_ROOT_MM, accessory)


def _on_sacrum(bone: VertebraBone, side: Side) -> Groove:
    joint = bone.above[side]
    top = bone.traits.arches[side].transverse_tip.z + 1.5
    aside = Vector(side.sign * 1.0, 0.0, 0.0)
    low = joint.on_face(0.9 * joint.reach_mm, -joint.traits.height_mm / 2.0 - 3.0, joint.gap_mm / 2.0 + 2.0)
    stops = (
        Stop(wall(joint, -0.75, top + 0.5) + FRONT, (aside + SUPERIOR * 0.8).unit()),
        Stop(wall(joint, -0.3, top), (aside + SUPERIOR * 0.8).unit()),
        Stop(wall(joint, 0.25, top - 2.0), (aside + SUPERIOR * 0.7 + POSTERIOR * 0.2).unit()),
        Stop(wall(joint, 0.75, top - 5.0), (aside * 0.5 + POSTERIOR).unit()),
        Stop(low, (POSTERIOR + aside * 0.2).unit()),
    )
    return Groove(stops, joint.centre.y - BEFORE_JOINT_MM, top - BELOW_ALA_MM, None)
