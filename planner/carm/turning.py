"""In which order to take the views of several needles, so that the C-arm is turned least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.carm.angles import AP, CArmAngles

EXACT_UP_TO = 11
"""For so many views the shortest order is found for certain; above it is a good one."""
SHORTER_BY_DEG = 1e-9
"""Two rounds closer than this are equally long, so that rounding does not choose between them."""


@dataclass(frozen=True)
class Round:
    """An order of views, as indices, and how far the C-arm is turned in all, from the start to the last."""

    order: tuple[int, ...]
    total_deg: float


def turn_deg(one: CArmAngles, other: CArmAngles) -> float:
    """Return how far a C-arm is turned from one position to another, in degrees.

    It is the change of the primary angle, the shorter way round, and that of the secondary: they are turned
    one after the other, by hand.
    """
    around = abs(one.primary_deg - other.primary_deg)
    return min(around, 360.0 - around) + abs(one.secondary_deg - other.secondary_deg)


def shortest_round(views: Sequence[CArmAngles], start: CArmAngles = AP) -> Round:
    """Return the order in which the C-arm, from its start, takes all views with the smallest total turn.

    It does not go back to the start. Of orders that are equally short it is the first by the views' own
    order up to `EXACT_UP_TO` views. Beyond, views are taken nearest first and the round is then improved by
    turning stretches of it round as long as that shortens it.
    """
    starts = [turn_deg(start, view) for view in views]
    turns = [[turn_deg(one, other) for other in views] for one in views]
    order = (
        _exact(starts, turns)
        if len(views) <= EXACT_UP_TO
        else _improved(_nearest(starts, turns), starts, turns)
    )
    return Round(tuple(order), _length(order, starts, turns))


def _length(order: Sequence[int], starts: list[float], turns: list[list[float]]) -> float:
    if not order:
        return 0.0
    return starts[order[0]] + sum(turns[a][b] for a, b in pairwise(order))


def _exact(starts: list[float], turns: list[list[float]]) -> list[int]:
    """Return the shortest order: M. Held and R. M. Karp, J. SIAM 10 (1962) 196-210.

    `left[taken][at]` is the shortest way from `at` through all views that are not among `taken`. Filled from
    the end backwards it lets the order be read off from the front, the smallest index first among equals.
    """
    n = len(starts)
    everything = (1 << n) - 1
    left = [[0.0] * n for _taken in range(1 << n)]
    for taken in range(everything - 1, -1, -1):
        rest = [v for v in range(n) if not taken >> v & 1]
        for at in (v for v in range(n) if taken >> v & 1):
            left[taken][at] = min(turns[at][v] + left[taken | 1 << v][v] for v in rest)
    order: list[int] = []
    taken = 0
    while taken != everything:
        steps = starts if not order else turns[order[-1]]
        rest = [v for v in range(n) if not taken >> v & 1]
        ways = {v: steps[v] + left[taken | 1 << v][v] for v in rest}
        best = min(ways.values()) + SHORTER_BY_DEG
        order.append(next(v for v in rest if ways[v] <= best))
        taken |= 1 << order[-1]
    return order


def _nearest(starts: list[float], turns: list[list[float]]) -> list[int]:
    """Return the order in which each view is the nearest to the one before."""
    rest = list(range(len(starts)))
    order: list[int] = []
    while rest:
        steps = turns[order[-1]] if order else starts
        order.append(min(rest, key=steps.__getitem__))
        rest.remove(order[-1])
    return order


def _improved(order: list[int], starts: list[float], turns: list[list[float]]) -> list[int]:
    """Return an order that turning round any one stretch of it does not shorten (2-opt, open at its end)."""
    shorter = True
    while shorter:
        shorter = False
        for first in range(len(order)):
            for last in range(first + 1, len(order)):
                before = starts if first == 0 else turns[order[first - 1]]
                gain = before[order[first]] - before[order[last]]
                if last + 1 < len(order):
                    after = turns[order[last + 1]]
                    gain += after[order[last]] - after[order[first]]
                if gain > SHORTER_BY_DEG:
                    order = order[:first] + order[first : last + 1][::-1] + order[last + 1 :]
                    shorter = True
    return order
