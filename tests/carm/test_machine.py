"""What a C-arm reaches, and what stops it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.carm.angles import AP, CArmAngles
from planner.carm.machine import Machine
from planner.geometry.vectors import Point

OURS = Machine(left_deg=110.0, right_deg=40.0, head_deg=30.0, feet_deg=44.5)
"""All four limits differ, so that none stands in for another."""


@pytest.mark.parametrize(
    ("angles", "stops"),
    [
        ((180.0, 0.0), ""),
        ((180.0 - 110.0, 0.0), ""),
        ((180.0 - 110.4, 0.0), ""),
        ((-140.0, -44.5), ""),
        ((-140.0, 30.0), ""),
        ((-139.6, 30.4), ""),
        ((150.0, -44.9), ""),
        (
            (68.0, 0.0),
            "Out of this C-arm's reach: 112° from over the back to the patient's LEFT, it goes 110°.",
        ),
        (
            (-135.0, 0.0),
            "Out of this C-arm's reach: 45° from over the back to the patient's RIGHT, it goes 40°.",
        ),
        ((160.0, 33.0), "Out of this C-arm's reach: 33° to the HEAD, it goes 30°."),
        ((-160.0, -46.2), "Out of this C-arm's reach: 46° to the FEET, it goes 44.5°."),
        (
            (-90.0, -50.0),
            "Out of this C-arm's reach: 90° from over the back to the patient's RIGHT, it goes 40°; "
            "50° to the FEET, it goes 44.5°.",
        ),
    ],
)
def test_reach(angles: tuple[float, float], stops: str) -> None:
    position = CArmAngles(*angles)
    assert OURS.what_stops(position) == stops
    assert OURS.reaches(position) == (stops == "")


@given(
    primary=st.floats(-180.0, 180.0, exclude_min=True),
    secondary=st.floats(-90.0, 90.0),
    machine=st.builds(
        Machine,
        left_deg=st.floats(0.0, 180.0),
        right_deg=st.floats(0.0, 180.0),
        head_deg=st.floats(0.0, 90.0),
        feet_deg=st.floats(0.0, 90.0),
    ),
)
def test_what_is_reached_is_not_stopped(primary: float, secondary: float, machine: Machine) -> None:
    position = CArmAngles(primary, secondary)
    assert machine.reaches(position) == (machine.what_stops(position) == "")
    assert machine.reaches(AP)


def test_of_a_machine_that_turns_all_the_way_nothing_is_out_of_reach() -> None:
    free = Machine(left_deg=180.0, right_deg=180.0, head_deg=90.0, feet_deg=90.0)
    for position in ((0.0, 0.0), (-0.5, 90.0), (91.0, -90.0)):
        assert free.reaches(CArmAngles(*position))


def test_its_beam() -> None:
    machine = Machine(source_to_isocentre_mm=530.0, source_to_detector_mm=1020.0, field_mm=298.0)
    beam = machine.beam(CArmAngles(160.0, -20.0), Point(3.0, 4.0, 5.0), pixels=596)
    assert beam.isocentre == Point(3.0, 4.0, 5.0)
    assert beam.magnification == pytest.approx(1020.0 / 530.0)
    assert (beam.detector.rows, beam.detector.columns, beam.detector.pixel_mm) == (596, 596, 0.5)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"source_to_isocentre_mm": 1001.0}, "between"),
        ({"source_to_isocentre_mm": 0.0}, "between"),
        ({"source_to_detector_mm": 4000.0}, "lengths"),
        ({"field_mm": 0.0}, "lengths"),
        ({"field_mm": float("nan")}, "lengths"),
        ({"left_deg": 181.0}, "turns"),
        ({"right_deg": -1.0}, "turns"),
        ({"head_deg": 91.0}, "tilts"),
        ({"feet_deg": -0.1}, "tilts"),
    ],
)
def test_what_no_machine_has_is_refused(changed: dict[str, float], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        msgspec.structs.replace(Machine(), **changed)
    with pytest.raises(ValueError, match=why):
        Machine(**changed)
