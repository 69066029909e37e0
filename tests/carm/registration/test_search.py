"""The search finds the lowest place of a valley, and gets out of small hollows."""

from __future__ import annotations

import numpy as np
import pytest

from planner.carm.registration.search import Numbers, evolved


def test_a_narrow_valley_is_followed() -> None:
    lowest = np.array([1.0, -2.0, 3.0, 0.5])
    turn, _ = np.linalg.qr(np.random.default_rng(1).normal(size=(4, 4)))

    def cost(numbers: Numbers) -> float:
        return float((np.array([1.0, 30.0, 5.0, 80.0]) * (turn @ (numbers - lowest)) ** 2).sum())

    found = evolved(cost, np.zeros(4), np.full(4, 3.0), seed=2, rounds=150, until=1e-4)
    assert found == pytest.approx(lowest, abs=0.01)


def test_small_hollows_do_not_hold_it() -> None:
    def cost(numbers: Numbers) -> float:
        return float((numbers**2).sum() / 20.0 + (1.0 - np.cos(4.0 * numbers)).sum() / 4.0)

    ends = [evolved(cost, np.full(3, 4.0), np.full(3, 5.0), seed, rounds=80) for seed in range(5)]
    assert sum(float(np.abs(end).max()) < 0.4 for end in ends) >= 4


def test_the_same_seed_ends_at_the_same_place() -> None:
    def cost(numbers: Numbers) -> float:
        return float(np.abs(numbers - 1.0).sum())

    first, again, other = (evolved(cost, np.zeros(3), np.ones(3), seed, rounds=5) for seed in (7, 7, 8))
    assert (first == again).all()
    assert (first != other).any()
