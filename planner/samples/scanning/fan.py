"""The fan of rays of a scanner: which line each ray is, the filter of its kernel, the way back to an image.

A. C. Kak and M. Slaney, Principles of Computerized Tomographic Imaging (1988), 3.4.2: equally spaced bins on
a detector thought in the isocentre, a full turn. Lanes are slices that are worked on side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, fsum, pi, radians, sin, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.samples.scanning.kernels import Kernel

LANES = 32
"""Slices that are worked on side by side: what the processor's vectors are filled with."""
_TILE = 16


@dataclass(frozen=True)
class Fan:
    """A scanner's geometry; in the plane x runs along the rows of an image, y along its columns.

    At view v the source stands at ``source_mm * (-sin, cos)`` of ``360 deg * v / views``.

    Attributes
    ----------
    source_mm
        From the source to the isocentre.
    bins, bin_mm
        Number (a power of two) and width of the detector's elements, in the isocentre.
    """

    source_mm: float = 570.0
    views: int = 720
    bins: int = 1024
    bin_mm: float = 0.55

    @property
    def radius_mm(self) -> float:
        """Of the circle that every view covers."""
        edge = (self.bins / 2.0 - 1.0) * self.bin_mm
        return edge * self.source_mm / sqrt(self.source_mm**2 + edge**2)

    @property
    def directions(self) -> NDArray[np.float64]:
        """Cosine and sine of each view, rounded to 12 places: [view, 2]."""
        angles = [radians(360.0 * view / self.views) for view in range(self.views)]
        return np.array([(round(cos(angle), 12), round(sin(angle), 12)) for angle in angles])

    def bin_of(self, radius_mm: float) -> int:
        """Return how many bins from the middle a circle round the isocentre reaches, at most half of all."""
        reach = radius_mm * self.source_mm / sqrt(max(self.source_mm**2 - radius_mm**2, 1.0))
        return min(int(reach / self.bin_mm) + 1, self.bins // 2)

    def filter(self, kernel: Kernel) -> NDArray[np.float32]:
        """Return what the frequencies of a view are multiplied by, 0 up to half the sampling rate.

        The ramp, the kernel's transfer, and what the interpolation on the way back takes off again.
        """
        size = 2 * self.bins
        ramp = _ramp(self.bins)
        factors = np.empty(self.bins + 1)
        for step in range(self.bins + 1):
            part = step / size
            loss = (round(sin(pi * part), 12) / (pi * part)) ** 2 if step else 1.0
            factors[step] = ramp[step] / self.bin_mm * kernel.transfer(part / self.bin_mm) / loss
        return factors.astype(np.float32)

    def noise_gain(self, kernel: Kernel) -> float:
        """Return SD of the image in the isocentre (1 = water) per mm of SD of every ray."""
        factors = [float(value) for value in self.filter(kernel)]
        weights = [1.0, *[2.0] * (self.bins - 1), 1.0]
        turns = [round(cos(pi * step / self.bins), 12) for step in range(self.bins + 1)]
        own = fsum(w * f * f for w, f in zip(weights, factors, strict=True)) / (2 * self.bins)
        next_ = fsum(w * f * f * c for w, f, c in zip(weights, factors, turns, strict=True)) / (2 * self.bins)
        return pi * sqrt((2.0 * own + next_) / 3.0 / self.views)


@cache
def _ramp(bins: int) -> tuple[float, ...]:
    """Return the transform of the band-limited ramp's samples, for bins 1 mm wide."""
    size = 2 * bins
    turns = [round(cos(2.0 * pi * step / size), 12) for step in range(size)]
    odd = range(1, bins, 2)
    return tuple(
        0.25 - 2.0 / pi**2 * fsum(turns[step * n % size] / (n * n) for n in odd) for step in range(bins + 1)
    )


@cache
def _twiddles(size: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    angles = [2.0 * pi * n / size for n in range(size // 2)]
    cosines = np.array([round(cos(angle), 12) for angle in angles], np.float32)
    return cosines, np.array([round(sin(angle), 12) for angle in angles], np.float32)


def tables(fan: Fan, kernel: Kernel) -> tuple[NDArray[np.float32], ...]:
    """Return what `filtered` needs: cosines, sines and the filter in the order of the transform."""
    size = 2 * fan.bins
    bits = size.bit_length() - 1
    factors = fan.filter(kernel) / np.float32(size)
    order = [int(f"{n:0{bits}b}"[::-1], 2) for n in range(size)]
    return (*_twiddles(size), np.array([factors[min(n, size - n)] for n in order], np.float32))


@njit(nogil=True, cache=True)
def filtered(real, imaginary, filters):  # type: ignore[no-untyped-def]
    """Filter two views [2 x bins, lane] at once, in place; their second halves come in as zeros."""
    cosines, sines, factors = filters
    size, lanes = real.shape
    span = size
    while span > 1:
        half, stride = span // 2, size // span
        for n in range(half):
            c, s = cosines[n * stride], sines[n * stride]
            for a in range(n, size, span):
                b = a + half
                for lane in range(lanes):
                    dr, di = real[a, lane] - real[b, lane], imaginary[a, lane] - imaginary[b, lane]
                    real[a, lane] += real[b, lane]
                    imaginary[a, lane] += imaginary[b, lane]
                    real[b, lane] = dr * c + di * s
                    imaginary[b, lane] = di * c - dr * s
        span = half
    for n in range(size):
        for lane in range(lanes):
            real[n, lane] *= factors[n]
            imaginary[n, lane] *= factors[n]
    span = 2
    while span <= size:
        half, stride = span // 2, size // span
        for n in range(half):
            c, s = cosines[n * stride], sines[n * stride]
            for a in range(n, size, span):
                b = a + half
                for lane in range(lanes):
                    tr = real[b, lane] * c - imaginary[b, lane] * s
                    ti = imaginary[b, lane] * c + real[b, lane] * s
                    real[b, lane] = real[a, lane] - tr
                    imaginary[b, lane] = imaginary[a, lane] - ti
                    real[a, lane] += tr
                    imaginary[a, lane] += ti
        span *= 2


@njit(nogil=True, cache=True)
def add_back(image, views, detector, directions, place, gain):  # type: ignore[no-untyped-def]
    """Add `gain` times the back projection of filtered views [view, bin, lane] to images [lane, j, i].

    Parameters
    ----------
    detector
        From the source to the isocentre, width of a bin, and the middle ray's place in bins of `views`, whose
        first and last one stand for what lies beyond.
    place
        (x, y) of the centre of pixel [0, 0], and the way to the next column and row.
    """
    rows, columns = image.shape[1:]
    part = np.empty((_TILE * _TILE, views.shape[2]), np.float32)
    for j0 in range(0, rows, _TILE):
        for i0 in range(0, columns, _TILE):
            _back(part, views, detector, directions, place, (j0, i0), gain * np.pi / views.shape[0])
            for lane in range(image.shape[0]):
                for j in range(min(_TILE, rows - j0)):
                    for i in range(min(_TILE, columns - i0)):
                        image[lane, j0 + j, i0 + i] += part[j * _TILE + i, lane]


@njit(nogil=True, cache=True)
def _back(part, views, detector, directions, place, corner, weight):  # type: ignore[no-untyped-def]
    """Fill a tile [pixel, lane] with the back projection."""
    source_mm, bin_mm, middle = detector
    (x0, y0), (dx, dy) = place
    x, last, lanes = x0 + corner[1] * dx, views.shape[1] - 1.001, views.shape[2]
    part[:] = np.float32(0.0)
    for view in range(views.shape[0]):
        c, s = directions[view, 0], directions[view, 1]
        for j in range(_TILE):
            y = y0 + (corner[0] + j) * dy
            along, away = x * c + y * s, source_mm + x * s - y * c
            for i in range(_TILE):
                scale = source_mm / (away + i * dx * s)
                at = min(max((along + i * dx * c) * scale / bin_mm + middle, 0.0), last)
                b = int(at)
                w = weight * scale * scale
                upper = np.float32(w * (at - b))
                lower = np.float32(w - w * (at - b))
                n = j * _TILE + i
                for lane in range(lanes):
                    part[n, lane] += lower * views[view, b, lane] + upper * views[view, b + 1, lane]
