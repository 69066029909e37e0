"""Where the heads of the screws stand: outside the bone, leaning so that the rod lies square in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point, Vector
from planner.samples.angles import cos_sin
from planner.samples.implants.shafts import Shaft
from planner.samples.implants.site import Distances, ring, rows

BALL_MM = 3.5
"""From the shoulder of the screw to the ball on which the head leans."""
SEAT_MM = 5.5
"""From the ball to the axis of the rod."""
LARGEST_LEAN_DEG = 25.0
SUNK_MM, SUNK_DEEPER_MM, HIGH_MM = 2.0, 4.0, 4.0
"""So deep may the edge of a head lie in bone, as surgeons take the edge off the joint to seat it; deeper
where the head would stand higher than `HIGH_MM` off the bone."""
STEP_MM, LARGEST_MM = 0.5, 16.0


@dataclass(frozen=True)
class Tulip:
    """The sizes of a head."""

    diameter_mm: float
    height_mm: float


@dataclass(frozen=True)
class Seat:
    """A head on its shaft.

    Attributes
    ----------
    setback_mm
        From the entry into the bone back to the shoulder.
    upright
        Unit vector of the head, away from the shaft.
    """

    shaft: Shaft
    tulip: Tulip
    setback_mm: float
    upright: Vector

    @property
    def shoulder(self) -> Point:
        """Where the shaft leaves the head."""
        return self.shaft.entry + self.shaft.inward * -self.setback_mm

    @property
    def ball(self) -> Point:
        """About which the head leans."""
        return self.shoulder + self.shaft.inward * -BALL_MM

    @property
    def rod(self) -> Point:
        """Where the axis of the rod passes."""
        return self.ball + self.upright * SEAT_MM

    @property
    def ends(self) -> tuple[Point, Point]:
        """The ends of the head's axis: towards the skin, and at the shaft."""
        foot = self.ball + self.upright * -BALL_MM
        return foot + self.upright * self.tulip.height_mm, foot

    def clear_mm(self, bone: Distances) -> float:
        """Return how far the outside of the head is from bone; negative where it lies in it."""
        return float(self._distances(bone).min())

    def _distances(self, bone: Distances) -> NDArray[np.float64]:
        top, foot = self.ends
        radius = self.tulip.diameter_mm / 2.0
        around = ring(self.upright, 12)
        points = [foot]
        for share, wide in ((0.0, 0.5), (0.0, 0.88), (0.12, 1.0), (0.35, 1.0), (0.6, 1.0), (0.8, 1.0)):
            points += [foot.towards(top, share) + out * (radius * wide) for out in around]
        return bone(rows(points))


def seated(shaft: Shaft, tulip: Tulip, upright: Vector, bone: Distances, least_mm: float = 0.0) -> Seat:
    """Return a head as near to the bone as it goes, at least `least_mm` behind the entry."""
    setback = least_mm
    seat = Seat(shaft, tulip, setback, upright)
    while setback < LARGEST_MM and seat.clear_mm(bone) < -(SUNK_MM if setback < HIGH_MM else SUNK_DEEPER_MM):
        setback += STEP_MM
        seat = Seat(shaft, tulip, setback, upright)
    return seat


def leaning(shaft: Shaft, along_rod: Vector) -> Vector:
    """Return the axis of a head square to the rod, leaning from its shaft by at most 25 degrees."""
    straight = shaft.inward * -1.0
    square = straight.without(along_rod).unit()
    c, s = cos_sin(LARGEST_LEAN_DEG)
    if square.dot(straight) >= c:
        return square
    return (straight * c + square.without(straight).unit() * s).unit()
