"""The plain arithmetic agrees with the mathematical library, and chance is even-handed."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest

from planner.samples.scanning.arithmetic import bell, exp_minus, ln


@pytest.mark.parametrize("x", [0.0, 1e-9, 0.01, 0.7, 1.0, 13.37, 59.99])
def test_the_exponential(x: float) -> None:
    assert exp_minus(x) == pytest.approx(exp(-x), rel=1e-8)


def test_it_ends_somewhere() -> None:
    assert exp_minus(1e9) == exp_minus(60.0) > 0.0


@pytest.mark.parametrize("x", [1e-12, 0.03, 0.69, 0.71, 1.0, 1.39, 1.41, 2.0, 12345.0])
def test_the_logarithm(x: float) -> None:
    assert ln(x) == pytest.approx(log(x), rel=1e-9, abs=1e-9)


def test_a_stream_is_a_bell_without_memory() -> None:
    numbers = np.array([bell(np.uint64(7), np.uint64(n)) for n in range(40_000)])
    assert numbers.mean() == pytest.approx(0.0, abs=0.02)
    assert numbers.std() == pytest.approx(1.0, abs=0.01)
    assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 0.02
    other = np.array([bell(np.uint64(8), np.uint64(n)) for n in range(40_000)])
    assert abs(np.corrcoef(numbers, other)[0, 1]) < 0.02
