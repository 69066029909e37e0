"""The metal nearest to a needle."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.imaging.metal import find_metal
from planner.imaging.metal_near import MetalSurface, NearMetal
from tests.imaging.metal_phantom import ROD, bar, scanned

Array = NDArray[np.float64]
OTHER = bar((20.0, 10.0, -20.0), (20.0, 10.0, 20.0), 3.0)
SURFACE = MetalSurface.of(find_metal(scanned([ROD, OTHER])))
NONE = np.empty((0, 3)), np.empty((0, 3)), np.empty(0)


def near(
    start: Array, end: Array, *bars: Capsule, within_mm: float = 5.0
) -> tuple[NearMetal | None, NearMetal | None]:
    starts = np.array([tuple(b.start) for b in bars]).reshape(-1, 3)
    ends = np.array([tuple(b.end) for b in bars]).reshape(-1, 3)
    owners = SURFACE.owners(starts, ends, np.array([b.radius_mm for b in bars]), within_mm)
    return SURFACE.nearest(start, end, owners)


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_nearest_place_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    start, end = rng.uniform(-30.0, 30.0, (2, 3))
    of_solid, of_none = near(start, end)
    assert of_solid is None
    assert of_none is not None
    needle = Capsule(Point(*map(float, start)), Point(*map(float, end)), 0.0)
    gaps = [needle.gap_to(Capsule(p, p, 0.0)).gap_mm for p in (Point(*map(float, x)) for x in SURFACE.places)]
    assert of_none.away_mm == pytest.approx(min(gaps))
    assert needle.gap_to(Capsule(of_none.place, of_none.place, 0.0)).gap_mm == pytest.approx(of_none.away_mm)


def test_metal_belongs_to_the_solid_that_it_lies_on() -> None:
    start, end = np.array([0.0, 60.0, 0.0]), np.array([0.0, 12.0, 1.0])
    both = near(start, end, OTHER, ROD)
    assert both[1] is None
    assert both[0] is not None
    assert both[0].solid == 1
    of_other, of_none = near(start, end, OTHER)
    assert of_other is not None
    assert of_none is not None
    assert (of_other.solid, of_none.solid) == (0, None)
    assert of_none.away_mm == both[0].away_mm < of_other.away_mm


def test_metal_a_little_outside_of_its_solid_still_belongs_to_it() -> None:
    moved = bar((-8.0, 10.0, -22.0), (-5.0, 12.0, 24.0), 3.0)
    start, end = np.array([0.0, 60.0, 0.0]), np.array([0.0, 12.0, 1.0])
    wide, narrow = (near(start, end, moved, OTHER, within_mm=mm) for mm in (6.0, 1.0))
    assert wide[1] is None
    assert narrow[1] is not None


def test_where_there_is_no_metal_nothing_is_near() -> None:
    surface = MetalSurface.of(find_metal(scanned([])))
    assert surface.nearest(np.zeros(3), np.ones(3), surface.owners(*NONE, 5.0)) == (None, None)
