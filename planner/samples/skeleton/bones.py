"""All bones of a person in patient space."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import Side
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.samples.angles import cos_sin
from planner.samples.field.shape import Axes
from planner.samples.field.solid import Solid
from planner.samples.person.traits import SpineTraits, VertebraTraits
from planner.samples.skeleton.arch import HalfArch
from planner.samples.skeleton.centrum import centrum
from planner.samples.skeleton.flanks import PELVIS_LEAN_DEG, SACROILIAC_GAP_MM, iliac_wing, rib
from planner.samples.skeleton.inside import Inside, bodies_of, faces_of
from planner.samples.skeleton.joints import FacetJoint
from planner.samples.skeleton.sacrum import Sacrum
from planner.samples.skeleton.vertebra import vertebra


@dataclass(frozen=True, eq=False)
class Bone:
    """A bone of the skeleton.

    Attributes
    ----------
    frame
        In which its solid is given; of a vertebra, at the centre of its superior endplate.
    seed
        Of the person; with the name it makes the inside what it is.
    """

    name: str
    frame: Frame
    solid: Solid
    seed: int
    inside: Inside

    def to_patient(self, local: Vector) -> Point:
        """Return the LPS point of a position in the bone's frame."""
        return self.frame.origin + self.frame.to_patient(local)

    def to_local(self, point: Point) -> Vector:
        """Return an LPS point in the bone's frame."""
        return self.frame.to_frame(point - self.frame.origin)

    def distances_mm(self, points: Sequence[Point]) -> NDArray[np.float64]:
        """Return the signed distances of patient points to the surface: negative inside."""
        local = np.array([tuple(self.to_local(point)) for point in points], np.float64).reshape(-1, 3)
        return self.solid.distances_mm(local)


@dataclass(frozen=True, eq=False)
class VertebraBone(Bone):
    """A vertebra, or the sacrum under the name of its first, with what it was made from.

    Attributes
    ----------
    above, below
        Its facet joints, in its own frame; the sacrum has none below.
    """

    traits: VertebraTraits
    above: Mapping[Side, FacetJoint]
    below: Mapping[Side, FacetJoint]
    sacral: bool = False

    @cached_property
    def halves(self) -> dict[Side, HalfArch]:
        """The named places of both sides of the arch; empty for the sacrum."""
        if self.sacral:
            return {}
        return {side: HalfArch(self.traits, side, self.above[side], self.below[side]) for side in Side}


def seen_from(outer: Frame, owner: Frame) -> tuple[Vector, Axes]:
    """Return origin and axes of the frame `owner`, in the frame `outer`."""
    axes = (outer.to_frame(owner.left), outer.to_frame(owner.posterior), outer.to_frame(owner.superior))
    return outer.to_frame(owner.origin - outer.origin), axes


@dataclass(frozen=True, eq=False)
class Skeleton:
    """The bones of a person.

    Attributes
    ----------
    frames
        Of each vertebra, by name.
    seed
        Of the person: what is uneven is his own.
    """

    traits: SpineTraits
    frames: Mapping[str, Frame]
    seed: int

    @cached_property
    def joints(self) -> dict[tuple[str, Side], FacetJoint]:
        """The facet joints by name of the lower vertebra and side, each in the frame of that vertebra."""
        return {key: FacetJoint.of(key[1], facet) for key, facet in self.traits.facets.items()}

    @cached_property
    def vertebrae(self) -> dict[str, VertebraBone]:
        """The vertebrae from the top, by name; the last is the sacrum."""
        order = self.traits.vertebrae
        found = {}
        for own, lower in zip(order, (*order[1:], None), strict=True):
            above = {side: self._above(own.name, side) for side in Side}
            if lower is None:
                found[own.name] = self._sacrum(own, above)
                continue
            placed = seen_from(self.frames[own.name], self.frames[lower.name])
            below = {side: self.joints[lower.name, side].moved(*placed) for side in Side}
            halves = {side: HalfArch(own, side, above[side], below[side]) for side in Side}
            inside = Inside(own.body, bodies_of([centrum(own.body)]), faces_of(above, below))
            found[own.name] = VertebraBone(
                own.name,
                self.frames[own.name],
                vertebra(own, halves, self.seed),
                self.seed,
                inside,
                own,
                above,
                below,
            )
        return found

    @cached_property
    def sacrum(self) -> VertebraBone:
        """The last of the vertebrae."""
        return list(self.vertebrae.values())[-1]

    @cached_property
    def pelvis(self) -> Frame:
        """The upright frame of the pelvis at the sacral endplate: it turns with the sacrum."""
        frame = self.sacrum.frame
        c, s = cos_sin(PELVIS_LEAN_DEG)
        posterior = frame.posterior * c - frame.superior * s
        return Frame(frame.origin, frame.left, posterior, frame.posterior * s + frame.superior * c)

    @cached_property
    def bones(self) -> tuple[Bone, ...]:
        """All bones: vertebrae, sacrum, iliac wings, ribs."""
        sacrum = Sacrum(self.sacrum.traits, self.sacrum.above)
        placed = seen_from(self.pelvis, self.sacrum.frame)
        found: list[Bone] = [*self.vertebrae.values()]
        for side in Side:
            face = sacrum.face(side, SACROILIAC_GAP_MM).moved(*placed)
            room = sacrum.beside_face(side, SACROILIAC_GAP_MM - 20.0).moved(*placed)
            wing = iliac_wing(side, face, room, self.seed)
            found.append(Bone(f"ilium {side}", self.pelvis, wing, self.seed, Inside(density=0.6)))
        bearing = [bone for bone in self.vertebrae.values() if bone.traits.ribs]
        for which, bone in zip((12, 11), reversed(bearing), strict=False):
            for side in Side:
                solid = rib(side, which, bone.traits, self.seed)
                inside = Inside(density=0.6, cortex_mm=0.9)
                found.append(Bone(f"rib {which} {side}", bone.frame, solid, self.seed, inside))
        return tuple(found)

    def _sacrum(self, own: VertebraTraits, above: Mapping[Side, FacetJoint]) -> VertebraBone:
        sacrum = Sacrum(own, above)
        inside = Inside(own.body, bodies_of(sacrum.bodies), faces_of(above, {}), 0.52, 1.0)
        solid = sacrum.solid(self.seed)
        return VertebraBone(
            own.name, self.frames[own.name], solid, self.seed, inside, own, above, {}, sacral=True
        )

    def _above(self, name: str, side: Side) -> FacetJoint:
        """Return the joint above a vertebra; the topmost has one like that of the next."""
        names = [own.name for own in self.traits.vertebrae]
        known = self.joints.get((name, side))
        return self.joints[names[names.index(name) + 1], side] if known is None else known
