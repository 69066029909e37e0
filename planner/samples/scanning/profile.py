"""Slices have a thickness: which thin slices make one, and what neighbours share of their noise."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

FINEST = 8
"""A slice is made of at most so many thin ones."""


@dataclass(frozen=True)
class Profile:
    """How a stack of slices is painted from thin ones.

    Attributes
    ----------
    per_step
        Thin slices from one slice to the next.
    weights
        Of the thin slices that make a slice, an odd number round its middle; their sum is 1.
    """

    per_step: int
    weights: tuple[float, ...]

    @property
    def reach(self) -> int:
        """How many thin slices are needed beyond the middle of a slice."""
        return len(self.weights) // 2

    def thin(self, slices: int) -> int:
        """Return how many thin slices are to be painted for so many slices."""
        return (slices - 1) * self.per_step + 2 * self.reach + 1

    def averaged(self, thin: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the slices that thin ones [n, j, i] make; thin slice `reach` is the middle of the first."""
        slices = (thin.shape[0] - 1 - 2 * self.reach) // self.per_step + 1
        out = np.zeros((slices, *thin.shape[1:]), np.float32)
        _average(thin, np.array(self.weights, np.float32), self.per_step, out)
        return out

    @property
    def shares(self) -> tuple[float, ...]:
        """Shares of independent noise of a slice and its neighbours that give the noise of these slices.

        An odd number round the middle; their squares add up to 1, so the standard deviation stays.
        """
        half = self.reach // self.per_step
        picked = [self.weights[self.reach + n * self.per_step] for n in range(-half, half + 1)]
        size = sqrt(sum(weight * weight for weight in picked))
        return tuple(weight / size for weight in picked)


def profile(spacing_mm: float, thickness_mm: float, finest_mm: float = 0.6) -> Profile:
    """Return the profile of slices of some thickness, overlapping, touching or apart.

    The sensitivity is even over the thickness with edges as soft as a thin slice.

    Parameters
    ----------
    spacing_mm
        From the middle of one slice to that of the next.
    finest_mm
        Thin slices are about so far apart.
    """
    per_step = max(1, round(spacing_mm / finest_mm))
    thin_mm = spacing_mm / per_step
    while thickness_mm / thin_mm > FINEST and per_step > 1:
        per_step -= 1
        thin_mm = spacing_mm / per_step
    half_mm = thickness_mm / 2.0
    reach = max(0, ceil(half_mm / thin_mm - 0.5))
    raw = [
        max(0.0, min(half_mm, (n + 0.5) * thin_mm) - max(-half_mm, (n - 0.5) * thin_mm))
        for n in range(-reach, reach + 1)
    ]
    total = sum(raw)
    return Profile(per_step, tuple(weight / total for weight in raw))


@njit(nogil=True, cache=True)
def _average(thin, weights, per_step, out):  # type: ignore[no-untyped-def]
    for k in range(out.shape[0]):
        for n in range(weights.size):
            weight = weights[n]
            for j in range(out.shape[1]):
                for i in range(out.shape[2]):
                    out[k, j, i] += weight * thin[k * per_step + n, j, i]
