"""Needles that would be in the same place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.checks.wording import headline, value_words
from planner.geometry.vectors import Point
from planner.plan.parts import Needle, Role
from planner.plan.plan import Plan
from tests.checks.cases import (
    DEVICES,
    DIAMETER,
    Array,
    assessed,
    not_assessed,
    number,
    point,
    random_direction,
    results_of,
    segment_distances,
)
from tests.checks.plans import PLAN, needle, nerve, with_items

CHECK = "needles_apart"
RADII_MM = 1.27 / 2.0 * 2.0
FIRST = needle(tip_mm=Point(0.0, 0.0, 0.0), entry_mm=Point(0.0, 60.0, 0.0))
PROBE: dict[str, Any] = {"role": Role.THERMOMETER, "device": "thermo-20g-100", "lesions": ()}


def second(apart_mm: float, lean_mm: float = 40.0, **changes: object) -> Needle:
    """Return a needle that passes the first at this distance along x, half-way down, at an angle.

    Its hub leans `lean_mm` away along z over 60 mm of depth.
    """
    values = {
        "id": "N2",
        "target": "T2",
        "tip_mm": Point(apart_mm, 0.0, -lean_mm / 2.0),
        "entry_mm": Point(apart_mm, 60.0, lean_mm / 2.0),
        **changes,
    }
    return needle(**values)


def plan(*needles: Needle) -> Plan:
    """Return a plan with these needles, and a second nerve for them."""
    made = with_items(nerve(id="T2", nerve=Level.L4))
    for each in needles:
        made = made.with_item(each)
    return made


def apart(*needles: Needle) -> Assessed:
    """Return the result for the first needle."""
    return assessed(results_of(plan(*needles)), CHECK, "N1")


@pytest.mark.parametrize("block", range(3))
def test_random_gaps_are_those_of_a_search(block: int) -> None:
    rng = np.random.default_rng(20261129 + block)
    for _ in range(60):
        axes = [random_direction(rng) for _ in range(2)]
        tips = [rng.uniform(-15.0, 15.0, 3) for _ in range(2)]
        entries = [tip + axis * rng.uniform(40.0, 80.0) for tip, axis in zip(tips, axes, strict=True)]
        devices = [str(rng.choice(list(DEVICES))) for _ in range(2)]
        made = [
            needle(id=f"N{n + 1}", target=f"T{n + 1}", device=d, tip_mm=point(t), entry_mm=point(e))
            for n, (d, t, e) in enumerate(zip(devices, tips, entries, strict=True))
        ]
        radii = [DIAMETER[d.split("-")[1]] / 2.0 for d in devices]
        rears = [t + a * float(d.split("-")[2]) for t, a, d in zip(tips, axes, devices, strict=True)]
        hubs = [(r + a * 4.5, r + a * 20.5, 4.5) for r, a in zip(rears, axes, strict=True)]
        shafts = [(e, t, r) for e, t, r in zip(entries, tips, radii, strict=True)]
        cannulae = [(e, t, r) for e, t, r in zip(rears, tips, radii, strict=True)]
        found = apart(*made)
        assert number(found, "gap_mm") == pytest.approx(_gap(shafts[0], shafts[1]), abs=1e-3)
        expected = min(_gap(hubs[0], hubs[1]), _gap(hubs[0], cannulae[1]), _gap(cannulae[0], hubs[1]))
        assert number(found, "hubs_mm") == pytest.approx(expected, abs=1e-3)


def _gap(one: tuple[Array, Array, float], other: tuple[Array, Array, float]) -> float:
    (a, b, radius), (c, d, its) = one, other
    return float(segment_distances(a[None], b[None], c[None], d[None])[0]) - radius - its


@pytest.mark.parametrize(
    ("gap_mm", "outcome", "words"),
    [
        (1.1, Outcome.OK, "Needle 1 mm from needle N2"),
        (0.9, Outcome.WARN, "Needle 0.9 mm from needle N2"),
        (-0.5, Outcome.WARN, "Needle runs into needle N2"),
    ],
)
def test_needles_for_two_nerves_warn_and_never_fail(gap_mm: float, outcome: Outcome, words: str) -> None:
    result = apart(FIRST, second(gap_mm + RADII_MM))
    assert number(result, "gap_mm") == pytest.approx(gap_mm)
    assert result.word("nearest") == "N2"
    assert (result.outcome, headline(result)) == (outcome, words)


def test_the_witness_lies_on_the_surfaces() -> None:
    result = apart(FIRST, second(2.0))
    assert result.witness is not None
    assert [tuple(p) for p in result.witness] == [
        pytest.approx((0.635, 30.0, 0.0)),
        pytest.approx((2.0 - 0.635, 30.0, 0.0)),
    ]


def test_needles_of_one_target_are_put_in_one_after_the_other() -> None:
    same = second(0.0, target="T1")
    assert [r for r in results_of(plan(FIRST, same)) if r.check == CHECK] == []
    third = second(9.0, id="N3")
    assert apart(FIRST, same, third).word("nearest") == "N3"


def test_needles_without_a_target_are_no_pair_of_one_target() -> None:
    loose = [replace(each, target="") for each in (FIRST, second(0.0))]
    assert apart(*loose).outcome is Outcome.WARN


@pytest.mark.parametrize(("gap_mm", "outcome"), [(0.5, Outcome.WARN), (-0.1, Outcome.FAIL)])
def test_a_thermometer_stays_while_the_other_heats(gap_mm: float, outcome: Outcome) -> None:
    radii_mm = (1.27 + 0.91) / 2.0
    probe = second(gap_mm + radii_mm, target="T1", **PROBE)
    results = results_of(plan(FIRST, probe))
    for subject, other in (("N1", "N2"), ("N2", "N1")):
        found = assessed(results, CHECK, subject)
        assert (found.outcome, found.word("nearest")) == (outcome, other)


def test_what_fails_is_what_is_told() -> None:
    """Another electrode overlaps deeper, and may wait; the thermometer may not."""
    probe = second(0.9, id="N3", target="T1", **PROBE)
    result = apart(FIRST, second(0.0), probe)
    assert (result.outcome, result.word("nearest")) == (Outcome.FAIL, "N3")


def test_hubs_need_room() -> None:
    """Both cannulae end 100 mm above their tips, and lean to each other."""
    beside = second(8.0, lean_mm=0.0)
    result = apart(FIRST, beside)
    assert number(result, "gap_mm") == pytest.approx(8.0 - 1.27)
    assert number(result, "hubs_mm") == pytest.approx(8.0 - 9.0)
    assert (result.outcome, result.word("nearest_hub")) == (Outcome.WARN, "N2")
    assert headline(result) == "Hub in the way of needle N2"
    near = apart(FIRST, second(9.6, lean_mm=0.0))
    assert headline(near) == "Hub 0.6 mm from needle N2 or its hub"
    assert value_words(near) == "0.6 mm"
    assert apart(FIRST, second(10.1, lean_mm=0.0)).outcome is Outcome.OK


def test_a_hub_may_meet_the_cannula_of_a_longer_needle() -> None:
    longer = second(4.0, lean_mm=0.0, device="rf-18g-150-10")
    result = apart(FIRST, longer)
    assert number(result, "hubs_mm") == pytest.approx(4.0 - 4.5 - 0.635)
    assert number(result, "gap_mm") > 1.0


def test_one_needle_has_nothing_to_collide_with() -> None:
    assert [r for r in results_of(PLAN) if r.check == CHECK] == []


def test_an_unknown_needle_has_no_diameter() -> None:
    strange = second(9.0, device="nothing")
    results = results_of(plan(FIRST, strange))
    for subject in ("N1", "N2"):
        found = not_assessed(results, CHECK, subject)
        assert (found.reason, found.detail) == (Reason.UNKNOWN_DEVICE, "nothing")
    with_third = results_of(plan(FIRST, strange, second(12.0, id="N3")))
    assert assessed(with_third, CHECK, "N1").word("nearest") == "N3"
