"""Grids of ways: evenly spread, beside the nerve, the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geometry.curves import Polyline
from planner.geometry.vectors import POSTERIOR, Point, Vector
from planner.suggest.paths.ways import Beside, Ways, across, beside_nerve, cone, onto_places, round_about


@pytest.mark.parametrize("axis", [POSTERIOR, Vector(0.3, -0.5, 0.8).unit()])
def test_a_cone_leaves_no_direction_out(axis: Vector) -> None:
    hubs = cone(axis, 60.0, 5.0)
    assert np.linalg.norm(hubs, axis=1) == pytest.approx(1.0)
    assert hubs[0] == pytest.approx(tuple(axis))
    angles = np.degrees(np.arccos((hubs @ np.array(tuple(axis))).clip(-1.0, 1.0)))
    assert angles.max() == pytest.approx(60.0)
    chance = np.random.default_rng(3)
    for way in chance.normal(0, 1, (400, 3)):
        way = way / np.linalg.norm(way)
        if way @ np.array(tuple(axis)) > np.cos(np.radians(60.0)):
            assert np.degrees(np.arccos((hubs @ way).max().clip(-1.0, 1.0))) < 4.0


def test_active_tips_lie_beside_the_nerve_at_their_distance() -> None:
    course = Polyline((Point(1.0, 2.0, 3.0), Point(1.0, 9.0, -2.0)))
    hubs = cone(POSTERIOR, 30.0, 10.0)
    ways = beside_nerve(course, Beside((2.0, 5.0), (1.5,), 8), hubs, 5.0)
    assert len(ways) == len(hubs) * 2 * 8
    middles = ways.tips + ways.hubs * 5.0
    places = np.array([tuple(course.at(arc)) for arc in (2.0, 5.0)])
    away = np.linalg.norm(middles[:, None] - places[None], axis=2).min(axis=1)
    assert away == pytest.approx(1.5)


def test_tips_lie_at_the_given_places_in_every_direction() -> None:
    places = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    ways = onto_places(places, cone(POSTERIOR, 20.0, 10.0))
    assert {tuple(tip) for tip in ways.tips} == {(1.0, 2.0, 3.0), (4.0, 5.0, 6.0)}
    assert len({(tuple(t), tuple(h)) for t, h in zip(ways.tips, ways.hubs, strict=True)}) == len(ways)


def test_neighbours_turn_about_their_pivot() -> None:
    ways = Ways(np.array([[1.0, 2.0, 3.0]]), np.array([[0.0, 0.6, 0.8]]))
    near = round_about(ways, 4.0, 0.5, 5.0)
    assert len(near) == 9 * 7
    pivots = near.tips + near.hubs * 5.0
    moved = np.linalg.norm(pivots - (ways.tips + ways.hubs * 5.0), axis=1)
    assert np.unique(moved.round(9)) == pytest.approx([0.0, 0.5])
    turned = np.degrees(np.arccos((near.hubs @ ways.hubs[0]).clip(-1.0, 1.0)))
    assert np.unique(turned.round(6)) == pytest.approx([0.0, 4.0], abs=1e-5)


def test_without_a_turn_directions_stay() -> None:
    ways = Ways(np.array([[1.0, 2.0, 3.0]]), np.array([[0.0, 0.6, 0.8]]))
    near = round_about(ways, 0.0, 0.5)
    assert len(near) == 7
    assert (near.hubs == ways.hubs).all()


def test_across_is_square() -> None:
    hubs = cone(Vector(0.2, 0.4, -0.9).unit(), 90.0, 15.0)
    first, second = across(hubs)
    for one, other in ((first, hubs), (second, hubs), (first, second)):
        assert (one * other).sum(axis=1) == pytest.approx(0.0, abs=1e-12)
