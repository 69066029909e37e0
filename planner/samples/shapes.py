"""Signed-distance shapes: negative inside, in mm, at positions (left, posterior, superior) of a frame.

Only additions, multiplications, divisions, square roots, minima and maxima are used on arrays: IEEE 754 fixes
their results to the last bit, so that the samples come out the same on every machine. Distances are exact for
spheres and round capsules and first-order near the surface otherwise.

References
----------
I. Quilez, "Ellipsoid SDF" and "Smooth minimum": the bound k0 (k0 - 1) / k1 and the quadratic blend.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Vector

Field = NDArray[np.float32]
"""Values on a block of positions; axes of length 1 broadcast."""

NOTHING: Field = np.zeros((1, 1, 1), np.float32)

Box = tuple[Vector, Vector]
"""Lowest and highest corner."""


class Shape(Protocol):
    """Anything with an inside: `distance` in mm, negative within, and a box that holds its surface."""

    @property
    def box(self) -> Box:
        """The corners of a box around the surface."""
        ...

    def distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance at positions (left, posterior, superior), in mm."""
        ...


def smooth_min(a: Field, b: Field, blend_mm: float) -> Field:
    """Return the union of two distances, rounded over `blend_mm`: the minimum where they differ by more."""
    lower: Field = np.minimum(a, b)
    if blend_mm <= 0.0:
        return lower
    h = np.maximum(np.float32(blend_mm) - np.abs(a - b), np.float32(0.0))
    lower -= h * h * np.float32(0.25 / blend_mm)
    return lower


def smooth_max(a: Field, b: Field, blend_mm: float) -> Field:
    """Return the intersection of two distances, rounded over `blend_mm`."""
    return -smooth_min(-a, -b, blend_mm)


def coverage(distance: Field, width_mm: Field | float) -> Field:
    """Return how much of a voxel lies inside, 0 to 1: a ramp of `width_mm` across the surface."""
    width: Field = np.asarray(width_mm, np.float32)
    share: Field = np.clip(np.float32(0.5) - distance / width, np.float32(0.0), np.float32(1.0))
    return share


def voxel_width(distance: Field) -> Field:
    """Return how wide a voxel is across the surface, in mm, from distances [k, j, i]."""
    total: Field = np.zeros_like(distance)
    for axis in range(3):
        if distance.shape[axis] > 1:
            total += np.abs(np.gradient(distance, axis=axis))
    return np.clip(total, np.float32(0.6), np.float32(2.0))


def axes_along(direction: Vector, towards: Vector) -> tuple[Vector, Vector, Vector]:
    """Return three perpendicular unit vectors: `direction`, the part of `towards` across it, the third."""
    u = direction.unit()
    v = towards.without(u).unit()
    return u, v, u.cross(v)


def along(x: Field, y: Field, z: Field, axis: Vector) -> Field:
    """Return the component of positions along a unit vector."""
    component: Field = x * np.float32(axis.x) + y * np.float32(axis.y) + z * np.float32(axis.z)
    return component


def _offset(x: Field, y: Field, z: Field, origin: Vector) -> tuple[Field, Field, Field]:
    return x - np.float32(origin.x), y - np.float32(origin.y), z - np.float32(origin.z)


def around(points: Sequence[Vector], reach_mm: float) -> Box:
    """Return the box that holds points and `reach_mm` round them."""
    low = Vector(*(min(p[i] for p in map(tuple, points)) - reach_mm for i in range(3)))
    high = Vector(*(max(p[i] for p in map(tuple, points)) + reach_mm for i in range(3)))
    return low, high


