"""The bones of the model in patient space: who stands on whom, and the joints between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.anatomy.spine import Level, Side
from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector
from planner.samples.joint import FacetJoint
from planner.samples.numbers import Stacking, VertebraNumbers, cos_sin, lumbar_numbers
from planner.samples.sacrum import centrum_of_sacrum, sacral_holes, sacrum
from planner.samples.shapes import Added, Carved, Placed, Shape, Solid
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

    def distance_mm(self, point: Point) -> float:
        """Return the signed distance of a patient point to the surface: negative inside."""
        local = self.frame.to_frame(point - self.frame.origin)
        x, y, z = (np.full((1,), c, np.float32) for c in local)
        return float(self.solid.distance(x, y, z)[0])

    def to_patient(self, local: Vector) -> Point:
        """Return the LPS point of a position in the vertebra's frame."""
        return self.frame.origin + self.frame.to_patient(local)

    def to_local(self, point: Point) -> Vector:
        """Return an LPS point in the vertebra's frame."""
        return self.frame.to_frame(point - self.frame.origin)


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

    def distance_mm(self, point: Point) -> float:
        """Return the signed distance of a patient point to the nearest vertebra: negative inside."""
        return min(bone.distance_mm(point) for bone in self.bones.values())

    def _bone(self, level: Level) -> Bone:
        numbers = lumbar_numbers().levels[level if level is not Level.T12 else Level.L1]
        own = {side: joint for (lower, side), joint in self.joints.items() if lower is level}
        hanging = {
            side: self._seen_from(level, joint.inferior_process, lower)
            for (lower, side), joint in self.joints.items()
            if lower is level.below
        }
        upper_gaps = tuple(Carved(j.inferior_process, j.gap_mm, 0.4) for j in own.values())
        if level is Level.S1:
            centrum = centrum_of_sacrum(numbers)
            added, holes = sacrum(numbers, own), sacral_holes(numbers)
        else:
            centrum = centrum_of(numbers)
            added, holes = arch(level, numbers, own, hanging), (canal(numbers),)
        dense = (
            *((j.inferior_process, j.gap_mm + 2.0) for j in own.values()),
            *((shape, 0.2) for shape in hanging.values()),
        )
        solid = Solid((Added(centrum, 0.0), *added), (*holes, *upper_gaps))
        return Bone(level, self.frames[level], centrum, solid, numbers, dense)

    def _seen_from(self, level: Level, shape: Shape, owner: Level) -> Shape:
        """Return a shape of the frame of `owner` in the frame of `level`."""
        outer, inner = self.frames[level], self.frames[owner]
        axes = (outer.to_frame(inner.left), outer.to_frame(inner.posterior), outer.to_frame(inner.superior))
        return Placed(shape, outer.to_frame(inner.origin - outer.origin), axes)


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
