"""Screws lie within the pedicles of bone that varies, and miss them when asked to."""

from __future__ import annotations

import numpy as np
import pytest

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point
from planner.samples.implants.shafts import DIAMETERS_MM, LENGTHS_MM
from planner.samples.implants.site import ring, rows
from planner.samples.implants.surgery import operated
from planner.samples.implants.values import Misplacement, Screw
from planner.samples.implants.wishes import ImplantWishes, Misplaced
from tests.samples.implants.conftest import FUSION, implants_of, site_of

SEEDS = range(1, 31)


def thread(screw: Screw, from_mm: float, to_mm: float, turns: int = 16) -> list[Point]:
    """Return points on the outside of the thread, lengths measured from the entry."""
    around = ring(screw.direction, turns)
    steps = np.arange(from_mm, to_mm, 0.7)
    return [
        screw.entry + screw.direction * float(mm) + out * (screw.diameter_mm / 2.0)
        for mm in steps
        for out in around
    ]


def waist_mm(screw: Screw, seed: int) -> float:
    """Return how far from the entry the narrowest part of the pedicle is."""
    centre = site_of(seed).carriers[screw.level].waist(screw.side)
    return (centre - screw.entry).dot(screw.direction)


@pytest.mark.parametrize("seed", SEEDS)
def test_threads_stay_within_pedicle_and_body(seed: int) -> None:
    implants = implants_of(seed)
    assert len(implants.screws) >= 6
    for screw in implants.screws:
        bone = site_of(seed).carriers[screw.level].distances
        start, end = max(waist_mm(screw, seed) - 3.0, 5.0), screw.entry.distance_to(screw.tip) - 3.0
        assert end - start > 12.0
        assert bone(rows(thread(screw, start, end))).max() <= 0.0
        assert bone(rows([screw.tip + screw.direction * 2.9])).max() <= 0.0
        assert abs(bone(rows([screw.entry]))[0]) < 0.6


@pytest.mark.parametrize("seed", SEEDS)
def test_sizes_are_such_as_are_made_and_fit(seed: int) -> None:
    for screw in implants_of(seed).screws:
        arch = site_of(seed).carriers[screw.level].traits.arches[screw.side]
        assert screw.diameter_mm in DIAMETERS_MM
        assert screw.length_mm in LENGTHS_MM
        assert screw.shoulder.distance_to(screw.tip) == pytest.approx(screw.length_mm)
        assert screw.diameter_mm <= 0.8 * arch.pedicle_width_mm or screw.diameter_mm == DIAMETERS_MM[0]
        assert 12.0 <= screw.head_diameter_mm <= 14.0
        assert 14.99 <= screw.head[0].distance_to(screw.head[1]) <= 17.01


def test_sizes_entries_and_angles_differ_from_screw_to_screw() -> None:
    screws = [screw for seed in SEEDS for screw in implants_of(seed).screws]
    assert len({screw.diameter_mm for screw in screws}) >= 5
    assert len({screw.length_mm for screw in screws}) >= 3
    assert len({round(screw.direction.x, 3) for screw in screws}) > len(screws) * 0.6


@pytest.mark.parametrize("how", [Misplacement.MEDIAL, Misplacement.LATERAL])
@pytest.mark.parametrize(("seed", "side"), [(2, Side.LEFT), (3, Side.RIGHT), (6, Side.LEFT), (8, Side.RIGHT)])
def test_a_screw_asked_to_breaches_its_pedicle(how: Misplacement, seed: int, side: Side) -> None:
    wishes = ImplantWishes(screws=(Level.L4, Level.L5), misplaced=(Misplaced(Level.L4, side, how),))
    screws = operated(site_of(seed), wishes, seed).screws
    (screw,) = [s for s in screws if s.misplaced is how]
    assert (screw.level, screw.side) == (Level.L4, side)
    carrier = site_of(seed).carriers[Level.L4]
    at = waist_mm(screw, seed)
    outside = [p for p in thread(screw, at - 4.0, at + 4.0) if carrier.distances(rows([p]))[0] > 1.0]
    assert outside
    centre = carrier.waist(side)
    aside = [(p - centre).dot(carrier.frame.left) * side.sign for p in outside]
    assert all(mm < 0.0 for mm in aside) if how is Misplacement.MEDIAL else all(mm > 0.0 for mm in aside)


@pytest.mark.parametrize("seed", [2, 3, 6, 8])
def test_a_screw_asked_to_is_too_long(seed: int) -> None:
    wishes = ImplantWishes(
        screws=(Level.L4, Level.L5), misplaced=(Misplaced(Level.L5, Side.LEFT, Misplacement.LONG),)
    )
    (screw,) = [s for s in operated(site_of(seed), wishes, seed).screws if s.misplaced]
    carrier = site_of(seed).carriers[Level.L5]
    assert carrier.distances(rows([screw.tip]))[0] > 0.5
    assert (screw.tip - carrier.frame.origin).dot(carrier.frame.posterior) < 0.0


def test_one_misplaced_screw_leaves_the_others_as_they_are() -> None:
    plain = operated(site_of(2), ImplantWishes(screws=(Level.L4, Level.L5)), 2)
    wishes = ImplantWishes(
        screws=(Level.L4, Level.L5), misplaced=(Misplaced(Level.L4, Side.LEFT, Misplacement.MEDIAL),)
    )
    other = operated(site_of(2), wishes, 2)
    for a, b in zip(plain.screws, other.screws, strict=True):
        moved = (a.level, a.side) == (Level.L4, Side.LEFT)
        assert (a.entry != b.entry) == moved


def test_the_same_seed_gives_the_same_implants() -> None:
    assert operated(site_of(5), FUSION, 5) == implants_of(5)
    assert operated(site_of(5), FUSION, 6) != implants_of(5)
