"""What a length on an image is worth: from millimetres of a CT down to pixels.

A C-arm magnifies: 10 mm are seen as 16.7 mm at the detector where the source stands 600 mm from the patient
and 1000 mm from the detector. A length is therefore never a bare number: it carries what it is worth.

References
----------
PS3.3 10.7.1.3 (what pixel spacing means in a projection).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite


class Calibration(StrEnum):
    """What a length is worth, the best first.

    Attributes
    ----------
    CT
        mm of a volume.
    CALIBRATED
        mm at the depth of an object of known size.
    ESTIMATED
        mm at the isocentre, by the distances of the C-arm; what lies elsewhere is larger or smaller.
    DETECTOR
        mm on the detector, where everything is larger than it is.
    PIXELS
        No mm at all.
    """

    CT = "ct"
    CALIBRATED = "calibrated"
    ESTIMATED = "estimated"
    DETECTOR = "detector"
    PIXELS = "pixels"

    @property
    def worth(self) -> int:
        """A number that is higher for what is worth more; 0 for pixels."""
        return len(_BEST_FIRST) - 1 - _BEST_FIRST.index(self)

    def at_least(self, other: Calibration) -> bool:
        """Say whether it is worth as much as another, or more."""
        return self.worth >= other.worth

    @property
    def allows_clearance(self) -> bool:
        """Whether a distance to what must not be hit may be told at all: from estimated mm on."""
        return self.at_least(Calibration.ESTIMATED)

    @property
    def may_pass(self) -> bool:
        """Whether a result that rests on it may be good; on estimated mm it is a warning at best."""
        return self.at_least(Calibration.CALIBRATED)

    @property
    def is_size(self) -> bool:
        """Whether it tells how large something in the patient is: not so at the detector, nor in pixels."""
        return self.at_least(Calibration.ESTIMATED)


_BEST_FIRST = tuple(Calibration)


def worst(first: Calibration, *others: Calibration) -> Calibration:
    """Return what a length is worth that rests on several: as much as the worst of them."""
    return min((first, *others), key=lambda state: state.worth)


@dataclass(frozen=True)
class Measured:
    """A length with what it is worth.

    Attributes
    ----------
    value
        mm, or px where `state` is `Calibration.PIXELS`.
    uncertainty
        How far the true length may lie from it for what is known of its marking, in the same unit; None where
        nothing is known.

    Raises
    ------
    ValueError
        If one of them is not finite, or the uncertainty below 0.
    """

    value: float
    state: Calibration
    uncertainty: float | None = None

    def __post_init__(self) -> None:
        if not isfinite(self.value) or not 0.0 <= (self.uncertainty or 0.0) < float("inf"):
            raise ValueError("a length is a finite number, its uncertainty one from 0")


@dataclass(frozen=True)
class Scale:
    """What one pixel of a picture with square pixels is worth.

    Attributes
    ----------
    per_pixel
        mm to a pixel; 1 px where `state` is `Calibration.PIXELS`.
    relative_uncertainty
        By which share the true size may differ for what is known; None where nothing is known.

    Raises
    ------
    ValueError
        If `per_pixel` is not above 0, or not 1 for pixels.
    """

    per_pixel: float
    state: Calibration
    relative_uncertainty: float | None = None

    def __post_init__(self) -> None:
        if not 0.0 < self.per_pixel < float("inf"):
            raise ValueError("a pixel has a size above 0")
        if self.state is Calibration.PIXELS and self.per_pixel != 1.0:
            raise ValueError("without a calibration a pixel is worth one pixel")

    def length(self, from_px: tuple[float, float], to_px: tuple[float, float]) -> Measured:
        """Return the distance of two places of the picture, (column, row)."""
        value = distance_px(from_px, to_px) * self.per_pixel
        share = self.relative_uncertainty
        return Measured(value, self.state, None if share is None else share * value)


PIXELS_ONLY = Scale(1.0, Calibration.PIXELS)


def distance_px(from_px: tuple[float, float], to_px: tuple[float, float]) -> float:
    """Return how far two places of a picture with square pixels lie apart, in pixels."""
    across, along = to_px[0] - from_px[0], to_px[1] - from_px[1]
    return float((across * across + along * along) ** 0.5)
