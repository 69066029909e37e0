"""Grain, blur and noise in plain sums and products, so that they come out the same everywhere."""

from __future__ import annotations

from math import prod, sqrt

import numpy as np

from planner.samples.numbers import Chance
from planner.samples.shapes import Field

Kernel = tuple[float, float, float]
"""Weights of the voxel before, the voxel itself and the voxel after."""

BINOMIAL: Kernel = (0.25, 0.5, 0.25)


def blurred(values: Field, axis: int, kernel: Kernel = BINOMIAL, step: int = 1) -> Field:
    """Return `values` with each voxel mixed with those `step` before and after it; edges repeat."""
    n = values.shape[axis]
    step = min(step, n - 1)
    if step == 0:
        return values
    before = np.concatenate([_part(values, axis, 0, 1)] * step + [_part(values, axis, 0, n - step)], axis)
    after = np.concatenate([_part(values, axis, step, n)] + [_part(values, axis, n - 1, n)] * step, axis)
    before *= np.float32(kernel[0])
    before += values * np.float32(kernel[1])
    after *= np.float32(kernel[2])
    before += after
    return before


def _part(values: Field, axis: int, start: int, stop: int) -> Field:
    index = [slice(None)] * values.ndim
    index[axis] = slice(start, stop)
    return values[tuple(index)]


def remaining_sd(kernels: list[list[tuple[Kernel, int]]]) -> float:
    """Return the standard deviation that white noise of 1 keeps after the passes along each axis."""
    return round(prod(sqrt(float(np.sum(_combined(passes) ** 2))) for passes in kernels), 9)


def _combined(passes: list[tuple[Kernel, int]]) -> np.ndarray:
    total = np.ones(1)
    for kernel, step in passes:
        wide = np.zeros(2 * step + 1)
        wide[0], wide[step], wide[-1] = kernel
        total = np.convolve(total, wide)
    return total


def grain(shape: tuple[int, ...], chance: Chance, sd: float) -> Field:
    """Return noise [k, j, i] of standard deviation `sd`, part fine (2 voxels), part coarse (6 voxels)."""
    fine = chance.bell(prod(shape)).reshape(shape)
    for axis in range(3):
        fine = blurred(fine, axis)
    coarse = fine
    for step in (2, 4):
        for axis in range(3):
            coarse = blurred(coarse, axis, step=step if axis else step // 2)
    fine_sd = remaining_sd([[(BINOMIAL, 1)]] * 3)
    coarse_sd = remaining_sd(
        [[(BINOMIAL, 1), (BINOMIAL, 1), (BINOMIAL, 2)]] + [[(BINOMIAL, 1), (BINOMIAL, 2), (BINOMIAL, 4)]] * 2
    )
    total: Field = fine * np.float32(0.8 * sd / fine_sd) + coarse * np.float32(0.6 * sd / coarse_sd)
    return total
