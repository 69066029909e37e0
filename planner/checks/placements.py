"""What becomes of a needle that does not lie as planned: the same spread of placements every time.

A placement moves the tip and tilts the needle about it, by normal deviates along each axis whose mean
distance and mean angle are those of `devices.placement`. The deviates are a fixed lattice, each with its
opposite, so that the spread has its middle on the plan and its numbers do not jump while a needle is dragged;
and each with its mirror image, so that a needle mirrored to the other side comes to the same numbers there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import floor, pi, radians, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from planner.checks.gaps import Pieces
from planner.checks.result import Assessed, Values
from planner.devices.placement import Accuracy, PlacementTable, placement_key, placement_table
from planner.geometry.curves import Polyline, Segment
from planner.geometry.many import least_gaps_mm
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point, Vector
from planner.plan.plan import Plan
from planner.words import _

Array = NDArray[np.float64]

FOURS = 125
"""A spread has four times as many placements: each with its opposite, and the mirror images of both."""
_MIRROR = np.array((-1.0, 1.0, 1.0, -1.0, 1.0, 1.0))
"""What takes deviates to the other side of the patient: left and right are exchanged."""
OUT_OF_TEN = 9
"""What is told of a spread holds in so many of ten placements."""
HOW = ("freehand", "corrected")
"""How a needle may have come to lie, as `PlacementTable` names it."""
_AXES = 6
"""Three deviates move the tip, three tilt the needle."""
_STRIDES = (1, 37, 61, 13, 83, 29, 71, 7, 43, 89)
"""By these a needle takes the lattice in an order of its own; none has a divisor in common with `FOURS`."""
_ENDS = (len(_STRIDES) - 2, len(_STRIDES) - 1)
"""The orders in which the two ends of a nerve's course take it."""


@dataclass(frozen=True, eq=False)
class Placements:
    """The spread of one needle: n tips in LPS mm and n unit vectors from entry to tip, [n, 3]."""

    tips: Array
    directions: Array


def accuracies(plan: Plan) -> PlacementTable:
    """Return the errors to expect of the needles of a plan: as shipped, but for what the plan changes.

    The plan changes them among its limits, as "placement.corrected_tip_mm" for one.
    """
    table = placement_table()
    return PlacementTable(**{how: _changed(plan, how, getattr(table, how)) for how in HOW})


def _changed(plan: Plan, name: str, shipped: Accuracy) -> Accuracy:
    return Accuracy(
        tip_mm=plan.limits.get(placement_key(name, "tip_mm"), shipped.tip_mm),
        angle_deg=plan.limits.get(placement_key(name, "angle_deg"), shipped.angle_deg),
        source=shipped.source,
        rationale=shipped.rationale,
    )


@lru_cache(maxsize=256)
def spread(needle: Segment, tip_mm: float, angle_deg: float, place: int = 0) -> Placements:
    """Return the placements of a needle, always the same for the same arguments.

    Parameters
    ----------
    needle
        From entry to planned tip.
    tip_mm, angle_deg
        Mean distance of the tip and mean angle, see `Accuracy`.
    place
        Which needle of several it is: each errs by itself.
    """
    deviates, axis = _deviates(place), np.array(tuple(needle.direction))
    # the mean length of a vector of unit deviates is 2 sqrt(2 / pi) in space and sqrt(pi / 2) in the plane
    off = deviates[:, :3] * (tip_mm / (2.0 * sqrt(2.0 / pi)))
    tilt = deviates[:, 3:] * (radians(angle_deg) / sqrt(pi / 2.0))
    tilt = tilt - (tilt @ axis)[:, None] * axis
    angle = np.linalg.norm(tilt, axis=1, keepdims=True)
    directions = np.cos(angle) * axis + np.sinc(angle / pi) * tilt
    return Placements(np.array(tuple(needle.end)) + off, directions)


