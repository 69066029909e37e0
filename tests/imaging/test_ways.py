"""Many ways out of the body at once: the same lengths and the same bone as one by one."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geometry.vectors import Point, Vector
from planner.imaging.bone import bone_on_way
from planner.imaging.skin import skin_crossing
from planner.imaging.volume import Volume
from planner.imaging.ways import ways_out
from tests.imaging.turning import turned

FIRST_MM, SHORTEST_MM = 8.0, 2.0


def leg(angle_deg: float = 20.0) -> Volume:
    """Return an oblique volume: muscle up to z = 30, air beyond, two layers of bone with marrow between."""
    matrix = turned((1.1, 0.9, 0.7), (120, 60, 50), angle_deg)
    k, j, i = np.indices((120, 60, 50))
    z = matrix[2, 0] * i + matrix[2, 1] * j + matrix[2, 2] * k + matrix[2, 3]
    hu = np.full(z.shape, 50.0)
    for low, high, inside in ((-4.0, 9.0, 160.0), (-6.0, -3.0, 700.0), (8.0, 11.0, 700.0)):
        share = np.clip((z - low) + 0.5, 0.0, 1.0) * np.clip((high - z) + 0.5, 0.0, 1.0)
        hu = hu + share * (inside - hu)
    hu = np.where(z > 30.0, -1000.0, hu)
    return Volume(hu.astype(np.float32), matrix)


def spokes() -> tuple[list[Point], list[Vector]]:
    """Return starts and directions that lean all ways."""
    chance = np.random.default_rng(5)
    starts = [Point(*map(float, each)) for each in chance.uniform((-3, -3, -22), (3, 3, -14), (40, 3))]
    ways = [Vector(float(x), float(y), 1.0).unit() for x, y in chance.uniform(-0.3, 0.3, (40, 2))]
    return starts, ways


def test_ways_are_as_long_as_one_by_one() -> None:
    volume, (starts, ways) = leg(), spokes()
    out = ways_out(volume, np.array([tuple(s) for s in starts]), np.array([tuple(w) for w in ways]), 0.0, 2.0)
    for n, (start, way) in enumerate(zip(starts, ways, strict=True)):
        skin = skin_crossing(volume, start, start + way * 80.0)
        assert skin is not None
        assert out.path_mm[n] == pytest.approx(start.distance_to(skin), abs=1e-6)


def test_bone_is_told_apart_in_the_first_stretch_and_beyond() -> None:
    volume, (starts, ways) = leg(), spokes()
    out = ways_out(
        volume,
        np.array([tuple(s) for s in starts]),
        np.array([tuple(w) for w in ways]),
        FIRST_MM,
        SHORTEST_MM,
    )
    met = 0
    for n, (start, way) in enumerate(zip(starts, ways, strict=True)):
        ends = (start, start + way * FIRST_MM, start + way * float(out.path_mm[n]))
        found = [bone_on_way(volume, a, b, SHORTEST_MM) for a, b in ((ends[0], ends[1]), (ends[1], ends[2]))]
        at_start, beyond = (sum(high - low for low, high in runs) for runs in found)
        assert out.start_bone_mm[n] == pytest.approx(at_start, abs=0.8)
        assert out.bone_mm[n] == pytest.approx(beyond, abs=0.8)
        met += beyond > 10.0
    assert met == len(starts), "cortex, marrow, cortex: 17 mm of bone lie on every way"


def test_a_way_that_leaves_the_scan_first_has_no_length() -> None:
    volume = leg()
    out = ways_out(volume, np.array([[0.0, 0.0, -15.0]]), np.array([[0.0, 1.0, 0.0]]), 0.0, SHORTEST_MM)
    assert np.isinf(out.path_mm[0])
    assert out.bone_mm[0] == 0.0


def test_metal_on_the_way_is_no_bone() -> None:
    plain = leg()
    matrix = plain.voxel_to_patient
    k, j, i = np.indices(plain.hu.shape)
    z = matrix[2, 0] * i + matrix[2, 1] * j + matrix[2, 2] * k + matrix[2, 3]
    volume = Volume(np.where((z > -7.0) & (z < 12.0), np.float32(3000.0), plain.hu), matrix.copy())
    out = ways_out(volume, np.array([[0.0, 0.0, -18.0]]), np.array([[0.0, 0.0, 1.0]]), 0.0, SHORTEST_MM)
    assert out.bone_mm[0] == 0.0
