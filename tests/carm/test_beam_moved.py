"""A beam carried along by a rigid motion sees what it saw; what lies on its picture works as before."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.beam_view import BeamView
from planner.carm.fluoroscopy import water_picture
from planner.geometry.rigid import AT_REST, Rigid
from planner.geometry.solids import Capsule, Spheroid
from planner.geometry.vectors import Point, Vector
from planner.imaging.projection import Body
from planner.imaging.volume import Volume

BEAM = Beam(CArmAngles(156.0, -31.0), Point(3.0, -2.0, 1.0), 640.0, 1010.0, Detector(200, 260, 0.7))
C_ARM_TO_CT = Rigid.about(Point(20.0, -10.0, 30.0), Vector(7.0, -12.0, 25.0), Vector(-8.0, 33.0, -640.0))
NEAR = st.builds(Vector, *(st.floats(-80.0, 80.0),) * 3)
MOTIONS = st.builds(
    Rigid.about,
    st.builds(Point, *(st.floats(-100.0, 100.0),) * 3),
    st.builds(Vector, *(st.floats(-90.0, 90.0),) * 3),
    st.builds(Vector, *(st.floats(-500.0, 500.0),) * 3),
)


@given(MOTIONS, NEAR)
def test_a_moved_point_is_seen_at_the_same_pixel(motion: Rigid, off: Vector) -> None:
    moved, point = BEAM.moved(motion), BEAM.isocentre + off
    assert moved.to_pixel(motion.point(point)) == pytest.approx(BEAM.to_pixel(point), abs=1e-7)
    assert moved.source.distance_to(motion.point(BEAM.source)) < 1e-8
    assert moved.at_pixel(11.0, 190.5).distance_to(motion.point(BEAM.at_pixel(11.0, 190.5))) < 1e-8


@given(st.floats(-5.0, 300.0), st.floats(-5.0, 300.0))
def test_a_pixel_is_found_again(column: float, row: float) -> None:
    assert BEAM.to_pixel(BEAM.at_pixel(column, row)) == pytest.approx((column, row), abs=1e-7)
    assert BEAM.moved(AT_REST) == BEAM


@given(NEAR, st.booleans())
def test_its_view_works_as_before(off: Vector, mirrored: bool) -> None:
    here, there = BeamView(BEAM, mirrored), BeamView(BEAM.moved(C_ARM_TO_CT), mirrored)
    point = BEAM.isocentre + off
    u, v, depth = there.to_view(C_ARM_TO_CT.point(point))
    assert (u, v, depth) == pytest.approx(here.to_view(point), abs=1e-8)
    assert there.to_patient(u, v, depth).distance_to(C_ARM_TO_CT.point(point)) < 1e-8


def test_silhouettes_of_moved_solids_are_the_same() -> None:
    here, there = BeamView(BEAM), BeamView(BEAM.moved(C_ARM_TO_CT))
    a, b = BEAM.isocentre, BEAM.isocentre + Vector(20.0, 31.0, -44.0)
    axis = Vector(0.3, -0.8, 0.52).unit()
    pairs = (
        (Capsule(a, b, 3.2), Capsule(C_ARM_TO_CT.point(a), C_ARM_TO_CT.point(b), 3.2)),
        (
            Spheroid(a, axis, 14.0, 5.0),
            Spheroid(C_ARM_TO_CT.point(a), C_ARM_TO_CT.vector(axis), 14.0, 5.0),
        ),
    )
    for solid, moved in pairs:
        first, second = here.outline(solid), there.outline(moved)
        assert first is not None
        assert second is not None
        for part in (0, 1):
            for reach in (min, max):
                assert reach(p[part] for p in first) == pytest.approx(
                    reach(p[part] for p in second), abs=0.02
                )


def test_the_virtual_picture_of_a_moved_volume_is_the_same() -> None:
    dice = np.random.default_rng(5)
    hu = dice.integers(-1000, 1500, (9, 14, 11)).astype(np.int16)
    matrix = np.diag((3.0, 2.0, 4.0, 1.0))
    matrix[:3, 3] = (-13.0, -16.0, -15.0)
    here = water_picture(Body.of(Volume(hu, matrix)), BEAM)
    moved = Volume(hu.copy(), C_ARM_TO_CT.matrix @ matrix)
    there = water_picture(Body.of(moved), BEAM.moved(C_ARM_TO_CT))
    assert here.max() > 20.0
    assert np.abs(here - there).max() < 0.01
