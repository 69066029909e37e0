"""Each tissue is where it belongs, has the HU it should have, and is painted the same however it is cut."""

from __future__ import annotations

from math import cos, radians, sin

import numpy as np
import pytest

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point
from planner.samples.grid import Grid
from planner.samples.known.values import Root
from planner.samples.soft.body import Body, paint
from planner.samples.soft.layers import LUMEN, VEINED, VESSEL
from tests.samples.soft.bodies import body, hu_round, painted

TISSUES = {
    "psoas": (4.0, 43.0, 5.0, 45.0, 64.0),
    "longissimus": (3.0, 40.0, 62.0, 40.0, 64.0),
    "multifidus": (4.0, 14.0, 60.0, 5.0, 62.0),
    "quadratus lumborum": (3.6, 62.0, 32.0, 35.0, 64.0),
    "fat behind the muscles": (4.0, 30.0, 87.0, -125.0, -80.0),
    "fat beside the kidney": (3.0, 66.0, -8.0, -125.0, 60.0),
}


@pytest.mark.parametrize("name", list(TISSUES))
@pytest.mark.parametrize("side", list(Side))
def test_muscle_and_fat_have_their_hu(name: str, side: Side) -> None:
    level, u, v, low, high = TISSUES[name]
    assert low < hu_round(body(), body().course.place(side, level, u, v)) < high


def test_the_discs_are_brighter_than_muscle_and_brightest_at_their_rim() -> None:
    own = body()
    upper, lower = (own.frames[name].origin for name in ("L4", "L5"))
    disc = upper.towards(lower, 0.87)
    rim = Point(disc.x + 23.0, disc.y, disc.z)
    assert 70.0 < hu_round(own, disc, 1) < 92.0
    assert hu_round(own, rim, 1) > hu_round(own, disc, 1) + 4.0


def test_the_sac_holds_fluid_and_fat_lies_behind_it_at_the_sacrum() -> None:
    own = body()
    assert 8.0 < hu_round(own, own.course.place(Side.LEFT, 3.0, 0.0, 25.0)) < 32.0
    assert hu_round(own, own.course.place(Side.LEFT, 6.3, 0.0, 18.0), 1) < -50.0


def test_the_aorta_is_on_the_left_and_the_cava_on_the_right() -> None:
    own = body()
    veins, arteries = (
        layer.part for layer in own.layers if layer.tissue.own[:1] == (0.0,) and layer.tissue.kind == VESSEL
    )
    left, right = own.course.place(Side.LEFT, 3.0, 9.0, -30.0), own.course.place(Side.RIGHT, 3.0, 18.0, -30.0)
    assert arteries.at([left])[0] < -4.0 < 4.0 < arteries.at([right])[0]
    assert veins.at([right])[0] < -3.0 < 3.0 < veins.at([left])[0]
    for point in (left, right):
        assert 36.0 < hu_round(own, point) < 50.0


def test_the_liver_is_on_the_right_and_the_spleen_on_the_left() -> None:
    own = body()
    assert 48.0 < hu_round(own, own.course.place(Side.RIGHT, -0.5, 88.0, -20.0), 3) < 64.0
    assert 40.0 < hu_round(own, own.course.place(Side.LEFT, -0.7, 100.0, 12.0), 3) < 54.0


@pytest.mark.parametrize("how", ["supine", "prone", "on_the_left"])
def test_gas_rises_away_from_gravity_and_its_face_is_level(how: str) -> None:
    own = body(how)
    layer = [layer for layer in own.layers if layer.tissue.kind == LUMEN][-1]
    colon, level_mm = layer.part, layer.tissue.own[5]
    nk, nj, ni = colon.distance_mm.shape
    grid = Grid.upright((nk, nj, ni), (colon.step.x, colon.step.y, colon.step.z), colon.first)
    hu = painted(grid, own)
    k, j, i = np.nonzero(colon.distance_mm < -4.0)
    x, y = colon.first.x + i * colon.step.x, colon.first.y + j * colon.step.y
    above = -(x * own.gravity.x + y * own.gravity.y) - level_mm
    gas = hu[k, j, i] < -800.0
    assert gas[above > 3.0].mean() > 0.9
    assert gas[above < -3.0].mean() < 0.02
    assert 0.1 < gas.mean() < 0.9


def test_roots_are_drawn_where_they_are_given() -> None:
    own = body()
    start = own.course.place(Side.LEFT, 4.4, 13.0, 24.0)
    end = own.course.place(Side.LEFT, 4.7, 27.0, 20.0)
    root = Root(level=Level.L4, side=Side.LEFT, path=(start, end), radii_mm=(2.5, 2.5))
    with_root = Body(own.person, own.frames, own.gravity, (root,))
    assert hu_round(with_root, start.towards(end, 0.5), 0) == pytest.approx(36.0, abs=12.0)


def test_slabs_make_the_same_bytes_as_the_whole() -> None:
    own = body()
    tilt = radians(12.0)
    matrix = np.array(
        [
            [0.9, 0.0, 0.0, -60.0],
            [0.0, 0.8 * round(cos(tilt), 12), 0.0, -40.0],
            [0.0, 0.8 * round(sin(tilt), 12), 2.3, own.course.height_mm(4.5)],
            [0.0, 0.0, 0.0, 1.0],
        ]
    )
    grid = Grid((11, 90, 100), matrix)
    whole = painted(grid, own)
    pieces = np.full(grid.shape, np.float32(7.0))
    for a, b in ((0, 5), (5, 6), (6, 11)):
        slab = slice(a, b), slice(0, 90), slice(0, 100)
        paint(pieces[slab], grid, slab, own)
    corner = (slice(3, 8), slice(21, 60), slice(13, 77))
    inner = np.empty((5, 39, 64), np.float32)
    paint(inner, grid, corner, own)
    assert np.array_equal(whole, pieces)
    assert np.array_equal(whole[corner], inner)


def test_the_same_person_is_painted_the_same_twice_and_another_differently() -> None:
    own = body()
    again = Body(own.person, own.frames, own.gravity)
    grid = Grid.upright((2, 60, 70), (3.0, 3.0, 9.0), own.course.place(Side.RIGHT, 4.0, 100.0, -80.0))
    first = painted(grid, own)
    assert np.array_equal(first, painted(grid, again))
    assert (np.abs(first - painted(grid, body("prone"))) > 20.0).any()


def test_the_edge_of_the_lungs_is_above_the_second_lumbar_body_only() -> None:
    own = body()
    lung = next(
        layer for layer in own.layers if layer.tissue.kind == VEINED and layer.tissue.hu < -800.0
    ).part
    k = np.nonzero((lung.distance_mm < 0.0).any(axis=(1, 2)))[0]
    assert lung.first.z + k.min() * lung.step.z > own.course.height_mm(1.0)


def test_where_voxels_lie_does_not_depend_on_which_are_asked_for() -> None:
    own = body()
    point = own.course.place(Side.LEFT, 3.4, 30.0, 55.0)
    wide = Grid.upright((7, 9, 11), (1.5, 1.0, 2.0), point)
    narrow = Grid.upright((1, 1, 1), (1.5, 1.0, 2.0), Point(point.x + 9.0, point.y + 5.0, point.z + 8.0))
    assert painted(wide, own)[4, 5, 6] == pytest.approx(float(painted(narrow, own)[0, 0, 0]), abs=0.05)
