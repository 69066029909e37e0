"""Implants as solids, and laid over images."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point
from planner.samples.field.shape import Field
from planner.samples.grid import Grid
from planner.samples.implants.paint import lay_implants
from planner.samples.implants.pieces import Piece, pieces
from planner.samples.implants.site import ring, rows
from planner.samples.implants.values import Material
from tests.samples.implants.conftest import EVERYTHING, implants_of, site_of

SEED = 3


@cache
def laid() -> tuple[Piece, ...]:
    return pieces(implants_of(SEED, EVERYTHING), SEED)


def within(points: Sequence[Point], material: Material) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the distance of points to the nearest piece of a material."""
    each = [piece.solid.distances_mm(rows(points)) for piece in laid() if piece.material is material]
    nearest: np.ndarray[tuple[int], np.dtype[np.float64]] = np.min(each, axis=0)
    return nearest


@cache
def painted() -> tuple[Grid, Field, dict[Material, Field]]:
    centre = site_of(SEED).carriers[Level.L4].frame.origin
    grid = Grid.upright((60, 110, 120), (0.9, 0.8, 1.5), Point(centre.x - 54, centre.y - 30, centre.z - 60))
    hu = np.full(grid.shape, 50.0, np.float32)
    return grid, hu, lay_implants(hu, grid, grid.everything, laid(), SEED)


def test_a_screw_is_solid_with_a_thread_between_core_and_outer_diameter() -> None:
    for screw in implants_of(SEED, EVERYTHING).screws:
        axis = [screw.shoulder.towards(screw.tip, share) for share in (0.05, 0.3, 0.6, 0.9)]
        assert within(axis, screw.material).max() < -0.8
        radius = screw.diameter_mm / 2.0
        around = ring(screw.direction, 16)
        steps = [screw.shoulder + screw.direction * mm for mm in np.arange(12.0, screw.length_mm - 8.0, 0.25)]
        crest = within([at + out * (radius + 0.05) for at in steps for out in around], screw.material)
        valley = within([at + out * (radius * 0.85) for at in steps for out in around], screw.material)
        core = within([at + out * (radius * 0.55) for at in steps for out in around], screw.material)
        assert crest.min() > 0.0
        assert core.max() < 0.0
        assert 0.1 < float((valley < 0.0).mean()) < 0.7


def test_the_head_is_open_for_the_rod_on_both_sides_and_closed_above_it() -> None:
    implants = implants_of(SEED, EVERYTHING)
    for screw in implants.screws:
        up = (screw.head[0] - screw.head[1]).unit()
        (own,) = [
            piece.solid
            for piece in laid()
            if len(piece.solid.parts) == 5 and piece.solid.distances_mm(rows([screw.tip]))[0] < 0.5
        ]
        edge = screw.head_diameter_mm / 2.0 - 0.4
        for along in (1.0, -1.0):
            slot = screw.rod + screw.along_rod * (along * edge)
            assert own.distances_mm(rows([slot, slot + up * 3.0])).min() > 0.0
        assert own.distances_mm(rows([screw.rod]))[0] > 0.0
        assert own.distances_mm(rows([screw.rod + up * (screw.rod_diameter_mm / 2.0 + 2.0)]))[0] < 0.0
        assert within([screw.rod], screw.material)[0] < -2.0


def test_metal_has_its_value_and_fills_its_voxels() -> None:
    _, hu, metal = painted()
    assert set(metal) == {Material.TITANIUM}
    titanium = metal[Material.TITANIUM]
    assert float(titanium.max()) == 1.0
    assert np.all((titanium >= 0.0) & (titanium <= 1.0))
    assert np.allclose(hu[titanium == 1.0], Material.TITANIUM.hu, atol=0.01)
    volume = float(titanium.sum(dtype=np.float64)) * 0.9 * 0.8 * 1.5
    shafts = sum(
        screw.length_mm * screw.diameter_mm**2 * 0.6
        for screw in implants_of(SEED, EVERYTHING).screws
        if screw.level in (Level.L4, Level.L5)
    )
    assert volume > shafts


def test_cement_is_uneven_and_its_mean_as_asked() -> None:
    (cement, *_) = [piece for piece in laid() if piece.material is Material.CEMENT]
    centre = implants_of(SEED, EVERYTHING).cements[0].lobes[0].centre
    grid = Grid.upright((16, 16, 16), (0.5, 0.5, 0.5), Point(centre.x - 4.0, centre.y - 4.0, centre.z - 4.0))
    hu = np.zeros(grid.shape, np.float32)
    assert lay_implants(hu, grid, grid.everything, [cement], SEED) == {}
    inside = hu[hu > 500.0]
    assert inside.size > 100
    assert abs(float(inside.mean()) - cement.hu) < 0.2 * cement.hu
    assert float(inside.std()) > 50.0


@pytest.mark.parametrize("slices", [1, 7])
def test_slab_by_slab_is_as_all_at_once(slices: int) -> None:
    grid, whole, metal = painted()
    for start in range(14, 28, slices):
        slab = (slice(start, start + slices), *grid.everything[1:])
        hu = np.full([part.stop - part.start for part in slab], 50.0, np.float32)
        part = lay_implants(hu, grid, slab, laid(), SEED)
        assert np.array_equal(hu, whole[start : start + slices])
        for material, share in part.items():
            assert np.array_equal(share, metal[material][start : start + slices])


def test_nothing_is_laid_where_nothing_is() -> None:
    grid = Grid.upright((3, 8, 8), (1.0, 1.0, 1.0), Point(500.0, 0.0, 0.0))
    hu = np.zeros(grid.shape, np.float32)
    assert lay_implants(hu, grid, grid.everything, laid(), SEED) == {}
    assert not hu.any()


def test_the_capsules_hold_the_metal() -> None:
    implants = implants_of(SEED, EVERYTHING)
    assert len(implants.capsules) == 2 * len(implants.screws) + 3 + sum(
        len(r.path) - 1 for r in implants.rods
    )
    for side in Side:
        assert any(screw.side is side for screw in implants.screws)
