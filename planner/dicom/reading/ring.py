"""A little memory that both processes see, through which the slices of a volume pass one after the other."""

from __future__ import annotations

import mmap
import os
import sys
import tempfile
from typing import TYPE_CHECKING

import numpy as np

from planner.imaging.volume import Hu

if TYPE_CHECKING:
    from planner.dicom.reading.messages import DType

SLOTS = 16
"""Slices that can lie in the ring: those under way and as many that wait to be taken."""
AT_ONCE = 4
"""Slices that are taken out of it before it is said: each word wakes the other process."""

if sys.platform == "linux":
    import fcntl


def shared_memory(size: int) -> int:
    """Return the descriptor of new memory that can be shared; whoever has it cannot change its size."""
    if sys.platform == "linux":
        descriptor = os.memfd_create("planner", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(descriptor, size)
        # a page that is cut off under a process ends it
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW)
    else:
        with tempfile.TemporaryFile() as file:
            file.truncate(size)
            descriptor = os.dup(file.fileno())
    return descriptor


class Ring:
    """The ring behind a descriptor, which it owns from now on."""

    def __init__(self, descriptor: int, slot_bytes: int) -> None:
        self.descriptor = descriptor
        self.slot_bytes = slot_bytes
        self._memory = mmap.mmap(descriptor, SLOTS * slot_bytes)

    @classmethod
    def new(cls, slot_bytes: int) -> Ring:
        """Return a ring for slices of up to so many bytes."""
        return cls(shared_memory(SLOTS * slot_bytes), slot_bytes)

    def slot(self, k: int, shape: tuple[int, int], dtype: DType) -> Hu:
        """Return the place of slice `k`, [j, i]."""
        count = shape[0] * shape[1]
        flat = np.frombuffer(self._memory, dtype, count, offset=k % SLOTS * self.slot_bytes)
        return flat.reshape(shape)

    def close(self) -> None:
        """Give the descriptor back; the memory goes when nobody looks at it any more."""
        os.close(self.descriptor)
