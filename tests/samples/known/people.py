"""Persons with their bones, made once for all tests of a run."""

from __future__ import annotations

from functools import cache

from planner.geometry.vectors import Point
from planner.samples.known.known import Known
from planner.samples.person.draw import person, typical
from planner.samples.person.traits import PersonTraits
from planner.samples.person.wishes import Wishes
from planner.samples.skeleton.bones import Skeleton
from planner.samples.skeleton.spine import frames

ANCHOR = Point(4.0, -9.0, -610.0)


def known_of(who: PersonTraits) -> Known:
    """Return what is known of a person who stands at `ANCHOR`."""
    return Known(who, Skeleton(who.spine, frames(who.spine, ANCHOR), who.seed))


@cache
def somebody(seed: int) -> Known:
    """Return the person of a seed, with five lumbar vertebrae."""
    return known_of(person(seed, Wishes(transitional="none")))


@cache
def typical_known() -> Known:
    """Return the typical person."""
    return known_of(typical())
