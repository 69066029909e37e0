"""What spines are like on the average and how they differ, from ``resources/samples/population.toml``."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import msgspec

from planner.assets import resource


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all tables of the file share: frozen, unknown keys refused."""


class Spread(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A mean, a standard deviation, and between what every draw is held.

    Raises
    ------
    ValueError
        If the mean is not within the limits, or the deviation is negative.
    """

    mean: float
    sd: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not (self.low <= self.mean <= self.high and self.sd >= 0.0):
            raise ValueError("a spread needs low <= mean <= high and a deviation that is not negative")

    def held(self, value: float) -> float:
        """Return `value`, or the limit it lies beyond."""
        return max(self.low, min(self.high, value))


Spreads = dict[str, Spread]
"""By name of a vertebra."""


class BodyPopulation(_Entry, frozen=True, kw_only=True):
    """Bodies; of the sacrum the lower numbers are those of its first segment."""

    upper_depth_mm: Spreads
    upper_width_mm: Spreads
    lower_depth_mm: Spreads
    lower_width_mm: Spreads
    waist_depth_mm: Spreads
    waist_width_mm: Spreads
    front_mm: Spreads
    back_mm: Spreads
    upper_dish_mm: Spreads
    lower_dish_mm: Spreads


class ArchPopulation(_Entry, frozen=True, kw_only=True):
    """Sides of the arch.

    Attributes
    ----------
    pedicle_behind_mm
        From the back of the body to the narrowest part of the pedicle.
    pedicle_below_mm, transverse_below_mm
        Below the upper endplate.
    transverse_behind_mm
        Behind the middle of the body.
    """

    pedicle_width_mm: Spreads
    pedicle_height_mm: Spreads
    pedicle_angle_deg: Spreads
    pedicle_behind_mm: Spreads
    pedicle_below_mm: Spreads
    transverse_lateral_mm: Spreads
    transverse_behind_mm: Spreads
    transverse_below_mm: Spreads
    transverse_height_mm: Spreads
    transverse_thickness_mm: Spreads
    mamillary_mm: Spreads
    accessory_mm: Spreads
    lamina_thickness_mm: Spreads


class RingPopulation(_Entry, frozen=True, kw_only=True):
    """The canal and the spinous process; `behind` and `below` from the middle of the upper endplate."""

    canal_depth_mm: Spreads
    canal_width_mm: Spreads
    spinous_behind_mm: Spreads
    spinous_below_mm: Spreads
    spinous_height_mm: Spreads
    spinous_thickness_mm: Spreads


class DiscPopulation(_Entry, frozen=True, kw_only=True):
    """Discs, by the vertebra below; `slip_mm`: of the upper vertebra, forwards."""

    middle_mm: Spreads
    wedge_deg: Spreads
    slip_mm: Spreads


class FacetPopulation(_Entry, frozen=True, kw_only=True):
    """Joints, by the vertebra below, in whose frame their centres are given."""

    lateral_mm: Spreads
    behind_mm: Spreads
    below_mm: Spreads
    plane_to_sagittal_deg: Spreads
    lean_deg: Spreads
    width_mm: Spreads
    height_mm: Spreads
    radius_mm: Spreads
    gap_mm: Spreads


class CancellousPopulation(_Entry, frozen=True, kw_only=True):
    """HU of the inside of the bodies: means by age in years, and what osteoporosis makes of it."""

    by_age: tuple[tuple[float, float], ...]
    sd_hu: float
    osteoporotic_hu: Spread

    def mean_hu(self, age: float) -> float:
        """Return the mean at an age, straight between the ages of the table, held beyond them."""
        for (younger, above), (older, below) in pairwise(self.by_age):
            if age <= older:
                share = max(0.0, (age - younger) / (older - younger))
                return above + share * (below - above)
        return self.by_age[-1][1]


class Population(_Entry, frozen=True, kw_only=True):
    """The whole file.

    Attributes
    ----------
    tropism
        By the vertebra below a joint: shares of joints whose sides differ by 7 to 15 degrees, and by more.
    """

    body: BodyPopulation
    arch: ArchPopulation
    ring: RingPopulation
    disc: DiscPopulation
    facet: FacetPopulation
    tropism: dict[str, tuple[float, float]]
    cancellous: CancellousPopulation


@cache
def population() -> Population:
    """Return what ``resources/samples/population.toml`` says."""
    return msgspec.toml.decode(resource("samples/population.toml").read_bytes(), type=Population)
