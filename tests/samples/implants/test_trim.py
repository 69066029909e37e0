"""What was taken off a spinous process is gone from the bone, and nothing else."""

from __future__ import annotations

from planner.anatomy.spine import Side
from planner.geometry.vectors import Point
from planner.samples.implants.trim import trimmed
from planner.samples.implants.values import NOTHING
from planner.samples.person.draw import person
from planner.samples.skeleton.bones import Skeleton
from planner.samples.skeleton.spine import frames
from tests.samples.implants.conftest import EVERYTHING, implants_of, site_of


def test_the_bar_has_room_and_the_rest_stays() -> None:
    seed = next(n for n in range(1, 13) if implants_of(n, EVERYTHING).trimmed)
    implants = implants_of(seed, EVERYTHING)
    who = person(seed)
    skeleton = Skeleton(who.spine, frames(who.spine, Point(4.0, -11.0, -600.0)), seed)
    (link,) = implants.cross_links
    bar = [link.bar[0].towards(link.bar[1], n / 60) for n in range(61)]
    pedicles = [carrier.waist(side) for carrier in site_of(seed).carriers.values() for side in Side]
    before = [bone.distances_mm(bar).min() for bone in skeleton.vertebrae.values()]
    after = [trimmed(bone, implants) for bone in skeleton.vertebrae.values()]
    assert min(before) < link.diameter_mm / 2.0
    assert min(bone.distances_mm(bar).min() for bone in after) > link.diameter_mm / 2.0
    for old, new in zip(skeleton.vertebrae.values(), after, strict=True):
        assert (old.distances_mm(pedicles) == new.distances_mm(pedicles)).all()


def test_without_implants_it_is_the_same_bone() -> None:
    who = person(2)
    skeleton = Skeleton(who.spine, frames(who.spine, Point(0.0, 0.0, 0.0)), 2)
    assert trimmed(skeleton.sacrum, NOTHING) is skeleton.sacrum
