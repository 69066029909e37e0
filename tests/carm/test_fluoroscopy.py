"""The picture of a C-arm: bone and metal dark, air bright, the right way round."""

from __future__ import annotations

import numpy as np

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.fluoroscopy import described, screen_picture, water_picture
from planner.geometry.vectors import Point
from planner.imaging.projection import Body
from planner.imaging.volume import Volume

DETECTOR = Detector(90, 120, 2.0)


def body() -> Body:
    """Return a body of water with a rod of bone, 20 mm thick, at its left, from head to foot."""
    matrix = np.diag((2.0, 2.0, 4.0, 1.0))
    matrix[:3, 3] = (-79.0, -59.0, -70.0)
    hu = np.full((36, 60, 80), -1000, np.int16)
    hu[:, 5:55, 5:75] = 20
    hu[:, 25:35, 55:65] = 900
    return Body.of(Volume(hu, matrix))


def beam(primary_deg: float) -> Beam:
    return Beam(CArmAngles(primary_deg, 0.0), Point(0.0, 0.0, 0.0), detector=DETECTOR)


def test_bone_is_dark_and_on_the_patients_side() -> None:
    for primary_deg, on_left_half in ((180.0, True), (0.0, False)):
        picture = screen_picture(body(), beam(primary_deg))
        assert picture.dtype == np.uint8
        assert picture.shape == (90, 120)
        line = picture[40:50].mean(axis=0)
        at = int(np.argmin(line))
        assert (at < 60) == on_left_half
        across = beam(primary_deg).to_pixel(Point(41.0, 0.0, 0.0))
        assert across is not None
        assert abs(at - across[0]) < 8.0


def test_beside_the_patient_it_is_bright() -> None:
    picture, water = screen_picture(body(), beam(180.0)), water_picture(body(), beam(180.0))
    assert (picture[water == 0.0] == 255).all()
    assert (water == 0.0).any()
    assert picture.min() < 30


def test_without_a_patient_it_is_all_bright() -> None:
    nothing = Body.of(Volume(np.full((4, 5, 6), -1000, np.int16), np.eye(4)))
    assert (screen_picture(nothing, beam(180.0)) == 255).all()


def test_source_and_detector_are_told() -> None:
    told = described(beam(180.0))
    assert np.allclose(told["source_mm"], (0.0, -700.0, 0.0))
    assert np.allclose(told["detector_right_mm"], (-2.0, 0.0, 0.0))
    assert np.allclose(told["detector_down_mm"], (0.0, 0.0, -2.0))
    assert np.allclose(told["detector_origin_mm"], (119.0, 300.0, 89.0))
