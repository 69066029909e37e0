"""The table of people: what it refuses, and that no draw leaves it."""

from __future__ import annotations

import msgspec
import pytest

from planner.samples.person.draw import NAMES
from planner.samples.person.population import Population, Spread, population


def test_every_vertebra_has_every_number() -> None:
    of = population()
    parts: tuple[msgspec.Struct, ...] = (of.body, of.arch, of.ring, of.disc, of.facet)
    for part in parts:
        names = NAMES[1:] if part in (of.disc, of.facet) else NAMES
        for key in part.__struct_fields__:
            assert set(getattr(part, key)) == {*names, "S2"}, key


def test_unknown_keys_are_refused() -> None:
    content = msgspec.json.encode(population())
    raw = msgspec.json.decode(content)
    raw["disc"]["colour"] = {}
    with pytest.raises(msgspec.ValidationError, match="colour"):
        msgspec.convert(raw, Population)


def test_a_spread_needs_its_mean_within_its_limits() -> None:
    assert Spread(3.0, 1.0, 2.0, 4.0).held(9.0) == 4.0
    with pytest.raises(ValueError, match="low <= mean <= high"):
        Spread(5.0, 1.0, 2.0, 4.0)


def test_cancellous_bone_fades_with_age() -> None:
    of = population().cancellous
    assert [of.mean_hu(age) for age in (10, 25, 50, 60, 70, 95)] == [235.0, 220.0, 160.0, 135.0, 110.0, 72.0]
