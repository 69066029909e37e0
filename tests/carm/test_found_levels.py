"""What is said of angles and views that rest on landmarks which nobody has confirmed."""

from __future__ import annotations

from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.carm.in_vertebra import against_words, hub_words, squared_words, squaring_words
from planner.geometry.vectors import Vector
from planner.plan.parts import Provenance
from tests.checks.plans import L4, PLAN

FOUND = PLAN.with_level(replace(L4, provenance=Provenance.TEMPLATE, accepted=False))
HUB = Vector(0.3, 0.9, -0.3)


def test_angles_against_a_vertebra_say_that_its_landmarks_are_not_confirmed() -> None:
    for words in (hub_words(FOUND, Level.L4, HUB), squared_words(FOUND, Level.L4)):
        assert words is not None
        assert words.endswith("°, landmarks found, NOT confirmed")
    confirmed = FOUND.with_levels_confirmed()
    assert hub_words(confirmed, Level.L4, HUB) == hub_words(PLAN, Level.L4, HUB)
    assert against_words(FOUND, Level.L5, "5°") == "5°"


def test_views_squared_on_it_say_so_too() -> None:
    assert squaring_words(FOUND, Level.L4) == "squared by landmarks of L4 that nobody has confirmed"
    assert squaring_words(PLAN, Level.L4) == ""
    assert squaring_words(PLAN, Level.L5) == "not squared: mark both pedicles and the endplate of L5"
