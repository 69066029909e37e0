"""The facet joint: two congruent faces bent round one axis, the space between, the processes bearing them.

A joint is made in the frame of its lower vertebra and can be moved to that of the upper one, so that both
bones are cut by the same surface and the space between is as wide as was asked, everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.anatomy.spine import Side
from planner.geometry.vectors import Vector
from planner.samples.angles import cos_sin
from planner.samples.field.shape import Axes, Shape, barrel, block, ellipsoid, limb
from planner.samples.field.solid import Part
from planner.samples.person.traits import FacetTraits
from planner.samples.skeleton.turning import leaning, moved_point, moved_vector

DEGREES = 57.29577951308232
NARROWED = 0.6
"""By which share the space of a joint degenerated to 1 is narrower."""
SUPERIOR_THICKNESS_MM = 5.6
HYPERTROPHY_MM = 1.8
INFERIOR_DEPTH_MM = 5.0
"""Half the thickness of the inferior process across the joint."""
SPURS_FROM = 0.25
"""Joints degenerated more than this have spurs."""


@dataclass(frozen=True)
class FacetJoint:
    """A facet joint in the frame of one of its bones.

    Attributes
    ----------
    centre
        Middle of the joint space.
    axes
        Unit vectors along the space backwards and outwards, across it to the superior process (forwards and
        outwards), and up along the axis of the bend.
    """

    side: Side
    traits: FacetTraits
    centre: Vector
    axes: Axes

    @classmethod
    def of(cls, side: Side, traits: FacetTraits) -> FacetJoint:
        """Return the joint in the frame of its lower vertebra."""
        c, s = cos_sin(traits.plane_to_sagittal_deg)
        backward = Vector(side.sign * s, c, 0.0)
        outward = Vector(side.sign * c, -s, 0.0)
        up = Vector(0.0, 0.0, 1.0)
        axes = tuple(leaning(axis, traits.lean_deg) for axis in (backward, outward, up))
        return cls(side, traits, traits.centre, (axes[0], axes[1], axes[2]))

    def moved(self, origin: Vector, axes: Axes) -> FacetJoint:
        """Return the joint in another frame, where its own frame has this origin and these axes."""
        b, o, u = (moved_vector(axis, axes) for axis in self.axes)
        return FacetJoint(self.side, self.traits, moved_point(self.centre, origin, axes), (b, o, u))

    @property
    def backward(self) -> Vector:
        """Along the space, backwards and outwards."""
        return self.axes[0]

    @property
    def outward(self) -> Vector:
        """Across the space at its centre, from the inferior process to the superior."""
        return self.axes[1]

    @property
    def up(self) -> Vector:
        """Along the axis of the bend."""
        return self.axes[2]

    @property
    def gap_mm(self) -> float:
        """Width of the joint space, narrowed by degeneration."""
        return self.traits.gap_mm * (1.0 - NARROWED * self.traits.degeneration)

    @property
    def thickness_mm(self) -> float:
        """Of the superior process across the joint."""
        return SUPERIOR_THICKNESS_MM * self.scale + HYPERTROPHY_MM * self.traits.degeneration

    @property
    def scale(self) -> float:
        """Size of the faces against the usual 16 mm."""
        return self.traits.width_mm / 16.0

    @property
    def reach_mm(self) -> float:
        """From the centre along the space to its edges, in front and behind."""
        return self.traits.width_mm / 2.0

    def normal(self, arc_mm: float) -> Vector:
        """Return the unit vector across the space, outwards, `arc_mm` backwards from the centre."""
        c, s = cos_sin(arc_mm / self.traits.radius_mm * DEGREES)
        return self.outward * c + self.backward * s

    def on_face(self, arc_mm: float, up_mm: float = 0.0, out_mm: float = 0.0) -> Vector:
        """Return a point `arc_mm` backwards from the centre along the space, `out_mm` beyond its middle."""
        spoke = self.normal(arc_mm) * (self.traits.radius_mm + out_mm)
        return self.centre - self.outward * self.traits.radius_mm + spoke + self.up * up_mm

    def within(self, out_mm: float) -> Shape:
        """Return everything on the inner side of the face moved outwards by `out_mm`."""
        hub = self.centre - self.outward * self.traits.radius_mm
        return barrel(hub, self.up, self.traits.radius_mm + out_mm)

    @property
    def superior(self) -> tuple[Part, ...]:
        """What bears the outer face: a bent plate with a spur or two."""
        half, t = self.gap_mm / 2.0, self.thickness_mm
        plate = block(
            self.centre + self.outward * (half + t / 2.0 - 1.6) + self.up * -1.0,
            (self.reach_mm + 1.4, t / 2.0 + 1.8, self.traits.height_mm / 2.0 + 2.5),
            min(4.2 * self.scale, t / 2.0 + 1.2),
            self.axes,
        )
        bulk = ellipsoid(
            self.centre + self.outward * (half + t * 0.5) - self.up * 4.0,
            (self.reach_mm + 2.6, t + 3.0, self.traits.height_mm / 2.0 + 6.5),
            self.axes,
        )
        parts = [self._outer(plate, 3.0, t, bulk)]
        parts += [self._outer(shape, 1.5, t + 3.0) for shape in self._spurs(1.0)]
        return tuple(parts)

    @property
    def inferior(self) -> tuple[Part, ...]:
        """What bears the inner face: a process convex towards the space."""
        parts = [Part(self._inferior_limb, 2.5, within=(self.within(-self.gap_mm / 2.0),), cut_mm=0.8)]
        parts += [
            Part(shape, 1.5, within=(self.within(-self.gap_mm / 2.0),), cut_mm=0.5)
            for shape in self._spurs(-1.0)
        ]
        return tuple(parts)

    @property
    def room_below(self) -> tuple[Part, ...]:
        """What the lower vertebra leaves free: the inferior process with the joint space round it."""
        face = self.within(self.gap_mm / 2.0)
        zone = self._zone(-4.0)
        return (
            Part(zone, 0.3, True, within=(face,), cut_mm=0.3),
            *(Part(p.shape, 0.4, True, self.gap_mm, p.within, cut_mm=0.8) for p in self.inferior),
        )

    @property
    def room_above(self) -> tuple[Part, ...]:
        """What the upper vertebra leaves free: the superior process with the joint space round it."""
        face = self.within(-self.gap_mm / 2.0)
        return (
            Part(self._zone(3.0), 0.3, True, without=(face,), cut_mm=0.3),
            *(Part(p.shape, 0.4, True, self.gap_mm, p.within, p.without, p.cut_mm) for p in self.superior),
        )

    def _zone(self, out_mm: float) -> Shape:
        """Return the room of a process: as wide and high as the faces."""
        half = (self.reach_mm + 0.8, 4.0, self.traits.height_mm / 2.0 + 0.5)
        return block(self.centre + self.outward * out_mm, half, 1.5, self.axes)

    @property
    def _inferior_limb(self) -> Shape:
        depth = INFERIOR_DEPTH_MM * (0.4 + 0.6 * self.scale) + 0.5 * self.traits.degeneration
        middle = self.centre - self.outward * (self.gap_mm / 2.0 + depth - 1.6)
        return limb(
            middle + self.up * (self.traits.height_mm / 2.0 + 1.0),
            middle - self.up * (self.traits.height_mm / 2.0 - 4.5),
            self.backward,
            (self.reach_mm + 0.8, depth),
            (self.reach_mm - 0.4, depth - 0.4),
            (4.0, 5.0),
        )

    def _outer(self, shape: Shape, blend_mm: float, thickness_mm: float, *limits: Shape) -> Part:
        half = self.gap_mm / 2.0
        return Part(
            shape,
            blend_mm,
            within=(self.within(half + thickness_mm), *limits),
            without=(self.within(half),),
            cut_mm=3.2,
        )

    def _spurs(self, outer: float) -> list[Shape]:
        """Return bony beaks at the edges of the space, on the outer (1) or the inner side (-1)."""
        grade = self.traits.degeneration
        if grade <= SPURS_FROM:
            return []
        size = 1.2 + 1.8 * grade
        places = (self.reach_mm + 0.6, -self.reach_mm - 0.2)
        return [
            ellipsoid(
                self.on_face(arc, up, outer * (self.gap_mm / 2.0 + size * 0.5)),
                (size * 1.2, size, size * 1.7),
                self.axes,
            )
            for arc, up in zip(places, (2.0, -3.0), strict=True)
        ]
