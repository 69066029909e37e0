"""The bones of the model in patient space: who stands on whom, and the joints between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.anatomy.spine import Level, Side
from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector
from planner.samples.flanks import iliac_wing, twelfth_rib
from planner.samples.joint import FacetJoint
from planner.samples.numbers import Stacking, VertebraNumbers, cos_sin, lumbar_numbers
from planner.samples.sacrum import centrum_of_sacrum, sacral_holes, sacrum
from planner.samples.shapes import Placed, Shape
from planner.samples.solids import Added, Carved, Ripple, Solid
from planner.samples.vertebra import Centrum, arch, canal, centrum_of

LUMBOSACRAL = Stacking(Level.L5, Level.S1, (-6.7, 0.0, 34.8), -18.7)
"""The table's height is that of one man's taller L5; this leaves the L5 of the mean a disc of 10 mm."""
THORACOLUMBAR = Stacking(Level.T12, Level.L1, (-4.0, 0.0, 32.0), -1.0)


@dataclass(frozen=True, eq=False)
class Bone:
    """One vertebra of the model.

    Attributes
    ----------
    frame
        Origin at the centre of the superior endplate; shapes are given in it.
    dense
        Shapes and a distance in mm: bone nearer than that to the shape is subchondral.
    """

    level: Level
    frame: Frame
    centrum: Centrum
    solid: Solid
    numbers: VertebraNumbers
    dense: tuple[tuple[Shape, float], ...] = ()

    def distance_mm(self, points: Sequence[Point]) -> list[float]:
        """Return the signed distances of patient points to the surface: negative inside."""
        return distances_mm(self.solid, self.frame, points)

    def to_patient(self, local: Vector) -> Point:
        """Return the LPS point of a position in the vertebra's frame."""
        return self.frame.origin + self.frame.to_patient(local)

    def to_local(self, point: Point) -> Vector:
        """Return an LPS point in the vertebra's frame."""
        return self.frame.to_frame(point - self.frame.origin)


