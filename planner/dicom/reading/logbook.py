"""A page of memory that both processes see: which files are in hand, and that work goes on.

The reading process writes, the other looks when it hears nothing; what was written last still stands there
when the writer has died. Nothing rests on it but which file is blamed and how long is waited.
"""

from __future__ import annotations

import mmap
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ENTRIES = 16
"""Files that can be in hand at once; what is more is not written down."""
_COUNTER = struct.Struct("=Q")
_HEAD = struct.Struct("=QI")
_ENTRY_BYTES = 4096 + _HEAD.size
SIZE = _COUNTER.size + ENTRIES * _ENTRY_BYTES


@dataclass(frozen=True)
class InHand:
    """A file that is being read, and its size in bytes."""

    file: Path
    size: int


class Logbook:
    """The page behind a descriptor of at least `SIZE` bytes, which it does not close."""

    def __init__(self, descriptor: int) -> None:
        self._page = mmap.mmap(descriptor, SIZE)
        self._lock = threading.Lock()
        self._free = list(range(ENTRIES))
        self._count = 0

    def sign(self) -> None:
        """Write down that work goes on."""
        self._count += 1
        _COUNTER.pack_into(self._page, 0, self._count)

    @contextmanager
    def holding(self, file: Path) -> Iterator[None]:
        """Write down that a file is in hand within the block."""
        with self._lock:
            entry = self._free.pop() if self._free else None
            self.sign()
        if entry is None:
            yield
            return
        try:
            self._write(entry, file)
            yield
        finally:
            _HEAD.pack_into(self._page, _place(entry), 0, 0)
            with self._lock:
                self._free.append(entry)
                self.sign()

    def signs(self) -> int:
        """Return a number that changes when work goes on."""
        return int(_COUNTER.unpack_from(self._page, 0)[0])

    def in_hand(self) -> tuple[InHand, ...]:
        """Return the files that are in hand."""
        return tuple(found for entry in range(ENTRIES) if (found := self._read(entry)) is not None)

    def close(self) -> None:
        """Let go of the page."""
        self._page.close()

    def _write(self, entry: int, file: Path) -> None:
        try:
            size = os.stat(file).st_size
        except (OSError, ValueError):
            size = 0
        name = os.fsencode(file)[:4096]
        at = _place(entry) + _HEAD.size
        self._page[at : at + len(name)] = name
        _HEAD.pack_into(self._page, _place(entry), size, len(name))

    def _read(self, entry: int) -> InHand | None:
        size, length = _HEAD.unpack_from(self._page, _place(entry))
        at = _place(entry) + _HEAD.size
        if not 0 < length <= 4096:
            return None
        return InHand(Path(os.fsdecode(self._page[at : at + length])), size)


def _place(entry: int) -> int:
    return _COUNTER.size + entry * _ENTRY_BYTES
