"""A course laid on bone: into the groove, a millimetre off, on the side it is meant to be."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.geometry.vectors import Vector
from planner.imaging.bone_near import BoneNear
from planner.suggest.refining import FARTHEST_MM, OFF_BONE_MM, laid_on_bone
from tests.imaging.test_bone_near import corner, scan, seen

ALONG = np.linspace(-7.0, 7.0, 15)


@pytest.fixture(scope="module")
def bone() -> BoneNear:
    """A wall on a floor: the groove runs along y at x = z = 0."""
    return seen(scan(corner), Vector(-3.0, 0.0, -3.0))


def line(x: float, z: float) -> NDArray[np.float64]:
    return np.stack([np.full(15, x), ALONG, np.full(15, z)], axis=1)


def ways(x: float, z: float) -> NDArray[np.float64]:
    way = np.array([x, 0.0, z]) / np.hypot(x, z)
    return np.tile(way, (15, 1))


@pytest.mark.parametrize("start", [(0.0, 1.0), (3.5, 2.5), (-2.0, 2.0), (4.0, -1.0)])
def test_it_ends_in_the_groove_a_millimetre_off_the_bone(bone: BoneNear, start: tuple[float, float]) -> None:
    laid = laid_on_bone(line(*start), ways(1.0, 0.6), bone)
    assert bone.distances_mm(laid.places) == pytest.approx(OFF_BONE_MM, abs=0.4)
    assert np.abs(laid.places[:, [0, 2]] - OFF_BONE_MM).max() < 2.5
    assert laid.agrees.all()
    assert laid.moved_mm == pytest.approx(np.linalg.norm(laid.places - line(*start), axis=1))


def test_it_moves_smoothly_though_the_images_are_noisy(bone: BoneNear) -> None:
    laid = laid_on_bone(line(2.0, 3.0), ways(1.0, 0.6), bone)
    assert np.abs(np.diff(laid.places, n=2, axis=0)).max() < 0.25


def test_far_from_bone_it_does_not_agree(bone: BoneNear) -> None:
    laid = laid_on_bone(line(12.5, 12.5), ways(1.0, 0.6), bone)
    assert not laid.agrees.any()
    assert laid.moved_mm.min() > FARTHEST_MM


def test_bone_that_faces_the_other_way_does_not_agree(bone: BoneNear) -> None:
    laid = laid_on_bone(line(1.0, 8.0), ways(-1.0, -0.6), bone)
    assert not laid.agrees.any()
