"""Chance that is the same on every machine: streams of numbers named by a seed and what they are for."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

BELL_SCALE = 1.0 / (65536.0 * 0.57735026919)
"""One over the standard deviation of the sum of four even 16-bit numbers: sqrt(4 / 12) of their range."""
LARGEST_BELL = 3.4
"""No number of `bell` lies farther out, in standard deviations."""


class Chance:
    """Random numbers from the raw bits of PCG64, whose stream numpy keeps the same in all versions.

    Each purpose has a stream of its own, so that what is drawn for one leaves all others as they are:
    ``Chance(7, "pedicle", "L4", "left")``.
    """

    def __init__(self, seed: int, *purpose: str) -> None:
        name = "/".join((str(seed), *purpose)).encode()
        self._bits = np.random.PCG64(int.from_bytes(sha256(name).digest()[:16], "big"))

    def between(self, low: float, high: float) -> float:
        """Return a number from `low` to `high`, evenly distributed."""
        return low + (high - low) * (self._bits.random_raw() >> 11) / float(1 << 53)

    def happens(self, probability: float) -> bool:
        """Say yes with this probability."""
        return self.between(0.0, 1.0) < probability

    def about(self, mean: float, sd: float, spread_sd: float = 2.5) -> float:
        """Return a number of a bell curve, held within `spread_sd` standard deviations of the mean."""
        return mean + sd * max(-spread_sd, min(spread_sd, float(self.bell(1)[0])))

    def words(self, count: int) -> NDArray[np.uint64]:
        """Return `count` numbers of 64 random bits."""
        return np.asarray(self._bits.random_raw(count), dtype=np.uint64)

    def bell(self, count: int) -> NDArray[np.float32]:
        """Return `count` numbers of mean 0 and standard deviation 1: sums of four 16-bit numbers."""
        words = np.asarray(self._bits.random_raw(count), dtype="<u8").view("<u2").reshape(count, 4)
        total = words.astype(np.int32).sum(axis=1, dtype=np.int32)
        centred = total.astype(np.float32) - np.float32(131070.0)
        numbers: NDArray[np.float32] = centred * np.float32(BELL_SCALE)
        return numbers
