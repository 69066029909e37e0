"""The kernels of a reconstruction: how sharp the images are, in numbers and as a blur of an ideal image."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.samples.scanning.arithmetic import gauss


@dataclass(frozen=True)
class Kernel:
    """A kernel whose transfer is ``(1 + boost) x narrow bell - boost x wide bell``.

    Attributes
    ----------
    sd_mm
        Of the narrow bell curve of the point spread.
    boost, wide_mm
        How much of a wider bell curve is taken away: edges overshoot, the middle frequencies are raised.
    """

    name: str
    sd_mm: float
    boost: float = 0.0
    wide_mm: float = 1.0

    def transfer(self, frequency: float) -> float:
        """Return what is left of a wave of `frequency` per mm; 1 at 0."""
        narrow, wide = gauss(self.sd_mm**2, frequency), gauss(self.wide_mm**2, frequency)
        return (1.0 + self.boost) * narrow - self.boost * wide

    def blurred(self, hu: NDArray[np.float32], pixel_mm: tuple[float, float]) -> NDArray[np.float32]:
        """Return `hu` [k, j, i] as the point spread leaves it; the square of a pixel is taken as there.

        Parameters
        ----------
        pixel_mm
            Between columns and between rows.
        """
        narrow = _blurred(hu, self.sd_mm, pixel_mm)
        if self.boost == 0.0:
            return narrow
        wide = _blurred(hu, self.wide_mm, pixel_mm)
        sharp: NDArray[np.float32] = _mixed(narrow, wide, np.float32(self.boost))
        return sharp


SOFT = Kernel("soft", sd_mm=0.49)
"""50 % at 3.8, 10 % at 7.0 line pairs per cm, as kernels for the abdomen have."""
STANDARD = Kernel("standard", sd_mm=0.42, boost=0.15, wide_mm=0.9)
BONE = Kernel("bone", sd_mm=0.32, boost=0.45, wide_mm=0.62)
"""Edges overshoot; 10 % at about 11 line pairs per cm."""
KERNELS = {kernel.name: kernel for kernel in (SOFT, STANDARD, BONE)}


def _blurred(hu: NDArray[np.float32], sd_mm: float, pixel_mm: tuple[float, float]) -> NDArray[np.float32]:
    across, down = (_taps(sd_mm, size) for size in pixel_mm)
    out = np.empty_like(hu)
    _convolve(hu, across, down, out)
    return out


def _taps(sd_mm: float, pixel_mm: float) -> NDArray[np.float32]:
    """Return the weights of the pixels of a bell curve, less what the pixel itself has blurred."""
    variance = sd_mm**2 / pixel_mm**2 - 1.0 / 12.0
    if variance < 0.02:
        return np.ones(1, np.float32)
    half = ceil(3.5 * variance**0.5)
    weights = [round(exp(-0.5 * n * n / variance), 12) for n in range(half + 1)]
    total = weights[0] + 2.0 * sum(weights[1:])
    return np.array([weights[abs(n)] / total for n in range(-half, half + 1)], np.float32)


@njit(nogil=True, cache=True)
def _convolve(hu, across, down, out):  # type: ignore[no-untyped-def]
    slices, rows, columns = hu.shape
    half_a, half_d = across.size // 2, down.size // 2
    row = np.empty(columns + 2 * half_a, np.float32)
    for k in range(slices):
        for j in range(rows):
            row[:] = np.float32(0.0)
            for n in range(down.size):
                weight = down[n]
                source = min(max(j + n - half_d, 0), rows - 1)
                for i in range(columns):
                    row[half_a + i] += weight * hu[k, source, i]
            for i in range(half_a):
                row[i] = row[half_a]
                row[half_a + columns + i] = row[half_a + columns - 1]
            for i in range(columns):
                out[k, j, i] = np.float32(0.0)
            for n in range(across.size):
                weight = across[n]
                for i in range(columns):
                    out[k, j, i] += weight * row[n + i]


@njit(nogil=True, cache=True)
def _mixed(narrow, wide, boost):  # type: ignore[no-untyped-def]
    out = np.empty_like(narrow)
    for k in range(narrow.shape[0]):
        for j in range(narrow.shape[1]):
            for i in range(narrow.shape[2]):
                out[k, j, i] = narrow[k, j, i] + boost * (narrow[k, j, i] - wide[k, j, i])
    return out
