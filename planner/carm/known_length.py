"""Calibrate a picture by something of known size in it: its pixels are worth mm at that depth."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.carm.calibration import Calibration, Measured, Scale, distance_px
from planner.words import N_, _

MARKED_WITHIN_PX = 1.0
"""Each end may be marked so far from where it is."""
MOST_UNCERTAIN = 0.1
"""A scale that may be wrong by more than this share is refused: 10 mm might be 9 or 11."""

_SHORT = N_(
    "Too short to calibrate by: {pixels:.0f} pixels, and it has to be at least {least:.0f}. Take something"
    " longer."
)


class Known(StrEnum):
    """What is of known size, and how what is seen of it may mislead."""

    LENGTH = "length"
    DIAMETER = "diameter"


_CAUTIONS = {
    Known.LENGTH: N_(
        "Holds at the depth of what was marked, and only if that lies parallel to the detector: tilted, it is"
        " seen shortened, and everything measured by it comes out too long."
    ),
    Known.DIAMETER: N_("Holds at the depth of what was marked."),
}


class CalibrationError(ValueError):
    """A picture cannot be calibrated in this way; the message is a whole sentence."""


@dataclass(frozen=True)
class KnownSize:
    """Something of known size that was marked in a picture with square pixels.

    Attributes
    ----------
    from_px, to_px
        Its ends, or two opposite edges of its width: (column, row).

    Raises
    ------
    CalibrationError
        If its size is not above 0, or it was marked over so few pixels that the scale might be wrong by more
        than `MOST_UNCERTAIN`.
    """

    kind: Known
    from_px: tuple[float, float]
    to_px: tuple[float, float]
    size_mm: float

    def __post_init__(self) -> None:
        if not 0.0 < self.size_mm < float("inf"):
            raise CalibrationError(_("What a picture is calibrated by has a size above 0 mm."))
        pixels, least = self.pixels, 2.0 * MARKED_WITHIN_PX / MOST_UNCERTAIN
        if not pixels >= least:
            raise CalibrationError(_(_SHORT).format(pixels=pixels, least=least))

    @property
    def pixels(self) -> float:
        """How many pixels it was marked over."""
        return distance_px(self.from_px, self.to_px)

    @property
    def scale(self) -> Scale:
        """What a pixel is worth at its depth; it may be wrong by a pixel at each end."""
        share = 2.0 * MARKED_WITHIN_PX / self.pixels
        return Scale(self.size_mm / self.pixels, Calibration.CALIBRATED, share)

    @property
    def mm_per_pixel(self) -> Measured:
        """The same as a number of mm with its uncertainty."""
        scale = self.scale
        return Measured(scale.per_pixel, scale.state, (scale.relative_uncertainty or 0.0) * scale.per_pixel)

    @property
    def caution(self) -> str:
        """What has to be said of lengths measured by it, in the language in force."""
        return _(_CAUTIONS[self.kind])


def known_length(from_px: tuple[float, float], to_px: tuple[float, float], length_mm: float) -> KnownSize:
    """Return the calibration by the two ends of something of known length; see `KnownSize`."""
    return KnownSize(Known.LENGTH, from_px, to_px, length_mm)


def known_diameter(from_px: tuple[float, float], to_px: tuple[float, float], diameter_mm: float) -> KnownSize:
    """Return the calibration by opposite edges of a needle or a ball of known diameter; see `KnownSize`."""
    return KnownSize(Known.DIAMETER, from_px, to_px, diameter_mm)