@dataclass(frozen=True)
class Process:
    """A capsule of elliptic cross-section, tapering from `start` to `end`; an ellipsoid where they coincide.

    Attributes
    ----------
    axes
        Unit vectors along and across the process.
    start_radii_mm, end_radii_mm
        Half sizes along the three `axes` at the two ends; the first is the roundness of the caps.
    """

    start: Vector
    end: Vector
    axes: tuple[Vector, Vector, Vector]
    start_radii_mm: tuple[float, float, float]
    end_radii_mm: tuple[float, float, float]

    @property
    def box(self) -> Box:
        """The corners of a box around the surface."""
        return around((self.start, self.end), max(*self.start_radii_mm, *self.end_radii_mm))

    def distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance, in mm."""
        x, y, z = _offset(x, y, z, self.start)
        span = self.end - self.start
        square = span.dot(span)
        shares: Field | None = None
        if square > 0.0:
            shares = np.clip(along(x, y, z, span * (1.0 / square)), np.float32(0.0), np.float32(1.0))
            x, y, z = (a - shares * np.float32(s) for a, s in zip((x, y, z), span, strict=True))
        first, second = NOTHING, NOTHING
        for axis, r0, r1 in zip(self.axes, self.start_radii_mm, self.end_radii_mm, strict=True):
            radius = np.float32(r0) + (NOTHING if shares is None else shares) * np.float32(r1 - r0)
            scaled = along(x, y, z, axis) / radius
            first = first + scaled * scaled
            again = scaled / radius
            second = second + again * again
        return _from_scaled(first, second, min(*self.start_radii_mm, *self.end_radii_mm))


def _from_scaled(first: Field, second: Field, smallest_mm: float) -> Field:
    """Return the first-order distance from |p/r|^2 and |p/r^2|^2."""
    k0: Field = np.sqrt(first)
    k1: Field = np.sqrt(second)
    tiny = np.float32(1e-6)
    distance: Field = (k0 - np.float32(1.0)) * (k0 + tiny) / (k1 + np.float32(1e-6 / smallest_mm))
    return distance


@dataclass(frozen=True)
class Block:
    """A box with rounded edges along three `axes`; `half_mm` are half sizes including the rounding."""

    centre: Vector
    axes: tuple[Vector, Vector, Vector]
    half_mm: tuple[float, float, float]
    rounding_mm: float = 1.0

    @property
    def box(self) -> Box:
        """The corners of a box around the surface."""
        reach = [
            sum(abs(tuple(axis)[i]) * h for axis, h in zip(self.axes, self.half_mm, strict=True))
            for i in range(3)
        ]
        return self.centre - Vector(*reach), self.centre + Vector(*reach)

    def distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance, in mm."""
        x, y, z = _offset(x, y, z, self.centre)
        outside, deepest = NOTHING, NOTHING - np.float32(np.inf)
        for axis, half in zip(self.axes, self.half_mm, strict=True):
            beyond = np.abs(along(x, y, z, axis)) - np.float32(half - self.rounding_mm)
            positive = np.maximum(beyond, np.float32(0.0))
            outside = outside + positive * positive
            deepest = np.maximum(deepest, beyond)
        distance: Field = (
            np.sqrt(outside) + np.minimum(deepest, np.float32(0.0)) - np.float32(self.rounding_mm)
        )
        return distance


@dataclass(frozen=True)
class Barrel:
    """Within `radius_mm` of an endless axis through `centre`: the curved face of a facet joint."""

    centre: Vector
    axis: Vector
    radius_mm: float

    @property
    def box(self) -> Box:
        """A box as wide as the barrel, 100 mm high: it serves to cut other shapes."""
        return around((self.centre,), max(self.radius_mm, 50.0))

    def distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance, in mm."""
        x, y, z = _offset(x, y, z, self.centre)
        lengthwise = along(x, y, z, self.axis)
        across = np.maximum(x * x + y * y + z * z - lengthwise * lengthwise, np.float32(0.0))
        distance: Field = np.sqrt(across) - np.float32(self.radius_mm)
        return distance


@dataclass(frozen=True)
class Bar:
    """A round bar with flat ends at `start` and `end`, their edges rounded over `blend_mm`."""

    start: Vector
    end: Vector
    radius_mm: float
    blend_mm: float = 1.0

    @property
    def box(self) -> Box:
        """The corners of a box around the surface."""
        return around((self.start, self.end), self.radius_mm)

    def distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance, in mm."""
        span = self.end - self.start
        middle = self.start + span * 0.5
        across = Barrel(middle, span.unit(), self.radius_mm).distance(x, y, z)
        beyond = np.abs(along(*_offset(x, y, z, middle), span.unit())) - np.float32(span.length / 2.0)
        return smooth_max(across, beyond, self.blend_mm)


@dataclass(frozen=True)
class Outside:
    """Everything that is not within `shape`; it serves to cut other shapes."""

    shape: Shape

    @property
    def box(self) -> Box:
        """The box of the shape left out."""
        return self.shape.box

    def distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance, in mm."""
        return -self.shape.distance(x, y, z)


@dataclass(frozen=True)
class Cut:
    """What `shape` and `limit` share, its edge rounded over `blend_mm`."""

    shape: Shape
    limit: Shape
    blend_mm: float = 1.0

    @property
    def box(self) -> Box:
        """The box of `shape`."""
        return self.shape.box

    def distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance, in mm."""
        return smooth_max(self.shape.distance(x, y, z), self.limit.distance(x, y, z), self.blend_mm)


@dataclass(frozen=True)
class Placed:
    """A shape of another frame, whose `origin` and `axes` (left, posterior, superior) are given here."""

    shape: Shape
    origin: Vector
    axes: tuple[Vector, Vector, Vector]

    @property
    def box(self) -> Box:
        """The corners of a box around the eight corners of the shape's own box."""
        low, high = self.shape.box
        corners = [
            self.origin + self.axes[0] * a + self.axes[1] * b + self.axes[2] * c
            for a in (low.x, high.x)
            for b in (low.y, high.y)
            for c in (low.z, high.z)
        ]
        return around(corners, 0.0)

    def distance(self, x: Field, y: Field, z: Field) -> Field:
        """Return the signed distance, in mm."""
        x, y, z = _offset(x, y, z, self.origin)
        left, posterior, superior = (along(x, y, z, axis) for axis in self.axes)
        return self.shape.distance(left, posterior, superior)
