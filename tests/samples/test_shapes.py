"""Signed distances against closed forms, and the shortcut of drawing shapes box by box."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.geometry.frames import SCANNER, Frame
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector
from planner.samples.bone import BAND_MM, sampled
from planner.samples.grid import Grid
from planner.samples.shapes import (
    Bar,
    Barrel,
    Block,
    Cut,
    Field,
    Outside,
    Placed,
    Process,
    Shape,
    axes_along,
    coverage,
    smooth_max,
    smooth_min,
    voxel_width,
)
from planner.samples.solids import Added, Carved, Ripple, Solid

NEEDED_MM = 1.5
"""So far outside, a distance still changes what is drawn."""
UPRIGHT = (LEFT, POSTERIOR, SUPERIOR)


def at(shape: Shape, *points: Iterable[float]) -> list[float]:
    columns = [np.array(column, np.float32).reshape(-1, 1, 1) for column in zip(*points, strict=True)]
    return [float(d) for d in np.broadcast_to(shape.distance(*columns), (len(points), 1, 1)).ravel()]


def cloud(count: int = 4000, reach: float = 20.0) -> list[Field]:
    points = np.random.default_rng(5).uniform(-reach, reach, (3, count, 1, 1))
    return [axis.astype(np.float32) for axis in points]


def segment_distance(
    points: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]
) -> NDArray[np.float64]:
    along = np.clip(((points - a) @ (b - a)) / ((b - a) @ (b - a)), 0.0, 1.0)
    return np.asarray(np.linalg.norm(points - a - along[:, None] * (b - a), axis=1))


def test_a_round_process_is_a_capsule_exactly() -> None:
    a, b = Vector(-3.0, 2.0, 1.0), Vector(6.0, -1.0, 4.5)
    radii = (2.5, 2.5, 2.5)
    shape = Process(a, b, axes_along(b - a, SUPERIOR), radii, radii)
    x, y, z = cloud()
    points = np.stack([x, y, z], axis=-1).reshape(-1, 3).astype(np.float64)
    expected = segment_distance(points, np.array(tuple(a)), np.array(tuple(b))) - 2.5
    assert np.abs(shape.distance(x, y, z).ravel() - expected).max() < 2e-4


def test_an_elliptic_process_has_its_half_sizes() -> None:
    shape = Process(
        Vector(0, 0, 0), Vector(0, 10.0, 0), (POSTERIOR, LEFT, SUPERIOR), (2, 3, 5), (2, 1.5, 2.5)
    )
    places = [(3, 0, 0), (0, 0, -5), (-1.5, 10, 0), (0, 10, 2.5), (0, 12, 0), (0, -2, 0)]
    assert at(shape, *places) == pytest.approx([0.0] * 6, abs=1e-4)
    assert at(shape, (0, 5, 0))[0] <= -1.5


def test_a_block_is_exact_at_faces_edges_and_corners() -> None:
    shape = Block(Vector(1, 2, 3), UPRIGHT, (4, 5, 6), rounding_mm=1.0)
    assert at(shape, (5, 2, 3), (1, 2, 11), (1, 2, 3)) == pytest.approx([0.0, 2.0, -4.0], abs=1e-5)
    corner = (1 + 3 + 4.0, 2 + 4 + 3.0, 3 + 5 + 0.0)
    assert at(shape, corner)[0] == pytest.approx(5.0 - 1.0, abs=1e-5)


def test_a_bar_has_flat_ends_and_a_barrel_none() -> None:
    bar = Bar(Vector(0, 0, 0), Vector(0, 0, 40.0), 3.25, blend_mm=0.0)
    assert at(bar, (0, 0, 40), (0, 0, 43), (3.25, 0, 20), (0, 0, 20)) == pytest.approx(
        [0, 3, 0, -3.25], abs=1e-4
    )
    barrel = Barrel(Vector(1, 1, 0), SUPERIOR, 15.0)
    assert at(barrel, (1, 1, 999), (1, 18, -50)) == pytest.approx([-15.0, 2.0], abs=1e-3)
    assert at(Outside(barrel), (1, 1, 0)) == pytest.approx([15.0], abs=1e-4)


def test_a_placed_shape_moves_with_its_frame() -> None:
    c, s = 0.8, 0.6
    axes = (LEFT, Vector(0, c, -s), Vector(0, s, c))
    inner = Block(Vector(0, 0, 10), UPRIGHT, (1, 2, 3))
    placed = Placed(inner, Vector(5, 5, 5), axes)
    middle = Vector(5, 5, 5) + axes[2] * 10.0
    assert at(placed, tuple(middle))[0] == pytest.approx(-1.0, abs=1e-5)
    low, high = placed.box
    assert all(a - 1e-6 <= m <= b + 1e-6 for a, m, b in zip(low, middle, high, strict=True))


def test_blends_change_nothing_beyond_their_width() -> None:
    a, b = (np.linspace(-5, 5, 101, dtype=np.float32).reshape(shape) for shape in ((-1, 1, 1), (1, -1, 1)))
    union, plain = smooth_min(a, b, 2.0), np.minimum(a, b)
    far = np.broadcast_to(np.abs(a - b) >= 2.0, union.shape)
    assert np.array_equal(union[far], plain[far])
    assert (plain - union).max() == pytest.approx(0.5)
    assert np.array_equal(smooth_max(a, b, 0.0), np.maximum(a, b))


def test_a_cut_is_what_both_share() -> None:
    cut = Cut(Block(Vector(0, 0, 0), UPRIGHT, (10, 10, 10)), Barrel(Vector(0, 0, 0), SUPERIOR, 4.0), 1.0)
    assert at(cut, (0, 0, 0))[0] < 0.0 < at(cut, (6, 0, 0))[0]


def test_ripples_stay_within_their_height_and_slope() -> None:
    ripple = Ripple(0.7, 17.0, 0.31)
    x, y, z = cloud(20000, 200.0)
    here = ripple.at(x, y, z)
    assert np.abs(here).max() <= 0.7
    assert here.std() > 0.1
    step = np.float32(0.05)
    slope = np.sqrt(
        sum(
            ((ripple.at(*moved) - here) / step) ** 2
            for moved in ((x + step, y, z), (x, y + step, z), (x, y, z + step))
        )
    )
    assert slope.max() <= 12.0 * 0.7 / 17.0
    assert np.percentile(slope, 90) < 0.2


def test_coverage_is_half_at_the_surface_and_widens_with_the_voxel() -> None:
    distance = np.array([-1.0, -0.25, 0.0, 0.25, 1.0], np.float32).reshape(-1, 1, 1)
    assert coverage(distance, 1.0).ravel() == pytest.approx([1.0, 0.75, 0.5, 0.25, 0.0])
    k = np.arange(9, dtype=np.float32).reshape(-1, 1, 1) * np.float32(1.25)
    level = np.broadcast_to(k, (9, 9, 9)).copy()
    assert voxel_width(level)[4, 4, 4] == pytest.approx(1.25)


@pytest.mark.parametrize("turned", [False, True])
def test_drawing_box_by_box_gives_the_distance_of_the_whole(turned: bool) -> None:
    frame = (
        Frame(Point(2.0, -3.0, 700.0), LEFT, Vector(0, 0.8, -0.6), Vector(0, 0.6, 0.8)) if turned else SCANNER
    )
    middle = Vector(0, 0, 0)
    solid = Solid(
        (
            Added(Block(middle, UPRIGHT, (9, 7, 6), rounding_mm=2.0), 0.0),
            Added(Process(middle, Vector(3, 22, 4), (POSTERIOR, LEFT, SUPERIOR), (3, 4, 6), (3, 3, 4)), 4.0),
        ),
        (Carved(Barrel(Vector(0, 12, 0), SUPERIOR, 3.0), 1.0, 0.5),),
        Ripple(0.6, 15.0, 0.2),
    )
    first = frame.origin + frame.to_patient(Vector(-15, -15, -15))
    grid = Grid.upright((30, 46, 41), (0.72, 0.9, 1.25), Point(first.x, first.y - 6.0, first.z - 6.0))
    field = sampled(solid, grid, grid.everything, frame)
    whole = np.broadcast_to(solid.distance(*grid.positions(grid.everything, frame)), field.shape)
    near = (whole > -BAND_MM) & (whole < NEEDED_MM)
    assert near.sum() > 3000
    assert np.abs(field - whole)[near].max() < 0.01
    assert np.array_equal(field < 0, whole < 0)


def test_axes_are_perpendicular_unit_vectors() -> None:
    u, v, w = axes_along(Vector(1, 2, 2), SUPERIOR)
    assert u == Vector(1 / 3, 2 / 3, 2 / 3)
    assert [round(p.dot(q), 12) for p, q in ((u, v), (v, w), (w, u))] == [0, 0, 0]
    assert v.length == pytest.approx(1.0)
    assert v.z == pytest.approx(sqrt(5) / 3)
