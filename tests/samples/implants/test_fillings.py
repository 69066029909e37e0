"""Cement stays in its body but for leaks; cages stand between endplates."""

from __future__ import annotations

import numpy as np
import pytest

from planner.anatomy.spine import Level
from planner.geometry.vectors import Point
from planner.samples.field.shape import UPRIGHT
from planner.samples.implants.cages import SUNK_MM
from planner.samples.implants.site import rows
from planner.samples.implants.surgery import operated
from planner.samples.implants.values import Cage, Lobe, Material
from planner.samples.implants.wishes import ImplantWishes
from tests.samples.implants.conftest import EVERYTHING, implants_of, site_of

SEEDS = range(1, 13)


def surface(lobe: Lobe) -> list[Point]:
    """Return points on a lobe, along the axes both ways."""
    return [lobe.centre + axis * (sign * lobe.radius_mm) for axis in UPRIGHT for sign in (1.0, -1.0)]


@pytest.mark.parametrize("seed", SEEDS)
def test_cement_lies_in_its_body(seed: int) -> None:
    site = site_of(seed)
    cements = implants_of(seed, EVERYTHING).cements
    assert [cement.level for cement in cements] == [Level.L1, Level.L2]
    for cement in cements:
        carrier = site.carriers[cement.level]
        assert len(cement.lobes) >= 8
        assert carrier.distances(rows(p for lobe in cement.lobes for p in surface(lobe))).max() < 0.0
        behind = [(lobe.centre - carrier.frame.origin).dot(carrier.frame.posterior) for lobe in cement.lobes]
        assert max(behind) < carrier.traits.body.waist_depth_mm / 2.0
        assert 1000.0 <= cement.hu <= 2500.0


@pytest.mark.parametrize("seed", SEEDS)
def test_only_the_body_asked_to_leaks_and_not_far(seed: int) -> None:
    dry, leaking = implants_of(seed, EVERYTHING).cements
    assert dry.leak == ()
    away = site_of(seed).carriers[leaking.level].distances(rows(lobe.centre for lobe in leaking.leak))
    assert away.min() < -2.0
    assert 0.0 < away.max() < 8.0


def corners(cage: Cage, share: float) -> tuple[list[Point], list[Point]]:
    """Return points at the top and at the bottom of a cage."""
    half = [size / 2.0 * share for size in cage.size_mm[:2]]
    top, bottom = [], []
    for a in (-1.0, 1.0):
        for b in (-1.0, 1.0):
            at = cage.frame.origin + cage.frame.left * (a * half[0]) + cage.frame.posterior * (b * half[1])
            top.append(at + cage.frame.superior * (cage.size_mm[2] / 2.0))
            bottom.append(at + cage.frame.superior * (-cage.size_mm[2] / 2.0))
    return top, bottom


def test_cages_stand_between_the_endplates() -> None:
    cages = [(seed, cage) for seed in SEEDS for cage in implants_of(seed, EVERYTHING).cages]
    assert len(cages) >= len(SEEDS) - 3
    for seed, cage in cages:
        site = site_of(seed)
        assert (cage.upper, cage.lower) == (Level.L4, Level.L5)
        for points, level in zip(corners(cage, 0.8), (cage.upper, cage.lower), strict=True):
            away = site.carriers[level].distances(rows(points))
            assert away.min() > -SUNK_MM - 0.4
            assert away.min() < 1.5
        assert site.bone(rows([cage.frame.origin]))[0] > 0.0
        depth = (cage.frame.origin - site.carriers[Level.L5].frame.origin).dot(cage.frame.posterior)
        assert abs(depth) + cage.size_mm[1] / 2.0 < site.carriers[Level.L5].traits.body.upper_depth_mm


def test_a_cage_of_plastic_has_pins_within_its_wall() -> None:
    (plastic,) = implants_of(2, EVERYTHING).cages
    assert plastic.material is Material.PEEK
    assert len(plastic.markers) == 3
    for pin in plastic.markers:
        for end in pin:
            inside = [abs(c) for c in plastic.frame.to_frame(end - plastic.frame.origin)]
            assert np.all(np.array(inside) < np.array(plastic.size_mm) / 2.0)
    metal = ImplantWishes(cages=(Level.L4,), cage_material=Material.TITANIUM)
    assert operated(site_of(2), metal, 2).cages[0].markers == ()
