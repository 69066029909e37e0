"""Measures ours and a peer's in turn, so that both feel the same load of the machine."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

import pytest


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternated(rounds: int, *works: Callable[[], object]) -> tuple[float, ...]:
    """Return the median of the seconds that each work takes, one after the other in turn."""
    return alternated_timers(rounds, *(partial(seconds, work) for work in works))


def alternated_timers(rounds: int, *timers: Callable[[], float]) -> tuple[float, ...]:
    """Return the median of the seconds that each says it took, one after the other in turn.

    The first round is not counted.
    """
    for timer in timers:
        timer()
    found = [[timer() for timer in timers] for _round in range(rounds)]
    return tuple(median(times) for times in zip(*found, strict=True))


def say(capsys: pytest.CaptureFixture[str], line: str) -> None:
    """Print a line that pytest does not swallow."""
    with capsys.disabled():
        sys.stdout.write(f"\n{line}\n")
