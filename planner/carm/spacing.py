"""What a pixel of a C-arm's picture is worth, by what the file says of sizes and distances.

References
----------
PS3.3 10.7.1.3 (what pixel spacing means in a projection), C.8.7.5 (distances, magnification).
"""

from __future__ import annotations

from dataclasses import dataclass

from planner.carm.calibration import Calibration
from planner.words import N_, _

AGREE = 0.02
"""Two statements of one magnification are the same if they differ by no more than this share."""

Sides = tuple[float, float]
"""Distance of the rows and of the columns, mm."""


@dataclass(frozen=True)
class Spacing:
    """What a file says of sizes and distances; None where it does not, or nothing that can be.

    Attributes
    ----------
    source_to_detector_mm, source_to_isocentre_mm
        DistanceSourceToDetector; DistanceSourceToPatient or DistanceSourceToIsocenter.
    magnification
        EstimatedRadiographicMagnificationFactor.
    imager_mm, pixel_mm
        ImagerPixelSpacing, PixelSpacing.
    calibration_type
        PixelSpacingCalibrationType; empty where not said.
    """

    source_to_detector_mm: float | None = None
    source_to_isocentre_mm: float | None = None
    magnification: float | None = None
    imager_mm: Sides | None = None
    pixel_mm: Sides | None = None
    calibration_type: str = ""

    @property
    def magnified(self) -> float | None:
        """How much larger what lies at the isocentre is on the detector; None where not known.

        Neither is it known where distances and factor contradict each other.
        """
        factor = self.magnification if (self.magnification or 0.0) >= 1.0 else None
        ratio = self._ratio
        if ratio is None or factor is None:
            return ratio or factor
        return ratio if _alike(ratio, factor) else None

    @property
    def isocentre_mm(self) -> float | None:
        """How far the source is from the isocentre: as said, else by the magnification."""
        detector, magnified = self.source_to_detector_mm, self.magnified
        if detector is None or magnified is None:
            return None
        return self.source_to_isocentre_mm if self._ratio is not None else detector / magnified

    @property
    def state(self) -> Calibration:
        """What lengths in the picture are worth."""
        return self._judged[0]

    @property
    def sides(self) -> Sides | None:
        """What is said of the sides of a pixel that lengths rest on, mm of `state`; None for pixels."""
        return self._judged[1]

    @property
    def detector_mm(self) -> Sides | None:
        """The sides of a pixel at the detector; where not said, by the sides at the isocentre."""
        if self.imager_mm is not None:
            return self.imager_mm
        magnified = self.magnified
        if self.pixel_mm is None or magnified is None or self.calibration_type != "GEOMETRY":
            return None
        return self.pixel_mm[0] * magnified, self.pixel_mm[1] * magnified

    @property
    def contradictions(self) -> tuple[str, ...]:
        """Messages that say which statements contradict each other, marked for translation."""
        found = []
        distances = (self.source_to_detector_mm, self.source_to_isocentre_mm)
        if None not in distances and self._ratio is None:
            found.append(FARTHER)
        if self.magnification is not None and self.magnification < 1.0:
            found.append(SMALLER)
        elif self._ratio is not None and self.magnified is None:
            found.append(UNLIKE)
        if self._two_shapes:
            found.append(SHAPES)
        elif self._untyped and self.state is Calibration.PIXELS:
            found.append(UNTYPED)
        return tuple(found)

    @property
    def _ratio(self) -> float | None:
        detector, isocentre = self.source_to_detector_mm, self.source_to_isocentre_mm
        if detector is None or isocentre is None or isocentre > detector:
            return None
        return detector / isocentre

    @property
    def _untyped(self) -> bool:
        """Whether there is a PixelSpacing of which nobody knows what it means."""
        typed = self.calibration_type in ("FIDUCIAL", "GEOMETRY")
        return self.pixel_mm is not None and not typed and self.pixel_mm != self.imager_mm

    @property
    def _two_shapes(self) -> bool:
        pixel, imager = self.pixel_mm, self.imager_mm
        return (
            pixel is not None
            and imager is not None
            and not _alike(pixel[0] * imager[1], pixel[1] * imager[0])
        )

    @property
    def _judged(self) -> tuple[Calibration, Sides | None]:
        pixel, imager, magnified = self.pixel_mm, self.imager_mm, self.magnified
        if self._two_shapes:
            return Calibration.PIXELS, None
        if pixel is not None and self.calibration_type == "FIDUCIAL":
            return Calibration.CALIBRATED, pixel
        if pixel is not None and self.calibration_type == "GEOMETRY":
            return Calibration.ESTIMATED, pixel
        at_isocentre = None
        if imager is not None and magnified is not None:
            at_isocentre = imager[0] / magnified, imager[1] / magnified
        if self._untyped and not _both_alike(pixel, at_isocentre):
            return Calibration.PIXELS, None
        if at_isocentre is not None:
            return Calibration.ESTIMATED, at_isocentre
        return (Calibration.PIXELS, None) if imager is None else (Calibration.DETECTOR, imager)


FARTHER = N_("It says that the isocentre lies beyond the detector: its distances are not used.")
SMALLER = N_("It says that the detector shows things smaller than they are: its magnification is not used.")
UNLIKE = N_("Its magnification is not that of its distances: neither is used.")
SHAPES = N_("It says of its pixels that they are of two shapes: neither is used.")
UNTYPED = N_("It does not say where in the patient its pixel spacing holds: that is not used.")


def contradiction_words(message: str) -> str:
    """Return one of the `contradictions` in the language in force."""
    return _(message)


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= AGREE * max(one, other)


def _both_alike(one: Sides | None, other: Sides | None) -> bool:
    return one is not None and other is not None and all(map(_alike, one, other))
