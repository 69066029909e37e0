"""The bone as far as implants need it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import Level, Side
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector, any_perpendicular
from planner.samples.angles import cos_sin
from planner.samples.person.traits import VertebraTraits
from planner.samples.skeleton.bones import Bone, Skeleton

Points = NDArray[np.float64]
"""Patient points [n, 3], LPS mm."""
Distances = Callable[[Points], NDArray[np.float64]]
"""Signed distances of patient points to bone, in mm: negative inside, right near the surface."""

REACH_MM = 6.0
"""Bones farther away than this are not looked at; that distance stands for them."""


@dataclass(frozen=True, eq=False)
class Carrier:
    """A vertebra that may carry implants."""

    level: Level
    frame: Frame
    traits: VertebraTraits
    distances: Distances

    def at(self, local: Vector) -> Point:
        """Return the patient point of a position in the vertebra's frame."""
        return self.frame.origin + self.frame.to_patient(local)

    def waist(self, side: Side) -> Point:
        """Return the centre of the narrowest part of a pedicle."""
        return self.at(self.traits.arches[side].pedicle)

    def inward(self, side: Side, opening_deg: float = 0.0, downwards_deg: float = 0.0) -> Vector:
        """Return the unit vector along a pedicle, towards the body.

        Parameters
        ----------
        side
            Of the patient.
        opening_deg
            More than the pedicle opens outwards.
        downwards_deg
            The front end of the vector is lower than the endplate is level.
        """
        across, sine = cos_sin(self.traits.arches[side].pedicle_angle_deg + opening_deg)
        level, drop = cos_sin(downwards_deg)
        return self.frame.to_patient(Vector(-side.sign * sine * level, -across * level, -drop))


@dataclass(frozen=True, eq=False)
class Site:
    """All vertebrae from the top, as far as they have a name; and everything that is bone."""

    carriers: Mapping[Level, Carrier]
    bone: Distances

    @classmethod
    def of(cls, skeleton: Skeleton) -> Site:
        """Return the site that a skeleton is."""
        carriers = {
            bone.traits.level: Carrier(bone.traits.level, bone.frame, bone.traits, distances_to([bone]))
            for bone in skeleton.vertebrae.values()
            if bone.traits.level is not None
        }
        return cls(carriers, distances_to(skeleton.bones))

    def near(self, level: Level) -> Distances:
        """Return the distances to a vertebra and its neighbours."""
        levels = (level.above, level, level.below)
        near = [self.carriers[n] for n in levels if n is not None and n in self.carriers]

        def distances(points: Points) -> NDArray[np.float64]:
            least = near[0].distances(points)
            for other in near[1:]:
                least = np.minimum(least, other.distances(points))
            return least

        return distances


def distances_to(bones: Sequence[Bone]) -> Distances:
    """Return the distances to the nearest of some bones; `REACH_MM` where none is nearer."""
    return lambda points: _nearest(bones, points)


def _nearest(bones: Sequence[Bone], points: Points) -> NDArray[np.float64]:
    least = np.full(len(points), REACH_MM)
    for bone in bones:
        local = _in_frame(points, bone.frame)
        low, high = bone.solid.box
        near = np.ones(len(points), np.bool_)
        for axis in range(3):
            near &= local[:, axis] >= tuple(low)[axis] - REACH_MM
            near &= local[:, axis] <= tuple(high)[axis] + REACH_MM
        if near.any():
            least[near] = np.minimum(least[near], bone.solid.near_mm(local[near], REACH_MM))
    return least


def _in_frame(points: Points, frame: Frame) -> Points:
    """Return patient points in a frame, each sum in the order of `Frame.to_frame`."""
    away = points - np.array(tuple(frame.origin))
    axes = (frame.left, frame.posterior, frame.superior)
    return np.stack([away[:, 0] * a.x + away[:, 1] * a.y + away[:, 2] * a.z for a in axes], axis=1)


def rows(points: Iterable[Point]) -> Points:
    """Return points as an array [n, 3]."""
    return np.array([tuple(point) for point in points], np.float64).reshape(-1, 3)


def ring(axis: Vector, turns: int) -> list[Vector]:
    """Return unit vectors across an axis, all the way round."""
    first = any_perpendicular(axis)
    second = axis.cross(first)
    found = []
    for turn in range(turns):
        c, s = cos_sin(360.0 * turn / turns)
        found.append(first * c + second * s)
    return found
