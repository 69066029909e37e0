"""Thick slices and the noise they share."""

from __future__ import annotations

import numpy as np
import pytest

from planner.samples.scanning.profile import profile


@pytest.mark.parametrize(
    ("spacing", "thickness"), [(1.0, 1.0), (2.0, 3.0), (0.633, 3.0), (3.0, 2.0), (0.5, 0.5), (1.0, 1.25)]
)
def test_thin_slices_average_to_the_thickness(spacing: float, thickness: float) -> None:
    found = profile(spacing, thickness)
    thin_mm = spacing / found.per_step
    weights = np.array(found.weights)
    assert weights.sum() == pytest.approx(1.0)
    assert 1.0 / weights.max() * thin_mm == pytest.approx(thickness, rel=0.01) or weights.size == 1
    assert len(found.weights) * thin_mm >= thickness - 1e-9
    thin = np.arange(found.thin(5), dtype=np.float32)[:, None, None] * np.ones((1, 2, 2), np.float32)
    slices = found.averaged(thin)
    assert slices.shape == (5, 2, 2)
    assert slices[:, 0, 0] == pytest.approx(found.reach + found.per_step * np.arange(5), rel=1e-5)


def test_slices_that_touch_share_no_noise() -> None:
    assert profile(1.0, 1.0).shares == (1.0,)
    assert profile(3.0, 1.0).shares == (1.0,)


def test_overlapping_slices_share_it_and_keep_its_standard_deviation() -> None:
    shares = np.array(profile(1.0, 2.0).shares)
    assert (shares**2).sum() == pytest.approx(1.0)
    assert (shares[1:] * shares[:-1]).sum() == pytest.approx(0.5, abs=0.25)
