"""The lesion below the skin."""

from __future__ import annotations

from math import cos, pi, radians, sin

import pytest
from msgspec.structs import replace

from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.checks.scene import Scene
from planner.checks.wording import finding, headline, placed_words
from planner.geometry.vectors import Point
from planner.plan.parts import Lesion, Procedure, ProcedureKind, Role
from planner.plan.plan import Plan
from tests.checks.cases import assessed, not_assessed, number, results_of
from tests.checks.plans import PLAN, SKIN_MM, back, needle, scene, with_items

HAZARD_MM = 1.3 * 7.3 / 2.0
"""18 gauge, 80 degrees, 90 s; its axis ends 12.5 mm less this before the tip."""
REAR_MM = 12.5 - HAZARD_MM


def at(depth_mm: float, angle_deg: float = 0.0, **changes: object) -> Plan:
    """Return a plan whose tip lies `depth_mm` under the flat back, the needle at an angle to its normal."""
    turn = radians(angle_deg)
    out = (sin(turn) * 0.6, cos(turn), -sin(turn) * 0.8)
    tip = Point(4.0, SKIN_MM - depth_mm, 2.0)
    entry = Point(tip.x + 90.0 * out[0], tip.y + 90.0 * out[1], tip.z + 90.0 * out[2])
    return with_items(needle(tip_mm=tip, entry_mm=entry, **changes))


def skin(plan: Plan, images: Scene | None = None) -> Assessed:
    """Return the result for the needle."""
    return assessed(results_of(plan, images or scene()), "skin", "N1")


@pytest.mark.parametrize("angle_deg", [0.0, 12.0, 35.0, 52.0])
@pytest.mark.parametrize("depth_mm", [25.0, 45.0])
def test_under_a_flat_back(depth_mm: float, angle_deg: float) -> None:
    result = skin(at(depth_mm, angle_deg))
    rear_mm = depth_mm - REAR_MM * cos(radians(angle_deg))
    assert number(result, "lesion_mm") == pytest.approx(rear_mm - HAZARD_MM, abs=0.05)
    along_mm = depth_mm / cos(radians(angle_deg))
    assert number(result, "active_mm") == pytest.approx(along_mm - 10.0, abs=0.05)
    assert result.witness is not None
    lesion, on_skin = result.witness
    assert on_skin.y == pytest.approx(SKIN_MM, abs=0.05)
    assert lesion.distance_to(on_skin) == pytest.approx(number(result, "lesion_mm"), abs=1e-6)
    assert dict(result.envelope)["radius_mm"] == pytest.approx(HAZARD_MM)


@pytest.mark.parametrize(
    ("lesion_mm", "outcome"),
    [(20.1, Outcome.OK), (19.9, Outcome.WARN), (15.1, Outcome.WARN), (14.9, Outcome.FAIL)],
)
def test_both_sides_of_each_limit(lesion_mm: float, outcome: Outcome) -> None:
    result = skin(at(lesion_mm + 12.5))
    assert result.outcome is outcome
    assert headline(result).endswith("mm below the skin")


BEYOND = 1.2816 / (2.0 * (2.0 / pi) ** 0.5)
"""A normal deviate stays below this share of the mean length of three of them in nine of ten."""


@pytest.mark.parametrize("tip_mm", [0.0, 2.0, 6.3])
@pytest.mark.parametrize("angle_deg", [0.0, 35.0])
def test_a_tip_that_errs_takes_the_lesion_along(tip_mm: float, angle_deg: float) -> None:
    limits = {"placement.freehand_tip_mm": tip_mm, "placement.freehand_angle_deg": 0.0}
    found = skin(replace(at(40.0, angle_deg), limits=limits))
    expected_mm = number(found, "lesion_mm") - BEYOND * tip_mm
    assert number(found, "lesion_freehand_mm") == pytest.approx(expected_mm, abs=0.35)
    least = [int(number(found, f"lesion_{how}_mm")) for how in ("freehand", "corrected")]
    expected = f"in 9 of 10 placements at least {least[0]} mm freehand, {least[1]} mm once corrected"
    assert placed_words(found) == expected


def test_a_needle_that_tilts_swings_the_rear_of_the_lesion() -> None:
    still = {"placement.freehand_tip_mm": 0.0, "placement.freehand_angle_deg": 20.0}
    upright, lying = (skin(replace(at(40.0, angle), limits=still)) for angle in (0.0, 52.0))
    lost_mm = [number(r, "lesion_mm") - number(r, "lesion_freehand_mm") for r in (upright, lying)]
    # upright every tilt takes the rear deeper; lying it goes up with the hub in half of them
    assert -0.1 < lost_mm[0] <= 0.0
    deviate_deg = 1.2816 * 20.0 / (pi / 2.0) ** 0.5
    rise_mm = REAR_MM * (cos(radians(52.0 - deviate_deg)) - cos(radians(52.0)))
    assert lost_mm[1] == pytest.approx(rise_mm, rel=0.15)


def test_the_lesion_that_is_drawn_back_farthest_counts() -> None:
    twice = skin(at(45.0, lesions=(Lesion(withdraw_mm=12.0), Lesion())))
    assert number(twice, "lesion_mm") == pytest.approx(45.0 - 12.5 - 12.0, abs=0.05)
    assert number(twice, "active_mm") == pytest.approx(45.0 - 10.0 - 12.0, abs=0.05)


def test_a_lesion_at_the_skin_and_an_active_tip_outside_of_it() -> None:
    through = skin(at(11.0))
    assert number(through, "lesion_mm") == pytest.approx(-1.5, abs=0.05)
    assert (through.outcome, through.reason) == (Outcome.FAIL, None)
    assert headline(through) == "Lesion reaches the skin (1 mm through it)"
    outside = skin(at(8.0))
    assert number(outside, "active_mm") == pytest.approx(-2.0, abs=0.05)
    assert (outside.outcome, outside.reason) == (Outcome.FAIL, Reason.ACTIVE_TIP_OUT)
    assert "outside of the skin" in finding(outside)
    far_out = skin(at(3.0))
    assert number(far_out, "lesion_mm") == pytest.approx(3.0 - 12.5, abs=0.05)


def test_only_electrodes_that_burn() -> None:
    probe = needle(id="N2", role=Role.THERMOMETER, device="thermo-20g-100", lesions=())
    assert [r.subject for r in results_of(with_items(probe), scene()) if r.check == "skin"] == ["N1"]
    block = replace(PLAN, procedure=Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK))
    assert [r for r in results_of(block, scene()) if r.check == "skin"] == []


def test_what_is_missing_is_said() -> None:
    def reason(plan: Plan, images: Scene) -> Reason:
        return not_assessed(results_of(plan, images), "skin", "N1").reason

    assert reason(PLAN, Scene()) is Reason.NO_VOLUME
    assert reason(PLAN, Scene(back(skin_mm=400.0))) is Reason.NO_SKIN
    assert reason(with_items(needle(device="nothing")), scene()) is Reason.UNKNOWN_DEVICE
    assert reason(with_items(needle(lesions=())), scene()) is Reason.NO_LESION
    assert reason(with_items(needle(lesions=(Lesion(temperature_c=42.0),))), scene()) is Reason.OUTSIDE_TABLE
    in_air = with_items(needle(tip_mm=Point(0.0, 72.0, 0.0), entry_mm=Point(0.0, 80.0, 0.0)))
    assert reason(in_air, scene()) is Reason.NO_SKIN
