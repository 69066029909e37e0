"""Shapes: what a solid is put together from. Positions are (left, posterior, superior) of a frame, in mm.

A shape is one of a few kinds, each with a distance function of its own (``field/kernels.py``), laid into the
frame by an origin and three axes. Distances are negative inside, exact for spheres, round limbs, blocks and
barrels, and first-order near the surface otherwise.

References
----------
I. Quilez, "Ellipsoid SDF": the bound k0 (k0 - 1) / k1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector
from planner.samples.field.kernels import BAR, BARREL, BLOCK, HALF_SPACE, LIMB, NUMBERS, THREAD

Field = NDArray[np.float32]
"""Values on a box of voxels, [k, j, i]."""
Box = tuple[Vector, Vector]
"""Lowest and highest corner."""
Axes = tuple[Vector, Vector, Vector]
"""Three perpendicular unit vectors."""

UPRIGHT: Axes = (LEFT, POSTERIOR, SUPERIOR)
ENDLESS_MM = 200.0
"""Half the size of the box of a shape without an end."""


@dataclass(frozen=True)
class Shape:
    """A shape in a frame.

    Attributes
    ----------
    kind
        Which distance function it has; a constant of ``field/kernels.py``.
    origin, axes
        Where its own coordinates (u, v, w) lie.
    numbers
        What the distance function needs, in mm; at most `NUMBERS`.
    own_box
        A box around its surface in its own coordinates.
    """

    kind: int
    origin: Vector
    axes: Axes
    numbers: tuple[float, ...]
    own_box: Box

    def __post_init__(self) -> None:
        if len(self.numbers) > NUMBERS:
            raise ValueError(f"a shape has at most {NUMBERS} numbers")

    @property
    def box(self) -> Box:
        """The corners of a box around the surface, in the frame."""
        low, high = self.own_box
        corners = [
            self._placed(Vector(u, v, w))
            for u, v, w in product((low.x, high.x), (low.y, high.y), (low.z, high.z))
        ]
        return around(corners, 0.0)

    def moved(self, origin: Vector, axes: Axes) -> Shape:
        """Return the shape in another frame, where its own frame has this origin and these axes."""

        def turned(vector: Vector) -> Vector:
            return axes[0] * vector.x + axes[1] * vector.y + axes[2] * vector.z

        u, v, w = map(turned, self.axes)
        return Shape(self.kind, origin + turned(self.origin), (u, v, w), self.numbers, self.own_box)

    def _placed(self, own: Vector) -> Vector:
        return self.origin + self.axes[0] * own.x + self.axes[1] * own.y + self.axes[2] * own.z


def around(points: Sequence[Vector], reach_mm: float) -> Box:
    """Return the box that holds points and `reach_mm` round them."""
    low = Vector(*(min(p[i] for p in map(tuple, points)) - reach_mm for i in range(3)))
    high = Vector(*(max(p[i] for p in map(tuple, points)) + reach_mm for i in range(3)))
    return low, high


def axes_along(direction: Vector, towards: Vector) -> Axes:
    """Return three perpendicular unit vectors: `direction`, the part of `towards` across it, the third."""
    u = direction.unit()
    v = towards.without(u).unit()
    return u, v, u.cross(v)


def limb(
    start: Vector,
    end: Vector,
    towards: Vector,
    start_radii_mm: tuple[float, float],
    end_radii_mm: tuple[float, float] | None = None,
    caps_mm: tuple[float, float] | None = None,
) -> Shape:
    """Return a capsule of elliptic cross-section, tapering from `start` to `end`.

    Parameters
    ----------
    towards
        The first radius lies in the part of this direction that is across the limb.
    start_radii_mm, end_radii_mm
        Half sizes along `towards` and along the third direction; the same at both ends where not given.
    caps_mm
        How far the rounded ends stand out; the smaller radius where not given.
    """
    last = start_radii_mm if end_radii_mm is None else end_radii_mm
    caps = (min(start_radii_mm), min(last)) if caps_mm is None else caps_mm
    length = (end - start).length
    wide, high = max(start_radii_mm[0], last[0]), max(start_radii_mm[1], last[1])
    own = (Vector(-caps[0], -wide, -high), Vector(length + caps[1], wide, high))
    numbers = (length, caps[0], *start_radii_mm, caps[1], *last)
    return Shape(LIMB, start, axes_along(end - start, towards), numbers, own)


def ellipsoid(centre: Vector, half_mm: tuple[float, float, float], axes: Axes = UPRIGHT) -> Shape:
    """Return an ellipsoid by its half sizes along `axes`."""
    half = Vector(*half_mm)
    return Shape(LIMB, centre, axes, (0.0, *half_mm, *half_mm), (half * -1.0, half))


def block(
    centre: Vector, half_mm: tuple[float, float, float], rounding_mm: float = 1.0, axes: Axes = UPRIGHT
) -> Shape:
    """Return a box with rounded edges; `half_mm` are half sizes along `axes`, the rounding included."""
    half = Vector(*half_mm)
    return Shape(BLOCK, centre, axes, (*half_mm, rounding_mm), (half * -1.0, half))


def barrel(centre: Vector, axis: Vector, radius_mm: float) -> Shape:
    """Return an endless round cylinder: the curved face of a joint, a canal."""
    across = LEFT if abs(axis.unit().x) < 0.9 else POSTERIOR
    reach = Vector(ENDLESS_MM, radius_mm, radius_mm)
    return Shape(BARREL, centre, axes_along(axis, across), (radius_mm,), (reach * -1.0, reach))


def bar(start: Vector, end: Vector, radius_mm: float, blend_mm: float = 1.0) -> Shape:
    """Return a round bar with flat ends, their edges rounded over `blend_mm`."""
    span = end - start
    across = LEFT if abs(span.unit().x) < 0.9 else POSTERIOR
    half = Vector(span.length / 2.0, radius_mm, radius_mm)
    numbers = (span.length / 2.0, radius_mm, blend_mm)
    return Shape(BAR, start + span * 0.5, axes_along(span, across), numbers, (half * -1.0, half))


def half_space(point: Vector, outward: Vector) -> Shape:
    """Return everything behind a plane; `outward` points away from it. It serves to cut other shapes."""
    across = LEFT if abs(outward.unit().x) < 0.9 else POSTERIOR
    reach = Vector(ENDLESS_MM, ENDLESS_MM, ENDLESS_MM)
    return Shape(HALF_SPACE, point, axes_along(outward, across), (), (reach * -1.0, reach))


def threaded(
    start: Vector,
    end: Vector,
    radius_mm: float,
    core_mm: tuple[float, float],
    point_mm: float,
    pitch_mm: float,
) -> Shape:
    """Return a screw from `start` to its tip: its crest has one radius but for the last `point_mm`.

    Parameters
    ----------
    core_mm
        Radius between the turns of the thread, at the start and at the tip.
    pitch_mm
        From one turn to the next.
    """
    span = end - start
    across = LEFT if abs(span.unit().x) < 0.9 else POSTERIOR
    own = (Vector(0.0, -radius_mm, -radius_mm), Vector(span.length, radius_mm, radius_mm))
    numbers = (span.length, *core_mm, radius_mm, point_mm, pitch_mm)
    return Shape(THREAD, start, axes_along(span, across), numbers, own)
