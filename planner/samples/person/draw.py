"""Who is scanned: a seed gives one person, wishes fix what a case needs, `typical` is the mean of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from planner.anatomy.spine import Level, Side
from planner.samples.person.curve import RAD_PER_DEG, steps
from planner.samples.person.fit import with_room
from planner.samples.person.lots import Drawn, Lots, Means, tidy
from planner.samples.person.population import population
from planner.samples.person.segments import Segment, disc, facet, planes_deg
from planner.samples.person.traits import (
    BodyTraits,
    DiscTraits,
    FacetTraits,
    PersonTraits,
    Sex,
    SpineTraits,
    Transitional,
    VertebraTraits,
)
from planner.samples.person.vertebrae import Factors, sacralised, vertebra
from planner.samples.person.wear import disc_wear, joint_wear, spurs
from planner.samples.person.wishes import OLDEST, YOUNGEST, Wishes

NAMES = ("T11", "T12", "L1", "L2", "L3", "L4", "L5", "S1")
TYPICAL_AGE = 45
TALLER = {"M": 0.55, "F": -0.55}
"""What the sex adds to the factor of size, in standard deviations."""
LEVEL_L3_DEG, LEVEL_L3_SD_DEG = -1.0, 3.5
"""How the upper endplate of L3 slopes down to the front, lying on the back."""
SLOPE_DEG = (12.0, 56.0)


def person(seed: int, wishes: Wishes | None = None) -> PersonTraits:
    """Return the person of a seed; what is wished for is so, and leaves the other draws as they are."""
    return _made(seed, Drawn(seed), wishes or Wishes())


@cache
def typical() -> PersonTraits:
    """Return a person in whom everything is as in the mean, the same on both sides."""
    return _made(0, Means(), Wishes(age=TYPICAL_AGE, sex="M", transitional="none", scoliosis_deg=0.0))


def _made(seed: int, lots: Lots, wishes: Wishes) -> PersonTraits:
    sex: Sex = wishes.sex or ("F" if lots.happens(0.5, "sex") else "M")
    age = wishes.age
    if age is None:
        age = round(max(YOUNGEST, min(OLDEST - 5, 57.0 + 14.0 * lots.own("age"))))
    factors = Factors.of(lots, 0.0 if isinstance(lots, Means) else TALLER[sex])
    belly = wishes.belly
    if belly is None:
        belly = tidy(max(0.0, min(1.0, 0.35 + 0.2 * lots.own("belly"))))
    back_fat = wishes.back_fat_mm
    if back_fat is None:
        back_fat = tidy(max(5.0, 7.0 + 14.0 * belly + 34.0 * belly * belly + 2.5 * lots.own("back fat")))
    osteoporotic = wishes.osteoporotic
    if osteoporotic is None:
        osteoporotic = lots.happens(
            (0.5 if sex == "F" else 0.2) * max(0.0, age - 55.0) / 30.0, "osteoporosis"
        )
    infiltration = wishes.infiltration
    if infiltration is None:
        infiltration = 0.08 + 0.007 * (age - 20) + 0.12 * belly + 0.1 * lots.own("infiltration")
    return PersonTraits(
        seed=seed,
        sex=sex,
        age=age,
        spine=_spine(lots, factors, wishes, age),
        cancellous_hu=_cancellous_hu(lots, age, osteoporotic),
        cortex=tidy((0.72 if osteoporotic else 1.04 - 0.003 * (age - 25)) + 0.05 * lots.own("cortex")),
        back_fat_mm=back_fat,
        belly=belly,
        muscle=tidy(1.06 - 0.004 * (age - 40) + (0.06 if sex == "M" else -0.06) + 0.07 * lots.own("muscle")),
        infiltration=tidy(max(0.0, min(1.0, infiltration))),
        plaque=tidy(max(0.0, min(1.0, (age - 48) / 50.0 + 0.2 * lots.own("plaque")))),
    )


def _cancellous_hu(lots: Lots, age: int, osteoporotic: bool) -> float:
    of = population().cancellous
    if osteoporotic:
        loss = of.osteoporotic_hu
        return tidy(loss.held(loss.mean + loss.sd * lots.own("cancellous")))
    usual = of.mean_hu(age) + of.sd_hu * lots.own("cancellous")
    return tidy(max(of.osteoporotic_hu.mean, usual))


def _spine(lots: Lots, factors: Factors, wishes: Wishes, age: int) -> SpineTraits:
    transitional = _transitional(lots, wishes)
    names = (*NAMES, "S2") if transitional == "lumbarised_s1" else NAMES
    vertebrae = [_vertebra(lots, factors, name, transitional) for name in names]
    if transitional == "sacralised_l5":
        at = names.index("L5")
        vertebrae[at] = sacralised(vertebrae[at], _broad_sides(lots, wishes))
    cobb = wishes.scoliosis_deg
    if cobb is None:
        cobb = tidy(2.5 * lots.own("scoliosis"))
    in_disc, in_body, turns = steps(lots, names, cobb)
    discs, facets = [], {}
    wear = {lower: disc_wear(lots, age, wishes.degeneration, lower) for lower in names[1:]}
    for at, lower in enumerate(names[1:]):
        upper = names[at]
        stiff = transitional == "sacralised_l5" and upper == "L5"
        like = "L5" if transitional == "lumbarised_s1" and lower == "S1" else lower
        segment = Segment(vertebrae[at], vertebrae[at + 1], like, stiff)
        discs.append(disc(lots, factors, segment, wear[lower], in_disc[upper], turns[upper]))
        facets.update(_facets(lots, factors, segment, age, wishes.degeneration))
    worn = tuple(_worn(lots, v, in_body.get(v.name, 0.0), wear, names) for v in vertebrae)
    level = LEVEL_L3_DEG + LEVEL_L3_SD_DEG * lots.own("level of L3")
    slope = level + _lordosis_below_l3_deg(worn, discs)
    spine = SpineTraits(
        vertebrae=worn,
        discs=tuple(discs),
        facets=facets,
        sacral_slope_deg=tidy(max(SLOPE_DEG[0], min(SLOPE_DEG[1], slope))),
        transitional=transitional,
    )
    return with_room(spine)


def _vertebra(lots: Lots, factors: Factors, name: str, transitional: Transitional) -> VertebraTraits:
    """Return a vertebra; a lumbarised S1 has the shape of an L5, drawn for itself."""
    level = Level(name) if name in Level.__members__ else None
    if name != "S1" or transitional != "lumbarised_s1":
        return vertebra(lots, factors, name, level)
    return vertebra(lots, factors, name, level, like="L5")


def _transitional(lots: Lots, wishes: Wishes) -> Transitional:
    if wishes.transitional is not None:
        return wishes.transitional
    if lots.happens(0.04, "sacralised"):
        return "sacralised_l5"
    return "lumbarised_s1" if lots.happens(0.03, "lumbarised") else "none"


def _broad_sides(lots: Lots, wishes: Wishes) -> tuple[Side, ...]:
    if wishes.transitional_sides:
        return wishes.transitional_sides
    if lots.happens(0.5, "sacralised on both sides"):
        return tuple(Side)
    return (Side.LEFT if lots.happens(0.5, "sacralised side") else Side.RIGHT,)


def _facets(
    lots: Lots, factors: Factors, segment: Segment, age: int, wished: float | None
) -> dict[tuple[str, Side], FacetTraits]:
    lower = segment.lower.name
    planes = planes_deg(lots, segment)
    return {
        (lower, side): facet(
            lots, factors, segment, side, planes[side], joint_wear(lots, age, wished, lower, side)
        )
        for side in Side
    }


def _worn(
    lots: Lots, made: VertebraTraits, lean_deg: float, wear: dict[str, float], names: Sequence[str]
) -> VertebraTraits:
    """Return a vertebra with what scoliosis and wear do to its body."""
    body, at = made.body, names.index(made.name)
    above = wear.get(made.name, 0.0)
    below = wear.get(names[at + 1], 0.0) if at + 1 < len(names) else 0.0
    rims = spurs(lots, above, made.name, upper=True) + spurs(lots, below, made.name, upper=False)
    width = (body.upper_width_mm + body.lower_width_mm) / 2.0
    taller = body.left_taller_mm - lean_deg * RAD_PER_DEG * width
    return replace(made, body=replace(body, left_taller_mm=tidy(taller), osteophytes=rims))


def _lordosis_below_l3_deg(vertebrae: Sequence[VertebraTraits], discs: Sequence[DiscTraits]) -> float:
    """Return the angle from the upper endplate of L3 to that of the sacrum."""
    names = [v.name for v in vertebrae]
    total = 0.0
    for at in range(names.index("L3"), len(names) - 1):
        upper, lower = vertebrae[at].body, vertebrae[at + 1].body
        depth = (upper.lower_depth_mm + lower.upper_depth_mm) / 2.0
        total += (discs[at].front_mm - discs[at].back_mm) / depth / RAD_PER_DEG
        total += (upper.front_mm - upper.back_mm) / _depth_mm(upper) / RAD_PER_DEG
    return total


def _depth_mm(body: BodyTraits) -> float:
    return (body.upper_depth_mm + body.lower_depth_mm) / 2.0
