"""The figures are right where the truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from tests.samples.realism.figures import (
    Spread,
    along,
    gap_mm,
    grain,
    level,
    neighbour_correlation,
    plate_mm,
    rise_mm,
)

DICE = np.random.default_rng(11)


def test_the_spread() -> None:
    found = Spread.of(np.arange(101.0))
    assert (found.mean, found.low, found.high) == (50.0, 5.0, 95.0)


def test_slow_trends_are_taken_out() -> None:
    j, i = np.mgrid[0:20, 0:30] * 1.0
    assert np.abs(level(3.0 + i - 2.0 * j + 0.1 * i * j + 0.2 * i * i)).max() < 1e-9


def test_the_grain_of_white_noise() -> None:
    found = grain([DICE.normal(0.0, 7.0, (32, 32)) for _ in range(200)], 0.5)
    assert found.sd == pytest.approx(7.0, rel=0.03)
    assert found.lowest > 0.8


def test_the_grain_of_a_wave() -> None:
    i = np.arange(64) * 0.5
    waves = [np.cos(2 * np.pi * (0.4 * i + shift))[None, :] * np.ones((64, 1)) for shift in (0.1, 0.5)]
    found = grain(waves, 0.5, rings=20)
    assert found.peak == pytest.approx(0.4, abs=0.03)
    assert found.lowest < 0.01


def edge(sd_mm: float) -> np.ndarray:
    step = np.where(np.arange(400) < 200, -1000.0, 0.0)
    blurred: np.ndarray = ndimage.gaussian_filter1d(step, sd_mm / 0.1)
    return blurred


@pytest.mark.parametrize("sd_mm", [0.5, 1.0])
def test_the_rise_of_a_blurred_edge(sd_mm: float) -> None:
    # from 15 % to 65 % of a bell curve's integral
    assert rise_mm(edge(sd_mm), 0.1) == pytest.approx((1.0364 + 0.3853) * sd_mm, rel=0.03)
    assert rise_mm(np.full(30, -1000.0), 0.1) is None


def test_a_gap_between_plates() -> None:
    x = np.arange(-60, 61) * 0.1
    bone = np.where(np.abs(x) < 4.0, 600.0, 100.0)
    profile = ndimage.gaussian_filter1d(np.where(np.abs(x) < 1.0, 50.0, bone), 3.0)
    width, depth = gap_mm(profile, 0.1) or (0.0, 0.0)
    assert width == pytest.approx(2.0, abs=0.1)
    assert depth == pytest.approx(550.0, abs=10.0)
    assert gap_mm(np.full(60, 300.0), 0.1) is None


def test_a_plate() -> None:
    x = np.arange(-60, 61) * 0.1
    profile = ndimage.gaussian_filter1d(np.where(np.abs(x) < 0.8, 700.0, np.where(x < 0, 50.0, 150.0)), 2.0)
    width, peak = plate_mm(profile, 0.1) or (0.0, 0.0)
    assert width == pytest.approx(1.5, abs=0.1)
    assert peak == pytest.approx(700.0, abs=10.0)
    assert plate_mm(np.arange(10.0), 0.1) is None


def test_a_line_through_a_volume() -> None:
    k, j, i = np.mgrid[0:8, 0:9, 0:10] * 1.0
    to_voxel = np.linalg.inv(np.diag([0.5, 2.0, 3.0, 1.0]))
    found = along(100 * k + 10 * j + i, to_voxel, np.array([1.0, 2.0, 3.0]), np.array([0.25, 1.0, 1.5]), 3)
    assert found == pytest.approx([112.0, 112.0 + 55.5, 112.0 + 111.0])


def test_the_likeness_of_neighbours() -> None:
    white = DICE.standard_normal((12, 40, 40))
    assert abs(neighbour_correlation(white, 0)) < 0.03
    mixed = white[1:] + white[:-1]
    assert neighbour_correlation(mixed, 0) == pytest.approx(0.5, abs=0.03)
