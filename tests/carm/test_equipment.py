"""Angles against the room become angles against the patient, as PS3.17 has it.

FFF.1.2.2.2 publishes where the patient's left, back and head point in the axes of the table for eight
positions; FFF.2.1.3.1.4 a rotation about a patient who lies head first prone, from the left to the right with
the detector above the back. Both were read in a stored copy of the standard (dabsoft.ch, PS3.17 FFF).
"""

from __future__ import annotations

import numpy as np
import pytest

from planner.carm.angles import CArmAngles
from planner.carm.equipment import ON_TABLE, patient_angles

PUBLISHED = {
    "HFS": "(1, 0, 0) (0, 1, 0) (0, 0, 1)",
    "HFP": "(-1, 0, 0) (0, -1, 0) (0, 0, 1)",
    "HFDR": "(0, -1, 0) (1, 0, 0) (0, 0, 1)",
    "HFDL": "(0, 1, 0) (-1, 0, 0) (0, 0, 1)",
    "FFS": "(-1, 0, 0) (0, 1, 0) (0, 0, -1)",
    "FFP": "(1, 0, 0) (0, -1, 0) (0, 0, -1)",
    "FFDR": "(0, -1, 0) (-1, 0, 0) (0, 0, -1)",
    "FFDL": "(0, 1, 0) (1, 0, 0) (0, 0, -1)",
}


def test_the_table_is_the_published_one_and_every_patient_is_right_handed() -> None:
    assert {key: " ".join(map(str, axes)) for key, axes in ON_TABLE.items()} == PUBLISHED
    for axes in ON_TABLE.values():
        assert np.linalg.det(np.array(axes)) == pytest.approx(1.0)


def test_the_published_rotation_about_a_prone_patient() -> None:
    """From the left, over the back, to the right: what -90 to 90 against the room are."""
    turns = [patient_angles(CArmAngles(turn_deg, 0.0), "HFP") for turn_deg in (-90.0, -45.0, 0.0, 45.0, 90.0)]
    primary = [turn.primary_deg for turn in turns if turn is not None]
    assert primary == pytest.approx([90.0, 135.0, 180.0, -135.0, -90.0])


@pytest.mark.parametrize(
    ("position", "room", "patient"),
    [
        ("HFS", (30.0, 10.0), (30.0, 10.0)),
        ("HFP", (30.0, 10.0), (-150.0, 10.0)),
        ("FFS", (30.0, 10.0), (-30.0, -10.0)),
        ("FFP", (30.0, 10.0), (150.0, -10.0)),
        ("HFDR", (0.0, 0.0), (90.0, 0.0)),
        ("HFDL", (0.0, 0.0), (-90.0, 0.0)),
        ("FFDR", (0.0, 0.0), (90.0, 0.0)),
        ("FFDL", (0.0, 0.0), (-90.0, 0.0)),
    ],
)
def test_positions_by_hand(position: str, room: tuple[float, float], patient: tuple[float, float]) -> None:
    """The detector above the table sees the belly of the supine, the back of the prone, or the upper side."""
    found = patient_angles(CArmAngles(*room), position)
    assert found is not None
    assert (found.primary_deg, found.secondary_deg) == pytest.approx(patient)


def test_no_position_no_angles() -> None:
    assert patient_angles(CArmAngles(0.0, 0.0), "") is None
    assert patient_angles(CArmAngles(0.0, 0.0), "SITTING") is None
