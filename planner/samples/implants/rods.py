"""Rods, bent through the heads of one side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from planner.geometry.vectors import Point, Vector

BETWEEN_MM = 4.0
"""Distance of the points along a rod."""
LEAST_BETWEEN = 6
"""Pieces from one head to the next, at least."""
BOW = 0.045
"""How far a rod between two heads stands in front of the straight line, as a share of their distance."""
DEEPEST, HIGHEST_MM = 0.07, 0.5
"""A head may lie so far in front of the line between its neighbours, as a share of it, or so far behind."""


class Bend:
    """A smooth curve through points: a natural cubic spline by the length of its chords.

    With two points it is bowed forwards, as rods are bent for lordosis.
    """

    def __init__(self, points: Sequence[Point], forwards: Vector) -> None:
        knots = list(points)
        if len(knots) == 2:
            span = knots[1] - knots[0]
            bow = forwards.without(span.unit()).unit() * (BOW * span.length)
            knots.insert(1, knots[0].towards(knots[1], 0.5) + bow)
        self._heads = [n for n, knot in enumerate(knots) if knot in points]
        self._knots = knots
        self._gaps = [a.distance_to(b) for a, b in pairwise(knots)]
        self._curves = _second_derivatives(knots, self._gaps)

    def _at(self, piece: int, share: float) -> Point:
        gap, rest = self._gaps[piece], 1.0 - share
        first = self._curves[piece] * ((rest * rest * rest - rest) * gap * gap / 6.0)
        second = self._curves[piece + 1] * ((share * share * share - share) * gap * gap / 6.0)
        return self._knots[piece].towards(self._knots[piece + 1], share) + first + second

    def tangents(self) -> list[Vector]:
        """Return the unit tangents at the points given, from the first point to the last."""
        return [self._tangent(knot) for knot in self._heads]

    def _tangent(self, knot: int) -> Vector:
        piece = min(knot, len(self._gaps) - 1)
        gap = self._gaps[piece]
        chord = (self._knots[piece + 1] - self._knots[piece]) * (1.0 / gap)
        first, second = self._curves[piece], self._curves[piece + 1]
        if knot == piece:
            return (chord + first * (-gap / 3.0) + second * (-gap / 6.0)).unit()
        return (chord + first * (gap / 6.0) + second * (gap / 3.0)).unit()

    def path(self, overhang_mm: tuple[float, float]) -> tuple[Point, ...]:
        """Return points along the rod, those given among them, longer by `overhang_mm` at its two ends."""
        tangents = self.tangents()
        found = [self._knots[0] + tangents[0] * -overhang_mm[0]]
        for piece, gap in enumerate(self._gaps):
            count = max(int(gap / BETWEEN_MM) + 1, LEAST_BETWEEN)
            found += [self._at(piece, n / count) for n in range(count)]
        return (*found, self._knots[-1], self._knots[-1] + tangents[-1] * overhang_mm[1])


def _second_derivatives(knots: Sequence[Point], gaps: Sequence[float]) -> list[Vector]:
    """Return the second derivatives of a natural spline at its knots (Thomas's algorithm)."""
    nothing = Vector(0.0, 0.0, 0.0)
    upper, right = [0.0], [nothing]
    for n in range(1, len(knots) - 1):
        before, after = gaps[n - 1], gaps[n]
        rise = (knots[n + 1] - knots[n]) * (1.0 / after) - (knots[n] - knots[n - 1]) * (1.0 / before)
        pivot = 2.0 * (before + after) - before * upper[-1]
        right.append((rise * 6.0 - right[-1] * before) * (1.0 / pivot))
        upper.append(after / pivot)
    found = [nothing]
    for n in range(len(knots) - 2, 0, -1):
        found.append(right[n] - found[-1] * upper[n])
    return [nothing, *reversed(found[1:]), nothing] if len(knots) > 2 else [nothing, nothing]


def raised(rod_points: Sequence[Point], backwards: Sequence[Vector]) -> list[float]:
    """Return by how much each head ought to be raised so that it leaves its rod no kink, in mm.

    Each inner head is held against the line between its neighbours: one that lies too far in front of it is
    raised, for one that stands out behind it the neighbours are.
    """
    rises = [0.0] * len(rod_points)
    for n in range(1, len(rod_points) - 1):
        before, after = rod_points[n - 1], rod_points[n + 1]
        span = (after - before).unit()
        back = backwards[n].without(span).unit()
        behind_mm = (rod_points[n] - before).dot(back)
        length = before.distance_to(after)
        if behind_mm < -DEEPEST * length:
            rises[n] = max(rises[n], -DEEPEST * length - behind_mm)
        elif behind_mm > HIGHEST_MM:
            for beside in (n - 1, n + 1):
                rises[beside] = max(rises[beside], behind_mm - HIGHEST_MM)
    return rises
