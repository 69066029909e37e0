"""Filter and back projection against closed forms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.samples.scanning.fan import LANES, Fan, add_back, filtered, tables
from planner.samples.scanning.kernels import SOFT, Kernel

Line = NDArray[np.float64]


@dataclass(frozen=True)
class Rebuilt:
    """Images [lane, j, i] and where their pixels lie."""

    images: NDArray[np.float32]
    x: Line
    y: Line


def rebuilt(fan: Fan, kernel: Kernel, rays: NDArray[np.float64], pixels: int, pixel_mm: float) -> Rebuilt:
    """Return the images of rays [view, bin, lane]."""
    views = np.zeros((fan.views, fan.bins, LANES), np.float32)
    half = fan.views // 2
    t = (np.arange(fan.bins) - (fan.bins - 1) / 2) * fan.bin_mm
    weighted = rays * (fan.source_mm / np.hypot(fan.source_mm, t))[None, :, None]
    for view in range(half):
        pair = np.zeros((2, 2 * fan.bins, LANES), np.float32)
        pair[0, : fan.bins, : rays.shape[2]] = weighted[view]
        pair[1, : fan.bins, : rays.shape[2]] = weighted[view + half]
        filtered(pair[0], pair[1], tables(fan, kernel))
        views[view], views[view + half] = pair[:, : fan.bins]
    images = np.zeros((rays.shape[2], pixels, pixels), np.float32)
    first = -(pixels - 1) / 2 * pixel_mm
    place = ((first, first), (pixel_mm, pixel_mm))
    add_back(images, views, (fan.source_mm, fan.bin_mm, (fan.bins - 1) / 2), fan.directions, place, 1.0)
    y, x = np.mgrid[0:pixels, 0:pixels] * pixel_mm + first
    return Rebuilt(images, x, y)


def disc_rays(fan: Fan, x: float, y: float, radius: float) -> NDArray[np.float64]:
    """Return the chords of a disc, [view, bin, 1]."""
    t = (np.arange(fan.bins) - (fan.bins - 1) / 2) * fan.bin_mm
    c, s = fan.directions.T[:, :, None]
    slant = np.hypot(fan.source_mm, t)
    dx, dy = (t * c + fan.source_mm * s) / slant, (t * s - fan.source_mm * c) / slant
    miss = (x + fan.source_mm * s) * dy - (y - fan.source_mm * c) * dx
    chords: NDArray[np.float64] = 2 * np.sqrt(np.maximum(radius**2 - miss**2, 0.0))[:, :, None]
    return chords


def test_the_transform_is_a_convolution_with_the_filter(coarse_fan: Fan) -> None:
    signal = np.random.default_rng(3).standard_normal((2, coarse_fan.bins))
    pair = np.zeros((2, 2 * coarse_fan.bins, LANES), np.float32)
    pair[:, : coarse_fan.bins, 5] = signal
    filtered(pair[0], pair[1], tables(coarse_fan, SOFT))
    factors = coarse_fan.filter(SOFT)
    expected = np.fft.irfft(np.fft.rfft(signal, 2 * coarse_fan.bins) * factors)
    assert np.allclose(pair[:, :, 5], expected, atol=1e-5)
    assert not pair[:, :, :5].any()


def test_a_disc_comes_back_with_its_value(coarse_fan: Fan) -> None:
    found = rebuilt(coarse_fan, Kernel("any", 1.8), disc_rays(coarse_fan, 30.0, -40.0, 90.0), 120, 2.0)
    away = np.hypot(found.x - 30.0, found.y + 40.0)
    inside = found.images[0][away < 82.0]
    assert inside.mean() == pytest.approx(1.0, abs=0.001)
    assert np.abs(inside - 1.0).max() < 0.01
    assert np.abs(found.images[0][away > 98.0]).max() < 0.03


@pytest.mark.parametrize("sd_mm", [2.0, 3.0])
def test_a_point_spreads_as_the_kernel_says(sd_mm: float) -> None:
    fan = Fan(views=240, bins=256, bin_mm=1.0)
    found = rebuilt(fan, Kernel("any", sd_mm), disc_rays(fan, 12.0, 7.0, 1.0), 64, 1.0)
    image = np.where(np.hypot(found.x - 12.0, found.y - 7.0) < 4 * sd_mm, found.images[0], 0.0)
    total = image.sum()
    assert total == pytest.approx(np.pi, rel=0.03)
    assert (image * found.x).sum() / total == pytest.approx(12.0, abs=0.1)
    assert (image * found.y).sum() / total == pytest.approx(7.0, abs=0.1)
    # the disc's own variance along an axis is a quarter of its radius squared
    variance = (image * (found.x - 12.0) ** 2).sum() / total - 0.25
    assert variance == pytest.approx(sd_mm**2, rel=0.15)


def test_even_noise_comes_back_with_the_standard_deviation_that_is_told(coarse_fan: Fan) -> None:
    kernel = Kernel("any", 1.8)
    rays = np.random.default_rng(5).standard_normal((coarse_fan.views, coarse_fan.bins, LANES))
    found = rebuilt(coarse_fan, kernel, rays, 24, 1.7)
    assert found.images.std() == pytest.approx(coarse_fan.noise_gain(kernel), rel=0.04)


def test_the_field_covers_what_every_view_sees() -> None:
    fan = Fan()
    assert 240.0 < fan.radius_mm < 260.0
    assert fan.bin_of(fan.radius_mm) <= fan.bins // 2
