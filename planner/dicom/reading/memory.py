"""The memory of the reading process: so much for each thing it is asked, and no core dumps.

A limit is on what is mapped (RLIMIT_AS), counted from what is mapped when the work begins. Where the system
does not say how much that is, none is set.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def memory_limit(budget: int) -> Iterator[None]:
    """Let the block map no more than `budget` bytes beyond what is mapped now; more is a `MemoryError`."""
    mapped = _mapped()
    if mapped is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    ends = [limit for limit in (mapped + budget, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(ends), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def memory_available() -> int | None:
    """Return how many bytes can be had without swapping; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration):
        return None


def no_core_dumps() -> None:
    """Have a crash leave no file: it would hold images of a patient."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))


def first_to_go() -> None:
    """Ask the system to end this process, and not the window's, when memory runs out."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _mapped() -> int | None:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return None
    return pages * resource.getpagesize()
