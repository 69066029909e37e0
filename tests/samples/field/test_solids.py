"""Solids: blends, cuts, warps; on voxels of unequal, oblique spacing they are what they are at points."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from planner.geometry.frames import SCANNER, Frame
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector
from planner.samples.field.noise import texture
from planner.samples.field.sampling import distances
from planner.samples.field.shape import around, axes_along, barrel, block, ellipsoid, half_space, limb
from planner.samples.field.solid import Part, Solid, Warp, moved
from planner.samples.grid import Grid

AXES = axes_along(Vector(2, -1, 0.4), SUPERIOR)
FRAME = Frame(Point(4.0, -3.0, 7.0), *AXES)
BALL = ellipsoid(Vector(0, 0, 0), (6, 6, 6))


def oblique() -> Grid:
    """Return a sheared grid, 17 x 23 x 29 voxels of 1.3 x 0.9 x 2.1 mm."""
    matrix = np.eye(4)
    matrix[:3, 0] = (1.3, 0.0, 0.0)
    matrix[:3, 1] = (0.0, 0.89, 0.1)
    matrix[:3, 2] = (0.0, 0.5, 2.1)
    matrix[:3, 3] = (-15.0, -16.0, -12.0)
    return Grid((17, 23, 29), matrix)


def bony(warp: Warp | None = None) -> Solid:
    return Solid(
        (
            Part(BALL),
            Part(limb(Vector(4, 0, 0), Vector(14, 3, 2), POSTERIOR, (3, 2), (2, 1)), 2.5),
            Part(block(Vector(-6, 0, 5), (5, 2, 4)), 1.0, within=(barrel(Vector(-6, 0, 0), SUPERIOR, 4),)),
            Part(barrel(Vector(0, 2, 0), SUPERIOR, 2.0), 0.5, carve=True, margin_mm=0.5),
        ),
        warp,
    )


def test_parts_far_apart_keep_their_own_distances_and_near_ones_grow_together() -> None:
    other = ellipsoid(Vector(20, 0, 0), (6, 6, 6))
    pair = Solid((Part(BALL), Part(other, 4.0)))
    assert pair.distances_mm(np.array([(0, 6, 0), (20, 0, -6.0)])) == pytest.approx(0.0)
    close = Solid((Part(BALL), Part(ellipsoid(Vector(11, 0, 0), (6, 6, 6)), 4.0)))
    hard = Solid((Part(BALL), Part(ellipsoid(Vector(11, 0, 0), (6, 6, 6)), 0.0)))
    crease = np.array([(5.5, 2.5, 0.0)])
    assert close.distances_mm(crease)[0] < hard.distances_mm(crease)[0] - 0.5


def test_a_carved_part_is_gone_with_its_margin() -> None:
    hollow = Solid((Part(BALL), Part(barrel(Vector(0, 0, 0), SUPERIOR, 2.0), 0.0, carve=True, margin_mm=1.0)))
    found = hollow.distances_mm(np.array([(0, 0, 0), (2.9, 0, 0), (3.1, 0, 0), (5.9, 0, 0)]))
    assert found == pytest.approx([3.0, 0.1, -0.1, -0.1])


def test_a_part_is_trimmed_before_it_is_blended_in() -> None:
    half = Part(BALL, 0.0, without=(half_space(Vector(0, 0, 0), Vector(0, 0, -1)),), cut_mm=0.0)
    found = Solid((half,)).distances_mm(np.array([(0, 0, 3.0), (0, 0, -3.0), (0, 0, -0.5)]))
    assert found == pytest.approx([3.0, -3.0, -0.5])


def test_a_solid_begins_with_something() -> None:
    for parts in ((), (Part(BALL, carve=True),)):
        with pytest.raises(ValueError, match="begins"):
            Solid(parts)


def test_moved_parts_make_the_same_solid_elsewhere() -> None:
    points = np.random.default_rng(5).uniform(-15.0, 15.0, (300, 3))
    there = points @ np.array([tuple(a) for a in AXES]) + (1.0, 2.0, 3.0)
    other = Solid(moved(bony().parts, Vector(1, 2, 3), AXES))
    assert other.distances_mm(there) == pytest.approx(bony().distances_mm(points))


@pytest.mark.parametrize("warp", [None, Warp(3, ("unevenness",), 5.0, 0.7)])
def test_voxels_hold_the_distances_of_their_points(warp: Warp | None) -> None:
    grid, solid, reach = oblique(), bony(warp), 3.0
    field = distances(solid, FRAME, grid, grid.everything, reach)
    k, j, i = (n.ravel() for n in np.indices(grid.shape))
    patient = (grid.voxel_to_patient @ np.stack([i, j, k, np.ones_like(i)]))[:3].T - tuple(FRAME.origin)
    local = patient @ np.array([tuple(a) for a in (FRAME.left, FRAME.posterior, FRAME.superior)]).T
    expected = np.clip(solid.distances_mm(local), -reach, reach)
    assert field.ravel() == pytest.approx(expected, abs=1e-5)
    assert (np.abs(expected) < reach).sum() > 300
    assert (expected == reach).sum() > 300
    part = (slice(3, 11), slice(0, 20), slice(7, 29))
    assert np.array_equal(distances(solid, FRAME, grid, part, reach), field[part])


def test_far_from_a_solid_there_is_only_distance() -> None:
    grid = oblique()
    away = Frame(Point(500.0, 0.0, 0.0), LEFT, POSTERIOR, SUPERIOR)
    assert (distances(bony(), away, grid, grid.everything, 3.0) == np.float32(3.0)).all()


def test_a_warp_is_small_smooth_and_its_own() -> None:
    points = np.random.default_rng(6).uniform(-7.0, 7.0, (400, 3))
    straight = Solid((Part(BALL),)).distances_mm(points)
    warp = Warp(3, ("a",), 5.0, 0.7)
    bent = Solid((Part(BALL),), warp).distances_mm(points)
    assert 0.2 < (bent - straight).std() < 1.4
    assert np.abs(bent - straight).max() < warp.largest_mm * 3**0.5
    beside = Solid((Part(BALL),), warp).distances_mm(points + 0.01)
    assert np.abs(beside - bent).max() < 0.05
    again = Solid((Part(BALL),), Warp(3, ("a",), 5.0, 0.7)).distances_mm(points)
    other = Solid((Part(BALL),), Warp(3, ("b",), 5.0, 0.7)).distances_mm(points)
    assert np.array_equal(again, bent)
    assert not np.array_equal(other, bent)


def test_texture_has_mean_0_sd_1_and_stays_where_it_is() -> None:
    grid = Grid.upright((40, 60, 80), (0.9, 0.7, 1.1), Point(-30.0, 4.0, -700.0))
    whole = texture(grid, grid.everything, SCANNER, 9, (2.0, 1.0, 3.0))
    assert abs(float(whole.mean())) < 0.05
    assert float(whole.std()) == pytest.approx(1.0, abs=0.05)
    part = (slice(5, 20), slice(10, 50), slice(33, 70))
    assert np.array_equal(texture(grid, part, SCANNER, 9, (2.0, 1.0, 3.0)), whole[part])
    other = texture(grid, grid.everything, SCANNER, 10, (2.0, 1.0, 3.0))
    assert abs(float(np.corrcoef(whole.ravel(), other.ravel())[0, 1])) < 0.05
    far = Frame(Point(0.0, 0.0, 0.0), *AXES)
    assert np.isfinite(texture(oblique(), oblique().everything, far, 1, (1.0, 1.0, 1.0))).all()


def test_the_bytes_are_those_of_every_machine() -> None:
    grid = oblique()
    field = distances(bony(Warp(3, ("u",), 5.0, 0.7)), FRAME, grid, grid.everything, 3.0)
    noise = texture(grid, grid.everything, FRAME, 9, (2.0, 1.0, 3.0))
    digest = hashlib.sha256(field.astype("<f4").tobytes() + noise.astype("<f4").tobytes()).hexdigest()
    assert digest[:16] == "089de7f44ee79cbb"


def test_the_box_of_a_solid_holds_it() -> None:
    solid = bony(Warp(3, ("u",), 5.0, 0.7))
    low, high = around(solid.box, 0.0)
    points = np.random.default_rng(7).uniform(-25.0, 25.0, (4000, 3))
    inside = points[solid.distances_mm(points) < 0.0]
    assert ((inside >= tuple(low)) & (inside <= tuple(high))).all()


def test_distances_from_the_parts_in_reach_are_those_of_all_parts() -> None:
    solid = bony(Warp(3, ("u",), 5.0, 0.7))
    points = np.random.default_rng(8).uniform(-30.0, 30.0, (4000, 3))
    exact, near = solid.distances_mm(points), solid.near_mm(points, 6.0)
    assert near == pytest.approx(np.minimum(exact, 6.0), abs=1e-12)
    assert (near < 6.0).sum() > 100
    assert (near == 6.0).sum() > 300
