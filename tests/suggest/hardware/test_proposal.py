"""What waits for a user, and what becomes of it."""

from __future__ import annotations

from msgspec.structs import replace

from planner.geometry.vectors import Point
from planner.plan.parts import Hardware, HardwareKind
from planner.plan.plan import Plan
from planner.suggest.hardware.proposal import HardwareProposal, accepted, is_head_of


def piece(name: str, x_mm: float = 0.0, kind: HardwareKind = HardwareKind.PEDICLE_SCREW) -> Hardware:
    start, end = Point(x_mm, 40.0, 0.0), Point(x_mm, 0.0, 0.0)
    return Hardware(id=name, kind=kind, from_mm=start, to_mm=end, diameter_mm=6.5)


FOUND = HardwareProposal(
    pieces=(piece("H1"), piece("H2", 20.0)), marked=(), uncertainty_mm=1.0, is_clipped=True
)


def test_accepting_takes_a_piece_into_the_plan_and_off_the_list() -> None:
    plan, found = accepted(Plan(), FOUND, ["H2"])
    assert plan.hardware == (FOUND.pieces[1],)
    assert [p.id for p in found.open_in(plan)] == ["H1"]
    assert [p.id for p in found.open_in(Plan())] == ["H1", "H2"], "undone, it waits again"


def test_accepting_never_answers_whether_that_is_all() -> None:
    for reviewed in (True, False):
        plan, _found = accepted(Plan(hardware_reviewed=reviewed), FOUND, ["H1"])
        assert not plan.hardware_reviewed
    untouched, _found = accepted(Plan(hardware_reviewed=True), FOUND, [])
    assert untouched.hardware_reviewed


def test_a_piece_drawn_since_keeps_its_id() -> None:
    drawn = piece("H1", -20.0)
    plan = Plan(hardware=(drawn,))
    assert [p.id for p in FOUND.open_in(plan)] == ["H1", "H2"]
    plan, found = accepted(plan, FOUND, ["H1", "H2"])
    assert plan.hardware[0] == drawn
    assert {p.points for p in plan.hardware} == {drawn.points, *(p.points for p in FOUND.pieces)}
    assert found.open_in(plan) == ()


def test_accepting_twice_is_accepting_once() -> None:
    plan, found = accepted(Plan(), FOUND, ["H1"])
    assert accepted(plan, found, ["H1"]) == (plan, found)


def test_a_piece_that_is_turned_down_is_gone() -> None:
    assert [p.id for p in FOUND.without("H1").open_in(Plan())] == ["H2"]


def test_a_head_is_thicker_and_begins_where_its_shaft_does() -> None:
    head = replace(
        piece("H3", kind=HardwareKind.OTHER),
        from_mm=Point(0.0, 43.0, 0.0),
        to_mm=Point(1.0, 52.0, 0.0),
        diameter_mm=13.0,
    )
    assert is_head_of(head, piece("H1"))
    assert not is_head_of(head, piece("H2", 20.0))
    assert not is_head_of(replace(head, diameter_mm=6.0), piece("H1"))
    assert not is_head_of(piece("H4"), piece("H1"))
