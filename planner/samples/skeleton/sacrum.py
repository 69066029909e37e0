"""The upper sacrum, S1 to S3 fused: bodies, alae, sacro-iliac faces, crests and foramina."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from planner.anatomy.spine import Side
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector
from planner.samples.field.shape import Axes, Shape, barrel, block, ellipsoid, limb
from planner.samples.field.solid import Part, Solid, Warp
from planner.samples.person.traits import BodyTraits, VertebraTraits
from planner.samples.skeleton.centrum import centrum
from planner.samples.skeleton.joints import FacetJoint
from planner.samples.skeleton.turning import leaning, moved_point

BEND_DEG = 12.0
"""How far each segment is turned back against the one above: the sacrum is hollow in front."""
BEHIND_MM = 5.0
"""How far the lower end of the first body lies behind its upper one."""
REST_MM = 1.4
"""What is left of the disc between two segments."""
FACE_RADIUS_MM = 120.0
"""Of the curve of the sacro-iliac face."""
SEGMENT_MM = 25.0
CELL_MM, UNEVEN_MM = 13.0, 0.8


@dataclass(frozen=True)
class Segment:
    """Where a fused segment lies in the frame of the first: origin at its upper end, and its axes."""

    origin: Vector
    axes: Axes

    def at(self, left: float, posterior: float, superior: float) -> Vector:
        """Return a place of the segment in the frame of the first."""
        return moved_point(Vector(left, posterior, superior), self.origin, self.axes)


@dataclass(frozen=True)
class Sacrum:
    """The upper sacrum in the frame of S1."""

    traits: VertebraTraits
    joints: Mapping[Side, FacetJoint]

    @cached_property
    def segments(self) -> tuple[Segment, Segment, Segment]:
        """S1, S2 and S3."""
        first = Segment(Vector(0.0, 0.0, 0.0), (LEFT, POSTERIOR, SUPERIOR))
        second = _below(first, self.traits.body.middle_mm, BEHIND_MM, 1)
        return first, second, _below(second, SEGMENT_MM, 1.0, 2)

    @property
    def size(self) -> float:
        """Against a sacrum whose endplate is 50 mm wide."""
        return self.traits.body.upper_width_mm / 50.0

    @property
    def canal_back(self) -> float:
        """How far behind the origin the canal ends in the midline, at the height of the endplate."""
        return self.traits.body.upper_depth_mm / 2.0 + self.traits.canal_depth_mm

    def face(self, side: Side, beyond_mm: float = 0.0) -> Shape:
        """Return everything on the inner side of the sacro-iliac face moved outwards by `beyond_mm`."""
        middle, (outward, axis, _) = self._face_place(side)
        return barrel(middle - outward * FACE_RADIUS_MM, axis, FACE_RADIUS_MM + beyond_mm)

    def beside_face(self, side: Side, out_mm: float) -> Shape:
        """Return the room beside the sacro-iliac face, its middle moved outwards by `out_mm`."""
        middle, axes = self._face_place(side)
        return block(middle + axes[0] * out_mm, (22.0, 60.0, 48.0), 2.0, axes)

    def _face_place(self, side: Side) -> tuple[Vector, Axes]:
        """Return the middle of the face and its axes: outwards, along it downwards, across both."""
        outward = Vector(side.sign * 0.90, 0.33, -0.28).unit()
        axis = Vector(side.sign * 0.3, 0.0, 1.0).without(outward).unit()
        return Vector(side.sign * 49.0 * self.size, 16.0, -24.0), (outward, axis, outward.cross(axis))

    def solid(self, seed: int) -> Solid:
        """Return the solid."""
        parts = [Part(shape, 2.0) for shape in self.bodies]
        for side in Side:
            parts += [*self._wing(side), *self._back(side)]
        parts += [*self._crest, *self._canal]
        for side in Side:
            trim = Part(self.beside_face(side, 20.0), 1.5, True, without=(self.face(side),), cut_mm=0.3)
            parts += [*self._holes(side), *self.joints[side].room_below, trim]
        return Solid(tuple(parts), Warp(seed, ("bone", self.traits.name), CELL_MM, UNEVEN_MM))

    @property
    def bodies(self) -> tuple[Shape, ...]:
        """The three bodies."""
        second, third = (
            centrum(
                BodyTraits(
                    upper_depth_mm=d * self.size,
                    upper_width_mm=w * self.size,
                    lower_depth_mm=(d - 4.0) * self.size,
                    lower_width_mm=(w - 5.0) * self.size,
                    waist_depth_mm=(d - 3.0) * self.size,
                    waist_width_mm=(w - 4.0) * self.size,
                    front_mm=SEGMENT_MM - REST_MM,
                    back_mm=SEGMENT_MM - REST_MM,
                    upper_dish_mm=0.5,
                    lower_dish_mm=0.5,
                ),
                1.0,
            ).moved(segment.origin, segment.axes)
            for segment, d, w in zip(self.segments[1:], (22.0, 17.0), (38.0, 32.0), strict=True)
        )
        return centrum(self.traits.body, BEHIND_MM), second, third

    def _wing(self, side: Side) -> tuple[Part, ...]:
        """Return the lateral mass of one side, cut off at the sacro-iliac face."""
        s, arch = float(side.sign), self.traits.arches[side]
        crest = arch.transverse_tip
        kept = (self.face(side),)

        def at(segment: int, lateral: float, posterior: float, superior: float) -> Vector:
            return self.segments[segment].at(s * lateral * self.size, posterior, superior)

        top = limb(
            at(0, 17, 6, -14), Vector(s * 52.0, 17.0, crest.z - 18.0), SUPERIOR, (11.0, 12.0), (15.0, 15.0)
        )
        behind = limb(
            at(0, 22, 14, -13), crest + Vector(0.0, -3.0, -11.0), SUPERIOR, (11.0, 9.0), (10.0, 8.0)
        )
        lower = limb(at(0, 39, 17, -20), at(1, 30, 10, -16), LEFT, (17.0, 14.0), (13.0, 12.0))
        lowest = limb(at(1, 30, 10, -16), at(2, 23, 8, -22), LEFT, (13.0, 12.0), (9.0, 8.0))
        return (
            Part(top, 8.0, within=kept, cut_mm=4.0),
            Part(behind, 6.0, within=kept, cut_mm=4.0),
            Part(lower, 10.0, within=kept, cut_mm=4.0),
            Part(lowest, 8.0, within=kept, cut_mm=4.0),
        )

    def _back(self, side: Side) -> tuple[Part, ...]:
        """Return the superior articular process, the laminae and the wall of the canal of one side."""
        s, joint, back = float(side.sign), self.joints[side], self.canal_back
        neck = joint.centre + joint.outward * (joint.gap_mm / 2.0 + joint.thickness_mm / 2.0) - joint.up * 8.0
        foot = Vector(s * 25.0 * self.size, neck.y - 3.0, -15.0)
        knob = joint.on_face(joint.reach_mm - 0.5, -1.0, joint.gap_mm / 2.0 + 2.0)
        kept = (joint.within(joint.gap_mm / 2.0),)
        outer = Vector(s * 19.0, back - 1.0, -17.0)
        parts = [
            Part(limb(foot, neck, LEFT, (6.0, 6.0), (6.0, 5.0)), 5.0),
            *joint.superior,
            Part(ellipsoid(knob, (3.0, 3.0, 4.2), joint.axes), 3.0, without=kept),
            Part(_plate(outer, Vector(s * 0.6, back + 5.0, -19.0), 7.0, 2.6), 3.5),
        ]
        for segment, wide, front, tall in (
            (self.segments[1], 16.0, 19.5, 10.0),
            (self.segments[2], 13.0, 15.0, 11.0),
        ):
            wall, middle = segment.at(s * wide, front, -10.0), segment.at(s * 0.6, front + 4.5, -11.0)
            pillar = limb(wall, segment.at(s * (wide + 5.0), 7.0, -12.0), SUPERIOR, (9.0, 4.5))
            bridge = limb(
                segment.at(s * 12.0, 1.0, -12.0), segment.at(s * 28.0, 8.0, -13.0), SUPERIOR, (7.5, 7.0)
            )
            parts += [
                Part(_plate(wall, middle, tall, 2.4), 4.0),
                Part(pillar, 4.0),
                Part(ellipsoid(wall + POSTERIOR, (2.6, 2.6, 6.0)), 3.0),
                Part(bridge, 5.0),
            ]
        return tuple(parts)

    @property
    def _crest(self) -> tuple[Part, ...]:
        """Return the spinous processes, grown together to a crest further down."""
        tip, back = self.traits.spinous_tip, self.canal_back
        thin, half = self.traits.spinous_thickness_mm / 2.0, self.traits.spinous_height_mm / 2.0
        root = Vector(0.0, back + 4.0, -19.0)
        first = limb(root, tip - POSTERIOR * 3.0, LEFT, (thin, 6.0), (thin + 0.8, half), (2.0, 3.0))
        parts = [Part(first, 4.0)]
        for segment, front, height in ((self.segments[1], 24.0, 9.0), (self.segments[2], 19.5, 6.0)):
            start, end = segment.at(0.0, front, -10.0), segment.at(0.0, front + height, -13.0)
            parts.append(Part(limb(start, end, LEFT, (2.6, 9.0), (3.2, 6.0), (2.0, 2.5)), 4.0))
        return tuple(parts)

    @property
    def _canal(self) -> tuple[Part, ...]:
        deep, wide = self.traits.canal_depth_mm / 2.0, self.traits.canal_width_mm / 2.0 - 1.0
        front = self.traits.body.upper_depth_mm / 2.0
        first, second, third = self.segments
        stops = (
            (first.at(0.0, front + deep, 20.0), (wide, deep)),
            (first.at(0.0, front + deep, -13.0), (wide - 1.0, deep)),
            (second.at(0.0, 11.0 * self.size + 5.5, -4.0), (wide - 4.0, 5.5)),
            (third.at(0.0, 8.5 * self.size + 4.0, -4.0), (9.0, 4.0)),
            (third.at(0.0, 8.0 * self.size + 3.0, -28.0), (7.0, 3.0)),
        )
        return tuple(
            Part(limb(start, end, LEFT, radii, next_radii, (3.0, 3.0)), 1.5, carve=True)
            for (start, radii), (end, next_radii) in pairwise(stops)
        )

    def _holes(self, side: Side) -> tuple[Part, ...]:
        """Return the anterior and posterior foramina between S1, S2 and S3."""
        s = float(side.sign)
        parts = []
        for segment, lateral, size in ((self.segments[1], 15.5, 4.4), (self.segments[2], 13.5, 3.7)):
            inner = segment.at(s * (lateral - 4.0), 13.0, 1.0)
            middle = segment.at(s * lateral, 5.0, 1.0)
            front = segment.at(s * (lateral + 5.0), -16.0, -4.0)
            behind = segment.at(s * (lateral + 2.0), 34.0, -3.0)
            mouth = limb(middle, front, LEFT, (size, size), (size + 2.0, size + 1.0))
            parts.append(Part(limb(inner, middle, SUPERIOR, (size, size)), 1.5, carve=True))
            parts.append(Part(mouth, 2.5, carve=True))
            parts.append(Part(limb(middle, behind, LEFT, (2.9, 2.9)), 1.5, carve=True))
        return tuple(parts)


def _below(segment: Segment, height_mm: float, behind_mm: float, n: int) -> Segment:
    origin = segment.at(0.0, behind_mm, -height_mm - REST_MM)
    axes = tuple(leaning(axis, -BEND_DEG * n) for axis in (LEFT, POSTERIOR, SUPERIOR))
    return Segment(origin, (axes[0], axes[1], axes[2]))


def _plate(outer: Vector, inner: Vector, tall_mm: float, thick_mm: float) -> Shape:
    return limb(outer, inner, SUPERIOR, (tall_mm, thick_mm), (tall_mm, thick_mm), (2.0, 2.0))