@lru_cache(maxsize=256)
def gaps_mm(
    needle: Segment, tip_mm: float, angle_deg: float, parts: tuple[Capsule, ...], others: Pieces
) -> Array:
    """Return how far a needle's parts keep from all others in each placement, surface to surface, in mm, [n].

    Parameters
    ----------
    parts
        Capsules along the needle, as they lie when it lies as planned.
    """
    placed = spread(needle, tip_mm, angle_deg)
    clear = []
    for part in parts:
        behind = [(needle.end - end).dot(needle.direction) for end in (part.start, part.end)]
        starts, ends = (placed.tips - behind_mm * placed.directions for behind_mm in behind)
        least = least_gaps_mm(starts, ends, others.starts, others.ends, others.radii_mm)
        clear.append(least - part.radius_mm)
    return np.asarray(np.min(clear, axis=0))


def below_plane_mm(
    needle: Segment, tip_mm: float, angle_deg: float, part: Capsule, on_plane: Point, outwards: Vector
) -> Array:
    """Return how far a part of a needle stays below a plane in each placement, in mm, [n]; negative above.

    Parameters
    ----------
    part
        A capsule along the needle, as it lies when the needle lies as planned.
    outwards
        Square to the plane, of unit length: what lies against it lies below.
    """
    placed, normal = spread(needle, tip_mm, angle_deg), np.array(tuple(outwards))
    behind_mm = ((needle.end - end).dot(needle.direction) for end in (part.start, part.end))
    depths = [
        (np.array(tuple(on_plane)) - (placed.tips - back_mm * placed.directions)) @ normal
        for back_mm in behind_mm
    ]
    return np.asarray(np.min(depths, axis=0) - part.radius_mm)


@lru_cache(maxsize=64)
def displaced_course(course: Polyline, arcs_mm: tuple[float, ...], end_mm: float) -> Array:
    """Return points of a nerve's course in every placement, [n, m, 3]: its ends err as well.

    Parameters
    ----------
    arcs_mm
        Where along the course, as arc lengths in mm.
    end_mm
        Standard deviation of each end in each direction.
    """
    points = np.array([tuple(course.at(arc_mm)) for arc_mm in arcs_mm])
    share = (np.array(arcs_mm) / course.length_mm)[None, :, None]
    first, last = (_deviates(place)[:, :3] for place in _ENDS)
    return np.asarray(points + end_mm * ((1.0 - share) * first[:, None, :] + share * last[:, None, :]))


def at_least(values: Array) -> float:
    """Return what a number is not below in 9 of 10 placements."""
    return float(np.sort(values)[floor(len(values) * (10 - OUT_OF_TEN) / 10)])


def told(table: PlacementTable, name: str, unit: str, of: Callable[[Accuracy], float]) -> Values:
    """Return a number for needles placed freehand and for corrected ones, as a result keeps them."""
    return tuple((f"{name}_{how}_{unit}", of(getattr(table, how))) for how in HOW)


def least_words(result: Assessed, name: str) -> str:
    """Return a length that `told` has told, in words; below nothing it is nothing."""
    freehand, corrected = (max(0, floor(result.measure(f"{name}_{how}_mm"))) for how in HOW)
    return _("in 9 of 10 placements at least {freehand} mm freehand, {corrected} mm once corrected").format(
        freehand=freehand, corrected=corrected
    )


@cache
def _deviates(place: int) -> Array:
    """Return standard normal deviates of a needle, [4 * FOURS, 6], each four an image of one another."""
    part = _lattice()[(np.arange(FOURS) * _STRIDES[place % len(_STRIDES)]) % FOURS]
    images = [part, -part, part * _MIRROR, -part * _MIRROR]
    deviates = np.stack(images, axis=1).reshape(4 * FOURS, _AXES)
    deviates.flags.writeable = False
    return deviates


@cache
def _lattice() -> Array:
    """Return normal deviates that fill space evenly, [FOURS, 6].

    References
    ----------
    M. Roberts, The unreasonable effectiveness of quasirandom sequences (2018): multiples of the powers of the
    root of x^(d+1) = x + 1.
    """
    root = 2.0
    for _round in range(50):
        root = (1.0 + root) ** (1.0 / (_AXES + 1))
    steps = root ** -np.arange(1.0, _AXES + 1)
    shares = np.mod(0.5 + np.outer(np.arange(1, FOURS + 1), steps), 1.0)
    return np.array([[NormalDist().inv_cdf(share) for share in row] for row in shares])
