"""Needles that share a C-arm setting: all within the stated angle of what is printed, none lost."""

from __future__ import annotations

from math import cos, radians, sin

from hypothesis import given
from hypothesis import strategies as st

from planner.geometry.angles import angle_between_directions_deg
from planner.geometry.vectors import Point, Vector
from planner.plan.parts import Needle
from planner.sheet.settings import SHARED_WITHIN_DEG, hub_direction, shared_settings


def _needle(number: int, left_deg: float, feet_deg: float) -> Needle:
    a, b = radians(left_deg), radians(feet_deg)
    hub = Vector(sin(a) * cos(b), cos(a) * cos(b), -sin(b))
    tip = Point(1.0, 2.0, 3.0)
    return Needle(id=f"N{number}", device="rf-18g-100-10", entry_mm=tip + hub * 80.0, tip_mm=tip)


def _names(*directions: tuple[float, float]) -> list[list[str]]:
    needles = [_needle(n, *direction) for n, direction in enumerate(directions, 1)]
    return [[needle.id for needle in setting.needles] for setting in shared_settings(needles)]


def test_neighbours_share_and_strangers_do_not() -> None:
    assert _names((18.0, 36.0), (18.0, 40.0), (0.0, 31.0)) == [["N1", "N2"], ["N3"]]
    assert _names((18.0, 36.0), (18.0, 43.0)) == [["N1"], ["N2"]]
    assert _names((18.0, 36.0), (-18.0, 36.0)) == [["N1"], ["N2"]]
    assert _names() == []


def test_a_chain_of_neighbours_is_not_drawn_together() -> None:
    groups = _names((0.0, 20.0), (0.0, 25.0), (0.0, 30.0), (0.0, 35.0))
    assert groups == [["N1", "N2"], ["N3", "N4"]]


directions = st.lists(st.tuples(st.floats(-40.0, 40.0), st.floats(-10.0, 60.0)), min_size=1, max_size=12)


@given(directions)
def test_every_needle_lies_near_its_printed_setting(pairs: list[tuple[float, float]]) -> None:
    needles = [_needle(n, *pair) for n, pair in enumerate(pairs, 1)]
    settings = shared_settings(needles)
    assert sorted(n.id for s in settings for n in s.needles) == sorted(n.id for n in needles)
    for setting in settings:
        assert abs(setting.hub.length - 1.0) < 1e-9
        for needle in setting.needles:
            angle = angle_between_directions_deg(setting.hub, hub_direction(needle))
            assert angle <= SHARED_WITHIN_DEG + 1e-9
