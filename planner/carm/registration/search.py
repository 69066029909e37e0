"""A search for the lowest place of a function with many hollows: evolution that learns its own spread.

N. Hansen: The CMA evolution strategy, a tutorial (arXiv 1604.00772), with its default settings.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class _Spread:
    """The spread of tries, learned from those that were best."""

    def __init__(self, count: int, tries: int) -> None:
        best = tries // 2
        weights = np.log(best + 0.5) - np.log(np.arange(1, best + 1))
        self.weights = weights / weights.sum()
        n, mass = count, 1.0 / float((self.weights**2).sum())
        self.mass = mass
        self.path_rate = (4.0 + mass / n) / (n + 4.0 + 2.0 * mass / n)
        self.size_rate = (mass + 2.0) / (n + mass + 5.0)
        self.one_rate = 2.0 / ((n + 1.3) ** 2 + mass)
        self.many_rate = min(1.0 - self.one_rate, 2.0 * (mass - 2.0 + 1.0 / mass) / ((n + 2.0) ** 2 + mass))
        self.damping = 1.0 + 2.0 * max(0.0, np.sqrt((mass - 1.0) / (n + 1.0)) - 1.0) + self.size_rate
        self.usual = np.sqrt(n) * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n))
        self.path, self.size_path = np.zeros(n), np.zeros(n)
        self.covariance, self.size, self.round = np.eye(n), 1.0, 0

    def factors(self) -> tuple[Numbers, Numbers]:
        """Return the half axes of the spread of 1, and the turn they are in."""
        squares, turn = np.linalg.eigh(self.covariance)
        return np.sqrt(np.maximum(squares, 1e-12)), turn

    def learn(self, best: Numbers, step: Numbers, axes: Numbers, turn: Numbers) -> None:
        """Take in the best tries of a round, in units of the size, and their weighted mean."""
        self.round += 1
        keep = 1.0 - self.size_rate
        self.size_path *= keep
        self.size_path += np.sqrt((1.0 - keep**2) * self.mass) * (turn @ ((turn.T @ step) / axes))
        length = float(np.linalg.norm(self.size_path))
        settled = (
            length / np.sqrt(1.0 - keep ** (2 * self.round)) < (1.4 + 2.0 / (step.size + 1)) * self.usual
        )
        self.path *= 1.0 - self.path_rate
        if settled:
            self.path += np.sqrt(self.path_rate * (2.0 - self.path_rate) * self.mass) * step
        self.covariance *= 1.0 - self.one_rate - self.many_rate
        self.covariance += self.one_rate * np.outer(self.path, self.path)
        self.covariance += self.many_rate * (best.T * self.weights) @ best
        self.size *= float(np.exp(self.size_rate / self.damping * (length / self.usual - 1.0)))


def evolved(
    cost: Callable[[Numbers], float],
    start: Numbers,
    reach: Numbers,
    seed: int,
    tries: int = 20,
    rounds: int = 40,
    until: float = 0.02,
) -> Numbers:
    """Return about where a function is lowest, searched from a start.

    Parameters
    ----------
    reach
        Standard deviation of the first tries, along each axis.
    tries, rounds
        Tries in a round, and rounds at most.
    until
        Ends once the spread is this share of the first one.
    """
    dice = np.random.default_rng(seed)
    middle, spread = start.astype(np.float64), _Spread(start.size, tries)
    for _round in range(rounds):
        axes, turn = spread.factors()
        off = (dice.standard_normal((tries, start.size)) * axes) @ turn.T
        costs = [cost(middle + spread.size * reach * each) for each in off]
        best = off[np.argsort(costs)[: len(spread.weights)]]
        step = spread.weights @ best
        middle = middle + spread.size * reach * step
        spread.learn(best, step, axes, turn)
        if spread.size * float(axes.max()) < until:
            break
    return middle
