"""C-arm angles and their words."""

from __future__ import annotations

from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.carm.angles import (
    AP,
    CArmAngles,
    barrel_angles,
    carm_words,
    detector_direction,
    dicom_words,
    from_over_back,
    is_over_back,
    over_back,
    short_words,
    tilt_words,
    turned,
)
from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, Point, Vector

PUBLISHED = [
    ((0.0, 0.0), (0.0, -1.0, 0.0)),
    ((90.0, 0.0), (1.0, 0.0, 0.0)),
    ((-90.0, 0.0), (-1.0, 0.0, 0.0)),
    ((0.0, 90.0), (0.0, 0.0, 1.0)),
    ((0.0, -90.0), (0.0, 0.0, -1.0)),
    ((180.0, 0.0), (0.0, 1.0, 0.0)),
]
"""PS3.3 C.8.7.5.1.2: 0/0 in front of the chest, primary +90 at the left (LAO), secondary +90 at the head."""


@pytest.mark.parametrize(("angles", "direction"), PUBLISHED)
def test_the_standard_positions(angles: tuple[float, float], direction: tuple[float, float, float]) -> None:
    assert tuple(detector_direction(CArmAngles(*angles))) == pytest.approx(direction, abs=1e-12)
    if abs(angles[1]) < 90.0:
        found = barrel_angles(Vector(*direction))
        assert (found.primary_deg, found.secondary_deg) == pytest.approx(angles)


@pytest.mark.parametrize(
    ("oblique_deg", "caudal_deg", "primary_deg"),
    [(20.0, 42.0, 160.0), (-20.0, 42.0, -160.0), (0.0, 31.0, 180.0)],
)
def test_a_needle_from_behind_below_and_outside(
    oblique_deg: float, caudal_deg: float, primary_deg: float
) -> None:
    """A hub 20 degrees to the patient's left and 42 to the feet is primary +160, secondary -42."""
    a, b = radians(oblique_deg), radians(caudal_deg)
    hub = Vector(sin(a) * cos(b), cos(a) * cos(b), -sin(b))
    found = barrel_angles(hub * 90.0)
    assert found.primary_deg == pytest.approx(primary_deg)
    assert found.secondary_deg == pytest.approx(-caudal_deg)


@given(primary=st.floats(-179.9, 180.0), secondary=st.floats(-89.0, 89.0))
def test_there_and_back(primary: float, secondary: float) -> None:
    angles = CArmAngles(primary, secondary)
    found = barrel_angles(detector_direction(angles))
    assert found.secondary_deg == pytest.approx(secondary, abs=1e-9)
    assert abs((found.primary_deg - primary + 180.0) % 360.0 - 180.0) < 1e-7


@pytest.mark.parametrize(
    ("tilt_deg", "room"),
    [(0.0, (20.0, 42.0)), (10.0, (18.0, 33.0)), (25.0, (16.0, 18.0))],
)
def test_from_the_vertebra_into_the_room(tilt_deg: float, room: tuple[float, float]) -> None:
    """20 oblique and 42 caudal on a vertebra tilted 10 is 18/33 in the room, tilted 25 it is 16/18."""
    t = radians(tilt_deg)
    frame = Frame(Point(0.0, 0.0, 0.0), LEFT, Vector(0.0, cos(t), sin(t)), Vector(0.0, -sin(t), cos(t)))
    hub = detector_direction(CArmAngles(160.0, -42.0), frame)
    own = barrel_angles(hub, frame)
    assert (own.primary_deg, own.secondary_deg) == pytest.approx((160.0, -42.0))
    found = barrel_angles(hub)
    assert (180.0 - found.primary_deg, -found.secondary_deg) == pytest.approx(room, abs=0.5)


@pytest.mark.parametrize(
    ("angles", "words"),
    [
        ((180.0, 0.0), "detector over the BACK"),
        ((162.0, -36.0), "detector over the BACK, 18° to the patient's LEFT, 36° to the FEET"),
        ((-163.4, 5.2), "detector over the BACK, 17° to the patient's RIGHT, 5° to the HEAD"),
        ((179.8, -0.4), "detector over the BACK"),
        ((90.0, 0.0), "detector at the patient's LEFT"),
        ((-97.0, 0.0), "detector at the patient's RIGHT, 7° towards the back"),
        ((85.0, 0.0), "detector at the patient's LEFT, 5° towards the belly"),
        ((-20.0, 0.0), "detector over the BELLY, 20° to the patient's RIGHT"),
    ],
)
def test_words(angles: tuple[float, float], words: str) -> None:
    assert carm_words(CArmAngles(*angles)) == words


