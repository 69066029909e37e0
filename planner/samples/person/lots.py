"""How a value is chosen among people: by chance for one person, or the mean for the typical one."""

from __future__ import annotations

from math import sqrt
from typing import Protocol

from planner.samples.chance import Chance
from planner.samples.person.population import Spread

FARTHEST_SD = 2.5
PLACES = 3
"""Values are kept to a micrometre, or a thousandth of a degree."""


class Lots(Protocol):
    """Where values come from; each purpose has its own."""

    def own(self, *purpose: str) -> float:
        """Return a number of mean 0 and standard deviation 1."""
        ...

    def between(self, low: float, high: float, *purpose: str) -> float:
        """Return a number from `low` to `high`."""
        ...

    def happens(self, probability: float, *purpose: str) -> bool:
        """Say whether something of this probability is so."""
        ...

    def sign(self, *purpose: str) -> float:
        """Return to which of two sides something lies: -1 or 1; 0 where it is the mean that counts."""
        ...


class Drawn:
    """Lots drawn for the person of a seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def own(self, *purpose: str) -> float:
        """Return a number of a bell curve, held within `FARTHEST_SD`."""
        return Chance(self._seed, "person", *purpose).about(0.0, 1.0, FARTHEST_SD)

    def between(self, low: float, high: float, *purpose: str) -> float:
        """Return a number from `low` to `high`, evenly distributed."""
        return Chance(self._seed, "person", *purpose).between(low, high)

    def happens(self, probability: float, *purpose: str) -> bool:
        """Say yes with this probability."""
        return Chance(self._seed, "person", *purpose).happens(probability)

    def sign(self, *purpose: str) -> float:
        """Return -1 or 1."""
        return 1.0 if self.happens(0.5, *purpose) else -1.0


class Means:
    """No chance: everything is as in the mean of people."""

    def own(self, *_purpose: str) -> float:
        """Return 0."""
        return 0.0

    def between(self, low: float, high: float, *_purpose: str) -> float:
        """Return the middle."""
        return (low + high) / 2.0

    def happens(self, probability: float, *_purpose: str) -> bool:
        """Say what is more probable."""
        return probability > 0.5

    def sign(self, *_purpose: str) -> float:
        """Return 0."""
        return 0.0


def value(lots: Lots, spread: Spread, *purpose: str, follows: float = 0.0, share: float = 0.0) -> float:
    """Return one value of a spread.

    Parameters
    ----------
    follows
        A factor of mean 0 and standard deviation 1 that other values of this person follow too.
    share
        The correlation with it, 0 to 1.
    """
    own = lots.own(*purpose) if spread.sd > 0.0 else 0.0
    deviation = share * follows + sqrt(1.0 - share * share) * own
    return tidy(spread.held(spread.mean + spread.sd * deviation))


def tidy(number: float) -> float:
    """Return a number to `PLACES`, without a negative zero."""
    return round(number, PLACES) + 0.0
