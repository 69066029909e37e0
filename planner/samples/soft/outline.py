"""Lofts: outlines of muscles and vessels on sections at several levels, and what lies between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import Side
from planner.geometry.vectors import Point
from planner.samples.soft.course import Course

Places = tuple[tuple[float, float], ...]
"""(u, v) on the typical section, in mm; see `planner.samples.soft.course`."""
Vary = Callable[[float, float], tuple[float, float]]
"""Moves a place of the typical section to that of a person."""

RISE_MM = 6.0
"""Outlines are worked out at heights so far apart."""
CORNERS = 3
"""So many points are laid along each piece of an outline."""


@dataclass(frozen=True, eq=False)
class Loft:
    """Outlines one above the other, in patient space.

    Attributes
    ----------
    outlines
        LPS x and y [m, n, 2]: m heights from below, n points round each closed outline.
    bottom_mm, rise_mm
        Height of the lowest and distance of neighbours.
    endless
        It goes on beyond the outermost outlines.
    """

    outlines: NDArray[np.float64]
    bottom_mm: float
    rise_mm: float
    endless: bool

    @property
    def box(self) -> tuple[Point, Point]:
        """The lowest and the highest corner."""
        top = self.bottom_mm + self.rise_mm * (len(self.outlines) - 1)
        xs, ys = self.outlines[:, :, 0], self.outlines[:, :, 1]
        return (
            Point(float(xs.min()), float(ys.min()), self.bottom_mm),
            Point(float(xs.max()), float(ys.max()), top),
        )


def loft(
    course: Course, side: Side, levels: Mapping[float, Places], vary: Vary, *, endless: bool = False
) -> Loft:
    """Return the loft through outlines given by level, each with as many places as the others.

    Raises
    ------
    ValueError
        If there are fewer than two levels, or the outlines differ in their number of places.
    """
    ordered = sorted(levels.items())
    if len(ordered) < 2 or len({len(places) for _, places in ordered}) != 1:
        raise ValueError("a loft needs outlines of equal length at two levels at least")
    bottom, top = course.height_mm(ordered[-1][0]), course.height_mm(ordered[0][0])
    count = max(ceil((top - bottom) / RISE_MM), 1)
    rise = (top - bottom) / count
    rows = []
    for m in range(count + 1):
        height = bottom + m * rise
        places = between(ordered, course.levels.beyond(height))
        points = [course.at_height(side, height, *vary(u, v)) for u, v in places]
        rows.append(rounded([(point.x, point.y) for point in points]))
    return Loft(np.array(rows), bottom, rise, endless)


def between(ordered: list[tuple[float, Places]], level: float) -> Places:
    """Return the outline at a level, straight between those given; the outermost are held."""
    if level <= ordered[0][0]:
        return ordered[0][1]
    for (upper, above), (lower, below) in pairwise(ordered):
        if level <= lower:
            share = (level - upper) / (lower - upper)
            return tuple(
                (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
                for a, b in zip(above, below, strict=True)
            )
    return ordered[-1][1]


def rounded(places: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a closed outline with `CORNERS` points for each given one, on a Catmull-Rom curve."""
    count = len(places)
    curve = []
    for n in range(count):
        a, b, c, d = (places[(n + m - 1) % count] for m in range(4))
        for piece in range(CORNERS):
            t = piece / CORNERS
            weights = (
                0.5 * t * (t * (2.0 - t) - 1.0),
                0.5 * (t * t * (3.0 * t - 5.0) + 2.0),
                0.5 * t * (t * (4.0 - 3.0 * t) + 1.0),
                0.5 * t * t * (t - 1.0),
            )
            x = weights[0] * a[0] + weights[1] * b[0] + weights[2] * c[0] + weights[3] * d[0]
            y = weights[0] * a[1] + weights[1] * b[1] + weights[2] * c[1] + weights[3] * d[1]
            curve.append((x, y))
    return curve
