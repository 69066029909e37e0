"""One chunk of slices as the detector sees it: the errors of every ray, view by view, filtered."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.samples.scanning.arithmetic import bell
from planner.samples.scanning.body import COARSE, VIEWS_APART
from planner.samples.scanning.errors import CoarseErrors, Rays, metal_error, shadow
from planner.samples.scanning.fan import LANES, filtered, tables
from planner.samples.scanning.kernels import Kernel


@dataclass(frozen=True, eq=False)
class Dots:
    """Metal as dots in the plane.

    Attributes
    ----------
    x_mm, y_mm
        From the isocentre.
    area_mm2
        Of the metal in it.
    lane, material
        Which slice of the chunk; which row of `Rays.metal`.
    """

    x_mm: NDArray[np.float64]
    y_mm: NDArray[np.float64]
    area_mm2: NDArray[np.float64]
    lane: NDArray[np.int64]
    material: NDArray[np.int64]

    @classmethod
    def joined(cls, parts: list[Dots]) -> Dots:
        """Return the dots of all parts, in their order."""
        none = np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0, np.int64), np.zeros(0, np.int64)
        columns = zip(none, (field.name for field in fields(cls)), strict=True)
        return cls(
            *(np.concatenate([empty, *(getattr(part, name) for part in parts)]) for empty, name in columns)
        )


def measured(
    rays: Rays,
    coarse: CoarseErrors,
    kernel: Kernel,
    noise: tuple[NDArray[np.uint64], NDArray[np.float64]],
    dots: Dots,
    bins: int,
) -> NDArray[np.float32]:
    """Return the filtered errors of the rays in mm of water, [view, bin, lane].

    Parameters
    ----------
    noise
        Keys of the slices and their neighbours [share, lane], and the shares.
    bins
        How many bins in the middle are kept; the rays beyond them are without noise.
    """
    fan, beam = rays.fan, rays.beam
    views = np.empty((fan.views, bins, LANES), np.float32)
    _measure(
        views,
        fan.directions,
        (fan.source_mm, fan.bins, fan.bin_mm),
        (coarse.noise_mm, coarse.hardening_mm, coarse.water_mm, coarse.bone_mm, coarse.light),
        noise,
        (dots.x_mm, dots.y_mm, dots.area_mm2, dots.lane, dots.material),
        (beam.tables, rays.metal, rays.counted),
        tables(fan, kernel),
    )
    return views


@njit(nogil=True, cache=True)
def _measure(views, directions, fan, coarse, noise, dots, physics, filters):  # type: ignore[no-untyped-def]
    """Fill `views` two at a time: the second one is the imaginary part of what is filtered."""
    bins, kept, lanes = fan[1], views.shape[1], views.shape[2]
    half = views.shape[0] // 2
    first = (bins - kept) // 2
    real, imaginary = np.empty((2 * bins, lanes), np.float32), np.empty((2 * bins, lanes), np.float32)
    lengths = np.zeros((physics[1].shape[0], bins, lanes), np.float32)
    for view in range(half):
        for one, errors in ((view, real), (view + half, imaginary)):
            reach = shadow(lengths, dots, directions[one, 0], directions[one, 1], fan)
            _fill(errors, one, first, fan, coarse, noise, physics, (lengths, reach))
            lengths[:, max(reach[0], 0) : reach[1] + 1] = np.float32(0.0)
        filtered(real, imaginary, filters)
        views[view] = real[first : first + kept]
        views[view + half] = imaginary[first : first + kept]


@njit(nogil=True, cache=True)
def _fill(errors, view, first, fan, coarse, noise, physics, metal):  # type: ignore[no-untyped-def]
    """Fill the first half of `errors` [2 x bins, lane] with those of a view, the second with zeros."""
    source_mm, bins, bin_mm = fan
    keys, shares = noise
    noise_mm, hardening_mm, water_mm, bone_mm, light = coarse
    lengths, (shaded_from, shaded_to) = metal
    lanes = errors.shape[1]
    row = np.zeros(lanes)
    v0 = view // VIEWS_APART
    v1, fv = (v0 + 1) % noise_mm.shape[0], (view % VIEWS_APART) / VIEWS_APART
    for b in range(bins):
        b0 = int((b + 0.5) / COARSE)
        fb = (b + 0.5) / COARSE - b0
        at = (v0, v1, b0, (1 - fv) * (1 - fb), (1 - fv) * fb, fv * (1 - fb), fv * fb)
        t = (b - (bins - 1) / 2.0) * bin_mm
        slant = source_mm / np.sqrt(source_mm * source_mm + t * t)
        if first <= b < bins - first:
            _draw(row, keys, shares, np.uint64(view * bins + b))
        else:
            row[:] = 0.0
        for k in range(lanes):
            sd, error = _between(noise_mm, at, k), _between(hardening_mm, at, k)
            if shaded_from <= b <= shaded_to and _shaded(lengths, b, k):
                w, d, photons = _between(water_mm, at, k), _between(bone_mm, at, k), _between(light, at, k)
                more, sd = metal_error(lengths, b, k, w, d, physics, photons)
                error += more
            errors[b, k] = np.float32((error + sd * row[k]) * slant)
            errors[bins + b, k] = np.float32(0.0)


@njit(nogil=True, cache=True, inline="always")
def _between(table, at, k):  # type: ignore[no-untyped-def]
    v0, v1, b0, w00, w01, w10, w11 = at
    b1 = b0 + 1
    return w00 * table[v0, b0, k] + w01 * table[v0, b1, k] + w10 * table[v1, b0, k] + w11 * table[v1, b1, k]


@njit(nogil=True, cache=True)
def _draw(row, keys, shares, counter):  # type: ignore[no-untyped-def]
    row[:] = 0.0
    for n in range(shares.size):
        for k in range(row.size):
            row[k] += shares[n] * bell(keys[n, k], counter)


@njit(nogil=True, cache=True)
def _shaded(lengths, b, k):  # type: ignore[no-untyped-def]
    total = np.float32(0.0)
    for m in range(lengths.shape[0]):
        total += lengths[m, b, k] + lengths[m, b - 1, k] + lengths[m, b + 1, k]
    return total > np.float32(0.02)
