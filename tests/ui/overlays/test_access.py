"""What is possible from the skin, as it is drawn."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planner.geometry.frames import axial
from planner.geometry.vectors import Point
from planner.plan.plan import Plan
from planner.suggest.paths.access import AccessMap, Entry
from planner.suggest.paths.obstacles import Obstacle
from planner.ui import ink
from planner.ui.overlays import access
from planner.ui.overlays.marks import Spot
from planner.ui.overlays.sight import Sight

PLACES = {
    1.0: Entry(Point(0.0, 60.0, 0.0), 1.0, None),
    0.8: Entry(Point(4.0, 60.0, 0.0), 0.8, None),
    0.6: Entry(Point(8.0, 60.0, 0.0), 0.6, None),
    0.0: Entry(Point(12.0, 60.0, 0.0), None, Obstacle.METAL),
}


def spots(found: AccessMap | None, height_mm: float = 0.0) -> list[Spot]:
    """Return what is drawn on an axial slice."""
    sight = Sight(Plan(), (), axial(Point(0.0, 0.0, height_mm)), access=found)
    drawn = list(access.marks(sight))
    assert all(isinstance(mark, Spot) for mark in drawn)
    return [mark for mark in drawn if isinstance(mark, Spot)]


def test_more_is_lighter_and_larger_and_no_way_is_a_ring() -> None:
    found = AccessMap("T1", tuple(PLACES.values()), (0.5, 0.7))
    drawn = {spot.at[0]: spot for spot in spots(found)}
    most, some, least, none = (drawn[x] for x in (0.0, 4.0, 8.0, 12.0))
    assert (most.colour, some.colour, least.colour, none.colour) == (*ink.ACCESS, ink.NO_ACCESS)
    assert most.radius_px > some.radius_px > least.radius_px > none.radius_px
    assert most.filled
    assert not none.filled


def test_without_a_lesion_a_way_is_free_or_not() -> None:
    found = AccessMap("T1", (PLACES[0.6], PLACES[0.0]), None)
    assert [spot.colour for spot in spots(found)] == [ink.NO_ACCESS, ink.ACCESS[0]]


def test_far_from_the_slice_nothing_veils_it() -> None:
    found = AccessMap("T1", tuple(PLACES.values()), (0.5, 0.7))
    assert spots(found, height_mm=25.0) == []
    assert spots(None) == []


@pytest.mark.parametrize("colour", [*ink.ACCESS, ink.NO_ACCESS])
def test_none_of_its_colours_is_green(colour: str) -> None:
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    assert not (green > red and green > blue)


def test_its_colours_differ_in_lightness() -> None:
    light = [sum(int(c[n : n + 2], 16) for n in (1, 3, 5)) for c in ink.ACCESS]
    assert light == sorted(light, reverse=True)
    assert min(a - b for a, b in pairwise(light)) > 60
