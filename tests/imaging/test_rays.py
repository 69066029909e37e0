"""The highest HU on straight ways, against very many samples."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geometry.vectors import Point
from planner.imaging.rays import highest_hu_to
from planner.imaging.volume import Volume
from tests.imaging.oracles import highest_between
from tests.imaging.turning import turned

SHAPE = (9, 22, 31)
SOURCE = Point(30.0, -200.0, 40.0)


def volume(left_handed: bool = False) -> Volume:
    matrix = turned((1.7, 0.9, 3.1), SHAPE, 35.0)
    if left_handed:
        matrix[:3, 3] += matrix[:3, 2] * (SHAPE[0] - 1)
        matrix[:3, 2] *= -1.0
    return Volume(np.random.default_rng(4).integers(-1000, 3000, SHAPE).astype(np.int16), matrix)


@pytest.mark.parametrize("left_handed", [False, True])
def test_it_is_the_highest_of_many_samples(left_handed: bool) -> None:
    made = volume(left_handed)
    points = np.random.default_rng(6).uniform(-22.0, 22.0, (120, 3))
    found = highest_hu_to(made, SOURCE, points)
    expected = np.array([highest_between(made, SOURCE, Point(*point)) for point in points])
    assert np.array_equal(np.isnan(found), np.isnan(expected))
    met = ~np.isnan(expected)
    assert 20 < met.sum() < 115
    assert (found[met] <= expected[met] + 60.0).all()
    assert np.median(expected[met] - found[met]) < 40.0
    assert (expected[met] - found[met]).max() < 500.0


def test_no_points_are_no_ways() -> None:
    assert highest_hu_to(volume(), SOURCE, np.empty((0, 3))).shape == (0,)


def test_the_way_ends_at_the_point() -> None:
    hu = np.zeros((20, 20, 20), np.int16)
    hu[:, 12, :] = 2500
    made = Volume(hu, np.eye(4))
    source, middle = Point(9.5, -50.0, 9.5), 9.5
    ends = np.array([(middle, y, middle) for y in (-3.0, 5.0, 10.9, 11.5, 12.0, 15.0, 80.0)])
    found = highest_hu_to(made, source, ends)
    assert np.isnan(found[0])
    assert found[1:3].tolist() == [0.0, 0.0]
    assert found[3] == pytest.approx(1250.0)
    assert found[4:] == pytest.approx(2500.0, abs=626.0)
    assert found[4] == pytest.approx(2500.0)


def test_a_way_may_begin_and_end_inside_and_have_no_length() -> None:
    hu = np.arange(27, dtype=np.int16).reshape(3, 3, 3)
    made = Volume(hu, np.eye(4))

    def highest(start: tuple[float, float, float], end: tuple[float, float, float]) -> float:
        return float(highest_hu_to(made, Point(*start), np.array([end]))[0])

    assert highest((1.0, 1.0, 1.0), (1.0, 1.0, 1.0)) == 13.0
    assert highest((0.0, 0.0, 0.0), (2.0, 0.0, 0.0)) == 2.0
    assert highest((0.0, 0.0, 2.5), (2.0, 0.0, 2.5)) == 20.0
    assert np.isnan(highest((0.0, 0.0, 2.6), (2.0, 0.0, 2.6)))