@dataclass(frozen=True, eq=False)
class Bony:
    """A bone to draw: a solid in a frame, the body of a vertebra within it, and where it is dense."""

    solid: Solid
    frame: Frame
    centrum: Shape | None = None
    dense: tuple[tuple[Shape, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Spine:
    """Vertebrae T12 to S1 with their joints.

    Attributes
    ----------
    anchor
        LPS centre of the superior endplate of L3, which is level.
    turns_deg
        By how much each joint (lower vertebra, side) departs from the published plane.
    """

    anchor: Point
    turns_deg: Mapping[tuple[Level, Side], float]

    @cached_property
    def frames(self) -> dict[Level, Frame]:
        """The frame of each vertebra, from the top."""
        frames = {Level.L3: Frame(self.anchor, LEFT, POSTERIOR, SUPERIOR)}
        for step in reversed([s for s in _stack() if s.upper.order < Level.L3.order]):
            frames[step.upper] = _standing_on(frames[step.lower], step)
        for step in (s for s in _stack() if s.upper.order >= Level.L3.order):
            frames[step.lower] = _carrying(frames[step.upper], step)
        return {level: frames[level] for level in Level}

    @cached_property
    def joints(self) -> dict[tuple[Level, Side], FacetJoint]:
        """The facet joints by lower vertebra, L1 to S1, and side, each in the frame of that vertebra."""
        return {
            (lower, side): FacetJoint.typical(lower, side, self.turns_deg.get((lower, side), 0.0))
            for lower in Level
            if lower is not Level.T12
            for side in Side
        }

    @cached_property
    def bones(self) -> dict[Level, Bone]:
        """The vertebrae, from the top."""
        return {level: self._bone(level) for level in Level}

    @cached_property
    def bony(self) -> tuple[Bony, ...]:
        """All bones to draw: the vertebrae, the twelfth ribs and the iliac wings."""
        bones = [Bony(bone.solid, bone.frame, bone.centrum, bone.dense) for bone in self.bones.values()]
        top, sacrum_ = self.bones[Level.T12], self.bones[Level.S1]
        wings = Frame(sacrum_.frame.origin, LEFT, POSTERIOR, SUPERIOR)
        keel = seen_from(wings, sacrum_.solid, sacrum_.frame)
        for side in Side:
            bones.append(Bony(twelfth_rib(side), top.frame))
            bones.append(Bony(iliac_wing(side, keel), wings))
        return tuple(bones)

    def distance_mm(self, points: Sequence[Point]) -> list[float]:
        """Return the signed distances of patient points to the nearest bone: negative inside."""
        each = [distances_mm(bony.solid, bony.frame, points) for bony in self.bony]
        return [min(distances) for distances in zip(*each, strict=True)]

    def _bone(self, level: Level) -> Bone:
        numbers = lumbar_numbers().levels[level if level is not Level.T12 else Level.L1]
        own = {side: joint for (lower, side), joint in self.joints.items() if lower is level}
        below = {side: joint for (lower, side), joint in self.joints.items() if lower is level.below}
        hanging, room = {}, []
        for side, joint in below.items():
            owner = self.frames[joint.lower]
            hanging[side] = seen_from(self.frames[level], joint.inferior_process, owner)
            room.append(Carved(seen_from(self.frames[level], joint.superior_room, owner), 0.0, 0.4))
        upper_gaps = tuple(Carved(j.inferior_process, j.gap_mm, 0.4) for j in own.values())
        if level is Level.S1:
            centrum = centrum_of_sacrum(numbers)
            added, holes = sacrum(numbers, own), sacral_holes(numbers)
        else:
            centrum = centrum_of(numbers)
            added, holes = arch(level, numbers, own, hanging), (canal(numbers),)
        dense: tuple[tuple[Shape, float], ...] = (
            *((j.inferior_process, j.gap_mm + 2.0) for j in own.values()),
            *((shape, 0.2) for shape in hanging.values()),
        )
        solid = Solid(
            (Added(centrum, 0.0), *added), (*holes, *upper_gaps, *room), Ripple(0.7, 17.0, 0.31 * level.order)
        )
        return Bone(level, self.frames[level], centrum, solid, numbers, dense)


def distances_mm(shape: Shape, frame: Frame, points: Sequence[Point]) -> list[float]:
    """Return the signed distances of patient points to a shape given in a frame: negative inside."""
    off = np.array([(point.x, point.y, point.z) for point in points]) - np.array(tuple(frame.origin))
    axes = (frame.left, frame.posterior, frame.superior)
    # each product and sum in the order of `Frame.to_frame`: the samples are the same to the last bit
    local = (off[:, 0] * axis.x + off[:, 1] * axis.y + off[:, 2] * axis.z for axis in axes)
    x, y, z = (column.astype(np.float32).reshape(-1, 1, 1) for column in local)
    distances: list[float] = np.broadcast_to(shape.distance(x, y, z), x.shape).ravel().tolist()
    return distances


def seen_from(outer: Frame, shape: Shape, owner: Frame) -> Placed:
    """Return a shape given in the frame `owner` as a shape in the frame `outer`."""
    axes = (outer.to_frame(owner.left), outer.to_frame(owner.posterior), outer.to_frame(owner.superior))
    return Placed(shape, outer.to_frame(owner.origin - outer.origin), axes)


def _stack() -> tuple[Stacking, ...]:
    table = [step for step in lumbar_numbers().stack if step.upper is not Level.L5]
    return (THORACOLUMBAR, *table, LUMBOSACRAL)


def _tilted(frame: Frame, angle_deg: float) -> tuple[Vector, Vector]:
    """Return posterior and superior of a frame turned about left; positive leans the top backwards."""
    c, s = cos_sin(angle_deg)
    return frame.posterior * c - frame.superior * s, frame.posterior * s + frame.superior * c


def _standing_on(lower: Frame, step: Stacking) -> Frame:
    posterior, superior = _tilted(lower, -step.tilt_deg)
    anterior, _, cranial = step.origin_mm
    origin = lower.origin + lower.to_patient(Vector(0.0, -anterior, cranial))
    return Frame(origin, lower.left, posterior, superior)


def _carrying(upper: Frame, step: Stacking) -> Frame:
    posterior, superior = _tilted(upper, step.tilt_deg)
    anterior, _, cranial = step.origin_mm
    lower = Frame(upper.origin, upper.left, posterior, superior)
    origin = upper.origin + lower.to_patient(Vector(0.0, anterior, -cranial))
    return Frame(origin, upper.left, posterior, superior)
