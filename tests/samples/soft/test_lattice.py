"""Distances read between knots are those of the shapes; texture has the spread it says."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geometry.vectors import Point, Vector
from planner.samples.field.shape import ellipsoid
from planner.samples.field.solid import Part, Solid
from planner.samples.soft.bank import SIDE, bank_of, displaced, grain
from planner.samples.soft.lattice import cut, of_loft, of_solid, outline_distance
from planner.samples.soft.outline import Loft, rounded

BANK = bank_of(3)
STEP = Vector(2.0, 1.5, 3.0)
STILL = (0.0, 0.0)


def test_the_distance_to_a_square_is_exact_inside_outside_and_at_corners() -> None:
    square = np.array([(-3.0, -2.0), (3.0, -2.0), (3.0, 2.0), (-3.0, 2.0)])
    for x, y, expected in ((0.0, 0.0, -2.0), (2.5, 0.0, -0.5), (6.0, 6.0, 5.0), (0.0, -7.0, 5.0)):
        assert outline_distance(square, x, y) == pytest.approx(expected)


def test_a_rounded_outline_passes_through_its_places() -> None:
    places = [(0.0, -4.0), (5.0, 0.0), (0.0, 4.0), (-5.0, 0.0)]
    curve = rounded(places)
    assert len(curve) == 3 * len(places)
    for place in places:
        assert min(abs(x - place[0]) + abs(y - place[1]) for x, y in curve) < 1e-12


def test_a_round_loft_keeps_its_radius_between_the_knots() -> None:
    turn = np.linspace(0.0, 2.0 * np.pi, 90, endpoint=False)
    ring = np.stack([7.3 + 15.0 * np.cos(turn), -4.1 + 15.0 * np.sin(turn)], axis=-1)
    part = of_loft(Loft(np.stack([ring, ring]), -12.0, 24.0, False), STEP, BANK, STILL)
    points = [
        Point(7.3 + r * np.cos(t), -4.1 + r * np.sin(t), 1.7)
        for r, t in ((13.0, 0.3), (15.0, 2.0), (18.0, 5.0))
    ]
    assert part.at(points) == pytest.approx([-2.0, 0.0, 3.0], abs=0.12)
    assert part.at([Point(7.3, -4.1, 12.0), Point(7.3, -4.1, 16.0)]) == pytest.approx([0.0, 4.0], abs=0.1)


def test_a_solid_and_its_cut_are_read_where_they_are() -> None:
    ball = of_solid(Solid((Part(ellipsoid(Vector(5.0, 6.0, 7.0), (12.0, 12.0, 12.0))),)), STEP)
    other = of_solid(Solid((Part(ellipsoid(Vector(15.0, 6.0, 7.0), (12.0, 12.0, 12.0))),)), STEP)
    assert ball.at([Point(5.0, 6.0, 17.0), Point(5.0, 16.5, 7.0)]) == pytest.approx([-2.0, -1.5], abs=0.15)
    lens = cut(ball, other, 1.0)
    assert lens.at([Point(4.0, 6.0, 7.0)])[0] == pytest.approx(0.0, abs=0.2)
    assert lens.at([Point(17.0, 9.0, 7.0)])[0] == pytest.approx(12.37 - 12.0, abs=0.2)


def test_grain_has_mean_0_and_spread_1_and_repeats_after_its_bank() -> None:
    rng = np.random.default_rng(5)
    places = rng.uniform(0.0, SIDE, (20000, 3))
    values = np.array([grain(BANK, x, y, z) for x, y, z in places])
    assert abs(values.mean()) < 0.06
    assert values.std() == pytest.approx(1.0, abs=0.06)
    assert grain(BANK, 3.2, -5.1, 60.9) == pytest.approx(grain(BANK, 3.2 + SIDE, -5.1 - SIDE, 60.9), abs=1e-6)


def test_what_is_displaced_stays_near() -> None:
    rng = np.random.default_rng(6)
    places = rng.uniform(-300.0, 300.0, (4000, 3))
    moved, other = (
        np.array([displaced(bank, x, y, z, (1.0, 0.5)) for x, y, z in places]) for bank in (BANK, bank_of(4))
    )
    spread = (moved - places).std(axis=0)
    assert spread[:2] == pytest.approx(np.full(2, 1.12), abs=0.2)
    assert not np.array_equal(moved, other)
