"""A vertebra's own frame and size from its landmarks."""

from __future__ import annotations

import json
from math import degrees, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.anatomy.shape import shape_of
from planner.anatomy.spine import Level, Side
from planner.anatomy.vertebra import NEEDED, WITHIN_MM, fitted, landmark_places
from planner.assets import resource
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import Landmarks
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame

SHAPES = json.loads(resource("anatomy/lumbar.json").read_text(encoding="utf-8"))["levels"]
NOWHERE = Point(0.0, 0.0, 0.0)


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


def marks(level: str, frame: Frame, scale: float = 1.0, names: tuple[str, ...] = NEEDED) -> dict[str, Point]:
    """Return landmarks of a vertebra of the table's shape that lies in a frame."""
    places = landmark_places(shape_of(Level(level)))
    return {name: frame.origin + frame.to_patient(places[name] * scale) for name in names if name in places}


def angle_deg(a: Vector, b: Vector) -> float:
    return degrees(np.arctan2(a.cross(b).length, a.dot(b)))


@given(
    level=st.sampled_from(["T12", "L1", "L2", "L3", "L4", "L5", "S1"]),
    lordosis_deg=st.floats(-45.0, 45.0),
    roll_deg=st.floats(-30.0, 30.0),
    twist_deg=st.floats(-30.0, 30.0),
    scale=st.floats(0.7, 1.4),
    names=st.sampled_from([NEEDED, (*NEEDED, "spinous_tip"), tuple(WITHIN_MM)]),
)
def test_frame_and_size_come_back(
    level: str, lordosis_deg: float, roll_deg: float, twist_deg: float, scale: float, names: tuple[str, ...]
) -> None:
    truth = turned(lordosis_deg, roll_deg, twist_deg, Point(12.0, -7.0, 140.0))
    found = fitted(Level(level), marks(level, truth, scale, names))
    assert found.scale == pytest.approx(scale)
    assert found.residual_mm == pytest.approx(0.0, abs=1e-6)
    assert tuple(found.frame.origin) == pytest.approx(tuple(truth.origin), abs=1e-6)
    for axis in ("left", "posterior", "superior"):
        assert tuple(getattr(found.frame, axis)) == pytest.approx(tuple(getattr(truth, axis)), abs=1e-9)


def test_places_follow_frame_size_and_side() -> None:
    truth = turned(9.0, 4.0, -7.0, Point(3.0, 5.0, -40.0))
    found = fitted(Level.L4, marks("L4", truth, 1.1))
    anterior, lateral, cranial = SHAPES["L4"]["transverse_tip_mm"]
    tip = found.shape.transverse_tip
    assert tip is not None
    for side in Side:
        expected = Vector(side.sign * lateral, -anterior, cranial) * 1.1
        assert tuple(found.own(found.place(tip, side)) * 1.1) == pytest.approx(tuple(expected))
        away = found.place(tip, side) - truth.origin
        assert tuple(truth.to_frame(away)) == pytest.approx(tuple(expected))


def test_the_rise_is_that_of_the_table() -> None:
    assert shape_of(Level.L4).rise_rad == pytest.approx(np.arctan2(9.7, 23.8))
    assert shape_of(Level.T12).rise_rad == shape_of(Level.L1).rise_rad


def test_a_millimetre_of_the_marks_is_2_7_degrees_of_pitch() -> None:
    """Closed form: the arms of the three landmarks about the left axis are d/3, d/3 and 2d/3."""
    one_mm = dict.fromkeys(WITHIN_MM, 1.0)
    found = fitted(Level.L3, marks("L3", turned(5.0, 0.0, 0.0, NOWHERE)), one_mm)
    distance = Vector(0.0, 24.7, -9.0).length
    assert found.turns.pitch_deg == pytest.approx(degrees(1.0 / (distance * sqrt(2.0 / 3.0))))
    assert found.turns.pitch_deg == pytest.approx(2.7, abs=0.05)
    assert found.turns.roll_deg < found.turns.pitch_deg


