"""What a frame says of its geometry: its beam, what a pixel is worth, and what is missing, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.calibration import Calibration
from planner.carm.frame_geometry import ISOCENTRE, FrameGeometry
from planner.carm.laid import ALL, Laid, orientation_letters
from planner.carm.spacing import Spacing
from planner.carm.squares import Squares
from planner.geometry.vectors import Point

FULL = FrameGeometry(
    rows=480,
    columns=640,
    primary_deg=-163.0,
    secondary_deg=12.0,
    spacing=Spacing(1000.0, 700.0, None, (0.4, 0.4)),
    letters=("R", "F"),
)


def test_all_is_known() -> None:
    beam = FULL.beam()
    assert beam == Beam(CArmAngles(-163.0, 12.0), ISOCENTRE, 700.0, 1000.0, Detector(480, 640, 0.4))
    assert (FULL.why_no_beam, FULL.why_no_side, FULL.laid) == ("", "", Laid())
    assert FULL.mm_per_pixel.state is Calibration.ESTIMATED
    assert FULL.mm_per_pixel.per_pixel == pytest.approx(0.28)


@given(
    st.floats(-179.0, 180.0),
    st.floats(-40.0, 40.0),
    st.sampled_from(ALL),
    st.sampled_from([(0.4, 0.4), (0.5, 0.3)]),
)
def test_a_point_is_found_in_the_stored_picture(
    primary_deg: float, secondary_deg: float, laid: Laid, sides: tuple[float, float]
) -> None:
    """The ray to a point, by the directions that the letters stand for, meets the pixel that is told."""
    angles = CArmAngles(primary_deg, secondary_deg)
    row, column = laid.directions(Beam(angles, ISOCENTRE))
    frame = replace(
        FULL,
        primary_deg=primary_deg,
        secondary_deg=secondary_deg,
        letters=(orientation_letters(row), orientation_letters(column)),
        spacing=replace(FULL.spacing, imager_mm=sides),
    )
    beam = frame.beam()
    assert beam is not None
    assert frame.laid == laid
    point = Point(13.0, -21.0, 34.0)
    seen = beam.to_pixel(point)
    assert seen is not None
    squares = frame.squares
    at = laid.to_stored(seen, (squares.rows, squares.columns))
    met = beam.on_detector(point)
    assert met is not None
    off = met - beam.detector_centre
    stored = squares.to_pixels(at, (480, 640))
    assert stored == pytest.approx((319.5 + off.dot(row) / sides[1], 239.5 + off.dot(column) / sides[0]))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"machine": "radiograph"}, "a radiograph has no isocentre"),
        ({"measurable": False}, "for processing"),
        ({"primary_deg": None}, "from which angles"),
        ({"secondary_deg": None}, "from which angles"),
        ({"secondary_deg": 91.0}, "from which angles"),
        ({"tilt_deg": (0.0, -0.6)}, "tilted"),
        ({"field_turned_deg": 45.0}, "turned within"),
        ({"spacing": Spacing(None, 700.0, None, (0.4, 0.4))}, "how far source"),
        ({"spacing": Spacing(1000.0, None, None, (0.4, 0.4))}, "how far source"),
        ({"spacing": Spacing(1000.0, 700.0)}, "pixels of its detector"),
        (
            {"spacing": Spacing(1000.0, 700.0, pixel_mm=(0.3, 0.3), calibration_type="FIDUCIAL")},
            "pixels of its",
        ),
    ],
)
def test_no_beam_and_why(change: dict[str, object], says: str) -> None:
    frame = replace(FULL, **change)  # type: ignore[arg-type]
    assert frame.beam() is None
    assert says in frame.why_no_beam


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"letters": None}, "does not say where the patient's left is"),
        ({"letters": ("A", "F")}, "contradicts its angles"),
        ({"primary_deg": None}, "from which angles"),
    ],
)
def test_no_side_and_why(change: dict[str, object], says: str) -> None:
    frame = replace(FULL, **change)  # type: ignore[arg-type]
    assert frame.laid is None
    assert says in frame.why_no_side


def test_without_letters_there_is_still_a_beam() -> None:
    assert replace(FULL, letters=None).beam() == FULL.beam()


def test_a_turned_picture_has_a_turned_detector() -> None:
    turned = replace(FULL, letters=("H", "R"))
    beam = turned.beam()
    assert beam is not None
    assert turned.laid is not None
    assert turned.laid.quarter_turns % 2
    assert (beam.detector.rows, beam.detector.columns) == (640, 480)


def test_pixels_that_are_not_square_become_so() -> None:
    frame = replace(FULL, spacing=Spacing(1000.0, 700.0, None, (0.6, 0.4)))
    assert frame.squares == Squares.of(480, 640, 0.6, 0.4)
    assert frame.mm_per_pixel.per_pixel == pytest.approx(0.28)
    beam = frame.beam()
    assert beam is not None
    assert beam.detector == Detector(719, 640, 0.4)
    assert replace(FULL, spacing=Spacing(), aspect=1.5).squares.rows == 719


def test_what_is_for_processing_is_worth_pixels() -> None:
    frame = replace(FULL, measurable=False)
    assert (frame.mm_per_pixel.per_pixel, frame.mm_per_pixel.state) == (1.0, Calibration.PIXELS)


def test_turns_beyond_half_a_circle() -> None:
    assert replace(FULL, primary_deg=-180.0).angles == CArmAngles(180.0, 12.0)
    assert replace(FULL, primary_deg=200.0).angles == CArmAngles(-160.0, 12.0)
    assert replace(FULL, primary_deg=1e9).angles is None


@pytest.mark.parametrize(
    ("position", "wrong"), [("HFP", False), ("HFS", True), ("FFP", True), ("", False), ("SITTING", False)]
)
def test_a_position_that_was_entered_wrongly_is_noticed(position: str, wrong: bool) -> None:
    """Prone, the detector 17 degrees to the patient's right: the table's +X is there."""
    frame = replace(FULL, room_primary_deg=17.0, room_secondary_deg=12.0, patient_position=position)
    assert frame.against_room is wrong
