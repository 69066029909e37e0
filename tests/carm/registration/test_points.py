"""A vertebra's pose from marked points: there and back from any start, how surely, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.anatomy.shape import shape_of
from planner.anatomy.spine import Level
from planner.anatomy.vertebra import landmark_places
from planner.carm.angles import over_back
from planner.carm.beam import Beam
from planner.carm.registration.points import (
    MARKED_MM,
    Correspondence,
    NoPose,
    NotPosed,
    Posed,
    pose_from_points,
)
from planner.carm.triangulation import Mark
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Point, Vector

ISOCENTRE = Point(0.0, 0.0, 0.0)
AP, LATERAL, OBLIQUE = (Beam(over_back(turn, 0.0), ISOCENTRE) for turn in (0.0, 90.0, 30.0))
IN_CT = Point(-8.0, 40.0, -1150.0)
POINTS = {name: IN_CT + place for name, place in landmark_places(shape_of(Level.L4)).items()}
MIDDLE = IN_CT + Vector(0.0, 15.0, -12.0)


def pose(turn: Vector, step: Vector) -> Rigid:
    return Rigid.about(MIDDLE, turn, step + (ISOCENTRE - MIDDLE))


def marked(
    truth: Rigid, beams: Sequence[Beam], names: Sequence[str], noise_px: float = 0.0, seed: int = 1
) -> list[Correspondence]:
    dice = np.random.default_rng(seed)
    found = []
    for beam in beams:
        for name in names:
            pixel = beam.to_pixel(truth.point(POINTS[name]))
            assert pixel is not None
            column, row = (each + noise_px * float(dice.normal()) for each in pixel)
            found.append(Correspondence(POINTS[name], Mark(beam, column, row)))
    return found


def posed(points: Sequence[Correspondence]) -> Posed:
    found = pose_from_points(points)
    assert isinstance(found, Posed)
    return found


def off_mm(found: Rigid, truth: Rigid) -> float:
    return max(found.point(each).distance_to(truth.point(each)) for each in POINTS.values())


TURNS = st.builds(Vector, *(st.floats(-25.0, 25.0),) * 3)
STEPS = st.builds(Vector, *(st.floats(-30.0, 30.0),) * 3)


@settings(max_examples=15, deadline=None)
@given(TURNS, STEPS)
def test_two_pictures_tell_the_pose(turn: Vector, step: Vector) -> None:
    truth = pose(turn, step)
    found = posed(marked(truth, (AP, LATERAL), tuple(POINTS)))
    assert off_mm(found.ct_to_c_arm, truth) < 0.01
    assert found.rms_px < 0.01
    assert found.rms_mm < 0.01


@settings(max_examples=10, deadline=None)
@given(TURNS, STEPS)
def test_one_picture_tells_it_too_but_its_depth_poorly(turn: Vector, step: Vector) -> None:
    truth = pose(turn, step)
    found = posed(marked(truth, (AP,), tuple(POINTS)))
    assert off_mm(found.ct_to_c_arm, truth) < 0.5
    assert found.within.depth_mm > 4.0 * found.within.in_plane_mm


def test_noise_of_the_hand_is_what_is_claimed() -> None:
    truth, noise_px = pose(Vector(6.0, -8.0, 4.0), Vector(5.0, -9.0, 7.0)), MARKED_MM / 0.28
    places = [
        MIDDLE + Vector(25.0, 0.0, 0.0),
        MIDDLE + Vector(-25.0, 0.0, 0.0),
        MIDDLE + Vector(0.0, 25.0, 0.0),
        MIDDLE + Vector(0.0, -25.0, 0.0),
    ]
    depth, off = AP.towards_detector, []
    for seed in range(25):
        found = posed(marked(truth, (AP,), tuple(POINTS), noise_px, seed))
        steps = [found.ct_to_c_arm.point(each) - truth.point(each) for each in places]
        off.append((float(np.mean([step.dot(depth) ** 2 for step in steps])), found.within.depth_mm**2))
    measured, claimed = np.sqrt(np.mean(off, axis=0))
    assert measured == pytest.approx(claimed, rel=0.5)


def test_three_points_in_two_pictures_are_enough() -> None:
    truth = pose(Vector(5.0, 3.0, -9.0), Vector(4.0, 8.0, -6.0))
    found = posed(marked(truth, (AP, OBLIQUE), ("left_pedicle", "right_pedicle", "endplate")))
    assert off_mm(found.ct_to_c_arm, truth) < 0.05


def test_one_bad_mark_among_many_does_not_spoil_it() -> None:
    truth = pose(Vector(5.0, 3.0, -9.0), Vector(4.0, 8.0, -6.0))
    points = marked(truth, (AP, LATERAL), tuple(POINTS))
    bad = points[3]
    points[3] = Correspondence(bad.ct, Mark(bad.mark.beam, bad.mark.column + 60.0, bad.mark.row))
    found = posed(points)
    assert off_mm(found.ct_to_c_arm, truth) < 3.0
    assert max(found.off_px) == found.off_px[3]
    assert found.off_px[3] > 45.0
    assert found.off_mm[3] == pytest.approx(found.off_px[3] * 0.28, rel=0.1)


def test_too_few_points_and_points_on_a_line_are_refused() -> None:
    truth = pose(Vector(0.0, 0.0, 0.0), Vector(0.0, 0.0, 0.0))
    few = pose_from_points(marked(truth, (AP, LATERAL), ("left_pedicle", "endplate")))
    assert isinstance(few, NotPosed)
    assert few.reason is NoPose.TOO_FEW
    line = []
    for share in (0.0, 0.5, 1.0):
        point = POINTS["left_pedicle"].towards(POINTS["right_pedicle"], share)
        for beam in (AP, LATERAL):
            pixel = beam.to_pixel(truth.point(point))
            assert pixel is not None
            line.append(Correspondence(point, Mark(beam, *pixel)))
    found = pose_from_points(line)
    assert isinstance(found, NotPosed)
    assert found.reason is NoPose.ON_A_LINE
    assert {few.words(), found.words()} != {""}
