"""Chance, grain and noise: the sizes they promise, and the numbers they are pinned to."""

from __future__ import annotations

import numpy as np
import pytest

from planner.samples.noise import BINOMIAL, blurred, grain, remaining_sd
from planner.samples.numbers import Chance, cos_sin
from planner.samples.scanner import NOISE_IN_PLANE, Scanner


def test_chance_is_the_same_in_every_version_of_numpy() -> None:
    chance = Chance(7)
    numbers = [chance.between(-1.0, 1.0) for _ in range(3)]
    assert numbers == [0.25019093320933394, 0.794427601939151, 0.551371380490387]
    assert Chance(7).bell(3).tolist() == pytest.approx([0.20384686, 1.3880509, 1.1527271], abs=1e-7)


def test_a_bell_has_mean_0_and_standard_deviation_1() -> None:
    numbers = Chance(3).bell(400_000).astype(np.float64)
    assert numbers.mean() == pytest.approx(0.0, abs=0.01)
    assert numbers.std() == pytest.approx(1.0, abs=0.005)
    assert 2.5 < ((numbers - numbers.mean()) ** 4).mean() < 3.0


@pytest.mark.parametrize("step", [1, 2, 9])
def test_a_blur_keeps_the_sum_of_what_lies_inside(step: int) -> None:
    values = np.zeros((31, 7, 5), np.float32)
    values[15, 3, 2] = 64.0
    assert blurred(values, 0, BINOMIAL, step)[[15 - step, 15, 15 + step], 3, 2].tolist() == [16.0, 32.0, 16.0]
    flat = np.full((4, 4, 4), 7.0, np.float32)
    assert np.array_equal(blurred(flat, 1, BINOMIAL, step), flat)


def test_the_standard_deviation_that_a_blur_leaves() -> None:
    noise = Chance(5).bell(120_000).reshape(40, 60, 50)
    for axis in (1, 2):
        noise = blurred(noise, axis, NOISE_IN_PLANE)
    assert noise[:, 4:-4, 4:-4].std() == pytest.approx(remaining_sd([[(NOISE_IN_PLANE, 1)]] * 2), rel=0.01)


def test_noise_and_grain_have_the_size_asked_for() -> None:
    noise = Scanner(noise_hu=13.0).noise((40, 60, 50), Chance(1))
    assert noise[:, 4:-4, 4:-4].std() == pytest.approx(13.0, rel=0.02)
    marrow = grain((40, 60, 50), Chance(2), 42.0)
    assert marrow[10:-10, 10:-10, 10:-10].std() == pytest.approx(42.0, rel=0.15)


def test_what_is_stored_is_whole_and_within_12_bits() -> None:
    stored = Scanner().stored(np.array([-5000.0, -0.4, 88.6, 9000.0], np.float32))
    assert stored.dtype == np.int16
    assert stored.tolist() == [-1024, 0, 89, 3071]


def test_cosines_do_not_show_the_mathematical_library() -> None:
    assert cos_sin(60.0) == (0.5, 0.866025403784)
