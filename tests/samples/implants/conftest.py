"""Persons with implants, each made once."""

from __future__ import annotations

from functools import cache

from planner.anatomy.spine import Level
from planner.geometry.vectors import Point
from planner.samples.implants.site import Site
from planner.samples.implants.surgery import operated
from planner.samples.implants.values import Implants
from planner.samples.implants.wishes import ImplantWishes
from planner.samples.person.draw import person
from planner.samples.skeleton.bones import Skeleton
from planner.samples.skeleton.spine import frames

FUSION = ImplantWishes(screws=(Level.L3, Level.L4, Level.L5, Level.S1))
EVERYTHING = ImplantWishes(
    screws=(Level.L3, Level.L4, Level.L5),
    cross_link=True,
    cement=(Level.L1, Level.L2),
    leaking=(Level.L2,),
    cages=(Level.L4,),
)


@cache
def site_of(seed: int) -> Site:
    """Return the bone of a person."""
    who = person(seed)
    return Site.of(Skeleton(who.spine, frames(who.spine, Point(4.0, -11.0, -600.0)), seed))


@cache
def implants_of(seed: int, wishes: ImplantWishes = FUSION) -> Implants:
    """Return the implants of a person."""
    return operated(site_of(seed), wishes, seed)
