"""Calibrated by something of known size: the scale is right, and says how wrong it may be."""

from __future__ import annotations

from math import radians, sin

import pytest

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.calibration import Calibration
from planner.carm.known_length import CalibrationError, known_diameter, known_length
from planner.geometry.vectors import Point

BEAM = Beam(CArmAngles(-163.0, 12.0), Point(4.0, 5.0, 6.0), 700.0, 1000.0, Detector(512, 640, 0.4))


@pytest.mark.parametrize("depth_mm", [-80.0, 0.0, 60.0])
def test_a_rod_at_some_depth_gives_the_scale_at_that_depth(depth_mm: float) -> None:
    middle = BEAM.isocentre + BEAM.towards_detector * depth_mm
    along = (BEAM.right * 3.0 + BEAM.down * 4.0) * 10.0
    ends = [BEAM.to_pixel(middle + along * part) for part in (-0.5, 0.5)]
    assert ends[0] is not None
    assert ends[1] is not None
    known = known_length(ends[0], ends[1], 50.0)
    truth = 0.4 * (700.0 + depth_mm) / 1000.0
    assert known.mm_per_pixel.value == pytest.approx(truth, rel=1e-9)
    assert known.scale.state is Calibration.CALIBRATED
    # both ends marked a pixel too far in: the true length is still within what is said
    short = known_length((0.0, 0.0), (known.pixels - 2.0, 0.0), 50.0).scale
    wrong = short.length((0.0, 0.0), (100.0, 0.0))
    assert wrong.uncertainty is not None
    assert abs(wrong.value - 100.0 * truth) <= wrong.uncertainty * 1.0001


def test_a_tilted_rod_makes_everything_too_long_which_is_said() -> None:
    along = BEAM.right * (50.0 * sin(radians(60.0))) + BEAM.towards_detector * (50.0 * 0.5)
    ends = [BEAM.to_pixel(BEAM.isocentre + along * part) for part in (-0.5, 0.5)]
    assert ends[0] is not None
    assert ends[1] is not None
    known = known_length(ends[0], ends[1], 50.0)
    assert known.mm_per_pixel.value > 0.28 * 1.1
    assert "parallel to the detector" in known.caution
    assert "parallel" not in known_diameter(ends[0], ends[1], 50.0).caution


def test_a_thin_needle_is_refused_by_its_diameter() -> None:
    """20 G is 0.9 mm: 3 pixels wide, and a pixel at each edge is two thirds of it."""
    with pytest.raises(CalibrationError, match="3 pixels, and it has to be at least 20"):
        known_diameter((100.0, 100.0), (103.0, 100.0), 0.9)
    ball = known_diameter((100.0, 100.0), (120.0, 100.0), 6.0)
    assert ball.mm_per_pixel.value == pytest.approx(0.3)
    assert ball.mm_per_pixel.uncertainty == pytest.approx(0.03)


@pytest.mark.parametrize("size_mm", [0.0, -3.0, float("inf"), float("nan")])
def test_what_has_no_size_calibrates_nothing(size_mm: float) -> None:
    with pytest.raises(CalibrationError, match="above 0 mm"):
        known_length((0.0, 0.0), (100.0, 0.0), size_mm)


def test_marks_that_are_no_numbers() -> None:
    with pytest.raises(CalibrationError):
        known_length((0.0, float("nan")), (100.0, 0.0), 10.0)
