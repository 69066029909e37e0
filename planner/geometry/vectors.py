"""Points and vectors of patient space: plain floats, so that they compare, hash and serialise for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, sqrt

import msgspec


class Vector(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A displacement or direction in DICOM LPS: x to the patient's left, y posterior, z superior.

    Raises
    ------
    ValueError
        If a component is not finite.
    """

    x: float
    y: float
    z: float

    def __post_init__(self) -> None:
        if not (isfinite(self.x) and isfinite(self.y) and isfinite(self.z)):
            raise ValueError("a vector needs three finite components")

    def __iter__(self) -> Iterator[float]:
        return iter((self.x, self.y, self.z))

    def __add__(self, other: Vector) -> Vector:
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other: Vector) -> Vector:
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor: float) -> Vector:
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def __neg__(self) -> Vector:
        return Vector(-self.x, -self.y, -self.z)

    def dot(self, other: Vector) -> float:
        """Return the scalar product."""
        return self.x * other.x + self.y * other.y + self.z * other.z

    def cross(self, other: Vector) -> Vector:
        """Return the vector product ``self x other`` (right-handed)."""
        return Vector(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )

    @property
    def length(self) -> float:
        """The Euclidean length, in the unit of the components."""
        return sqrt(self.x * self.x + self.y * self.y + self.z * self.z)

    def unit(self) -> Vector:
        """Return the vector of length 1 in the same direction.

        Raises
        ------
        ValueError
            If the vector has no length.
        """
        length = self.length
        if length == 0.0:
            raise ValueError("a vector of no length has no direction")
        return self * (1.0 / length)

    def without(self, axis: Vector) -> Vector:
        """Return the part of this vector that is perpendicular to the unit vector `axis`."""
        return self - axis * self.dot(axis)


class Point(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A position in DICOM LPS, in mm: x to the patient's left, y posterior, z superior.

    Raises
    ------
    ValueError
        If a coordinate is not finite.
    """

    x: float
    y: float
    z: float

    def __post_init__(self) -> None:
        if not (isfinite(self.x) and isfinite(self.y) and isfinite(self.z)):
            raise ValueError("a point needs three finite coordinates")

    def __iter__(self) -> Iterator[float]:
        return iter((self.x, self.y, self.z))

    def __add__(self, step: Vector) -> Point:
        return Point(self.x + step.x, self.y + step.y, self.z + step.z)

    def __sub__(self, other: Point) -> Vector:
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def distance_to(self, other: Point) -> float:
        """Return the distance to another point, in mm."""
        return (self - other).length

    def towards(self, other: Point, share: float) -> Point:
        """Return the point at `share` of the way to `other` (0 here, 1 there)."""
        return self + (other - self) * share


LEFT = Vector(1.0, 0.0, 0.0)
"""Towards the patient's left."""
POSTERIOR = Vector(0.0, 1.0, 0.0)
"""Towards the patient's back."""
SUPERIOR = Vector(0.0, 0.0, 1.0)
"""Towards the patient's head."""


def any_perpendicular(direction: Vector) -> Vector:
    """Return a unit vector perpendicular to `direction`, chosen away from its largest component."""
    axis = direction.unit()
    helper = min((LEFT, POSTERIOR, SUPERIOR), key=lambda candidate: abs(candidate.dot(axis)))
    return helper.without(axis).unit()
