"""The metal nearest to a needle."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.imaging.metal import find_metal
from planner.imaging.metal_near import MetalSurface
from tests.imaging.metal_phantom import ROD, bar, scanned

OTHER = bar((20.0, 10.0, -20.0), (20.0, 10.0, 20.0), 3.0)
SURFACE = MetalSurface.of(find_metal(scanned([ROD, OTHER])))
NONE = np.empty((0, 3)), np.empty((0, 3)), np.empty(0)


def solids(*bars: Capsule) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    starts = np.array([tuple(b.start) for b in bars])
    return starts, np.array([tuple(b.end) for b in bars]), np.array([b.radius_mm for b in bars])


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_nearest_place_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    start, end = rng.uniform(-30.0, 30.0, (2, 3))
    of_solid, of_none = SURFACE.nearest(start, end, *NONE, 5.0)
    assert of_solid is None
    assert of_none is not None
    needle = Capsule(Point(*map(float, start)), Point(*map(float, end)), 0.0)
    gaps = [needle.gap_to(Capsule(p, p, 0.0)).gap_mm for p in (Point(*map(float, x)) for x in SURFACE.places)]
    assert of_none.away_mm == pytest.approx(min(gaps))
    assert needle.gap_to(Capsule(of_none.place, of_none.place, 0.0)).gap_mm == pytest.approx(of_none.away_mm)


def test_metal_belongs_to_the_solid_that_it_lies_on() -> None:
    start, end = np.array([0.0, 60.0, 0.0]), np.array([0.0, 12.0, 1.0])
    both = SURFACE.nearest(start, end, *solids(OTHER, ROD), 5.0)
    assert both[1] is None
    assert both[0] is not None
    assert both[0].solid == 1
    of_other, of_none = SURFACE.nearest(start, end, *solids(OTHER), 5.0)
    assert of_other is not None
    assert of_none is not None
    assert (of_other.solid, of_none.solid) == (0, None)
    assert of_none.away_mm == both[0].away_mm < of_other.away_mm


def test_metal_a_little_outside_of_its_solid_still_belongs_to_it() -> None:
    moved = bar((-8.0, 10.0, -22.0), (-5.0, 12.0, 24.0), 3.0)
    start, end = np.array([0.0, 60.0, 0.0]), np.array([0.0, 12.0, 1.0])
    near, far = (SURFACE.nearest(start, end, *solids(moved, OTHER), mm) for mm in (6.0, 1.0))
    assert near[1] is None
    assert far[1] is not None


def test_where_there_is_no_metal_nothing_is_near() -> None:
    surface = MetalSurface.of(find_metal(scanned([])))
    assert surface.nearest(np.zeros(3), np.ones(3), *NONE, 5.0) == (None, None)
