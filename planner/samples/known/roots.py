"""The nerve roots: down the lateral recess, out below the pedicle, forwards into the psoas."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point, Vector
from planner.samples.chance import Chance
from planner.samples.known.around import Around, Points, curve, points_of, rows, smoothed
from planner.samples.known.values import Root
from planner.samples.person.traits import VertebraTraits
from planner.samples.skeleton.bones import Skeleton, VertebraBone

GANGLION_MM = {
    Level.L1: 2.3, Level.L2: 2.5, Level.L3: 2.8, Level.L4: 3.0, Level.L5: 3.2, Level.S1: 3.0,
}  # fmt: skip
"""Radii of the dorsal root ganglia."""
THICKNESS = (0.45, 0.5, 0.62, 1.0, 0.85, 0.7, 0.66)
"""Radius at each guide point, as shares of the ganglion's."""
OWN_MM = 0.7
"""Standard deviation of the guide points of one root."""
CLEAR_MM = 0.3
TIGHT_MM, THINNEST_MM = 0.1, 0.9
"""Where a foramen is too narrow for a root it is pressed thinner, to this radius at most."""
PARTS = 3


def roots(skeleton: Skeleton, seed: int) -> tuple[Root, ...]:
    """Return the exiting roots L1 to L5 of both sides, and of S1 where that is of lumbar shape."""
    bones = list(skeleton.vertebrae.values())
    found = []
    for bone, below in pairwise(bones):
        level = bone.traits.level
        if level is None or level is Level.T12:
            continue
        around = Around((bone, below))
        found += [_root(bone, level, side, around, seed) for side in Side]
    return tuple(found)


def _root(bone: VertebraBone, level: Level, side: Side, around: Around, seed: int) -> Root:
    chance = Chance(seed, "root", level, side)
    size = GANGLION_MM[level] * chance.about(1.0, 0.08)
    guide = [_varied(bone, place, chance) for place in _guide(bone.traits, side)]
    shares = rows([Point(share, 0.0, 0.0) for share in THICKNESS])
    radii = np.clip(curve(shares, PARTS)[:, 0], THICKNESS[0], 1.0) * size
    path: Points = curve(rows(guide), PARTS)
    for _ in range(6):
        path = smoothed(around.cleared(path, radii + CLEAR_MM, 6))
    path = around.cleared(path, radii + CLEAR_MM, 10)
    room = around.distances_mm(path) - TIGHT_MM
    radii = np.minimum(radii, np.maximum(room, THINNEST_MM))
    return Root(
        level=level, side=side, path=points_of(path), radii_mm=tuple(round(float(r), 2) for r in radii)
    )


def _varied(bone: VertebraBone, place: Vector, chance: Chance) -> Point:
    away = Vector(*(chance.about(0.0, OWN_MM) for _ in range(3)))
    return bone.to_patient(place + away)


def _guide(traits: VertebraTraits, side: Side) -> tuple[Vector, ...]:
    """Return places along a root in the frame of the vertebra whose pedicle it turns round."""
    arch, half = traits.arches[side], traits.canal_width_mm / 2.0
    front = traits.body.upper_depth_mm / 2.0
    pedicle, below = arch.pedicle, arch.pedicle.z - arch.pedicle_height_mm / 2.0
    middle, outer = abs(pedicle.x), abs(pedicle.x) + arch.pedicle_width_mm / 2.0

    def at(lateral: float, posterior: float, superior: float) -> Vector:
        return Vector(side.sign * lateral, posterior, superior)

    return (
        at(half * 0.6, front + traits.canal_depth_mm * 0.5, pedicle.z + 9.0),
        at(half - 3.0, front + 5.0, pedicle.z + 1.0),
        at(half - 0.5, front + 4.5, below + 0.5),
        at(middle, pedicle.y + 0.5, below - 3.6),
        at(outer + 2.5, pedicle.y - 2.5, below - 7.5),
        at(outer + 6.5, pedicle.y - 8.0, below - 14.0),
        at(outer + 8.5, pedicle.y - 13.0, below - 23.0),
    )
