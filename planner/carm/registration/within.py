"""How surely a registration tells where a vertebra lies: against the directions of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from math import radians, sqrt

import numpy as np
from numpy.typing import NDArray

from planner.carm.beam import Beam

ARM_MM = 25.0
"""What is treated on a vertebra, and what a turn moves, lies about so far from its middle along each axis."""


@dataclass(frozen=True)
class Within:
    """Standard deviations of where places on a vertebra are told to lie.

    Attributes
    ----------
    in_plane_mm
        In the plane of the first picture, in the least certain direction.
    depth_mm
        Along the rays of the first picture.
    worst_mm
        In any direction.
    turn_deg
        Of its turn, about the least certain axis.
    """

    in_plane_mm: float
    depth_mm: float
    worst_mm: float
    turn_deg: float


def within(covariance: NDArray[np.float64], beam: Beam) -> Within:
    """Return standard deviations from the covariance of a step (mm) and a turn (degrees) about the middle.

    Places are taken as the mean of six, `ARM_MM` from the middle along each axis of C-arm space.
    """
    places = np.zeros((3, 3))
    for arm in (*(np.eye(3) * ARM_MM), *(np.eye(3) * -ARM_MM)):
        x, y, z = arm
        cross = np.array([[0.0, z, -y], [-z, 0.0, x], [y, -x, 0.0]]) * radians(1.0)
        slopes = np.hstack((np.eye(3), cross))
        places += slopes @ covariance @ slopes.T / 6.0
    plane = np.array((tuple(beam.right), tuple(beam.down)))
    depth = np.array(tuple(beam.towards_detector))
    return Within(
        in_plane_mm=_largest(plane @ places @ plane.T),
        depth_mm=sqrt(max(float(depth @ places @ depth), 0.0)),
        worst_mm=_largest(places),
        turn_deg=_largest(covariance[3:, 3:]),
    )


def _largest(covariance: NDArray[np.float64]) -> float:
    return sqrt(max(float(np.linalg.eigvalsh(covariance)[-1]), 0.0))
