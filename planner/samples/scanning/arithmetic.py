"""Exponential, logarithm and chance in plain arithmetic, so that they are the same on every machine."""

from __future__ import annotations

from math import exp, pi

import numpy as np
from numba import njit

_STEPS = 64
_LARGEST = 60
_POWERS = np.array([float(f"{exp(-n / _STEPS):.12e}") for n in range(_LARGEST * _STEPS + 1)])
_LN2 = 0.693147180559945
_BELL_SCALE = 1.0 / (65536.0 * 0.57735026919)
"""One over the standard deviation of the sum of four even 16-bit numbers."""


def gauss(variance: float, frequency: float) -> float:
    """Return the transfer of a bell curve of `variance` (mm^2) at a spatial `frequency` (1/mm), 1 at 0."""
    return round(exp(-2.0 * pi * pi * variance * frequency * frequency), 12)


@njit(nogil=True, cache=True)
def exp_minus(x):  # type: ignore[no-untyped-def]
    """Return e to the power of -x for x >= 0, to 1e-8 of its value; that of 60 beyond."""
    if x >= _LARGEST:
        return _POWERS[_LARGEST * _STEPS]
    step = int(x * _STEPS)
    rest = x - step / _STEPS
    return _POWERS[step] * (1.0 - rest * (1.0 - rest * (0.5 - rest / 6.0)))


@njit(nogil=True, cache=True)
def ln(x):  # type: ignore[no-untyped-def]
    """Return the natural logarithm of x > 0, to 1e-9."""
    halvings = 0
    while x > 1.4:
        x *= 0.5
        halvings += 1
    while x < 0.7:
        x *= 2.0
        halvings -= 1
    t = (x - 1.0) / (x + 1.0)
    square = t * t
    series = 1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0 + square * (1.0 / 9.0))))
    return 2.0 * t * series + halvings * _LN2


@njit(nogil=True, cache=True)
def bell(key, counter):  # type: ignore[no-untyped-def]
    """Return number `counter` of the stream `key` (both uint64): mean 0, standard deviation 1, at most 3.5.

    The sum of the four quarters of SplitMix64 (G. Steele et al., OOPSLA 2014).
    """
    z = key + (counter + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    quarter = np.uint64(0xFFFF)
    total = (
        np.int64(z & quarter)
        + np.int64((z >> np.uint64(16)) & quarter)
        + np.int64((z >> np.uint64(32)) & quarter)
        + np.int64(z >> np.uint64(48))
    )
    return (total - 131070.0) * _BELL_SCALE
