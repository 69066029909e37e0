"""Every limit beyond which nothing is read is listed, with a sentence that holds its value."""

from __future__ import annotations

import pytest

from planner.dicom import limits
from planner.dicom.limits import LIMITS
from planner.dicom.tolerances import TOLERANCES, Tolerance

NUMBERS = {
    name: value for name, value in vars(limits).items() if name.isupper() and isinstance(value, int | float)
}


@pytest.mark.parametrize("name", [name for name in NUMBERS if not name.startswith("_")])
def test_a_limit_is_listed(name: str) -> None:
    assert NUMBERS[name] in {limit.value for limit in LIMITS}


def test_no_two_have_one_name() -> None:
    names = [each.name for each in (*TOLERANCES, *LIMITS)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_a_limit_says_its_value(limit: Tolerance) -> None:
    assert f" {limit.shown}" in limit.sentence


def test_bytes_are_shown_as_people_count_them() -> None:
    shown = {limit.name: limit.shown for limit in LIMITS}
    assert (shown["header"], shown["unpacked"], shown["silence"]) == ("256 MiB", "32 GiB", "10 s")
