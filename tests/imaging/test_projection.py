"""Water paths against closed forms and against many samples along the ray."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from planner.geometry.vectors import Point, Vector
from planner.imaging.projection import Body, Screen, water_paths
from planner.imaging.volume import Volume
from tests.imaging.turning import turned

SOURCE = Point(90.0, -640.0, 70.0)


def screen(rows: int = 23, columns: int = 31, pixel_mm: float = 9.0) -> Screen:
    """Return a screen behind the origin as seen from `SOURCE`, a little oblique."""
    right, down = Vector(0.98, 0.15, 0.05).unit(), Vector(0.02, 0.05, -1.0).unit()
    middle = Point(-40.0, 380.0, -30.0)
    origin = middle + right * (-(columns - 1) / 2 * pixel_mm) + down * (-(rows - 1) / 2 * pixel_mm)
    return Screen(rows, columns, origin, right * pixel_mm, down * pixel_mm)


def box_volume(hu: NDArray[np.int16] | NDArray[np.float32], matrix: NDArray[np.float64]) -> Volume:
    return Volume(hu, matrix)


def rays(target: Screen) -> NDArray[np.float64]:
    """Return the ends of all rays, [row, column, xyz]."""
    row, column = np.indices((target.rows, target.columns))
    ends: NDArray[np.float64] = (
        np.array(tuple(target.origin))
        + column[..., None] * np.array(tuple(target.right_mm))
        + row[..., None] * np.array(tuple(target.down_mm))
    )
    return ends


def lengths_in_box(volume: Volume, target: Screen) -> NDArray[np.float64]:
    """Return the length of every ray within the volume by clipping it with the six faces."""
    to_voxel = volume.patient_to_voxel
    start = to_voxel[:3, :3] @ tuple(SOURCE) + to_voxel[:3, 3]
    ends = rays(target) @ to_voxel[:3, :3].T + to_voxel[:3, 3]
    ray = ends - start
    low, high = np.full(3, -0.5), np.array(volume.hu.shape[::-1]) - 0.5
    a, b = (low - start) / ray, (high - start) / ray
    enter = np.minimum(a, b).max(axis=-1).clip(0, 1)
    leave = np.maximum(a, b).min(axis=-1).clip(0, 1)
    length = np.linalg.norm(rays(target) - tuple(SOURCE), axis=-1)
    result: NDArray[np.float64] = np.maximum(leave - enter, 0.0) * length
    return result


@pytest.mark.parametrize("angle_deg", [0.0, 33.0, 58.0, 90.0])
def test_a_box_of_water_is_as_long_as_the_ray_in_it(angle_deg: float) -> None:
    volume = box_volume(np.zeros((19, 27, 35), np.int16), turned((3.1, 2.3, 4.7), (19, 27, 35), angle_deg))
    found = water_paths(Body.of(volume), SOURCE, screen())
    expected = lengths_in_box(volume, screen())
    assert found == pytest.approx(expected, abs=2e-3)
    assert (expected > 30.0).sum() > 40
    assert (expected == 0.0).sum() > 40


def test_a_ball_is_as_long_as_its_chords() -> None:
    matrix = turned((1.1, 0.9, 1.3), (90, 120, 100), 25.0)
    k, j, i = np.indices((90, 120, 100))
    at = np.stack([i, j, k], axis=-1) @ matrix[:3, :3].T + matrix[:3, 3]
    r = np.linalg.norm(at, axis=-1)
    hu = (-1000.0 + 1500.0 * np.clip(0.5 + (40.0 - r) / 1.1, 0.0, 1.0)).astype(np.float32)
    found = water_paths(Body.of(box_volume(hu, matrix)), SOURCE, screen(41, 41, 3.0))
    ends = rays(screen(41, 41, 3.0)) - tuple(SOURCE)
    ends /= np.linalg.norm(ends, axis=-1, keepdims=True)
    miss = np.linalg.norm(np.cross(ends, -np.array(tuple(SOURCE))), axis=-1)
    expected = 1.5 * 2.0 * np.sqrt(np.maximum(1600.0 - miss**2, 0.0))
    inner = miss < 33.0
    assert np.abs(found - expected)[inner].max() < 0.8
    assert found[miss > 42.0].max() == 0.0


@pytest.mark.parametrize("whole", [True, False])
def test_it_is_the_integral_along_the_ray(whole: bool) -> None:
    shape = (21, 33, 27)
    rng = np.random.default_rng(8)
    hu = ndimage.gaussian_filter(rng.normal(0.0, 2500.0, shape), 2.0) * 3.0 - 300.0
    matrix = turned((2.7, 2.1, 3.3), shape, 40.0)
    volume = box_volume(hu.astype(np.int16) if whole else hu.astype(np.float32), matrix)
    target = screen(15, 17, 9.0)
    found = water_paths(Body.of(volume), SOURCE, target)
    water = np.maximum(0.0, 1.0 + volume.hu.astype(np.float64) / 1000.0)
    padded = np.pad(water, 1, mode="edge")
    shares = (np.arange(8000) + 0.5) / 8000
    ends = rays(target)
    expected = np.zeros_like(found)
    for row in range(target.rows):
        for column in range(target.columns):
            ray = ends[row, column] - tuple(SOURCE)
            points = np.array(tuple(SOURCE)) + shares[:, None] * ray
            at = points @ volume.patient_to_voxel[:3, :3].T + volume.patient_to_voxel[:3, 3]
            inside = ((at >= -0.5) & (at <= np.array(shape[::-1]) - 0.5)).all(axis=1)
            values = ndimage.map_coordinates(padded, at[inside][:, ::-1].T + 1.0, order=1)
            expected[row, column] = values.sum() * np.linalg.norm(ray) / len(shares)
    assert np.abs(found - expected).max() < 0.03 * expected.max()
    assert float(np.corrcoef(found.ravel(), expected.ravel())[0, 1]) > 0.9995


def test_padding_counts_as_air_and_not_as_less() -> None:
    hu = np.full((12, 13, 14), -2000, np.int16)
    hu[4:8, 4:9, 4:10] = 0
    matrix = turned((4.0, 5.0, 6.0), hu.shape, 10.0)
    found = water_paths(Body.of(box_volume(hu, matrix)), SOURCE, screen())
    plain = water_paths(Body.of(box_volume(np.maximum(hu, -1000), matrix)), SOURCE, screen())
    assert np.array_equal(found, plain)
    assert found.max() > 10.0


def test_the_body_is_found_and_air_is_left_out() -> None:
    hu = np.full((9, 10, 11), -1000, np.int16)
    hu[3:5, 2:9, 4:6] = 40
    body = Body.of(box_volume(hu, turned((1.0, 1.0, 1.0), hu.shape, 0.0)))
    assert (body.low, body.high) == ((3, 2, 4), (5, 9, 6))
    empty = Body.of(box_volume(np.full((3, 4, 5), -1000, np.int16), np.eye(4)))
    assert (empty.low, empty.high) == ((0, 0, 0), (3, 4, 5))


def test_what_is_dense_counts_more_at_a_lower_energy() -> None:
    hu = np.full((12, 13, 14), 600, np.int16)
    body = Body.of(box_volume(hu, turned((4.0, 5.0, 6.0), hu.shape, 10.0)))
    plain, denser = water_paths(body, SOURCE, screen()), water_paths(body, SOURCE, screen(), 100.0, 0.65)
    met = plain > 1.0
    assert denser[met] / plain[met] == pytest.approx((1.6 + 0.65 * 0.5) / 1.6, rel=1e-4)