def test_the_uncertainty_is_what_chance_makes_of_the_angles() -> None:
    """2000 vertebrae marked with the deviations that are claimed."""
    truth, chance = turned(5.0, 3.0, -4.0, Point(10.0, 20.0, 30.0)), np.random.default_rng(5)
    exact = marks("L4", truth)
    off_deg = []
    for _ in range(2000):
        noisy = {n: p + Vector(*map(float, chance.normal(0.0, WITHIN_MM[n], 3))) for n, p in exact.items()}
        superior = truth.to_frame(fitted(Level.L4, noisy).frame.superior)
        off_deg.append(degrees(np.arctan2(superior.y, superior.z)))
    claimed = fitted(Level.L4, exact).turns.pitch_deg
    assert np.std(off_deg) == pytest.approx(claimed, rel=0.06)


def test_tips_make_it_more_certain_and_a_bad_fit_less() -> None:
    truth = turned(5.0, 3.0, -4.0, NOWHERE)
    three, all_of_them = marks("L3", truth), marks("L3", truth, names=tuple(WITHIN_MM))
    assert fitted(Level.L3, all_of_them).turns.pitch_deg < fitted(Level.L3, three).turns.pitch_deg
    wrong = {**three, "endplate": three["endplate"] + Vector(9.0, 0.0, 0.0)}
    bad = fitted(Level.L3, wrong)
    assert bad.residual_mm > 2.0
    assert bad.turns.pitch_deg > 1.5 * fitted(Level.L3, three).turns.pitch_deg


def test_a_known_size_is_kept() -> None:
    truth = turned(5.0, 3.0, -4.0, NOWHERE)
    found = fitted(Level.L2, marks("L2", truth, 1.2), scale=1.1)
    assert found.scale == 1.1
    assert angle_deg(found.frame.superior, truth.superior) == pytest.approx(0.0, abs=1e-6)
    assert found.residual_mm > 1.0


def test_pedicles_the_wrong_way_round_are_refused() -> None:
    right = marks("L4", turned(10.0, 0.0, 0.0, NOWHERE))
    swapped = {**right, "left_pedicle": right["right_pedicle"], "right_pedicle": right["left_pedicle"]}
    with pytest.raises(ValueError, match="left pedicle"):
        fitted(Level.L4, swapped)


def test_an_endplate_that_is_not_in_front_is_refused() -> None:
    found = marks("L4", turned(10.0, 0.0, 0.0, NOWHERE))
    middle = found["left_pedicle"].towards(found["right_pedicle"], 0.5)
    with pytest.raises(ValueError, match="in front"):
        fitted(Level.L4, {**found, "endplate": middle + Vector(0.0, 30.0, 0.0)})
    with pytest.raises(ValueError, match="one line"):
        fitted(Level.L4, {**found, "endplate": middle})
    with pytest.raises(ValueError, match="three landmarks"):
        fitted(Level.L4, {"endplate": middle})


def test_in_a_plan() -> None:
    truth = turned(8.0, 2.0, -3.0, Point(1.0, 2.0, 3.0))
    found = marks("L5", truth)
    frame = vertebra_frame(Plan().with_landmarks(Level.L5, Landmarks(**found)), Level.L5)
    assert frame is not None
    assert tuple(frame.superior) == pytest.approx(tuple(truth.superior))
    assert vertebra_frame(Plan(), Level.L5) is None
    partly = Landmarks(left_pedicle=found["left_pedicle"], right_pedicle=found["right_pedicle"])
    assert vertebra_frame(Plan().with_landmarks(Level.L5, partly), Level.L5) is None
    swapped = Landmarks(
        left_pedicle=found["right_pedicle"], right_pedicle=found["left_pedicle"], endplate=found["endplate"]
    )
    assert vertebra_frame(Plan().with_landmarks(Level.L5, swapped), Level.L5) is None
