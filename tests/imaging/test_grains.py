"""Grains thrown on a screen: what linearly interpolated voxels would leave there, whatever their shape."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.fluoroscopy import screen_of, water_picture
from planner.geometry.vectors import Point
from planner.imaging.grains import Grains, thrown
from planner.imaging.projection import Body
from planner.imaging.volume import Volume

TURN = np.array([[0.96, -0.28, 0.0], [0.28, 0.96, 0.0], [0.0, 0.0, -1.0]])


def lump(spacing_mm: tuple[float, float, float]) -> Body:
    """Return a smooth lump of bone in the middle of an oblique, left-handed grid, nothing round it."""
    ni, nj, nk = (round(60.0 / mm) for mm in spacing_mm)
    dice = np.random.default_rng(4)
    rough = ndimage.gaussian_filter(dice.normal(size=(nk, nj, ni)), [6.0 / mm for mm in spacing_mm[::-1]])
    places = np.stack(np.meshgrid(*(np.linspace(-1.0, 1.0, n) for n in (nk, nj, ni)), indexing="ij"))
    hu = np.where((places**2).sum(axis=0) < 0.5, 900.0 + rough / rough.std() * 200.0, 0.0) - 1000.0
    matrix = np.eye(4)
    matrix[:3, :3] = TURN * spacing_mm
    matrix[:3, 3] = -matrix[:3, :3] @ np.array([ni - 1, nj - 1, nk - 1]) / 2.0
    return Body.of(Volume(np.maximum(hu, -1000.0).astype(np.float32), matrix))


@pytest.mark.parametrize("spacing_mm", [(0.8, 1.1, 1.3), (0.7, 0.7, 3.0)])
@pytest.mark.parametrize("angles", [CArmAngles(180.0, 0.0), CArmAngles(71.0, -28.0)])
def test_they_leave_what_rays_meet(spacing_mm: tuple[float, float, float], angles: CArmAngles) -> None:
    body = lump(spacing_mm)
    beam = Beam(angles, Point(4.0, -3.0, 2.0), detector=Detector(90, 110, 1.3))
    exact = water_picture(body, beam)
    found = thrown(Grains.of(body, 1.3), beam.source, screen_of(beam))
    assert float(found.sum() / exact.sum()) == pytest.approx(1.0, abs=0.02)
    inside = ndimage.binary_erosion(exact > 5.0, iterations=4)
    assert inside.sum() > 300
    off = np.abs(found - exact)[inside]
    assert off.max() < 0.12 * exact.max()
    assert off.mean() < 0.04 * exact.max()
    assert np.corrcoef(found.ravel(), exact.ravel())[0, 1] > 0.995


def test_what_lies_behind_the_source_leaves_nothing() -> None:
    body = lump((1.5, 1.5, 1.5))
    beam = Beam(CArmAngles(180.0, 0.0), Point(0.0, 900.0, 0.0), detector=Detector(30, 30, 4.0))
    assert not thrown(Grains.of(body, 1.5), beam.source, screen_of(beam)).any()


def test_nothing_has_no_grains() -> None:
    empty = Body.of(Volume(np.full((4, 5, 6), -1000, np.int16), np.diag((1.0, 1.0, 2.0, 1.0))))
    grains = Grains.of(empty, 1.0)
    assert grains.places.shape == (0, 3)
    beam = Beam(CArmAngles(0.0, 0.0), Point(0.0, 0.0, 0.0), detector=Detector(8, 9, 4.0))
    assert not thrown(grains, beam.source, screen_of(beam)).any()
