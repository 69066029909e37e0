"""A vertebra's own frame from its landmarks."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.anatomy.spine import Level
from planner.anatomy.vertebra import endplate_rise_rad, frame_from_landmarks
from planner.assets import resource
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import Landmarks
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame

SHAPES = json.loads(resource("anatomy/lumbar.json").read_text(encoding="utf-8"))["levels"]


def turned(lordosis_deg: float, roll_deg: float, twist_deg: float, origin: Point) -> Frame:
    """Return a frame turned about its left axis, then about the patient's posterior and superior axes."""
    a, b, c = np.radians([lordosis_deg, roll_deg, twist_deg])
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    left, posterior, superior = (
        Vector(*(float(v) for v in axis)) for axis in (about_z @ about_y @ about_x).T
    )
    return Frame(origin, left, posterior, superior)


def landmarks(level: str, frame: Frame, scale: float = 1.0) -> tuple[Point, Point, Point]:
    """Return the pedicles and the endplate that a vertebra of this shape has in a frame."""
    anterior, lateral, cranial = (scale * v for v in SHAPES[level]["pedicle"]["centre_mm"])
    left, right = (
        frame.origin + frame.to_patient(Vector(s * lateral, -anterior, cranial)) for s in (1.0, -1.0)
    )
    return left, right, frame.origin


@given(
    level=st.sampled_from(["L1", "L2", "L3", "L4", "L5", "S1"]),
    lordosis_deg=st.floats(-45.0, 45.0),
    roll_deg=st.floats(-30.0, 30.0),
    twist_deg=st.floats(-30.0, 30.0),
    scale=st.floats(0.7, 1.4),
)
def test_the_frame_comes_back(
    level: str, lordosis_deg: float, roll_deg: float, twist_deg: float, scale: float
) -> None:
    """Whatever the size of the vertebra: only its shape counts."""
    truth = turned(lordosis_deg, roll_deg, twist_deg, Point(12.0, -7.0, 140.0))
    found = frame_from_landmarks(Level(level), *landmarks(level, truth, scale))
    assert found.origin == truth.origin
    for axis in ("left", "posterior", "superior"):
        assert tuple(getattr(found, axis)) == pytest.approx(tuple(getattr(truth, axis)), abs=1e-9)


def test_the_rise_is_that_of_the_table() -> None:
    assert endplate_rise_rad(Level.L4) == pytest.approx(np.arctan2(9.7, 23.8))
    assert endplate_rise_rad(Level.T12) == endplate_rise_rad(Level.L1)


def test_pedicles_the_wrong_way_round_are_refused() -> None:
    left, right, endplate = landmarks("L4", turned(10.0, 0.0, 0.0, Point(0.0, 0.0, 0.0)))
    with pytest.raises(ValueError, match="left pedicle"):
        frame_from_landmarks(Level.L4, right, left, endplate)


@pytest.mark.parametrize("shift", [0.0, 30.0])
def test_an_endplate_that_is_not_in_front_is_refused(shift: float) -> None:
    left, right, _ = landmarks("L4", turned(10.0, 0.0, 0.0, Point(0.0, 0.0, 0.0)))
    middle = left.towards(right, 0.5)
    with pytest.raises(ValueError, match="in front"):
        frame_from_landmarks(Level.L4, left, right, middle + Vector(0.0, shift, 0.0))


def test_in_a_plan() -> None:
    truth = turned(8.0, 2.0, -3.0, Point(1.0, 2.0, 3.0))
    left, right, endplate = landmarks("L5", truth)
    whole = Landmarks(left_pedicle=left, right_pedicle=right, endplate=endplate)
    found = vertebra_frame(Plan().with_landmarks(Level.L5, whole), Level.L5)
    assert found is not None
    assert tuple(found.superior) == pytest.approx(tuple(truth.superior))
    assert vertebra_frame(Plan(), Level.L5) is None
    partly = Landmarks(left_pedicle=left, right_pedicle=right)
    assert vertebra_frame(Plan().with_landmarks(Level.L5, partly), Level.L5) is None
    swapped = Landmarks(left_pedicle=right, right_pedicle=left, endplate=endplate)
    assert vertebra_frame(Plan().with_landmarks(Level.L5, swapped), Level.L5) is None
