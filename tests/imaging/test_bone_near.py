"""The surface of one bone near a place: distances, grooves, thresholds, oblique, unequal spacing."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.geometry.frames import Frame
from planner.geometry.vectors import Point, Vector
from planner.imaging.bone_near import THRESHOLD_HU, BoneNear, bone_near, bone_threshold
from planner.imaging.volume import Volume

TURN = np.radians(20.0)
FRAME = Frame(
    Point(12.0, -30.0, 210.0),
    Vector(float(np.cos(TURN)), float(np.sin(TURN)), 0.0),
    Vector(float(-np.sin(TURN)), float(np.cos(TURN)), 0.0),
    Vector(0.0, 0.0, 1.0),
)
OUTSIDE = np.array([[13.0, y, 13.0] for y in (-9.0, 0.0, 9.0)])
LOW, HIGH = np.array([-14.0, -14.0, -14.0]), np.array([14.0, 14.0, 14.0])
MUSCLE_HU, CORTEX_HU, MARROW_HU = 50.0, 700.0, 90.0


def own(points: NDArray[np.float64]) -> NDArray[np.float64]:
    axes = np.array([tuple(axis) for axis in (FRAME.left, FRAME.posterior, FRAME.superior)])
    return np.asarray((points - np.array(tuple(FRAME.origin))) @ axes.T)


def scan(distance_mm: object, slice_mm: float = 1.25, cortex_hu: float = CORTEX_HU) -> Volume:
    """Return bone with a cortex of 2 mm round marrow, from its signed distance in the frame."""
    shape, spacing = (round(64.0 / slice_mm), 81, 92), (0.7, 0.8, slice_mm)
    matrix = np.diag((*spacing, 1.0))
    matrix[:3, 3] = np.array(tuple(FRAME.origin)) - (32.0, 32.0, 32.0)
    k, j, i = np.indices(shape)
    points = np.stack([i, j, k], axis=-1).reshape(-1, 3) * spacing + matrix[:3, 3]
    assert callable(distance_mm)
    hu = np.random.default_rng(3).normal(0.0, 15.0, shape)
    for share in (-0.375, -0.125, 0.125, 0.375):
        away = distance_mm(own(points + np.array([0.0, 0.0, share * slice_mm]))).reshape(shape)
        hu += np.where(away > 0.0, MUSCLE_HU, np.where(away > -2.0, cortex_hu, MARROW_HU)) / 4.0
    return Volume(np.ascontiguousarray(hu.astype(np.int16)), matrix)


def corner(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the signed distance to a wall (left of x = 0) on a floor (below z = 0)."""
    x, z = places[:, 0], places[:, 2]
    outside = np.minimum(x, z)
    return np.where(outside > 0.0, outside, -np.hypot(np.minimum(x, 0.0), np.minimum(z, 0.0)) * 1.0)


def plate(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the signed distance to a slab 9 mm thick, another beyond a joint of 3 mm."""
    x = places[:, 0]
    return np.minimum(np.abs(x + 4.5) - 4.5, np.abs(x - 6.0) - 3.0)


def seen(volume: Volume, seed: Vector) -> BoneNear:
    found = bone_near(volume, FRAME, LOW, HIGH, seed, OUTSIDE)
    assert found is not None
    return found


@pytest.mark.parametrize("slice_mm", [1.25, 3.0])
@pytest.mark.parametrize("cortex_hu", [650.0, 1100.0])
def test_distances_and_normals_are_those_of_the_bone(slice_mm: float, cortex_hu: float) -> None:
    bone = seen(scan(corner, slice_mm, cortex_hu), Vector(-3.0, 0.0, -3.0))
    wall = np.array([[d, y, 8.0] for d in (0.5, 1.0, 2.0, 3.0) for y in (-6.0, 0.0, 6.0)])
    assert bone.distances_mm(wall) == pytest.approx(wall[:, 0], abs=0.8)
    assert bone.slopes(wall)[:, 0] == pytest.approx(1.0, abs=0.2)
    floor = np.array([[8.0, y, d] for d in (1.0, 3.0) for y in (-6.0, 6.0)])
    assert bone.distances_mm(floor) == pytest.approx(floor[:, 2], abs=1.5 if slice_mm > 2.0 else 0.8)
    assert bone.is_known(wall).all()


def test_marrow_is_bone_though_it_is_as_dark_as_muscle() -> None:
    bone = seen(scan(corner), Vector(-3.0, 0.0, -3.0))
    assert (bone.distances_mm(np.array([[-6.0, 0.0, 3.0], [-4.0, 2.0, -6.0]])) < -2.5).all()


def test_a_groove_is_hollow() -> None:
    bone = seen(scan(corner), Vector(-3.0, 0.0, -3.0))
    groove, flat = bone.hollows(np.array([[1.0, 0.0, 1.0], [1.0, 0.0, 9.0]]))
    assert groove > 0.5 > 0.42 > flat > 0.25
    rise = bone.rises(np.array([[1.0, 0.0, 5.0]]))[0]
    assert rise[2] < -0.01


def test_the_bone_across_the_joint_is_left_out() -> None:
    here, there = (seen(scan(plate), Vector(x, 0.0, 0.0)) for x in (-6.0, 7.0))
    across = np.array([[6.0, 0.0, 0.0]])
    assert here.distances_mm(across)[0] > 5.0
    assert there.distances_mm(across)[0] < -2.0


def test_beside_metal_and_beyond_the_images_nothing_is_known() -> None:
    clean = scan(corner)
    hu = clean.hu.copy()
    i, j, k = (round(c) for c in clean.to_voxel(FRAME.origin + FRAME.to_patient(Vector(0.0, 0.0, 8.0))))
    hu[k - 1 : k + 2, j - 2 : j + 3, i - 2 : i + 3] = 3071
    bone = seen(Volume(hu, clean.voxel_to_patient.copy()), Vector(-3.0, 0.0, -3.0))
    places = np.array([[1.0, 0.0, 8.0], [1.0, 10.0, 8.0]])
    assert list(bone.is_known(places)) == [False, True]
    high = np.array([14.0, 50.0, 14.0])
    wide = bone_near(clean, FRAME, LOW, high, Vector(-3.0, 0.0, -3.0), OUTSIDE)
    assert wide is not None
    assert not wide.is_known(np.array([[1.0, 48.0, 5.0]]))[0]


def test_where_there_is_no_bone_there_is_none() -> None:
    assert (
        bone_near(scan(lambda p: np.full(len(p), 5.0)), FRAME, LOW, HIGH, Vector(0.0, 0.0, 0.0), OUTSIDE)
        is None
    )
    assert bone_near(scan(plate), FRAME, LOW, HIGH, Vector(-25.0, 0.0, 0.0), OUTSIDE) is None


def test_the_threshold_goes_with_the_scan() -> None:
    def mixed(bone_hu: float) -> NDArray[np.float64]:
        return np.concatenate([np.full(3000, 50.0), np.full(3000, bone_hu)])

    assert bone_threshold(mixed(450.0)) == pytest.approx(250.0)
    assert bone_threshold(mixed(260.0)) == pytest.approx(155.0)
    assert bone_threshold(mixed(1500.0)) == THRESHOLD_HU[1]
    assert bone_threshold(np.full(4000, 50.0)) is None
