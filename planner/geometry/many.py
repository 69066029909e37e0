"""Closed forms for many straight needles at once, compiled: what a spread of placements asks for."""

from __future__ import annotations

from math import inf, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]


def axis_gaps_mm(starts: Array, ends: Array, first: Array, last: Array) -> Array:
    """Return the distances of many segments from one segment, in mm; any of them may be a single point.

    Parameters
    ----------
    starts, ends
        The ends of n segments, LPS mm, [n, 3].
    first, last
        The ends of the one segment, LPS mm, [3].
    """
    gaps = np.empty(len(starts))
    _axis_gaps(starts, ends, first, last, gaps)
    return gaps


def least_gaps_mm(starts: Array, ends: Array, firsts: Array, lasts: Array, radii_mm: Array) -> Array:
    """Return for each of many segments how far the nearest of some capsules stays from it, in mm, [n].

    Parameters
    ----------
    starts, ends
        The ends of n segments, LPS mm, [n, 3].
    firsts, lasts, radii_mm
        The capsules, one or more: the ends of their axes in LPS mm, [k, 3], and their radii, [k].
    """
    gaps = np.empty(len(starts))
    _least_gaps(starts, ends, firsts, lasts, radii_mm, gaps)
    return gaps


def inside_spheroids(
    points: Array, centres: Array, axes: Array, length_mm: float, width_mm: float
) -> NDArray[np.bool_]:
    """Return which points lie inside a prolate spheroid in each of its placements, [n, m].

    Parameters
    ----------
    points
        Where to look in each placement, LPS mm, [n, m, 3].
    centres, axes
        Of the n placements: centre in LPS mm and unit vector along the length, [n, 3].
    """
    inside = np.empty(points.shape[:2], np.bool_)
    _inside(points, centres, axes, length_mm, width_mm, inside)
    return inside


def perpendiculars(directions: Array) -> Array:
    """Return a unit vector square to each of many unit vectors, [n, 3], as `any_perpendicular` chooses it."""
    helpers = np.eye(3)[np.argmin(np.abs(directions), axis=1)]
    across = helpers - (helpers * directions).sum(axis=1, keepdims=True) * directions
    return np.asarray(across / np.linalg.norm(across, axis=1, keepdims=True))


@njit(nogil=True, cache=True)
def _axis_gaps(starts: Array, ends: Array, first: Array, last: Array, gaps: Array) -> None:
    for n in range(len(starts)):
        gaps[n] = axis_gap(starts[n], ends[n], first, last)


@njit(nogil=True, cache=True)
def _least_gaps(
    starts: Array, ends: Array, firsts: Array, lasts: Array, radii_mm: Array, gaps: Array
) -> None:
    for n in range(len(starts)):
        least = inf
        for k in range(len(firsts)):
            least = min(least, axis_gap(starts[n], ends[n], firsts[k], lasts[k]) - radii_mm[k])
        gaps[n] = least


@njit(nogil=True, cache=True)
def axis_gap(p0: Array, p1: Array, q0: Array, q1: Array) -> float:
    """Return the distance of two segments (C. Ericson, Real-Time Collision Detection, 2005, 5.1.9)."""
    a = b = c = e = f = 0.0
    for x in range(3):
        step, other, off = p1[x] - p0[x], q1[x] - q0[x], p0[x] - q0[x]
        a += step * step
        b += step * other
        c += step * off
        e += other * other
        f += other * off
    denominator = a * e - b * b
    s = t = 0.0
    # below this the segments are parallel to rounding: any point of the overlap will do
    if a > 0.0 and denominator > 1e-14 * a * e:
        s = _clamp((b * f - c * e) / denominator)
    if e > 0.0:
        t = _clamp((b * s + f) / e)
    if a > 0.0:
        s = _clamp((b * t - c) / a)
    if e > 0.0:
        t = _clamp((b * s + f) / e)
    square = 0.0
    for x in range(3):
        gap = p0[x] - q0[x] + s * (p1[x] - p0[x]) - t * (q1[x] - q0[x])
        square += gap * gap
    return sqrt(square)


@njit(nogil=True, cache=True)
def _clamp(value: float) -> float:
    return min(max(value, 0.0), 1.0)


@njit(nogil=True, cache=True)
def _inside(
    points: Array,
    centres: Array,
    axes: Array,
    length_mm: float,
    width_mm: float,
    inside: NDArray[np.bool_],
) -> None:
    along_by, across_by = 4.0 / (length_mm * length_mm), 4.0 / (width_mm * width_mm)
    for n in range(points.shape[0]):
        for m in range(points.shape[1]):
            along = square = 0.0
            for x in range(3):
                off = points[n, m, x] - centres[n, x]
                along += off * axes[n, x]
                square += off * off
            across = square - along * along
            inside[n, m] = along * along * along_by + across * across_by <= 1.0