def test_the_turn_alone() -> None:
    assert tilt_words(AP) == "straight, no tilt"
    assert tilt_words(CArmAngles(162.0, -36.0)) == "18° to the patient's LEFT, 36° to the FEET"


@pytest.mark.parametrize("angles", [(-180.0, 0.0), (181.0, 0.0), (0.0, 90.1), (float("nan"), 0.0)])
def test_angles_outside_their_range_are_refused(angles: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="primary"):
        CArmAngles(*angles)


def test_a_hub_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="no direction"):
        barrel_angles(Vector(0.0, 0.0, 0.0))


@pytest.mark.parametrize("noise", [(0.0, 0.0), (1e-15, 1e-15), (-1e-13, 1e-12)])
@pytest.mark.parametrize("towards", [1.0, -1.0])
def test_along_the_body_no_noise_turns_the_picture(noise: tuple[float, float], towards: float) -> None:
    assert barrel_angles(Vector(*noise, towards)) == CArmAngles(180.0, 90.0 * towards)


def test_straight_behind_is_plus_180_whatever_the_sign_of_zero() -> None:
    assert barrel_angles(Vector(-0.0, 1.0, 0.0)).primary_deg == 180.0
    assert barrel_angles(Vector(0.0, 1.0, 0.0)).primary_deg == 180.0


@pytest.mark.parametrize(
    ("angles", "words"),
    [
        ((162.0, -36.0), "primary 162.0°, secondary -36.0°"),
        ((-163.449, 5.25), "primary -163.4°, secondary 5.2°"),
        ((-179.97, -0.04), "primary 180.0°, secondary 0.0°"),
    ],
)
def test_the_angles_of_dicom_in_small_print(angles: tuple[float, float], words: str) -> None:
    assert dicom_words(CArmAngles(*angles)) == words


@pytest.mark.parametrize(
    ("primary_deg", "over"), [(180.0, True), (-120.0, True), (119.9, False), (90.0, False), (-20.0, False)]
)
def test_over_the_back_is_within_60_degrees_of_straight_ap(primary_deg: float, over: bool) -> None:
    angles = CArmAngles(primary_deg, 12.0)
    assert is_over_back(angles) is over
    assert ("detector" not in short_words(angles)) is over


@pytest.mark.parametrize(
    ("left_deg", "primary_deg"), [(0.0, 180.0), (20.0, 160.0), (-35.5, -144.5), (180.0, 0.0)]
)
def test_a_turn_from_over_the_back_and_back(left_deg: float, primary_deg: float) -> None:
    angles = over_back(left_deg, -12.0)
    assert (angles.primary_deg, angles.secondary_deg) == (primary_deg, -12.0)
    assert from_over_back(angles) == left_deg


@pytest.mark.parametrize(
    ("start", "by", "expected"),
    [
        ((180.0, 0.0), (20.0, 5.0), (160.0, 5.0)),
        ((179.0, -5.0), (-3.0, 0.0), (-178.0, -5.0)),
        ((-160.0, 0.0), (20.0, 0.0), (180.0, 0.0)),
        ((1.0, 0.0), (1.0, 0.0), (0.0, 0.0)),
        ((0.0, 0.0), (1.0, 0.0), (-1.0, 0.0)),
        ((30.0, 89.0), (0.0, 4.0), (30.0, 90.0)),
        ((30.0, -89.0), (0.0, -4.0), (30.0, -90.0)),
    ],
)
def test_a_turn_goes_round_the_patient_and_a_tilt_ends_over_head_and_feet(
    start: tuple[float, float], by: tuple[float, float], expected: tuple[float, float]
) -> None:
    assert turned(CArmAngles(*start), *by) == CArmAngles(*expected)


@given(primary=st.floats(-179.9, 180.0), left=st.floats(-1e6, 1e6))
def test_any_turn_ends_at_angles_that_there_are(primary: float, left: float) -> None:
    found = turned(CArmAngles(primary, 0.0), left, 0.0)
    assert abs((found.primary_deg - primary + left + 180.0) % 360.0 - 180.0) < 1e-6
