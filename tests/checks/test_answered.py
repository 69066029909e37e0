"""Who answers for a finding, and what the finding was at that time."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.checks.answered import (
    answered_words,
    has_worsened,
    override_of,
    since_words,
    with_override,
)
from planner.checks.result import Result
from planner.geometry.vectors import Point
from planner.plan.file import decode, encode
from planner.plan.parts import AnsweredFor, Hardware, HardwareKind, Override
from planner.plan.plan import Plan
from tests.checks.cases import results_of
from tests.checks.plans import needle, with_items

UPRIGHT = needle(tip_mm=Point(22.0, 31.0, 4.0), entry_mm=Point(22.0, 71.0, 4.0))


def beside_metal(gap_mm: float) -> Plan:
    """Return a plan whose needle passes a rod at this distance, surface to surface."""
    x = 22.0 + gap_mm + 1.27 / 2.0 + 3.0
    rod = Hardware(
        id="H1",
        kind=HardwareKind.ROD,
        from_mm=Point(x, 40.0, -30.0),
        to_mm=Point(x, 40.0, 30.0),
        diameter_mm=6.0,
    )
    return with_items(UPRIGHT, rod)


def clearance(plan: Plan) -> Result:
    """Return the needle's clearance from metal."""
    (found,) = (r for r in results_of(plan) if r.check == "hardware_clearance")
    return found


def answered(gap_mm: float) -> Override:
    """Return what answers for the clearance at a distance."""
    plan = beside_metal(gap_mm)
    given = override_of(with_override(plan, clearance(plan), "curved away", "Dr Li"), clearance(plan))
    assert given is not None
    return given


def test_an_answer_keeps_what_was_measured_through_the_file() -> None:
    plan = beside_metal(1.2)
    result = clearance(plan)
    plan = with_override(plan, result, "curved away", "Dr Li")
    again = decode(encode(plan))
    given = override_of(again, result)
    assert given is not None
    assert given.outcome is AnsweredFor.WARN
    assert given.measured["needle_mm"] == pytest.approx(1.2)
    assert since_words(given, result) == ""
    assert answered_words(given, result) == "answered for by Dr Li: curved away"


def test_it_does_not_stand_for_what_has_become_worse() -> None:
    given, worse = answered(1.2), clearance(beside_metal(-0.5))
    assert has_worsened(given, worse)
    assert answered_words(given, worse) == (
        "answered for by Dr Li: curved away (said when it was: 1 mm, look again; IT IS WORSE NOW)"
    )


def test_what_has_become_better_or_merely_other_is_told() -> None:
    given = answered(1.2)
    for gap_mm in (2.5, 40.0):
        now = clearance(beside_metal(gap_mm))
        assert not has_worsened(given, now)
        assert since_words(given, now) == "said when it was: 1 mm, look again"


def test_what_could_not_be_assessed_then_is_worse_where_it_fails() -> None:
    plan = replace(beside_metal(1.5), hardware=(), hardware_reviewed=False)
    unknown = clearance(plan)
    given = override_of(with_override(plan, unknown, "none", "Dr Li"), unknown)
    assert given is not None
    assert (given.outcome, given.measured) == (AnsweredFor.NOT_ASSESSED, {})
    assert since_words(given, unknown) == ""
    now = replace(given, subject="N1")
    assert since_words(now, clearance(beside_metal(-0.5))).startswith("said when it was: cannot assess; IT")
    assert since_words(now, clearance(beside_metal(1.5))) == "said when it was: cannot assess"


def test_an_answer_of_an_older_file_tells_nothing_of_then() -> None:
    old = Override(check="hardware_clearance", subject="N1", reason="r", by="b")
    assert not has_worsened(old, clearance(beside_metal(-0.5)))
    assert since_words(old, clearance(beside_metal(-0.5))) == ""


def test_numbers_under_other_names_leave_the_outcome() -> None:
    odd = replace(answered(1.2), measured={"width": 3.0})
    assert since_words(odd, clearance(beside_metal(-0.5))).startswith("said when it was: look again;")
