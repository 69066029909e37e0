"""The stack of vertebrae keeps what the traits say of bodies and discs."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, SUPERIOR, Point, Vector
from planner.samples.person.draw import person, typical
from planner.samples.person.traits import DiscTraits, SpineTraits
from planner.samples.person.wishes import Wishes
from planner.samples.skeleton.spine import disc_depth_mm, frames, lower_endplate

ANCHOR = Point(3.0, -11.0, -640.0)


def at(frame: Frame, left: float, posterior: float, superior: float = 0.0) -> Point:
    return frame.origin + frame.to_patient(Vector(left, posterior, superior))


def discs_without_aside(spine: SpineTraits) -> SpineTraits:
    """Return a spine that is bent in the sagittal plane alone."""
    straight = tuple(replace(d, lateral_deg=0.0, turn_deg=0.0, shift_mm=0.0) for d in spine.discs)
    vertebrae = tuple(replace(v, body=replace(v.body, left_taller_mm=0.0)) for v in spine.vertebrae)
    return replace(spine, discs=straight, vertebrae=vertebrae)


@pytest.mark.parametrize("seed", range(5))
def test_bodies_and_discs_are_as_high_in_front_and_behind_as_the_traits_say(seed: int) -> None:
    spine = discs_without_aside(person(seed).spine)
    stack = frames(spine, ANCHOR)
    for n, (upper, lower) in enumerate(pairwise(spine.vertebrae)):
        plate = lower_endplate(stack[upper.name], upper.body)
        top, half = stack[lower.name], disc_depth_mm(upper, lower) / 2.0
        for y, asked in ((-half, spine.discs[n].front_mm), (half, spine.discs[n].back_mm)):
            assert at(plate, 0.0, y).distance_to(at(top, 0.0, y)) == pytest.approx(asked, abs=1e-6)
        depth = (upper.body.upper_depth_mm + upper.body.lower_depth_mm) / 2.0
        for y, asked in ((-depth / 2.0, upper.body.front_mm), (depth / 2.0, upper.body.back_mm)):
            below = at(stack[upper.name], 0.0, y, -asked) - plate.origin
            assert below.dot(plate.superior) == pytest.approx(0.0, abs=1e-6)
        assert plate.left.dot(LEFT) == pytest.approx(1.0, abs=1e-9)


def test_l3_stands_where_it_is_asked_to_and_the_sacrum_slopes() -> None:
    spine = typical().spine
    stack = frames(spine, ANCHOR)
    assert list(stack) == [v.name for v in spine.vertebrae]
    assert stack["L3"].origin.distance_to(ANCHOR) < 1e-9
    assert stack["S1"].superior.y == pytest.approx(-0.6013, abs=1e-3)
    assert abs(stack["L3"].superior.y) < 0.05
    assert stack["L1"].superior.y > 0.02
    for upper, lower in pairwise(stack.values()):
        assert 24.0 < (upper.origin - lower.origin).dot(SUPERIOR) < 42.0
        assert upper.origin.x == pytest.approx(lower.origin.x)


def test_scoliosis_is_convex_to_the_side_asked_for_and_turns_with_it() -> None:
    wishes = Wishes(scoliosis_deg=15.0, transitional="none")
    for cobb, sign in ((15.0, 1.0), (-15.0, -1.0)):
        stack = frames(person(4, replace(wishes, scoliosis_deg=cobb)).spine, ANCHOR)
        middle = (stack["T12"].origin.x + stack["S1"].origin.x) / 2.0
        assert 5.0 < sign * (stack["L2"].origin.x - middle) < 25.0
        lean = stack["L4"].superior.x - stack["T12"].superior.x
        assert 0.15 < sign * lean < 0.38
        assert sign * -stack["L2"].posterior.x > 0.06


def test_a_slipped_vertebra_lies_in_front() -> None:
    spine = discs_without_aside(typical().spine)
    slipped: DiscTraits = replace(spine.discs[5], shift_mm=4.0)
    moved = replace(spine, discs=(*spine.discs[:5], slipped, spine.discs[6]))
    before, after = (frames(s, ANCHOR) for s in (spine, moved))
    step = (before["L5"].origin - ANCHOR) - (after["L5"].origin - ANCHOR)
    assert step.length == pytest.approx(4.0, abs=1e-6)
    assert step.y < -3.8
    assert abs(step.x) < 1e-9


def test_six_lumbar_bodies_stand_on_s2() -> None:
    spine = person(9, Wishes(transitional="lumbarised_s1")).spine
    stack = frames(spine, ANCHOR)
    assert list(stack)[-2:] == ["S1", "S2"]
    assert stack["S1"].superior.y < stack["L5"].superior.y
