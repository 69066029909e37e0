"""The beam of a C-arm: DICOM's directions, and pixels that see what they should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.geometry.vectors import Point, Vector

ISOCENTRE = Point(12.0, -30.0, 410.0)
ANGLES = st.builds(CArmAngles, st.floats(-179.9, 180.0), st.floats(-89.0, 89.0))
DETECTORS = st.builds(Detector, st.integers(3, 400), st.integers(3, 500), st.floats(0.1, 2.0))


def beam(primary_deg: float, secondary_deg: float, detector: Detector | None = None) -> Beam:
    angles = CArmAngles(primary_deg, secondary_deg)
    return Beam(angles, ISOCENTRE, 650.0, 1050.0, detector or Detector(301, 401, 0.5))


@pytest.mark.parametrize(
    ("primary_deg", "secondary_deg", "towards", "right", "down"),
    [
        (0, 0, (0, -1, 0), (1, 0, 0), (0, 0, -1)),
        (90, 0, (1, 0, 0), (0, 1, 0), (0, 0, -1)),
        (-90, 0, (-1, 0, 0), (0, -1, 0), (0, 0, -1)),
        (0, 90, (0, 0, 1), (1, 0, 0), (0, -1, 0)),
        (180, 0, (0, 1, 0), (-1, 0, 0), (0, 0, -1)),
    ],
)
def test_directions_are_those_of_dicom(
    primary_deg: float,
    secondary_deg: float,
    towards: tuple[float, float, float],
    right: tuple[float, float, float],
    down: tuple[float, float, float],
) -> None:
    found = beam(primary_deg, secondary_deg)
    assert tuple(found.towards_detector) == pytest.approx(towards, abs=1e-12)
    assert tuple(found.right) == pytest.approx(right, abs=1e-12)
    assert tuple(found.down) == pytest.approx(down, abs=1e-12)
    assert tuple(found.source - ISOCENTRE) == pytest.approx([-650.0 * n for n in towards], abs=1e-9)
    assert tuple(found.detector_centre - ISOCENTRE) == pytest.approx([400.0 * n for n in towards], abs=1e-9)


def test_over_the_back_the_patients_left_is_on_the_left_of_the_picture() -> None:
    seen = beam(180, 0).to_pixel(ISOCENTRE + Vector(20.0, 0.0, 0.0))
    assert seen == pytest.approx((200.0 - 20.0 * 1050.0 / 650.0 / 0.5, 150.0))
    above = beam(180, 0).to_pixel(ISOCENTRE + Vector(0.0, 0.0, 20.0))
    assert above == pytest.approx((200.0, 150.0 - 20.0 * 1050.0 / 650.0 / 0.5))


@given(ANGLES, DETECTORS, st.floats(0, 1), st.floats(0, 1), st.floats(0.05, 1.0))
def test_a_point_on_a_ray_is_seen_at_its_pixel(
    angles: CArmAngles, detector: Detector, across: float, along: float, depth: float
) -> None:
    found = Beam(angles, ISOCENTRE, 700.0, 1000.0, detector)
    column, row = across * (detector.columns - 1), along * (detector.rows - 1)
    pixel = found.detector_origin + found.right_mm * column + found.down_mm * row
    point = found.source.towards(pixel, depth)
    assert found.to_pixel(point) == pytest.approx((column, row), abs=1e-5)
    assert abs(found.right.dot(found.down)) < 1e-12
    assert found.right.cross(found.down).dot(found.towards_detector) == pytest.approx(-1.0)


def test_behind_the_source_nothing_is_seen() -> None:
    found = beam(0, 0)
    assert found.to_pixel(found.source + found.towards_detector * -5.0) is None


def test_a_coarser_picture_covers_the_same() -> None:
    fine = beam(160, -20, Detector(300, 400, 0.5))
    coarse = fine.coarser(4)
    assert (coarse.detector.rows, coarse.detector.columns, coarse.detector.pixel_mm) == (75, 100, 2.0)
    assert fine.detector_centre == coarse.detector_centre


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="between"):
        Beam(CArmAngles(0, 0), ISOCENTRE, 1000.0, 700.0)
    for rows, pixel_mm in ((0, 0.4), (5, 0.0), (5, -1.0)):
        with pytest.raises(ValueError, match="pixel"):
            Detector(rows, 5, pixel_mm)
