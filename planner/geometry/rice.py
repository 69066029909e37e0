"""The Rice distribution: how long a vector of the plane comes out that errs alike in both directions."""

from __future__ import annotations

from functools import lru_cache
from math import cos, erf, exp, pi, sin, sqrt

STEPS = 32
"""Of the midpoint rule over half a turn; for smooth functions of an angle it converges geometrically."""
FARTHEST = 8.0
"""No deviate is farther off than this, in standard deviations."""
_TURNS = tuple((cos(t), sin(t)) for t in ((n + 0.5) * pi / STEPS - pi / 2.0 for n in range(STEPS)))


@lru_cache(maxsize=1024)
def rice_quantile(length: float, deviation: float, share: float) -> float:
    """Return what the length of a vector is not above with a probability, right to 1e-6 of the deviation.

    Parameters
    ----------
    length
        Of the vector without errors.
    deviation
        Standard deviation of the error along each of the two axes, in the unit of the length.
    share
        The probability, between 0 and 1.

    References
    ----------
    S. O. Rice, Mathematical analysis of random noise, Bell System Technical Journal 1945;24:46-156. For no
    length it is the Rayleigh distribution, deviation * sqrt(-2 ln(1 - share)).
    """
    if deviation == 0.0:
        return length
    middle = length / deviation
    low, high = max(0.0, middle - FARTHEST), middle + FARTHEST
    while high - low > 1e-6:
        tried = (low + high) / 2.0
        if _within(tried, middle) < share:
            low = tried
        else:
            high = tried
    return (low + high) / 2.0 * deviation


def _within(radius: float, middle: float) -> float:
    """Return the probability that unit normal deviates about (middle, 0) lie within a radius of (0, 0)."""
    reach, total = min(radius, FARTHEST), 0.0
    for cosine, sine in _TURNS:
        across = reach * sine
        half = sqrt(radius * radius - across * across)
        share = _below(half - middle) - _below(-half - middle)
        total += cosine * exp(-across * across / 2.0) * share
    return total * reach * pi / STEPS / sqrt(2.0 * pi)


def _below(value: float) -> float:
    return 0.5 * (1.0 + erf(value / sqrt(2.0)))
