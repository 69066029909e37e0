"""A bank of chance that the compiled functions look texture and unevenness up in."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.samples.chance import Chance
from planner.samples.field.shape import Field

SIDE = 64
"""Knots along each edge; the bank repeats after them."""
SPREAD = 1.56
"""Makes up for the standard deviation lost between knots: 1 / sqrt(26 / 35)^3."""

Bank = Field
"""Numbers of mean 0 [z, y, x]."""


def bank_of(seed: int) -> Bank:
    """Return the bank of a person: `SIDE` cubed numbers of which `grain` makes noise of SD 1."""
    numbers: NDArray[np.float32] = Chance(seed, "soft", "bank").bell(SIDE * SIDE * SIDE)
    return (numbers * np.float32(SPREAD)).reshape(SIDE, SIDE, SIDE)


@njit(cache=True, nogil=True, inline="always")
def grain(bank: Bank, x: float, y: float, z: float) -> float:
    """Return smooth noise of SD about 1 at a position counted in cells."""
    fx, fy, fz = np.floor(x), np.floor(y), np.floor(z)
    i, j, k = int(fx) & 63, int(fy) & 63, int(fz) & 63
    x, y, z = x - fx, y - fy, z - fz
    x, y, z = x * x * (3.0 - 2.0 * x), y * y * (3.0 - 2.0 * y), z * z * (3.0 - 2.0 * z)
    i1, j1, k1 = (i + 1) & 63, (j + 1) & 63, (k + 1) & 63
    a = bank[k, j, i] + x * (bank[k, j, i1] - bank[k, j, i])
    b = bank[k, j1, i] + x * (bank[k, j1, i1] - bank[k, j1, i])
    c = bank[k1, j, i] + x * (bank[k1, j, i1] - bank[k1, j, i])
    d = bank[k1, j1, i] + x * (bank[k1, j1, i1] - bank[k1, j1, i])
    a += y * (b - a)
    c += y * (d - c)
    return float(a + z * (c - a))


@njit(cache=True, nogil=True)
def displaced(
    bank: Bank, x: float, y: float, z: float, heights_mm: tuple[float, float]
) -> tuple[float, float, float]:
    """Return a position moved a little, by broad waves (28 mm) and narrow ones (9 mm) of these heights."""
    broad, narrow = heights_mm
    p, q, r = 0.8 * x + 0.5 * y, 0.8 * y - 0.5 * x, z
    a, b, c = p / 28.0, q / 28.0, r / 36.0
    dx = broad * grain(bank, a, b, c)
    dy = broad * grain(bank, a + 17.3, b + 5.7, c + 9.1)
    dz = broad * grain(bank, a + 31.9, b + 23.3, c + 41.7)
    a, b, c = p / 9.0, q / 9.0, r / 14.0
    dx += narrow * grain(bank, a + 3.1, b + 47.3, c + 13.7)
    dy += narrow * grain(bank, a + 11.9, b + 29.5, c + 51.1)
    return x + dx, y + dy, z + dz
