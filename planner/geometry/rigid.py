"""Rigid motions: a turn and a shift, from one space of LPS axes into another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, degrees, radians, sin

import numpy as np
from numpy.typing import NDArray

from planner.geometry.angles import angle_between_directions_deg
from planner.geometry.frames import SQUARE_TOLERANCE, Frame
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector

NOWHERE = Vector(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Rigid:
    """A motion that keeps all distances: named from_to, it takes points of one space to the other.

    Attributes
    ----------
    left, posterior, superior
        Where it turns the three axes to: unit vectors, perpendicular, right-handed.
    shift
        Where it takes the origin to, in mm from the origin.

    Raises
    ------
    ValueError
        If the three axes are not as said.
    """

    left: Vector = LEFT
    posterior: Vector = POSTERIOR
    superior: Vector = SUPERIOR
    shift: Vector = NOWHERE

    def __post_init__(self) -> None:
        axes = (self.left, self.posterior, self.superior)
        skew = max(
            abs(self.left.cross(self.posterior).dot(self.superior) - 1.0),
            *(abs(axis.length - 1.0) for axis in axes),
        )
        if skew > SQUARE_TOLERANCE:
            raise ValueError("a rigid motion needs three perpendicular unit vectors, right-handed")

    @classmethod
    def about(cls, centre: Point, turn_deg: Vector, step_mm: Vector) -> Rigid:
        """Return a turn about an axis through a point, as many degrees as `turn_deg` is long, and a step."""
        turn = cls(*(_turned(axis, turn_deg) for axis in (LEFT, POSTERIOR, SUPERIOR)))
        return replace(turn, shift=centre + step_mm - turn.point(centre))

    @classmethod
    def of_matrix(cls, matrix: NDArray[np.float64]) -> Rigid:
        """Return the motion of a 3 x 4 or 4 x 4 matrix; a turn that is off by rounding is made square.

        Raises
        ------
        ValueError
            If its turn is not one: it stretches, shears or mirrors.
        """
        turn = np.asarray(matrix, np.float64)[:3, :3]
        u, stretch, v = np.linalg.svd(turn)
        if np.abs(stretch - 1.0).max() > SQUARE_TOLERANCE * 100:
            raise ValueError("a rigid motion neither stretches nor shears")
        left, posterior, superior, shift = (
            Vector(*map(float, column)) for column in (*(u @ v).T, np.asarray(matrix)[:3, 3])
        )
        return cls(left, posterior, superior, shift)

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The same as 4 x 4, for columns (x, y, z, 1)."""
        found = np.eye(4)
        for column, vector in enumerate((self.left, self.posterior, self.superior, self.shift)):
            found[:3, column] = tuple(vector)
        return found

    def vector(self, vector: Vector) -> Vector:
        """Return where a step or direction is turned to."""
        return self.left * vector.x + self.posterior * vector.y + self.superior * vector.z

    def point(self, point: Point) -> Point:
        """Return where a point is taken to."""
        return Point(*self.shift) + self.vector(Vector(*point))

    def frame(self, frame: Frame) -> Frame:
        """Return where a frame is taken to."""
        axes = (self.vector(axis) for axis in (frame.left, frame.posterior, frame.superior))
        return Frame(self.point(frame.origin), *axes)

    @property
    def inverse(self) -> Rigid:
        """The way back."""
        axes = zip(self.left, self.posterior, self.superior, strict=True)
        turn = Rigid(*(Vector(*each) for each in axes))
        return Rigid(turn.left, turn.posterior, turn.superior, -turn.vector(self.shift))

    def after(self, first: Rigid) -> Rigid:
        """Return both motions as one: `first`, then this."""
        turn = Rigid(*(self.vector(axis) for axis in (first.left, first.posterior, first.superior)))
        return replace(turn, shift=self.vector(first.shift) + self.shift)

    @property
    def turn_deg(self) -> Vector:
        """The axis it turns about, as long as it turns by, in degrees, 0 to 180."""
        m = self.matrix
        axis = Vector(*(float(m[a, b] - m[b, a]) for a, b in ((2, 1), (0, 2), (1, 0))))
        if axis.length < ROUNDING:
            return self._straight_turn_deg
        angle = float(np.degrees(np.arctan2(axis.length, m[0, 0] + m[1, 1] + m[2, 2] - 1.0)))
        return axis.unit() * angle

    @property
    def _straight_turn_deg(self) -> Vector:
        """No turn at all, or half a turn: about the axis that it leaves where it is."""
        if angle_between_directions_deg(self.left, LEFT) + angle_between_directions_deg(
            self.superior, SUPERIOR
        ) < degrees(ROUNDING):
            return NOWHERE
        kept = (self.matrix[:3, :3] + np.eye(3))[:, int(np.argmax(np.diag(self.matrix)[:3]))]
        return Vector(*map(float, kept)).unit() * 180.0


ROUNDING = 1e-9
"""A turn by less, in radians, or so near to half a turn, has no axis but for rounding."""
AT_REST = Rigid()
"""The motion that moves nothing."""


def _turned(vector: Vector, turn_deg: Vector) -> Vector:
    """Return a vector turned about an axis (Rodrigues)."""
    if turn_deg.length == 0.0:
        return vector
    axis, angle = turn_deg.unit(), radians(turn_deg.length)
    along = axis * axis.dot(vector)
    return along + (vector - along) * cos(angle) + axis.cross(vector) * sin(angle)
