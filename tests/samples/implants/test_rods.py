"""Heads stand outside the bone, rods run through them, and nothing is in the way of anything else."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from planner.anatomy.spine import Level, Side
from planner.geometry.angles import angle_between_directions_deg
from planner.geometry.curves import Polyline
from planner.geometry.solids import Capsule
from planner.samples.implants.site import rows
from planner.samples.implants.surgery import operated
from planner.samples.implants.values import Screw
from planner.samples.implants.wishes import ImplantWishes
from tests.samples.implants.conftest import EVERYTHING, implants_of, site_of

SEEDS = range(1, 31)


def head(screw: Screw) -> Capsule:
    """Return the head as a capsule that its flat ends do not reach beyond."""
    radius = screw.head_diameter_mm / 2.0
    top, foot = screw.head
    inset = (top - foot).unit() * radius
    return Capsule(top + inset * -1.0, foot + inset, radius)


@pytest.mark.parametrize("seed", SEEDS)
def test_rods_pass_through_the_heads_square(seed: int) -> None:
    implants = implants_of(seed)
    assert len(implants.rods) == 2
    for rod in implants.rods:
        course = Polyline(rod.path)
        on_it = [screw for screw in implants.screws if screw.side is rod.side]
        arcs = [course.nearest_arc_mm(screw.rod) for screw in on_it]
        assert arcs == sorted(arcs)
        for screw, arc in zip(on_it, arcs, strict=True):
            assert course.at(arc).distance_to(screw.rod) < 0.5
            up = (screw.head[0] - screw.head[1]).unit()
            assert abs(up.dot(screw.along_rod)) < 0.1
            assert angle_between_directions_deg(up, screw.direction * -1.0) <= 25.01
            assert 5.0 <= (screw.rod - screw.head[1]).dot(up) <= 12.0
        assert 5.0 <= arcs[0] <= 10.1
        assert 5.0 <= course.length_mm - arcs[-1] <= 10.1
        for before, after in pairwise(arcs):
            assert len([arc for arc in course.arc_mm if before + 0.1 < arc < after - 0.1]) >= 5


@pytest.mark.parametrize("seed", SEEDS)
def test_rods_are_bent_smoothly(seed: int) -> None:
    for rod in implants_of(seed).rods:
        turns = [
            angle_between_directions_deg(b - a, c - b) / a.distance_to(b)
            for a, b, c in zip(rod.path, rod.path[1:], rod.path[2:], strict=False)
        ]
        assert max(turns) < 4.0
        assert sum(turn > 0.05 for turn in turns) > len(turns) / 2


@pytest.mark.parametrize("seed", SEEDS)
def test_heads_sit_on_bone_and_rods_run_clear_of_it(seed: int) -> None:
    site, implants = site_of(seed), implants_of(seed)
    for screw in implants.screws:
        up = (screw.head[0] - screw.head[1]).unit()
        axis = [screw.head[1] + up * mm for mm in (1.0, 4.0, 8.0, 15.0)]
        assert site.bone(rows(axis)).min() > 0.0
        assert screw.entry.distance_to(screw.shoulder) <= 9.0
    for rod in implants.rods:
        assert site.bone(rows(rod.path)).min() > rod.diameter_mm / 2.0


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_in_the_way_of_anything_else(seed: int) -> None:
    implants = implants_of(seed)
    for a, b in combinations(implants.screws, 2):
        assert head(a).gap_to(head(b)).gap_mm > 0.5
        assert a.capsules[0].gap_to(b.capsules[0]).gap_mm > 0.5
        assert head(a).gap_to(b.capsules[0]).gap_mm > 0.5
    left, right = implants.rods
    assert min(a.gap_to(b).gap_mm for a in left.capsules for b in right.capsules) > 10.0


@pytest.mark.parametrize("seed", range(1, 13))
def test_a_cross_link_joins_the_rods_behind_the_bone(seed: int) -> None:
    site, implants = site_of(seed), implants_of(seed, EVERYTHING)
    (link,) = implants.cross_links
    rods = {rod.side: Polyline(rod.path) for rod in implants.rods}
    for side, clamp in zip((Side.LEFT, Side.RIGHT), link.clamps, strict=True):
        assert rods[side].at(rods[side].nearest_arc_mm(clamp)).distance_to(clamp) < 0.1
        for screw in implants.screws:
            clamps = [Capsule(clamp, end, link.clamp_mm / 2.0) for end in link.bar]
            assert min(c.gap_to(head(screw)).gap_mm for c in clamps) > -2.0
    bar = [link.bar[0].towards(link.bar[1], n / 60) for n in range(61)]
    kept = [p for p in bar if not any(box.holds(p) for box in implants.trimmed)]
    assert site.bone(rows(kept)).min() > link.diameter_mm / 2.0


def test_screws_alone_have_no_rod() -> None:
    implants = operated(site_of(3), ImplantWishes(screws=(Level.L4,)), 3)
    assert len(implants.screws) == 2
    assert implants.rods == ()


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="joins two rods"):
        ImplantWishes(screws=(Level.L4,), cross_link=True)
    with pytest.raises(ValueError, match="leak"):
        ImplantWishes(leaking=(Level.L4,))
