"""The medial branches: led by the grooves of this person's own bone, each with a deviation of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import NERVES, Level, Side, bone_of
from planner.geometry.curves import Polyline
from planner.geometry.solids import Capsule
from planner.geometry.vectors import POSTERIOR, Point, Vector
from planner.samples.chance import Chance
from planner.samples.known.around import (
    Around,
    Points,
    along,
    curve,
    evenly,
    lengths,
    points_of,
    rows,
    smoothed,
)
from planner.samples.known.displaced import round_metal
from planner.samples.known.grooves import Groove, Stop, groove_of
from planner.samples.known.values import Aberration, MedialBranch
from planner.samples.skeleton.bones import Skeleton, VertebraBone

OFF_BONE_MM = 1.05
"""From the middle of the usual nerve to the surface."""
OWN_OFF_MM, LEAST_OFF_MM, MOST_OFF_MM = 0.3, 0.8, 2.4
OWN_MM = 1.0
"""Standard deviation of how far a nerve departs from its groove along the surface."""
OFF_METAL_MM = 1.0
KNOTS = 4
ROUNDS = 6
"""How often a line is laid on bone and smoothed."""
STEP_MM = 1.0
ABERRANT = 0.1
"""Share of nerves that run where they usually do not."""
BESIDE_MM = (4.0, 7.0)
"""How far beside its groove an aberrant nerve is led at first; laid on bone it passes 3 to 6 mm off."""
LEAST_ASTRAY_MM = 3.5
FARTHEST_OUT_MM = 14.0
SHORTEST_MIDDLE_MM, LONGEST_MIDDLE_MM = 5.0, 13.0
"""What lies beside the middle two quarters of the process is no shorter and no longer, wherever it bends."""


def medial_branches(skeleton: Skeleton, seed: int, metal: Sequence[Capsule] = ()) -> tuple[MedialBranch, ...]:
    """Return the medial branches T12 to L5 of both sides; of L5, the dorsal ramus where S1 is sacral."""
    names = list(skeleton.vertebrae)
    found = []
    for nerve in NERVES:
        bone = skeleton.vertebrae[bone_of(nerve)]
        at = names.index(bone.name)
        around = Around(skeleton.vertebrae[name] for name in names[at - 1 : at + 2])
        for side in Side:
            branch = _branch(bone, nerve, side, around, Chance(seed, "nerve", nerve, side))
            found.append(_displaced(branch, bone, around, metal))
    return tuple(found)


def _branch(bone: VertebraBone, nerve: Level, side: Side, around: Around, chance: Chance) -> MedialBranch:
    groove = groove_of(bone, side)
    usual = _laid(_through(bone, groove.stops, around), around, None)
    aberrant = _aberration(groove, chance)
    far = chance.between(*BESIDE_MM)
    led = usual if aberrant is None else _astray(bone, groove, aberrant, side, far, usual, around)
    course = _laid(led, around, chance)
    lines = [Polyline(points_of(points)) for points in (course, usual)]
    middles = [_middle(bone, groove, line) for line in lines]
    return MedialBranch(
        nerve=nerve,
        bone=bone_of(nerve),
        side=side,
        course=lines[0],
        groove=lines[1],
        middle_mm=middles[0],
        groove_middle_mm=middles[1],
        aberrant=aberrant,
    )


def _displaced(
    branch: MedialBranch, bone: VertebraBone, around: Around, metal: Sequence[Capsule]
) -> MedialBranch:
    """Return a branch as it runs where there is metal."""
    course = rows(branch.course.points)
    led = round_metal(course, around, metal, OFF_METAL_MM, LEAST_OFF_MM)
    if led is course:
        return branch
    line = Polyline(points_of(led))
    middle = _middle(bone, groove_of(bone, branch.side), line)
    return replace(branch, course=line, middle_mm=middle, displaced=True)


def _middle(bone: VertebraBone, groove: Groove, line: Polyline) -> tuple[float, float]:
    """Return between which arc lengths a line passes the middle two quarters of the articular process."""
    local = [bone.to_local(point) for point in line.points]
    start = _first(line, [place.y - groove.middle_from_mm for place in local], 0.0)
    start = min(start, line.length_mm - SHORTEST_MIDDLE_MM)
    end = _first(line, [groove.middle_to_mm - place.z for place in local], start)
    end = min(max(end, start + SHORTEST_MIDDLE_MM), start + LONGEST_MIDDLE_MM, line.length_mm)
    return round(start, 2), round(end, 2)


def _first(line: Polyline, beyond: list[float], after_mm: float) -> float:
    """Return the first arc length after another at which `beyond`, given at the points, is not below 0."""
    for n in range(1, len(beyond)):
        low, high = line.arc_mm[n - 1], line.arc_mm[n]
        if high > after_mm and beyond[n] >= 0.0:
            share = max(-beyond[n - 1] / (beyond[n] - beyond[n - 1]), 0.0) if beyond[n - 1] < 0.0 else 0.0
            return max(low + share * (high - low), after_mm)
    return line.length_mm


def _aberration(groove: Groove, chance: Chance) -> Aberration | None:
    aberrant, outside = chance.happens(ABERRANT), chance.happens(0.5)
    if not aberrant:
        return None
    return Aberration.OUTSIDE_NOTCH if outside and groove.accessory else Aberration.BESIDE_GROOVE


def _astray(
    bone: VertebraBone,
    groove: Groove,
    how: Aberration,
    side: Side,
    far_mm: float,
    usual: Points,
    around: Around,
) -> Points:
    """Return the line of an aberrant nerve, led farther where the bone would bring it back to its groove."""
    line = usual
    for more in (1.0, 1.5, 2.1, 2.8):
        line = _laid(_through(bone, _elsewhere(groove, how, side, far_mm * more), around), around, None)
        if max(float(lengths(usual - point).min()) for point in line) >= LEAST_ASTRAY_MM:
            break
    return line


def _elsewhere(groove: Groove, how: Aberration, side: Side, far_mm: float) -> tuple[Stop, ...]:
    """Return the stops of an aberrant nerve."""
    stops = list(groove.stops)
    if how is Aberration.OUTSIDE_NOTCH and groove.accessory is not None:
        beyond = groove.accessory + Vector(side.sign * 2.5, 0.0, -0.5)
        across = Vector(side.sign * far_mm * 0.4, 0.0, 0.0)
        stops[3] = replace(stops[3], place=stops[3].place + across)
        stops[4] = Stop(beyond, (POSTERIOR + Vector(side.sign * 0.7, 0.0, 0.0)).unit())
        stops[5] = replace(stops[5], place=stops[5].place + Vector(0.0, 0.0, -2.5))
        return tuple(stops)
    for n, share in ((1, 0.8), (2, 1.0), (3, 0.6)):
        away = Vector(side.sign * 0.93, 0.1, 0.35) * (far_mm * share)
        stops[n] = replace(stops[n], place=stops[n].place + away)
    return tuple(stops)


def _through(bone: VertebraBone, stops: tuple[Stop, ...], around: Around) -> Points:
    """Return a smooth line through stops, each brought to the surface."""
    places: list[Point] = []
    for stop in stops:
        start, way = bone.to_patient(stop.place), bone.frame.to_patient(stop.outwards)
        places.append(around.out(start, way, OFF_BONE_MM, FARTHEST_OUT_MM))
    return evenly(curve(rows(places)), STEP_MM)


def _laid(points: Points, around: Around, chance: Chance | None) -> Points:
    """Return a line laid on bone, smooth; with `chance`, after a deviation along the surface."""
    farther = np.zeros(KNOTS)
    if chance is not None:
        aside, farther = _knots(chance), 0.5 + _knots(chance)
        points = points + _sideways(points, around) * (OWN_MM * _waves(points, aside))[:, None]
    for _ in range(ROUNDS):
        points = smoothed(evenly(around.laid(points, _off_mm(points, farther), 2), STEP_MM))
    points = evenly(around.laid(points, _off_mm(points, farther), 4), STEP_MM)
    return around.cleared(points, np.full(len(points), LEAST_OFF_MM), 8)


def _off_mm(points: Points, farther: NDArray[np.float64]) -> NDArray[np.float64]:
    off: NDArray[np.float64] = OFF_BONE_MM + OWN_OFF_MM * _waves(points, farther)
    return np.clip(off, LEAST_OFF_MM, MOST_OFF_MM)


def _sideways(points: Points, around: Around) -> Points:
    """Return unit vectors along the surface, across the line."""
    forwards = np.concatenate(
        [points[1:2] - points[:1], points[2:] - points[:-2], points[-1:] - points[-2:-1]]
    )
    across = np.cross(forwards, around.slopes(points))
    length = lengths(across)
    across[length > 0.0] /= length[length > 0.0][:, None]
    return across


def _knots(chance: Chance) -> NDArray[np.float64]:
    return np.array([chance.about(0.0, 1.15) for _ in range(KNOTS)])


def _waves(points: Points, knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a smooth number at each point of a line, from its values at `KNOTS` places."""
    arc = along(points)
    at = arc / arc[-1] * (KNOTS - 1)
    low = np.minimum(at.astype(np.int64), KNOTS - 2)
    share = at - low
    share = share * share * (3.0 - 2.0 * share)
    waves: NDArray[np.float64] = knots[low] * (1.0 - share) + knots[low + 1] * share
    return waves
