"""How needles lie along a nerve, many at once: the length that they burn, their angle, how near they pass."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, degrees, inf, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.checks.alignment import SHORTEST_CHORD_MM
from planner.geometry.curves import NEARER_BY_MM, Polyline
from planner.geometry.many import axis_gap
from planner.geometry.solids import Interval
from planner.imaging.threads import in_parts

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Burn:
    """The active tip of an electrode and the small model of its lesion, in mm.

    `behind_mm` is how far the middle of the lesion lies behind the tip.
    """

    tip_mm: float
    behind_mm: float
    length_mm: float
    width_mm: float


@dataclass(frozen=True, eq=False)
class Along:
    """What n needles are to a nerve, [n] each.

    Attributes
    ----------
    captured_mm
        The length of the stretch inside the lesion: `captured_stretch_mm` of the check of coverage.
    angle_deg
        To the nerve beside the active tip: that of the check of alignment; 90 where it has no direction.
    beside_mm
        The distance between the axis of the active tip and the stretch.
    off_mm
        The mean distance of the stretch from that axis.
    """

    captured_mm: Array
    angle_deg: Array
    beside_mm: Array
    off_mm: Array


def along_nerve(
    tips: Array, hubs: Array, course: Polyline, stretch: Interval, burn: Burn, most_deg: float = 90.0
) -> Along:
    """Return how needles lie along a stretch of a nerve.

    Parameters
    ----------
    tips, hubs
        LPS mm and unit vectors from tip to hub, [n, 3].
    most_deg
        Of needles that run more across the nerve than this only the angle is looked at: they count as taking
        in nothing, far away.
    """
    points = np.array([tuple(point) for point in course.points])
    treated = np.array([tuple(point) for point in course.between(*stretch)])
    found, sizes = (
        np.empty((4, len(tips))),
        (burn.tip_mm, burn.behind_mm, burn.length_mm, burn.width_mm, most_deg),
    )
    arcs = np.array(course.arc_mm)

    def lay(part: slice) -> None:
        _along(tips[part], hubs[part], points, arcs, treated, sizes, found[:, part])

    in_parts(lay, len(tips))
    return Along(*found)


@njit(nogil=True, cache=True)
def _along(tips, hubs, points, arcs, treated, sizes, found):  # type: ignore[no-untyped-def]
    tip_mm, behind, length, width, most_deg = sizes
    rear = np.empty(3)
    for n in range(len(tips)):
        tip, hub = tips[n], hubs[n]
        found[0, n], found[2, n], found[3, n] = 0.0, inf, inf
        found[1, n] = _angle_deg(tip, hub, points, arcs, tip_mm / 2.0)
        if found[1, n] > most_deg:
            continue
        for x in range(3):
            rear[x] = tip[x] + hub[x] * tip_mm
        captured, beside, off, total = 0.0, inf, 0.0, 0.0
        for m in range(len(treated) - 1):
            start, end = treated[m], treated[m + 1]
            long, inside, away = _piece(start, end, tip, hub, behind, length, width)
            captured += inside
            beside = min(beside, axis_gap(tip, rear, start, end))
            off += long * away
            total += long
        found[0, n], found[2, n], found[3, n] = captured, beside, off / total


@njit(nogil=True, cache=True, inline="always")
def _dot(a, b):  # type: ignore[no-untyped-def]
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@njit(nogil=True, cache=True)
def _piece(start, end, tip, hub, behind, length, width):  # type: ignore[no-untyped-def]
    """Return of a piece of nerve its length, how much of it lies in the lesion, how far it is from the axis.

    What lies in the lesion is in closed form, as `Spheroid.chord`.
    """
    step, off = (
        (end[0] - start[0], end[1] - start[1], end[2] - start[2]),
        (
            start[0] - tip[0] - hub[0] * behind,
            start[1] - tip[1] - hub[1] * behind,
            start[2] - tip[2] - hub[2] * behind,
        ),
    )
    long = sqrt(_dot(step, step))
    along_by, across_by = 4.0 / (length * length), 4.0 / (width * width)
    off_along, step_along, off_off = _dot(off, hub), _dot(step, hub) / long, _dot(off, off)
    off_step = _dot(off, step) / long
    middle_along = off_along + step_along * long / 2.0
    middle_off = off_off + off_step * long + long * long / 4.0
    away = sqrt(max(middle_off - middle_along * middle_along, 0.0))
    more = along_by - across_by
    a = across_by + more * step_along * step_along
    half_b = across_by * off_step + more * off_along * step_along
    c = across_by * off_off + more * off_along * off_along - 1.0
    discriminant = half_b * half_b - a * c
    if discriminant <= 0.0:
        return long, 0.0, away
    root = sqrt(discriminant)
    enter, leave = max((-half_b - root) / a, 0.0), min((-half_b + root) / a, long)
    return long, max(leave - enter, 0.0), away


@njit(nogil=True, cache=True)
def _angle_deg(tip, hub, points, arcs, half):  # type: ignore[no-untyped-def]
    """Return the angle to the chord of a course beside a tip's middle (as `alignment.nerve_chord`)."""
    best, at = inf, 0.0
    for m in range(len(points) - 1):
        long, along, square, on_step = arcs[m + 1] - arcs[m], 0.0, 0.0, 0.0
        for x in range(3):
            off = tip[x] + hub[x] * half - points[m, x]
            along += off * (points[m + 1, x] - points[m, x]) / long
        on_step = min(max(along, 0.0), long)
        for x in range(3):
            off = tip[x] + hub[x] * half - points[m, x]
            square += (off - on_step * (points[m + 1, x] - points[m, x]) / long) ** 2
        if sqrt(square) < best - NEARER_BY_MM:
            best, at = sqrt(square), arcs[m] + on_step
    first, last = _at(points, arcs, at - half), _at(points, arcs, at + half)
    x, y, z = last[0] - first[0], last[1] - first[1], last[2] - first[2]
    if x * x + y * y + z * z < SHORTEST_CHORD_MM**2:
        return 90.0
    i, j, k = y * hub[2] - z * hub[1], z * hub[0] - x * hub[2], x * hub[1] - y * hub[0]
    return degrees(atan2(sqrt(i * i + j * j + k * k), abs(x * hub[0] + y * hub[1] + z * hub[2])))


@njit(nogil=True, cache=True)
def _at(points, arcs, arc):  # type: ignore[no-untyped-def]
    last = len(points) - 1
    m = 0
    while m < last - 1 and arc >= arcs[m + 1]:
        m += 1
    share = min(max((arc - arcs[m]) / (arcs[m + 1] - arcs[m]), 0.0), 1.0)
    return (
        points[m, 0] + (points[m + 1, 0] - points[m, 0]) * share,
        points[m, 1] + (points[m + 1, 1] - points[m, 1]) * share,
        points[m, 2] + (points[m + 1, 2] - points[m, 2]) * share,
    )
