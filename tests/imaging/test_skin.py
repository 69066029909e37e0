"""Where a needle's line meets the skin."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.geometry.vectors import Point, Vector
from planner.imaging.sample import sample, sample_inside
from planner.imaging.skin import AIR_GAP_MM, nearest_skin, skin_crossing
from planner.imaging.volume import AIR_HU, Volume

Field = NDArray[np.float64]

SHAPE = (70, 110, 130)
AXES = np.array([[0.6, 0.8, 0.0], [-0.64, 0.48, 1.8], [0.48, -0.36, 2.4]])
"""Columns: steps of i, j and k, of 1, 1 and 3 mm."""
CENTRE = np.array([4.0, -20.0, 5.0])
AFFINE = np.eye(4)
AFFINE[:3, :3] = AXES
AFFINE[:3, 3] = CENTRE - AXES @ (np.array(SHAPE[::-1]) - 1.0) / 2.0


def oblique(value: Callable[[Field, Field, Field], Field]) -> Volume:
    """Return an oblique volume whose HU are a function of LPS x, y, z."""
    k, j, i = np.indices(SHAPE)
    x, y, z = (AFFINE[n, 0] * i + AFFINE[n, 1] * j + AFFINE[n, 2] * k + AFFINE[n, 3] for n in range(3))
    return Volume(np.asarray(value(x, y, z), np.float32), AFFINE.copy())


def test_samples_of_a_linear_field_are_exact() -> None:
    volume = oblique(lambda x, y, z: 3.0 * x - 2.0 * y + 0.5 * z + 7.0)
    rng = np.random.default_rng(5)
    inside = rng.uniform((1.0, 1.0, 1.0), (128.0, 108.0, 68.0), (200, 3))
    points = inside @ AFFINE[:3, :3].T + AFFINE[:3, 3]
    expected = points @ (3.0, -2.0, 0.5) + 7.0
    assert sample(volume, points) == pytest.approx(expected, abs=1e-2)


def test_outside_is_air_or_unknown() -> None:
    volume = oblique(lambda x, y, z: x * 0.0 + 55.0)
    indices = np.array(
        [[0.0, 0.0, 0.0], [-0.49, 0.0, 0.0], [-0.51, 0.0, 0.0], [129.49, 109.4, 69.4], [5.0, 5.0, 69.6]]
    )
    points = indices @ AFFINE[:3, :3].T + AFFINE[:3, 3]
    assert sample(volume, points).tolist() == [55.0, 55.0, AIR_HU, 55.0, AIR_HU]
    assert np.isnan(sample_inside(volume, points)).tolist() == [False, False, True, False, True]


def body(*layers: tuple[float, float, float]) -> Volume:
    """Return a volume with HU in layers of y (from, to, HU), air elsewhere, each edge a ramp of 4 mm."""

    def value(x: Field, y: Field, z: Field) -> Field:
        hu = np.full(y.shape, AIR_HU)
        for low, high, inside in layers:
            share = np.clip((y - low) / 4.0 + 0.5, 0.0, 1.0) * np.clip((high - y) / 4.0 + 0.5, 0.0, 1.0)
            hu = np.maximum(hu, AIR_HU + share * (inside - AIR_HU))
        return hu

    return oblique(value)


TIP = Point(2.0, -40.0, 10.0)
ENTRY = Point(5.0, -10.0, 2.0)


def test_the_skin_is_half_way_between_tissue_and_air() -> None:
    """Fat of -100 and air of -1000 give -400 at two thirds of the ramp."""
    crossing = skin_crossing(body((-100.0, 0.0, -100.0)), TIP, ENTRY)
    assert crossing is not None
    assert crossing.y == pytest.approx(2.0 - 4.0 * (600.0 / 900.0), abs=0.1)
    along = (crossing - TIP).cross(ENTRY - TIP)
    assert along.length < 1e-9


@pytest.mark.parametrize("beyond", [(12.0, 30.0, -300.0), (8.0, 30.0, 60.0)])
def test_what_lies_behind_the_skin_does_not_count(beyond: tuple[float, float, float]) -> None:
    alone = skin_crossing(body((-100.0, 0.0, 40.0)), TIP, ENTRY)
    with_table = skin_crossing(body((-100.0, 0.0, 40.0), beyond), TIP, ENTRY)
    assert alone is not None
    assert with_table is not None
    assert with_table.y == pytest.approx(alone.y, abs=1e-6)


@pytest.mark.parametrize("sheet_mm", [3.0, 9.0])
def test_a_sheet_close_behind_the_skin_is_not_the_body(sheet_mm: float) -> None:
    """Clothing and the shell of a table lie nearer than a fold of skin is deep."""
    alone = skin_crossing(body((-100.0, 0.0, 40.0)), TIP, ENTRY)
    sheets = body((-100.0, 0.0, 40.0), (4.0, 4.0 + sheet_mm, 200.0))
    crossing = skin_crossing(sheets, TIP, ENTRY)
    assert alone is not None
    assert crossing is not None
    assert crossing.y == pytest.approx(alone.y, abs=0.2)


def test_a_short_gap_is_inside_the_body() -> None:
    gap = body((-100.0, -25.0, 40.0), (-24.0 + AIR_GAP_MM - 3.0, 0.0, 40.0))
    crossing = skin_crossing(gap, TIP, ENTRY)
    assert crossing is not None
    assert crossing.y > -1.0


def test_a_tip_in_a_bubble_still_finds_the_skin() -> None:
    crossing = skin_crossing(body((-100.0, -43.0, 40.0), (-37.0, 0.0, 40.0)), TIP, ENTRY)
    assert crossing is not None
    assert crossing.y > -1.0


def test_where_the_skin_is_not_in_the_scan() -> None:
    assert skin_crossing(body((-200.0, 200.0, 40.0)), TIP, ENTRY) is None
    assert skin_crossing(body((-200.0, -60.0, 40.0)), TIP, ENTRY) is None
    assert skin_crossing(body((-100.0, 0.0, 40.0)), Point(900.0, 0.0, 0.0), Point(910.0, 0.0, 0.0)) is None


def test_the_end_of_the_scan_is_no_skin() -> None:
    """Where less than the gap is left to the edge of the scan, the air may be a fold."""
    whole = body((-200.0, 0.0, 40.0))
    ahead = Point(TIP.x, TIP.y + 1.0, TIP.z)
    edge = max(y / 10.0 for y in range(0, 1500) if whole.contains(Point(TIP.x, y / 10.0, TIP.z)))
    inside, outside = (body((-200.0, edge - gap, 40.0)) for gap in (AIR_GAP_MM + 2.0, AIR_GAP_MM - 2.0))
    assert skin_crossing(inside, TIP, ahead) is not None
    assert skin_crossing(outside, TIP, ahead) is None


class TestTheNearestSkin:
    """From a place in the body, over a tilted plane and round a body that is not flat."""

    @pytest.mark.parametrize("lean", [(0.0, 1.0, 0.0), (0.3, 1.0, -0.4), (-0.6, 1.0, 0.5), (0.0, 1.0, -1.2)])
    def test_of_a_flat_back_it_is_the_foot_of_the_perpendicular(
        self, lean: tuple[float, float, float]
    ) -> None:
        inside, out = Point(2.0, -40.0, 5.0), Vector(*lean).unit()
        found = nearest_skin(body((-100.0, 0.0, -100.0)), inside, out)
        assert found is not None
        at_mm = 2.0 - 4.0 * (600.0 / 900.0)
        assert inside.distance_to(found) == pytest.approx(at_mm + 40.0, abs=0.05)
        assert abs(found.x - inside.x) < 2.0
        assert abs(found.z - inside.z) < 2.0

    @pytest.mark.parametrize("turn_deg", [-50.0, -20.0, 0.0, 35.0])
    def test_of_a_round_body_it_is_along_the_radius(self, turn_deg: float) -> None:
        """A cylinder along z of 50 mm radius about (4, -20): its place nearest is straight out."""

        def round_body(x: Field, y: Field, z: Field) -> Field:
            out_mm = np.hypot(x - 4.0, y + 20.0)
            return np.asarray(AIR_HU + np.clip((52.0 - out_mm) / 4.0, 0.0, 1.0) * 900.0)

        inside = Point(4.0, 5.0, 5.0)
        turn = np.radians(turn_deg)
        out = Vector(float(np.sin(turn)), float(np.cos(turn)), 0.1).unit()
        found = nearest_skin(oblique(round_body), inside, out)
        assert found is not None
        assert np.hypot(found.x - 4.0, found.y + 20.0) == pytest.approx(52.0 - 4.0 * 2.0 / 3.0, abs=0.3)
        assert inside.distance_to(found) == pytest.approx(52.0 - 8.0 / 3.0 - 25.0, abs=0.1)

    def test_gas_in_the_bowel_is_not_skin(self) -> None:
        def with_gas(x: Field, y: Field, z: Field) -> Field:
            hu = np.where(y < 0.0, -100.0, AIR_HU)
            return np.where((np.abs(y + 70.0) < 8.0) & (np.abs(x) < 9.0), AIR_HU, hu)

        inside = Point(0.0, -45.0, 5.0)
        found = nearest_skin(oblique(with_gas), inside, Vector(0.1, 1.0, 0.0).unit())
        assert found is not None
        assert found.y == pytest.approx(0.0, abs=2.0)

    def test_without_skin_or_in_air_there_is_none(self) -> None:
        flat = body((-300.0, 0.0, -100.0))
        out = Vector(0.0, 1.0, 0.0)
        assert nearest_skin(body((-300.0, 300.0, -100.0)), TIP, out) is None
        assert nearest_skin(flat, Point(2.0, 20.0, 5.0), out) is None
