"""Persons: like people, each their own, and what is wished for changes nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import sqrt
from statistics import fmean, stdev

import pytest

from planner.anatomy.spine import Side
from planner.samples.person.draw import person, typical
from planner.samples.person.population import population
from planner.samples.person.traits import PersonTraits, VertebraTraits
from planner.samples.person.wishes import Wishes

SEEDS = range(200)
USUAL = Wishes(transitional="none")


@cache
def people() -> tuple[PersonTraits, ...]:
    return tuple(person(seed, USUAL) for seed in SEEDS)


def vertebra(who: PersonTraits, name: str) -> VertebraTraits:
    return next(v for v in who.spine.vertebrae if v.name == name)


def correlation(a: list[float], b: list[float]) -> float:
    ma, mb = fmean(a), fmean(b)
    return sum((x - ma) * (y - mb) for x, y in zip(a, b, strict=True)) / ((len(a) - 1) * stdev(a) * stdev(b))


def test_the_same_seed_is_the_same_person() -> None:
    assert person(5) == person(5)
    assert person(5).spine != person(6).spine


@pytest.mark.parametrize("name", ["T12", "L1", "L3", "L5", "S1"])
def test_sizes_are_those_of_the_population(name: str) -> None:
    of = population()
    for part, values in (
        (of.body.upper_width_mm, [vertebra(who, name).body.upper_width_mm for who in people()]),
        (of.body.front_mm, [vertebra(who, name).body.front_mm for who in people()]),
        (of.ring.canal_width_mm, [vertebra(who, name).canal_width_mm for who in people()]),
        (of.arch.pedicle_width_mm, [vertebra(w, name).arches[Side.LEFT].pedicle_width_mm for w in people()]),
        (
            of.arch.pedicle_angle_deg,
            [vertebra(w, name).arches[Side.RIGHT].pedicle_angle_deg for w in people()],
        ),
    ):
        spread = part[name]
        assert all(spread.low <= value <= spread.high for value in values)
        assert abs(fmean(values) - spread.mean) < 0.3 * spread.sd
        assert 0.75 * spread.sd < stdev(values) < 1.2 * spread.sd


def test_one_person_is_large_or_small_throughout() -> None:
    l2, l5 = ([vertebra(who, name).body.upper_width_mm for who in people()] for name in ("L2", "L5"))
    assert 0.6 < correlation(l2, l5) < 0.98
    left, right = ([vertebra(who, "L3").arches[side].pedicle_width_mm for who in people()] for side in Side)
    assert 0.5 < correlation(left, right) < 0.95


def test_men_are_larger_and_the_old_have_darker_bone() -> None:
    men = [vertebra(w, "L3").body.upper_width_mm for w in people() if w.sex == "M"]
    women = [vertebra(w, "L3").body.upper_width_mm for w in people() if w.sex == "F"]
    assert 0.5 < fmean(men) - fmean(women) < 5.0
    ages, hu = [float(w.age) for w in people()], [w.cancellous_hu for w in people()]
    assert correlation(ages, hu) < -0.6
    worn = [w.spine.facets["L5", Side.LEFT].degeneration for w in people()]
    assert correlation(ages, worn) > 0.5


def test_the_sides_of_a_joint_differ_as_often_as_in_people() -> None:
    apart = [
        abs(
            who.spine.facets["L5", Side.LEFT].plane_to_sagittal_deg
            - who.spine.facets["L5", Side.RIGHT].plane_to_sagittal_deg
        )
        for who in people()
    ]
    assert 0.36 < sum(a > 7.0 for a in apart) / len(apart) < 0.57
    assert 0.15 < sum(a > 15.0 for a in apart) / len(apart) < 0.35
    for lower, low, high in (("L1", 25.0, 34.0), ("L4", 40.0, 50.0), ("L5", 45.0, 57.0), ("S1", 45.0, 57.0)):
        planes = [who.spine.facets[lower, side].plane_to_sagittal_deg for who in people() for side in Side]
        assert low < fmean(planes) < high
        assert 5.0 < stdev(planes) < 10.5


def test_discs_are_two_millimetres_at_least_and_the_back_lies_flat() -> None:
    for who in people():
        assert min(min(d.front_mm, d.back_mm) for d in who.spine.discs) >= 2.0
        assert 12.0 <= who.spine.sacral_slope_deg <= 56.0
    assert 30.0 < fmean(who.spine.sacral_slope_deg for who in people()) < 42.0


def test_a_wish_leaves_all_other_draws() -> None:
    usual, old = person(11, Wishes(age=40)), person(11, Wishes(age=40, back_fat_mm=50.0, osteoporotic=True))
    assert old.spine == usual.spine
    assert old.cancellous_hu <= 110.0 < usual.cancellous_hu
    assert replace(
        old, back_fat_mm=usual.back_fat_mm, cancellous_hu=usual.cancellous_hu, cortex=usual.cortex
    ) == (usual)


def test_scoliosis_bends_and_turns_the_spine_and_nothing_else() -> None:
    straight, bent = (person(4, Wishes(scoliosis_deg=cobb, transitional="none")) for cobb in (0.0, 15.0))
    assert bent.spine.facets == straight.spine.facets
    between = slice(1, 5)
    steps = zip(straight.spine.discs[between], bent.spine.discs[between], strict=True)
    in_discs = sum(b.lateral_deg - a.lateral_deg for a, b in steps)
    pairs = zip(straight.spine.vertebrae[between], bent.spine.vertebrae[between], strict=True)
    in_bodies = sum(
        (b.body.left_taller_mm - a.body.left_taller_mm)
        / ((a.body.upper_width_mm + a.body.lower_width_mm) / 2.0)
        for a, b in pairs
    )
    assert in_discs - in_bodies * 57.29577951308232 == pytest.approx(-15.0, abs=0.1)
    assert sum(d.turn_deg for d in bent.spine.discs) > sum(d.turn_deg for d in straight.spine.discs)


def test_transitional_vertebrae() -> None:
    six = person(9, Wishes(transitional="lumbarised_s1")).spine
    assert [v.name for v in six.vertebrae] == ["T11", "T12", "L1", "L2", "L3", "L4", "L5", "S1", "S2"]
    assert vertebra_of_lumbar_shape(six.vertebrae[7])
    assert not vertebra_of_lumbar_shape(six.vertebrae[8])
    assert len(six.discs) == 8
    assert ("S2", Side.LEFT) in six.facets
    one = person(9, Wishes(transitional="sacralised_l5", transitional_sides=(Side.RIGHT,))).spine
    left, right = (one.vertebrae[6].arches[side] for side in Side)
    assert right.transverse_height_mm > 2.0 * 0.8 * left.transverse_height_mm
    usual = person(9, USUAL).spine
    assert one.discs[6].back_mm < usual.discs[6].back_mm
    assert one.vertebrae[:6] == usual.vertebrae[:6]


def vertebra_of_lumbar_shape(v: VertebraTraits) -> bool:
    return v.body.lower_depth_mm > 0.9 * v.body.upper_depth_mm


def test_the_typical_person_is_the_mean_and_the_same_on_both_sides() -> None:
    spine = typical().spine
    for v in spine.vertebrae:
        left, right = v.arches[Side.LEFT], v.arches[Side.RIGHT]
        assert (left.pedicle.x, left.pedicle.y) == (-right.pedicle.x, right.pedicle.y)
        assert left.pedicle_width_mm == population().arch.pedicle_width_mm[v.name].mean
    assert spine.facets["L5", Side.LEFT].plane_to_sagittal_deg == 52.0


@pytest.mark.parametrize(
    "asked", [{"age": 8}, {"scoliosis_deg": 16.0}, {"belly": 1.2}, {"back_fat_mm": 100.0}]
)
def test_what_is_beyond_the_limits_is_refused(asked: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"person|scoliosis|share|fat"):
        Wishes(**asked)  # type: ignore[arg-type]


def test_transitional_vertebrae_are_as_rare_as_they_are() -> None:
    found = [person(seed).spine.transitional for seed in range(1000, 1200)]
    assert 2 <= found.count("sacralised_l5") <= 18
    assert 1 <= found.count("lumbarised_s1") <= 14
    assert sqrt(found.count("none")) > 12.0
