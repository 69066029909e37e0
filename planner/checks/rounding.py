"""Rounding, the one place of it: no more decimals than leave a number on its side of every limit."""

from __future__ import annotations

from collections.abc import Iterable
from math import floor

from planner.checks.result import Assessed
from planner.guideline.limits import Limit

MOST_DECIMALS = 4
"""Beyond these a value that is as near to its limit as that counts as on it."""


def rounded(value: float, limits: Iterable[Limit] = (), decimals: int = 0, scale: float = 1.0) -> str:
    """Return a number with as few decimals as leave it on the same side of every limit.

    Parameters
    ----------
    decimals
        How many there are at least.
    scale
        What is shown for 1: 100 for a share in percent.
    """
    judged_by = tuple(limits)
    for places in range(decimals, MOST_DECIMALS + 1):
        shown = round(value * scale, places) + 0.0
        if all(limit.broken_by(shown / scale) == limit.broken_by(value) for limit in judged_by):
            return f"{shown:.{places}f}"
    return f"{round(value * scale, MOST_DECIMALS) + 0.0:.{MOST_DECIMALS}f}"


def rounded_down(value: float, limits: Iterable[Limit]) -> str:
    """Return a number cut to as few decimals as leave it on the same side of every limit."""
    judged_by = tuple(limits)
    for places in range(MOST_DECIMALS):
        shown = floor(value * 10**places) / 10**places
        if all(limit.broken_by(shown) == limit.broken_by(value) for limit in judged_by):
            return f"{shown:.{places}f}"
    return f"{value:.{MOST_DECIMALS}f}"


def judged_number(result: Assessed, name: str, decimals: int = 0) -> str:
    """Return a number that a result is judged by, on its side of the limits."""
    return rounded(result.measure(name), result.limits.values(), decimals)
