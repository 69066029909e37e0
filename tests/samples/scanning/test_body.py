"""Where the images lie in the gantry, and what the rays pass."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geometry.vectors import Point
from planner.samples.grid import Grid
from planner.samples.scanning.beam import beam
from planner.samples.scanning.body import COARSE, Place, WideMap, paths, slices_apart, wide_grid
from planner.samples.scanning.fan import Fan
from tests.samples.scanning.scans import ISOCENTRE, cylinder, painted, square


def tilted() -> Grid:
    """Return slices that lean by some degrees, the table moving straight on."""
    c, s = np.cos(0.2), np.sin(0.2)
    matrix = np.eye(4)
    matrix[:3, 0] = 0.5, 0.0, 0.0
    matrix[:3, 1] = 0.0, 0.4 * c, 0.4 * s
    matrix[:3, 2] = 0.0, 0.0, 2.5
    matrix[:3, 3] = -100.0, -80.0, 10.0
    return Grid((21, 300, 400), matrix)


@pytest.mark.parametrize("grid", [square(64, 1.5, slices=9), tilted()], ids=["upright", "tilted"])
def test_the_wide_map_lies_in_the_same_planes_round_the_isocentre(grid: Grid) -> None:
    isocentre = Point(*(grid.voxel_to_patient @ [150.0, 100.0, (grid.shape[0] - 1) / 2, 1.0])[:3])
    wide = wide_grid(grid, isocentre)
    apart = slices_apart(grid)
    assert (wide.shape[0] - 1) * apart >= grid.shape[0] - 1
    to_fine = np.linalg.inv(grid.voxel_to_patient) @ wide.voxel_to_patient
    assert to_fine[2] == pytest.approx([0.0, 0.0, apart, 0.0], abs=1e-9)
    middle = (wide.shape[2] - 1) / 2
    at = wide.voxel_to_patient @ [middle, middle, (grid.shape[0] - 1) / 2 / apart, 1.0]
    assert at[:3] == pytest.approx(tuple(isocentre), abs=1e-6)
    place = Place.of(grid, isocentre)
    assert place.first_mm == pytest.approx((-150.0 * place.pixel_mm[0], -100.0 * place.pixel_mm[1]))


def test_paths_through_a_cylinder_are_its_chords() -> None:
    fan, grid = Fan(views=24), square(8, 1.0)
    wide = WideMap(painted(wide_grid(grid, ISOCENTRE, fan), cylinder(100.0, 20.0), 4), slices_apart(grid))
    found = paths(wide, fan, beam())
    bins = found.water_mm.shape[1]
    t = (np.arange(bins) - (bins - 1) / 2) * fan.bin_mm * COARSE
    miss = t * fan.source_mm / np.hypot(fan.source_mm, t)
    chords = 2.0 * np.sqrt(np.maximum(100.0**2 - miss**2, 0.0)) * 1.02
    inside = np.abs(miss) < 90.0
    assert np.abs(found.water_mm[:, inside, 0] - chords[inside]).max() < 6.0
    assert not found.bone_mm.any()


def test_dense_bone_is_told_from_water() -> None:
    fan, grid = Fan(views=24), square(8, 1.0)
    wide = WideMap(painted(wide_grid(grid, ISOCENTRE, fan), cylinder(40.0, 1593.0), 4), slices_apart(grid))
    found = paths(wide, fan, beam())
    middle = found.water_mm.shape[1] // 2
    assert found.bone_mm[:, middle, 0] == pytest.approx(80.0, abs=3.0)
    assert found.water_mm[:, middle, 0].max() < 6.0
