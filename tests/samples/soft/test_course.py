"""Places of the typical section go where the bones of a person are."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planner.anatomy.spine import Side
from planner.geometry.vectors import Point, Vector
from planner.samples.person.draw import person
from planner.samples.person.wishes import Wishes
from planner.samples.skeleton.spine import frames
from planner.samples.soft.course import TYPICAL_U, TYPICAL_V, Course, course, stretched


@pytest.fixture(scope="module", params=[{}, {"scoliosis_deg": 15.0}, {"transitional": "lumbarised_s1"}])
def drawn(request: pytest.FixtureRequest) -> tuple[Course, dict[str, Point], dict[str, Point]]:
    who = person(11, Wishes(**request.param))
    found = frames(who.spine, Point(4.0, -7.0, 33.0))
    tips, middles = {}, {}
    for vertebra in who.spine.vertebrae[2:-1]:
        frame = found[vertebra.name]
        tips[vertebra.name] = frame.origin + frame.to_patient(vertebra.arches[Side.RIGHT].transverse_tip)
        middle = Vector(0.0, 0.0, -vertebra.body.middle_mm / 2.0)
        middles[vertebra.name] = frame.origin + frame.to_patient(middle)
    return course(who, found), middles, tips


def test_the_middle_of_the_section_is_the_middle_of_each_body(
    drawn: tuple[Course, dict[str, Point], dict[str, Point]],
) -> None:
    line, middles, _ = drawn
    for point in middles.values():
        assert line.at_height(Side.LEFT, point.z, 0.0, 0.0).distance_to(point) < 0.01


def test_the_tip_of_the_transverse_process_is_found_on_the_section(
    drawn: tuple[Course, dict[str, Point], dict[str, Point]],
) -> None:
    line, _, tips = drawn
    for tip in tips.values():
        place = line.at_height(Side.RIGHT, tip.z, TYPICAL_U[2], TYPICAL_V[3])
        assert abs(place.x - tip.x) < 1.5
        assert abs(place.y - tip.y) < 6.0


def test_levels_and_heights_go_both_ways(drawn: tuple[Course, dict[str, Point], dict[str, Point]]) -> None:
    line, _, _ = drawn
    heights = [line.height_mm(level / 2.0) for level in range(-4, 18)]
    assert all(a > b + 5.0 for a, b in pairwise(heights))
    for level, height in zip(range(-4, 18), heights, strict=True):
        assert line.levels.beyond(height) == pytest.approx(level / 2.0)


def test_places_keep_their_order_however_the_bones_vary() -> None:
    own = (0.0, 8.0, 7.0, 30.0, 28.0, 60.0)
    found = [stretched(value / 4.0, TYPICAL_V, own, 0.9) for value in range(-160, 400)]
    assert all(a < b for a, b in pairwise(found))
    assert stretched(-17.0, TYPICAL_V, own, 0.9) == 0.0
    assert stretched(-27.0, TYPICAL_V, own, 0.9) == -10.0
