"""Smoothing against scipy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from planner.imaging.smoothing import box_mean, gaussian

PICTURE = np.random.default_rng(5).normal(100.0, 40.0, (37, 58)).astype(np.float32)


@pytest.mark.parametrize("width_px", [1, 3, 8, 21, 81])
def test_the_mean_over_a_box(width_px: int) -> None:
    odd = width_px // 2 * 2 + 1
    expected = ndimage.uniform_filter(PICTURE.astype(float), odd, mode="nearest")
    assert np.abs(box_mean(PICTURE, width_px) - expected).max() < 1e-3


@pytest.mark.parametrize("sigma_px", [0.4, 1.0, 3.3, 9.0])
def test_a_gaussian(sigma_px: float) -> None:
    reach = max(1, int(np.ceil(3.0 * sigma_px)))
    expected = ndimage.gaussian_filter(PICTURE.astype(float), sigma_px, radius=reach, mode="nearest")
    assert np.abs(gaussian(PICTURE, sigma_px) - expected).max() < 1e-3


def test_what_is_even_stays_even() -> None:
    even = np.full((20, 9), 7.5, np.float32)
    assert np.allclose(box_mean(even, 31), 7.5)
    assert np.allclose(gaussian(even, 4.0), 7.5)
