"""The threads that compiled kernels are split over: they let go of the interpreter while they run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def worker_count() -> int:
    """Return how many threads work at once."""
    return min(os.cpu_count() or 1, 8)


def in_threads(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """Return what `work` gives for every item, in order, worked on by all threads."""
    return list(_pool().map(work, items))


def in_parts(work: Callable[[slice], object], count: int) -> None:
    """Let all threads work at once, each on its part of so many things that lie in order."""
    bounds = [count * n // worker_count() for n in range(worker_count() + 1)]
    in_threads(work, [slice(low, high) for low, high in pairwise(bounds) if low < high])


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(worker_count(), thread_name_prefix="imaging")
