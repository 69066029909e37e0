"""The skin lies where the person's build puts it, and nothing but air and the table is outside."""

from __future__ import annotations

import numpy as np
import pytest

from planner.anatomy.spine import Side
from planner.geometry.vectors import POSTERIOR, Point, Vector
from planner.samples.person.draw import person
from planner.samples.person.wishes import Wishes
from planner.samples.skeleton.bones import Skeleton
from planner.samples.skeleton.spine import frames
from planner.samples.soft.body import Body
from planner.samples.soft.trunk import TABLE_RADIUS_MM
from tests.samples.soft.bodies import ANCHOR, LYING, body, coarse, painted, skin_distance, with_fat

FACET_V = 44.0


@pytest.mark.parametrize(("back_fat_mm", "belly"), [(7.0, 0.1), (16.0, 0.35), (55.0, 1.0)])
def test_the_fat_behind_the_muscles_at_l4_is_as_thick_as_asked(back_fat_mm: float, belly: float) -> None:
    own = with_fat(back_fat_mm, belly)
    for side in Side:
        surface = own.course.place(side, 4.0, 32.0, 78.6)
        assert own.skin_behind(surface).y - surface.y == pytest.approx(back_fat_mm + 2.0, abs=4.5)


def test_from_lean_to_obese_the_joints_lie_40_to_90_mm_deep() -> None:
    depths = []
    for back_fat_mm, belly in ((6.0, 0.0), (55.0, 1.0)):
        own = with_fat(back_fat_mm, belly)
        joint = own.course.place(Side.LEFT, 4.5, 17.0, FACET_V)
        depths.append(own.skin_behind(joint).y - joint.y)
    assert depths[0] == pytest.approx(42.0, abs=8.0)
    assert depths[1] == pytest.approx(90.0, abs=8.0)


@pytest.mark.parametrize(
    ("seed", "wishes"),
    [
        (130, Wishes(back_fat_mm=3.0, belly=0.0)),
        (134, Wishes(scoliosis_deg=15.0, back_fat_mm=5.0)),
        (107, Wishes(transitional="lumbarised_s1")),
    ],
)
def test_all_bones_lie_under_the_skin(seed: int, wishes: Wishes) -> None:
    who = person(seed, wishes)
    placed = frames(who.spine, ANCHOR)
    own = Body(who, placed)
    for bone in Skeleton(who.spine, placed, seed).bones:
        low, high = bone.solid.box
        ranges = [np.linspace(a, b, 15) for a, b in zip(low, high, strict=True)]
        local = np.stack(np.meshgrid(*ranges), axis=-1).reshape(-1, 3)
        inside = local[bone.solid.distances_mm(local) < 0.0]
        points = [bone.to_patient(Vector(*map(float, place))) for place in inside]
        assert max(own.skin_distance(points)) < -2.5, bone.name


def test_the_line_of_sight_meets_the_skin_where_its_distance_is_zero() -> None:
    own = body()
    inside = own.course.place(Side.RIGHT, 3.0, 20.0, 40.0)
    skin = own.skin_along(inside, Vector(-0.36, 0.8, -0.48))
    assert skin is not None
    assert own.skin_distance([skin, skin + POSTERIOR * 4.0])[0] == pytest.approx(0.0, abs=0.05)
    assert own.skin_along(inside, Vector(0.0, 0.0, 1.0)) is None


def test_a_place_outside_has_no_skin_behind_it() -> None:
    own = body()
    with pytest.raises(ValueError, match="does not lie in the body"):
        own.skin_behind(own.course.place(Side.LEFT, 3.0, 0.0, 400.0))


@pytest.mark.parametrize("how", list(LYING))
def test_outside_the_skin_are_air_and_on_one_side_the_table(how: str) -> None:
    own = body(how)
    grid, positions = coarse(own)
    hu, distance = painted(grid, own), skin_distance(own, positions)
    outside = distance > 3.0
    down = (positions - np.array(tuple(own.trunk.rest))) @ np.array(tuple(own.gravity))
    table = outside & (hu > -999.0)
    assert table.any()
    assert hu[outside].max() < 200.0
    assert down[table].min() > -0.5 * 226.0**2 / TABLE_RADIUS_MM - 4.0
    across = positions - np.array(tuple(own.trunk.rest)) - down[..., None] * np.array(tuple(own.gravity))
    middle = table & (np.hypot(across[..., 0], across[..., 1]) < 60.0)
    assert down[middle].min() > -6.0


@pytest.mark.parametrize("how", list(LYING))
def test_the_body_rests_on_the_table_and_not_in_it(how: str) -> None:
    own = body(how)
    _, positions = coarse(own, 0.0, 6.6)
    inside = skin_distance(own, positions) < 0.0
    down = (positions - np.array(tuple(own.trunk.rest))) @ np.array(tuple(own.gravity))
    assert -9.0 < down[inside].max() < 3.0


def test_the_distance_to_the_skin_is_one_number_for_each_point() -> None:
    own = body()
    points = [own.course.place(Side.LEFT, 3.0, 0.0, v) for v in (0.0, 60.0, 300.0)]
    found = own.skin_distance(points)
    assert [value < 0.0 for value in found] == [True, True, False]
    assert own.skin_distance([Point(0.0, 0.0, 0.0)])[0] < 0.0
