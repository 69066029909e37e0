"""The compiled kernels against plain numpy, on grids of every kind."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial.transform import Rotation

from planner.geometry.frames import ViewPlane
from planner.geometry.vectors import Point, Vector
from planner.imaging.projection import Body, Screen, water_paths
from planner.imaging.reslice import Rect, SlabMode, reslice
from planner.imaging.volume import AIR_HU, Hu, Volume
from tests.imaging.oracles import joseph_paths, trilinear_at
from tests.imaging.siddon import exact_paths
from tests.imaging.turning import turned

SOURCE = Point(90.0, -640.0, 70.0)


def screen(rows: int, columns: int, pixel_mm: float) -> Screen:
    right, down = Vector(0.98, 0.15, 0.05).unit(), Vector(0.02, 0.05, -1.0).unit()
    middle = Point(-40.0, 380.0, -30.0)
    origin = middle + right * (-(columns - 1) / 2 * pixel_mm) + down * (-(rows - 1) / 2 * pixel_mm)
    return Screen(rows, columns, origin, right * pixel_mm, down * pixel_mm)


def volume(
    spacing_mm: tuple[float, float, float], shape: tuple[int, int, int], angle_deg: float, whole: bool,
    left_handed: bool = False, smooth: float = 0.0,
) -> Volume:  # fmt: skip
    chance = np.random.default_rng(11).normal(0.0, 900.0, shape)
    field = ndimage.gaussian_filter(chance, smooth) * (1.0 + 12.0 * smooth)
    hu: Hu = np.rint(field).astype(np.int16) if whole else (field + 0.25).astype(np.float32)
    matrix = turned(spacing_mm, shape, angle_deg)
    if left_handed:
        matrix[:3, 3] += matrix[:3, 2] * (shape[0] - 1)
        matrix[:3, 2] *= -1.0
    return Volume(hu, matrix)


GRIDS = [
    pytest.param(volume((2.7, 2.1, 3.3), (21, 33, 27), 40.0, True), id="oblique"),
    pytest.param(volume((2.7, 2.1, 3.3), (21, 33, 27), 90.0, False), id="float, turned by 90 degrees"),
    pytest.param(volume((2.7, 2.1, 3.3), (21, 33, 27), 25.0, True, True), id="left-handed"),
    pytest.param(volume((0.8, 4.1, 1.0), (60, 12, 90), 5.0, False), id="thick rows"),
    pytest.param(volume((1.0, 1.0, 6.0), (7, 70, 60), 55.0, True), id="thick slices"),
    pytest.param(volume((60.0, 1.1, 0.9), (80, 90, 1), 0.0, True), id="one column"),
    pytest.param(volume((1.1, 0.9, 50.0), (1, 90, 80), 10.0, False), id="one slice"),
]


@pytest.mark.parametrize("made", GRIDS)
@pytest.mark.parametrize("denser", [(0.0, 0.0), (100.0, 0.65)])
def test_water_paths_are_those_of_plain_joseph(made: Volume, denser: tuple[float, float]) -> None:
    target, body = screen(13, 17, 9.0), Body.of(made)
    found, expected = water_paths(body, SOURCE, target, *denser), joseph_paths(body, SOURCE, target, *denser)
    assert (expected > 5.0).sum() > 20
    np.testing.assert_allclose(found, expected, atol=0.02)


def test_a_smaller_box_of_the_body_counts_alone() -> None:
    made = volume((2.7, 2.1, 3.3), (21, 33, 27), 40.0, True)
    body = Body(made.hu, made.patient_to_voxel, (4, 6, 3), (17, 30, 20))
    target = screen(13, 17, 9.0)
    np.testing.assert_allclose(
        water_paths(body, SOURCE, target), joseph_paths(body, SOURCE, target), atol=0.02
    )


def test_a_source_in_the_volume_and_a_screen_in_it() -> None:
    made = volume((2.7, 2.1, 3.3), (21, 33, 27), 40.0, True)
    body, source = Body.of(made), Point(3.0, -10.0, 5.0)
    target = Screen(9, 11, Point(-30.0, 20.0, 25.0), Vector(6.0, 0.3, 0.0), Vector(0.0, 0.5, -6.0))
    np.testing.assert_allclose(
        water_paths(body, source, target), joseph_paths(body, source, target), atol=0.02
    )


def test_few_rays_through_very_many_voxels() -> None:
    """What they pass does not fit into the memory of one tile."""
    made = volume((0.5, 0.5, 0.5), (200, 220, 240), 30.0, True)
    target, body = screen(6, 40, 9.0), Body.of(made)
    np.testing.assert_allclose(
        water_paths(body, SOURCE, target), joseph_paths(body, SOURCE, target), atol=0.02
    )


@pytest.mark.parametrize("angle_deg", [0.0, 35.0, 90.0])
def test_water_paths_are_alike_to_exact_ones(angle_deg: float) -> None:
    made = volume((0.9, 0.8, 1.2), (90, 120, 110), angle_deg, True, smooth=4.0)
    target = screen(60, 70, 2.0)
    found, expected = water_paths(Body.of(made), SOURCE, target), exact_paths(made, SOURCE, target)
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] >= 0.999
    assert found.mean() == pytest.approx(expected.mean(), rel=2e-3)


@pytest.mark.parametrize("thin", [0, 1, 2])
def test_nothing_is_read_beyond_a_volume_of_one_layer(thin: int) -> None:
    """What lies behind its voxels in memory is not a number, and would come out so."""
    shape = tuple(1 if axis == thin else 40 for axis in range(3))
    memory = np.full(4 * 40 * 40, np.nan, np.float32)
    memory[: 40 * 40] = 30.0
    made = Volume(memory[: 40 * 40].reshape(shape), np.diag((1.0, 1.0, 1.0, 1.0)))
    across = [Vector(0.0, 0.0, 1.0), Vector(0.0, 1.0, 0.0), Vector(1.0, 0.0, 0.0)][thin]
    down = Vector(0.0, 1.0, 0.0) if across.y == 0.0 else Vector(0.0, 0.0, 1.0)
    plane = ViewPlane(made.centre, across, down)
    cut = reslice(made, plane, Rect(-5.0, -5.0, 10.0, 10.0), 10.0 / 51.0)
    assert np.isfinite(cut.hu).all()
    assert (cut.hu == 30.0).any()


def pixel_centres(
    plane: ViewPlane, rect: Rect, shape: tuple[int, ...], depth_mm: float
) -> NDArray[np.float64]:
    rows, columns = shape
    us = rect.left_mm + (np.arange(columns) + 0.5) * rect.width_mm / columns
    vs = rect.top_mm + (np.arange(rows) + 0.5) * rect.height_mm / rows
    return np.array([[tuple(plane.to_patient(u, v, depth_mm)) for u in us] for v in vs])


def by_numpy(
    made: Volume, plane: ViewPlane, rect: Rect, shape: tuple[int, ...], slab_mm: float, mode: SlabMode
) -> NDArray[np.float64]:
    """Return the slab sample by sample: mean or maximum of what is inside, air where nothing is."""
    count = 1 + 2 * int(np.ceil(slab_mm / 2.0 / made.finest_mm)) if slab_mm > 0.0 else 1
    depths = np.linspace(-slab_mm / 2.0, slab_mm / 2.0, count)
    stack = np.stack([trilinear_at(made, pixel_centres(plane, rect, shape, depth)) for depth in depths])
    inside = ~np.isnan(stack)
    mean = np.where(inside, stack, 0.0).sum(axis=0) / np.maximum(inside.sum(axis=0), 1)
    largest = np.where(inside, stack, -np.inf).max(axis=0)
    return np.where(inside.any(axis=0), mean if mode is SlabMode.MEAN else largest, AIR_HU)


@pytest.mark.parametrize("made", GRIDS)
@pytest.mark.parametrize("angles_deg", [(0.0, 0.0, 0.0), (20.0, 35.0, -15.0), (0.0, 90.0, 90.0)])
@pytest.mark.parametrize(
    ("slab_mm", "mode"), [(0.0, SlabMode.MEAN), (9.0, SlabMode.MEAN), (9.0, SlabMode.MAXIMUM)]
)
def test_slices_and_slabs_are_those_of_plain_numpy(
    made: Volume, angles_deg: tuple[float, float, float], slab_mm: float, mode: SlabMode
) -> None:
    """A frame of the picture lies outside the volume."""
    turn = Rotation.from_euler("zyx", angles_deg, degrees=True).as_matrix()
    plane = ViewPlane(made.centre + Vector(0.3, 0.2, 0.1), Vector(*turn[:, 0]), Vector(*turn[:, 1]))
    rect = Rect(-57.0, -52.0, 110.0, 98.0)
    cut = reslice(made, plane, rect, 1.7, slab_mm, mode)
    expected = by_numpy(made, plane, rect, cut.hu.shape, slab_mm, mode)
    np.testing.assert_allclose(cut.hu, expected, atol=0.02)
    assert (expected != AIR_HU).any()
