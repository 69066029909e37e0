"""Reach: the path from skin to tip against the cannula."""

from __future__ import annotations

from math import cos, radians, sin

import pytest
from msgspec.structs import replace

from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.checks.scene import Scene
from planner.geometry.vectors import Point
from planner.plan.plan import Plan
from tests.checks.cases import assessed, not_assessed, number, results_of
from tests.checks.plans import NEEDLE, PLAN, SKIN_MM, back, needle, scene, with_items


def tilted(depth_mm: float, angle_deg: float = 30.0, entry_share: float = 1.0) -> Plan:
    """Return a plan whose needle's tip lies `depth_mm` under the flat back, at an angle to its normal."""
    turn = radians(angle_deg)
    tip = Point(4.0, SKIN_MM - depth_mm, 2.0)
    length = depth_mm / cos(turn) * entry_share
    entry = Point(4.0 + length * sin(turn) * 0.6, tip.y + length * cos(turn), 2.0 - length * sin(turn) * 0.8)
    return with_items(needle(tip_mm=tip, entry_mm=entry))


def reach(plan: Plan, images: Scene | None = None) -> Assessed:
    """Return the result for the needle."""
    return assessed(results_of(plan, images or scene()), "reach", "N1")


@pytest.mark.parametrize("angle_deg", [0.0, 12.0, 40.0])
@pytest.mark.parametrize("entry_share", [0.5, 1.0, 1.4])
def test_the_path_runs_from_the_skin_wherever_the_entry_is_drawn(
    angle_deg: float, entry_share: float
) -> None:
    result = reach(tilted(50.0, angle_deg, entry_share))
    expected = 50.0 / cos(radians(angle_deg))
    assert number(result, "path_mm") == pytest.approx(expected, abs=0.01)
    assert number(result, "spare_mm") == pytest.approx(100.0 - expected, abs=0.01)
    assert result.witness is not None
    skin, tip = result.witness
    assert skin.y == pytest.approx(SKIN_MM, abs=0.01)
    assert tip == tilted(50.0, angle_deg, entry_share).needles[0].tip_mm


@pytest.mark.parametrize(
    ("path_mm", "outcome"),
    [
        (79.9, Outcome.OK),
        (80.1, Outcome.WARN),
        (89.9, Outcome.WARN),
        (90.1, Outcome.FAIL),
        (105.0, Outcome.FAIL),
    ],
)
def test_both_sides_of_each_limit(path_mm: float, outcome: Outcome) -> None:
    deep = Scene(back(shape=(70, 160, 130)))
    assert reach(tilted(path_mm, 0.0), deep).outcome is outcome


def test_every_needle_must_reach() -> None:
    two = with_items(replace(NEEDLE, id="N2"))
    assert [r.subject for r in results_of(two, scene()) if r.check == "reach"] == ["N1", "N2"]


def test_what_is_missing_is_said() -> None:
    assert not_assessed(results_of(PLAN), "reach", "N1").reason is Reason.NO_VOLUME
    unknown = with_items(needle(device="nothing"))
    assert not_assessed(results_of(unknown, scene()), "reach", "N1").reason is Reason.UNKNOWN_DEVICE
    beyond = Scene(back(skin_mm=400.0))
    assert not_assessed(results_of(PLAN, beyond), "reach", "N1").reason is Reason.NO_SKIN
    in_air = with_items(needle(tip_mm=Point(0.0, 72.0, 0.0), entry_mm=Point(0.0, 80.0, 0.0)))
    assert not_assessed(results_of(in_air, scene()), "reach", "N1").reason is Reason.NO_SKIN
