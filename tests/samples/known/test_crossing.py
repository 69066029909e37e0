"""Two hundred persons, and those with what a case may ask for, whose bones keep out of each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from planner.geometry.vectors import Point, Vector
from planner.samples.known.around import Around, rows
from planner.samples.known.known import Known
from planner.samples.person.draw import person
from planner.samples.person.wishes import Wishes
from planner.samples.skeleton.bones import Skeleton, VertebraBone
from planner.samples.skeleton.spine import frames
from tests.samples.known.crossing import deepest
from tests.samples.known.people import ANCHOR, known_of

TOUCH_MM, CAPSULE_TOUCH_MM, FUSED_MM = 0.4, 0.8, 1.5
"""Spurs may touch each other, more so at the capsule of the joint; a broad process meets the sacrum."""
CAPSULE_MM = 14.0
CANAL_MM = 3.0


def allowed_mm(known: Known, lower: VertebraBone, where: Point) -> float:
    """Return how deep bones may reach into each other at a place."""
    if known.person.spine.transitional == "sacralised_l5" and lower.name == "S1":
        return FUSED_MM
    beside = min((lower.to_local(where) - joint.centre).length for joint in lower.above.values())
    return CAPSULE_TOUCH_MM if beside < CAPSULE_MM else TOUCH_MM


def assert_apart(known: Known) -> None:
    seed = known.person.seed
    bones = list(known.skeleton.vertebrae.values())
    for upper, lower in pairwise(bones):
        deep, where = deepest(upper, lower)
        assert deep < allowed_mm(known, lower, where), (seed, upper.name, lower.to_local(where))
    for disc in known.person.spine.discs:
        assert min(disc.front_mm, disc.back_mm) >= 2.0
    centres = [canal.centre for canal in known.canals]
    line = [a.towards(b, n / 4.0) for a, b in pairwise(centres) for n in range(4)]
    assert Around(bones).distances_mm(rows(line)).min() > CANAL_MM, seed


@pytest.mark.parametrize("tens", range(20))
def test_no_spine_crosses_itself(tens: int) -> None:
    for seed in range(10 * tens, 10 * tens + 10):
        assert_apart(known_of(person(seed)))


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(scoliosis_deg=15.0),
        Wishes(scoliosis_deg=-15.0, age=80, degeneration=1.0),
        Wishes(transitional="lumbarised_s1"),
        Wishes(transitional="sacralised_l5"),
        Wishes(degeneration=1.0, age=85, osteoporotic=True),
        Wishes(degeneration=0.0, age=20),
    ],
)
def test_nor_do_those_of_whom_much_is_asked(wishes: Wishes) -> None:
    for seed in (7, 8):
        assert_apart(known_of(person(seed, wishes)))


def test_a_crossing_would_be_seen() -> None:
    known = known_of(person(3, Wishes(transitional="none")))
    upper, lower = known.skeleton.vertebrae["L3"], known.skeleton.vertebrae["L4"]
    tip = upper.traits.spinous_tip
    hanging = replace(upper.traits, spinous_tip=Vector(tip.x, tip.y, tip.z - 14.0))
    spine = known.person.spine
    vertebrae = tuple(hanging if v.name == "L3" else v for v in spine.vertebrae)
    crossed = Skeleton(replace(spine, vertebrae=vertebrae), frames(spine, ANCHOR), 3).vertebrae["L3"]
    assert isinstance(crossed, VertebraBone)
    assert deepest(upper, lower)[0] < 0.0
    assert deepest(crossed, lower)[0] > 0.5
