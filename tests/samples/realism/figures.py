"""Figures of a CT that can be compared: values of tissues, grain of the noise, sharpness, width of joints."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """How values are spread."""

    mean: float
    sd: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Array) -> Spread:
        """Return mean, standard deviation, 5th and 95th percentile."""
        low, high = np.percentile(values, [5.0, 95.0])
        return cls(float(values.mean()), float(values.std()), float(low), float(high))


@dataclass(frozen=True)
class Grain:
    """The noise of an even region.

    Attributes
    ----------
    sd
        Without slow trends.
    peak, middle
        Spatial frequency where the power is largest and its centre of gravity, per mm.
    lowest
        Power near 0 as a share of the largest: 1 for white noise.
    """

    sd: float
    peak: float
    middle: float
    lowest: float


def level(patch: Array) -> Array:
    """Return a patch [j, i] without the parabola that fits it best."""
    j, i = np.mgrid[-1 : 1 : patch.shape[0] * 1j, -1 : 1 : patch.shape[1] * 1j]
    terms = np.stack([np.ones_like(i), i, j, i * j, i * i, j * j], axis=-1).reshape(-1, 6)
    fit, *_ = np.linalg.lstsq(terms, patch.ravel(), rcond=None)
    rest: Array = patch - (terms @ fit).reshape(patch.shape)
    return rest


def grain(patches: list[Array], pixel_mm: float, rings: int = 10) -> Grain:
    """Return the grain of square patches [j, i] of one size."""
    size = patches[0].shape[0]
    window = np.outer(np.hanning(size), np.hanning(size))
    flat = [level(patch) for patch in patches]
    power = np.mean([np.abs(np.fft.fft2(patch * window)) ** 2 for patch in flat], axis=0)
    f = np.fft.fftfreq(size, pixel_mm)
    radius = np.hypot(f[:, None], f[None, :])
    edges = np.linspace(1.0 / (size * pixel_mm), 0.5 / pixel_mm, rings + 1)
    ring = np.digitize(radius, edges)
    along = np.array([power[ring == n].mean() for n in range(1, rings + 1)])
    at = (edges[1:] + edges[:-1]) / 2.0
    return Grain(
        float(np.sqrt(np.mean([patch.var() for patch in flat]))),
        float(at[np.argmax(along)]),
        float((along * at).sum() / along.sum()),
        float(along[0] / along.max()),
    )


def along(volume: Array, patient_to_voxel: Array, start: Array, step: Array, count: int) -> Array:
    """Return the values at `count` points from `start`, `step` apart (LPS mm), by trilinear interpolation."""
    points = start[None, :] + np.arange(count)[:, None] * step[None, :]
    index = points @ patient_to_voxel[:3, :3].T + patient_to_voxel[:3, 3]
    values: Array = ndimage.map_coordinates(volume, index[:, ::-1].T, order=1, mode="nearest")
    return values


def rise_mm(profile: Array, step_mm: float, low: float = -850.0, high: float = -350.0) -> float | None:
    """Return the way on which a profile from air into the body rises from `low` to `high`."""
    above = np.nonzero(profile > high)[0]
    if above.size == 0 or above[0] == 0:
        return None
    end = int(above[0])
    below = np.nonzero(profile[:end] < low)[0]
    if below.size == 0:
        return None
    start = int(below[-1])
    first = start + (low - profile[start]) / (profile[start + 1] - profile[start])
    last = end - 1 + (high - profile[end - 1]) / (profile[end] - profile[end - 1])
    return float((last - first) * step_mm)


def gap_mm(profile: Array, step_mm: float) -> tuple[float, float] | None:
    """Return width at half its depth, and depth in HU, of the dark line in the middle of a profile.

    None where there is no dark line between two brighter plates.
    """
    third = profile.size // 3
    bottom = third + int(np.argmin(profile[third:-third]))
    left, right = int(np.argmax(profile[:bottom])), bottom + int(np.argmax(profile[bottom:]))
    depth = min(profile[left], profile[right]) - profile[bottom]
    if depth < 60.0:
        return None
    half = profile[bottom] + depth / 2.0
    a, b = bottom, bottom
    while a > left and profile[a] < half:
        a -= 1
    while b < right and profile[b] < half:
        b += 1
    start = a + (profile[a] - half) / (profile[a] - profile[a + 1])
    end = b - (profile[b] - half) / (profile[b] - profile[b - 1])
    return float((end - start) * step_mm), float(depth)


def plate_mm(profile: Array, step_mm: float) -> tuple[float, float] | None:
    """Return width at half its height above the brighter side, and peak in HU, of the plate in a profile."""
    top = int(np.argmax(profile))
    if top in (0, profile.size - 1):
        return None
    half = (profile[top] + max(profile[0], profile[-1])) / 2.0
    a, b = top, top
    while a > 0 and profile[a] > half:
        a -= 1
    while b < profile.size - 1 and profile[b] > half:
        b += 1
    start = a + (half - profile[a]) / (profile[a + 1] - profile[a]) if profile[a] <= half else 0.0
    end = (
        b - (half - profile[b]) / (profile[b - 1] - profile[b]) if profile[b] <= half else profile.size - 1.0
    )
    return float((end - start) * step_mm), float(profile[top])


def neighbour_correlation(block: Array, axis: int, step: int = 1) -> float:
    """Return how like the noise of a block is to that `step` voxels on."""
    even = block - ndimage.gaussian_filter(block, [0 if n == axis else 6 for n in range(3)])
    n = block.shape[axis]
    a, b = np.take(even, range(n - step), axis).ravel(), np.take(even, range(step, n), axis).ravel()
    return float(np.corrcoef(a, b)[0, 1])
