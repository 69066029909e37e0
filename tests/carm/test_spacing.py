"""What a pixel is worth: every row of the table of PS3.3 10.7.1.3 as it is read here, and contradictions."""

from __future__ import annotations

import pytest

from planner.carm.calibration import Calibration
from planner.carm.spacing import FARTHER, SHAPES, SMALLER, UNLIKE, UNTYPED, Spacing

CALIBRATED, ESTIMATED = Calibration.CALIBRATED, Calibration.ESTIMATED
DETECTOR, PIXELS = Calibration.DETECTOR, Calibration.PIXELS
IMAGER = (0.3, 0.45)
"""Rows and columns not alike, so that a swap is seen."""
HALF = (0.2, 0.3)
"""The same at a magnification of 1.5."""


@pytest.mark.parametrize(
    ("spacing", "state", "sides"),
    [
        (Spacing(), PIXELS, None),
        (Spacing(pixel_mm=HALF), PIXELS, None),
        (Spacing(pixel_mm=HALF, calibration_type="FIDUCIAL"), CALIBRATED, HALF),
        (Spacing(pixel_mm=HALF, calibration_type="GEOMETRY"), ESTIMATED, HALF),
        (Spacing(imager_mm=IMAGER), DETECTOR, IMAGER),
        (Spacing(1200.0, imager_mm=IMAGER), DETECTOR, IMAGER),
        (Spacing(None, 800.0, imager_mm=IMAGER), DETECTOR, IMAGER),
        (Spacing(1200.0, 800.0, imager_mm=IMAGER), ESTIMATED, HALF),
        (Spacing(magnification=1.5, imager_mm=IMAGER), ESTIMATED, HALF),
        (Spacing(1200.0, 800.0, 1.5, IMAGER), ESTIMATED, HALF),
        (Spacing(1200.0, 800.0, imager_mm=IMAGER, pixel_mm=IMAGER), ESTIMATED, HALF),
        (Spacing(imager_mm=IMAGER, pixel_mm=IMAGER), DETECTOR, IMAGER),
        # nobody says what it means, but it is what the distances make of the detector
        (Spacing(1200.0, 800.0, imager_mm=IMAGER, pixel_mm=(0.201, 0.301)), ESTIMATED, HALF),
        (Spacing(1200.0, 800.0), PIXELS, None),
    ],
)
def test_what_is_said_is_worth_so_much(
    spacing: Spacing, state: Calibration, sides: tuple[float, float] | None
) -> None:
    assert spacing.state is state
    assert spacing.sides == (None if sides is None else pytest.approx(sides))
    assert spacing.contradictions == ((UNTYPED,) if spacing == Spacing(pixel_mm=HALF) else ())


@pytest.mark.parametrize(
    ("spacing", "state", "said"),
    [
        (Spacing(1200.0, 800.0, imager_mm=IMAGER, pixel_mm=(0.25, 0.375)), PIXELS, UNTYPED),
        (Spacing(1200.0, 800.0, 1.3, IMAGER), DETECTOR, UNLIKE),
        (Spacing(800.0, 1200.0, imager_mm=IMAGER), DETECTOR, FARTHER),
        (Spacing(magnification=0.7, imager_mm=IMAGER), DETECTOR, SMALLER),
        (Spacing(imager_mm=IMAGER, pixel_mm=(0.3, 0.2), calibration_type="FIDUCIAL"), PIXELS, SHAPES),
    ],
)
def test_what_contradicts_itself_is_worth_less_and_said(
    spacing: Spacing, state: Calibration, said: str
) -> None:
    assert (spacing.state, spacing.contradictions) == (state, (said,))


def test_distances_from_what_is_said_of_them() -> None:
    assert Spacing(1200.0, magnification=1.5).isocentre_mm == pytest.approx(800.0)
    assert Spacing(1200.0, 800.0).magnified == pytest.approx(1.5)
    assert Spacing(magnification=1.5).isocentre_mm is None
    detector_mm = Spacing(1200.0, 800.0, pixel_mm=HALF, calibration_type="GEOMETRY").detector_mm
    assert detector_mm == pytest.approx(IMAGER)
    assert Spacing(1200.0, 800.0, pixel_mm=HALF, calibration_type="FIDUCIAL").detector_mm is None
