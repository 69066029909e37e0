"""Closed forms for many straight needles at once, as arrays: what a spread of placements asks for."""

from __future__ import annotations

import numpy as np
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

    References
    ----------
    C. Ericson, Real-Time Collision Detection (2005), 5.1.9: the form of `between_segments`.
    """
    step, other, off = ends - starts, last - first, starts - first
    a, b, c = _dot(step, step), step @ other, _dot(step, off)
    e, f = float(other @ other), off @ other
    denominator = a * e - b * b
    crossing = denominator > 1e-14 * a * e
    s = np.where(crossing, np.clip((b * f - c * e) / np.where(crossing, denominator, 1.0), 0.0, 1.0), 0.0)
    t = np.clip((b * s + f) / e, 0.0, 1.0) if e > 0.0 else np.zeros_like(a)
    s = np.where(a > 0.0, np.clip((b * t - c) / np.where(a > 0.0, a, 1.0), 0.0, 1.0), 0.0)
    if e > 0.0:
        t = np.clip((b * s + f) / e, 0.0, 1.0)
    return np.asarray(np.linalg.norm(off + s[:, None] * step - t[:, None] * other, axis=1))


def inside_spheroids(
    points: Array, centres: Array, axes: Array, length_mm: float, width_mm: float
) -> NDArray[np.bool_]:
    """Return which points lie inside a prolate spheroid in each of its placements, [n, m].

    Parameters
    ----------
    points
        Where to look, LPS mm: [m, 3], or [n, m, 3] where they are placed as well.
    centres, axes
        Of the n placements: centre in LPS mm and unit vector along the length, [n, 3].
    """
    off = points - centres[:, None, :]
    along = np.einsum("nmi,ni->nm", off, axes)
    across = np.einsum("nmi,nmi->nm", off, off) - along * along
    return np.asarray(4.0 * (along / length_mm) ** 2 + 4.0 * across / (width_mm * width_mm) <= 1.0)


def _dot(first: Array, second: Array) -> Array:
    return np.asarray(np.einsum("ni,ni->n", first, second))
