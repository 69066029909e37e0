"""Smoothing of pictures: the mean over a box, and a Gaussian; beyond the edges the edge goes on."""

from __future__ import annotations

from math import ceil

import numpy as np
from numba import njit
from numpy.typing import NDArray


def box_mean(values: NDArray[np.float32], width_px: int) -> NDArray[np.float32]:
    """Return the mean over squares of an odd number of pixels, `width_px` or one more, float32."""
    half = width_px // 2
    mean: NDArray[np.float32] = _along_rows(_along_columns(values, half), half)
    return mean


def gaussian(values: NDArray[np.float32], sigma_px: float) -> NDArray[np.float32]:
    """Return a picture smoothed by a Gaussian that is cut off at three times its width, float32."""
    reach = max(1, ceil(3.0 * sigma_px))
    off = np.arange(-reach, reach + 1) / max(sigma_px, 1e-6)
    weights = np.exp(-0.5 * off * off)
    smooth: NDArray[np.float32] = _weighted(values, (weights / weights.sum()).astype(np.float32))
    return smooth


@njit(nogil=True, cache=True)
def _along_rows(values, half):  # type: ignore[no-untyped-def]
    rows, columns = values.shape
    out = np.empty((rows, columns), np.float32)
    share = 1.0 / (2 * half + 1)
    for row in range(rows):
        total = 0.0
        for column in range(-half, half + 1):
            total += values[row, min(max(column, 0), columns - 1)]
        for column in range(columns):
            out[row, column] = total * share
            total += values[row, min(column + half + 1, columns - 1)] - values[row, max(column - half, 0)]
    return out


@njit(nogil=True, cache=True)
def _along_columns(values, half):  # type: ignore[no-untyped-def]
    rows, columns = values.shape
    out = np.empty((rows, columns), np.float32)
    total = np.zeros(columns, np.float64)
    share = 1.0 / (2 * half + 1)
    for row in range(-half, half + 1):
        total += values[min(max(row, 0), rows - 1)]
    for row in range(rows):
        entering, leaving = values[min(row + half + 1, rows - 1)], values[max(row - half, 0)]
        for column in range(columns):
            out[row, column] = total[column] * share
            total[column] += entering[column] - leaving[column]
    return out


@njit(nogil=True, cache=True)
def _weighted(values, weights):  # type: ignore[no-untyped-def]
    rows, columns = values.shape
    reach = len(weights) // 2
    out = np.empty((rows, columns), np.float32)
    line = np.empty(columns + 2 * reach, np.float32)
    for row in range(rows):
        line[:] = 0.0
        for n in range(-reach, reach + 1):
            weight, other = weights[n + reach], values[min(max(row + n, 0), rows - 1)]
            for column in range(columns):
                line[reach + column] += weight * other[column]
        line[:reach] = line[reach]
        line[columns + reach :] = line[columns + reach - 1]
        for column in range(columns):
            out[row, column] = weights[0] * line[column]
        for n in range(1, len(weights)):
            weight = weights[n]
            for column in range(columns):
                out[row, column] += weight * line[column + n]
    return out
