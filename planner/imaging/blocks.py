"""Compiled passes over all voxels: the box that is not air, and the mean of blocks."""

from __future__ import annotations

import numpy as np
from numba import njit

from planner.imaging.threads import in_threads
from planner.imaging.volume import AIR_HU, Hu


def bounds_above(hu: Hu, above_hu: float) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Return first and after the last [k, j, i] of the voxels above a value; all where there are none."""
    nk, nj, ni = hu.shape
    boxes = np.array(in_threads(lambda k: _slice_bounds(hu[k], above_hu), range(nk)))
    some = np.flatnonzero(boxes[:, 1] > boxes[:, 0])
    if len(some) == 0:
        return (0, 0, 0), (nk, nj, ni)
    inside = boxes[some]
    return (
        (int(some[0]), int(inside[:, 0].min()), int(inside[:, 2].min())),
        (int(some[-1]) + 1, int(inside[:, 1].max()), int(inside[:, 3].max())),
    )


def block_means(hu: Hu, factors: tuple[int, int, int]) -> Hu:
    """Return the mean of every block of so many voxels [k, j, i], in the type of `hu`.

    What is less than air counts as air, and so does what a block at the end lacks: no block weighs more or
    less on a ray than its voxels did.
    """
    shape = tuple(-(-n // factor) for n, factor in zip(hu.shape, factors, strict=True))
    out: Hu = np.empty(shape, hu.dtype)
    whole = hu.dtype == np.int16
    in_threads(lambda k: _layer_of_means(hu, out, k, factors, whole), range(shape[0]))
    return out


@njit(nogil=True, cache=True)
def _slice_bounds(hu, above):  # type: ignore[no-untyped-def]
    nj, ni = hu.shape
    top, bottom, left, right = nj, 0, ni, 0
    for j in range(nj):
        first = 0
        while first < ni and hu[j, first] <= above:
            first += 1
        if first == ni:
            continue
        last = ni - 1
        while hu[j, last] <= above:
            last -= 1
        top, bottom = min(top, j), j + 1
        left, right = min(left, first), max(right, last + 1)
    return top, bottom, left, right


@njit(nogil=True, cache=True)
def _layer_of_means(hu, out, layer, factors, rounded):  # type: ignore[no-untyped-def]
    nk, nj, ni = hu.shape
    fk, fj, fi = factors
    share = np.float32(1.0 / (fk * fj * fi))
    air, none = np.float32(AIR_HU), np.float32(0.0)
    full = ni // fi
    line = np.empty(out.shape[2], np.float32)
    for row in range(out.shape[1]):
        line[:] = none
        for k in range(layer * fk, min((layer + 1) * fk, nk)):
            for j in range(row * fj, min((row + 1) * fj, nj)):
                for part in range(fi):
                    for i in range(full):
                        line[i] += max(np.float32(hu[k, j, i * fi + part]) - air, none)
                for i in range(full * fi, ni):
                    line[full] += max(np.float32(hu[k, j, i]) - air, none)
        for i in range(line.size):
            mean = line[i] * share + air
            out[layer, row, i] = np.rint(mean) if rounded else mean
