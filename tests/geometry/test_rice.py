"""Quantiles of the Rice distribution against its closed cases and against drawn vectors."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest

from planner.geometry.rice import rice_quantile


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("deviation", [0.3, 10.0])
def test_without_a_length_it_is_the_rayleigh_distribution(share: float, deviation: float) -> None:
    expected = deviation * sqrt(-2.0 * log(1.0 - share))
    assert rice_quantile(0.0, deviation, share) == pytest.approx(expected, abs=2e-6 * deviation)


def test_a_long_vector_errs_along_itself_only() -> None:
    # the error across lengthens it by deviation^2 / (2 length)
    assert rice_quantile(1000.0, 1.0, 0.9) == pytest.approx(1000.0 + 1.2815516 + 0.0005, abs=1e-4)
    assert rice_quantile(7.0, 0.0, 0.9) == 7.0


@pytest.mark.parametrize("length", [0.5, 2.0, 5.0])
def test_as_drawn(length: float) -> None:
    drawn = np.random.default_rng(3).normal((length, 0.0), 1.5, (400_000, 2))
    expected = np.quantile(np.hypot(*drawn.T), 0.9)
    assert rice_quantile(length, 1.5, 0.9) == pytest.approx(expected, abs=0.02)
