from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates
from scipy.spatial.transform import Rotation

from planner.geometry.frames import ViewPlane, axial
from planner.geometry.vectors import Point, Vector
from planner.imaging.reslice import Rect, SlabMode, full_rect, reslice
from planner.imaging.volume import AIR_HU, Volume


@pytest.fixture(scope="module")
def oblique_volume() -> Volume:
    """Unequal spacing, not square, turned in space."""
    turn = Rotation.from_euler("xyz", (20, -35, 50), degrees=True).as_matrix()
    matrix = np.eye(4)
    matrix[:3, :3] = turn * (0.5, 0.8, 1.9)
    matrix[:3, 3] = (-31.0, 12.5, 240.0)
    hu = np.random.default_rng(7).integers(-1000, 2000, (17, 40, 56)).astype(np.int16)
    return Volume(hu, matrix)


def plane_at(point: Point, angles_deg: tuple[float, float, float]) -> ViewPlane:
    turn = Rotation.from_euler("zyx", angles_deg, degrees=True).as_matrix()
    return ViewPlane(point, Vector(*turn[:, 0]), Vector(*turn[:, 1]))


def oracle(volume: Volume, points: NDArray[np.float64]) -> NDArray[np.float64]:
    matrix = volume.patient_to_voxel
    ijk = matrix[:3, :3] @ points.T + matrix[:3, 3:]
    return map_coordinates(volume.hu.astype(np.float64), ijk[::-1], order=1, mode="nearest")


def pixel_centres(plane: ViewPlane, rect: Rect, shape: tuple[int, int]) -> NDArray[np.float64]:
    rows, columns = shape
    us = rect.left_mm + (np.arange(columns) + 0.5) * rect.width_mm / columns
    vs = rect.top_mm + (np.arange(rows) + 0.5) * rect.height_mm / rows
    return np.array([tuple(plane.to_patient(u, v)) for v in vs for u in us])


angles = st.floats(-180, 180)


@settings(max_examples=25, deadline=None)
@given(angles, angles, angles)
def test_agrees_with_scipy_in_any_plane(oblique_volume: Volume, a: float, b: float, c: float) -> None:
    plane = plane_at(oblique_volume.centre, (a, b, c))
    rect = Rect(-6.0, -5.0, 11.0, 9.0)
    cut = reslice(oblique_volume, plane, rect, 0.9)
    expected = oracle(oblique_volume, pixel_centres(plane, rect, cut.hu.shape))
    np.testing.assert_allclose(cut.hu.ravel(), expected, atol=0.01)


def test_voxel_centres_are_exact_to_the_border_and_air_lies_outside() -> None:
    hu = np.arange(3 * 4 * 5, dtype=np.int16).reshape(3, 4, 5)
    volume = Volume(hu, np.diag((0.5, 0.7, 2.0, 1.0)))
    plane = axial(Point(0.0, 0.0, 4.0))
    whole = reslice(volume, plane, Rect(-0.25, -0.35, 2.5, 2.8), 0.7)
    assert whole.hu.shape == (4, 4)
    column = reslice(volume, plane, Rect(-0.25, -0.35, 0.5, 2.8), 0.7).hu
    np.testing.assert_array_equal(column[:, 0], hu[2, :, 0])
    beyond = reslice(volume, axial(Point(0.0, 0.0, 5.01)), Rect(-0.25, -0.35, 2.5, 2.8), 0.5)
    assert (beyond.hu == AIR_HU).all()
    at_face = reslice(volume, axial(Point(0.0, 0.0, 4.99)), Rect(-0.25, -0.35, 0.5, 2.8), 0.7).hu
    np.testing.assert_array_equal(at_face[:, 0], hu[2, :, 0])


@pytest.mark.parametrize("mode", list(SlabMode))
def test_slab_is_mean_or_maximum_of_single_slices(oblique_volume: Volume, mode: SlabMode) -> None:
    plane = plane_at(oblique_volume.centre, (10.0, 25.0, -40.0))
    rect, slab_mm = Rect(-3.0, -4.0, 6.0, 7.0), 4.0
    slab = reslice(oblique_volume, plane, rect, 0.5, slab_mm, mode).hu
    samples = 1 + 2 * int(np.ceil(slab_mm / 2 / oblique_volume.finest_mm))
    depths = np.linspace(-slab_mm / 2, slab_mm / 2, samples)
    stack = np.stack([reslice(oblique_volume, plane.moved(d), rect, 0.5).hu for d in depths])
    expected = stack.mean(axis=0) if mode is SlabMode.MEAN else stack.max(axis=0)
    np.testing.assert_allclose(slab, expected, atol=0.01)


def test_mean_slab_leaves_out_what_lies_outside() -> None:
    volume = Volume(np.full((4, 6, 7), 500, np.int16), np.diag((1.0, 1.0, 1.5, 1.0)))
    top = axial(Point(3.0, 3.0, 4.5))
    slab = reslice(volume, top, Rect(-2.0, -2.0, 3.0, 3.0), 1.0, 10.0)
    np.testing.assert_allclose(slab.hu, 500.0)


def test_full_rect_holds_every_corner(oblique_volume: Volume) -> None:
    plane = plane_at(oblique_volume.centre, (33.0, 5.0, 71.0))
    rect = full_rect(oblique_volume, plane)
    for corner in oblique_volume.corners:
        u, v, _ = plane.to_view(corner)
        assert rect.left_mm - 1e-9 <= u <= rect.left_mm + rect.width_mm + 1e-9
        assert rect.top_mm - 1e-9 <= v <= rect.top_mm + rect.height_mm + 1e-9


def test_rect_refuses_no_area() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Rect(0.0, 0.0, 0.0, 5.0)
