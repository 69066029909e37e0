"""Bones as surgeons leave them: what was in the way of a cross-link is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from planner.geometry.vectors import Vector
from planner.samples.field.shape import block
from planner.samples.field.solid import Part, Solid
from planner.samples.implants.values import Implants, Trimmed
from planner.samples.skeleton.bones import Bone, seen_from

EDGE_MM = 0.8
AnyBone = TypeVar("AnyBone", bound=Bone)


def trimmed(bone: AnyBone, implants: Implants) -> AnyBone:
    """Return a bone without what was taken off it; the bone itself where nothing was."""
    if not implants.trimmed:
        return bone
    cuts = tuple(_cut(box).moved(*seen_from(bone.frame, box.frame)) for box in implants.trimmed)
    return replace(bone, solid=Solid((*bone.solid.parts, *cuts), bone.solid.warp))


def _cut(box: Trimmed) -> Part:
    """Return the part, in the frame of the box, that is carved out."""
    return Part(block(Vector(0.0, 0.0, 0.0), box.half_mm, 1.0), EDGE_MM, carve=True)
