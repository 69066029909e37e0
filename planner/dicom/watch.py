"""Tell whoever watches which file is being read, so that a file that ends the reading can be named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

Watch = Callable[[Path], AbstractContextManager[None]]
"""Entered when a file is taken in hand, left when it is done; may refuse it by raising a `LoadError`."""

_watch: Watch | None = None


def set_watch(watch: Watch | None) -> None:
    """Have the reading of this process watched; None watches no longer."""
    global _watch
    _watch = watch


@contextmanager
def in_hand(file: Path) -> Iterator[None]:
    """Say that a file is read within the block, in this thread.

    Raises
    ------
    LoadError
        If the watch refuses the file.
    """
    if _watch is None:
        yield
        return
    with _watch(file):
        yield
