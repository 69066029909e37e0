"""Clearance from metal."""

from __future__ import annotations

from math import pi, sqrt

import pytest
from msgspec.structs import replace

from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome, Result
from planner.checks.scene import Scene
from planner.checks.wording import headline, placed_words, value_words
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.plan.parts import Hardware, HardwareKind, Lesion, Needle, Procedure, ProcedureKind, Role
from planner.plan.plan import Plan
from tests.checks.cases import assessed, not_assessed, number, results_of
from tests.checks.plans import PLAN, back, needle, with_items, without
from tests.imaging.metal_phantom import TITANIUM_HU, bar, scanned

NEEDLE = needle(tip_mm=Point(0.0, 0.0, 0.0), entry_mm=Point(0.0, 90.0, 0.0))
RADIUS_MM = 1.27 / 2.0 + 3.25
"""Half the needle and half the screw."""


def screw(apart_mm: float, name: str = "H1", y_mm: float = 40.0) -> Hardware:
    """Return a screw across the needle, its axis `apart_mm` beside it at `y_mm` behind the tip."""
    return Hardware(
        id=name,
        kind=HardwareKind.PEDICLE_SCREW,
        from_mm=Point(apart_mm, y_mm, -20.0),
        to_mm=Point(apart_mm, y_mm, 30.0),
        diameter_mm=6.5,
    )


def clearance(*hardware: Hardware, scene: Scene | None = None) -> Assessed:
    """Return the result for the needle beside some hardware."""
    plan = without("H1").with_item(NEEDLE)
    for piece in hardware:
        plan = plan.with_item(piece)
    return assessed(results_of(plan, scene), "hardware_clearance", "N1")


@pytest.mark.parametrize("gap_mm", [-2.0, -0.01, 0.01, 5.0])
def test_the_gap_between_the_surfaces(gap_mm: float) -> None:
    result = clearance(screw(RADIUS_MM + gap_mm))
    assert number(result, "needle_mm") == pytest.approx(gap_mm)
    assert number(result, "needle_diameter_mm") == 1.27
    assert result.word("nearest") == "H1"
    assert (result.outcome is Outcome.FAIL) == (gap_mm < 0.0)


def test_the_witness_lies_on_the_surfaces() -> None:
    result = clearance(screw(10.0))
    assert result.witness is not None
    assert [tuple(p) for p in result.witness] == [
        pytest.approx((0.635, 40.0, 0.0)),
        pytest.approx((6.75, 40.0, 0.0)),
    ]


def test_the_nearest_of_several_counts() -> None:
    result = clearance(screw(30.0), screw(9.0, "H2"), screw(12.0, "H3"))
    assert result.word("nearest") == "H2"
    assert number(result, "needle_mm") == pytest.approx(9.0 - RADIUS_MM)


def test_a_rod_is_a_chain() -> None:
    rod = Hardware(
        id="H1",
        kind=HardwareKind.ROD,
        path_mm=(Point(40.0, 30.0, -50.0), Point(7.0, 30.0, 0.0), Point(40.0, 30.0, 50.0)),
        diameter_mm=5.5,
    )
    assert number(clearance(rod), "needle_mm") == pytest.approx(7.0 - 0.635 - 2.75)


def test_a_lesion_that_reaches_metal_warns() -> None:
    """18 gauge, 80 degrees, 90 s: the large model is 9.49 mm wide and reaches 2.5 mm beyond the tip."""
    beside = clearance(screw(9.0, y_mm=5.0))
    assert number(beside, "lesion_mm") == pytest.approx(9.0 - 3.25 - 4.745)
    assert beside.outcome is Outcome.OK
    overlapping = clearance(screw(7.9, y_mm=5.0))
    assert number(overlapping, "lesion_mm") == pytest.approx(7.9 - 3.25 - 4.745)
    assert overlapping.outcome is Outcome.WARN
    ahead = clearance(replace(screw(0.0), from_mm=Point(-20.0, -6.0, 0.0), to_mm=Point(20.0, -6.0, 0.0)))
    assert number(ahead, "lesion_mm") == pytest.approx(6.0 - 3.25 - 2.5)
    assert dict(ahead.envelope) == {"radius_mm": pytest.approx(4.745), "distal_mm": 2.5, "proximal_mm": 2.5}


def test_every_lesion_counts() -> None:
    drawn_back = replace(NEEDLE, lesions=(Lesion(), Lesion(withdraw_mm=25.0)))
    plan = without("H1").with_item(screw(9.0)).with_item(drawn_back)
    result = assessed(results_of(plan), "hardware_clearance", "N1")
    assert number(result, "lesion_mm") < number(clearance(screw(9.0)), "lesion_mm")


def test_a_gap_that_the_images_cannot_tell_counts_as_contact() -> None:
    scene = Scene(back(spacing_mm=(1.3, 1.7, 2.5)))
    half_diagonal = (1.3**2 + 1.7**2 + 2.5**2) ** 0.5 / 2.0
    inside, outside = (clearance(screw(RADIUS_MM + half_diagonal + d), scene=scene) for d in (-0.01, 0.01))
    assert number(inside, "uncertainty_mm") == pytest.approx(half_diagonal)
    assert (inside.outcome, outside.outcome is Outcome.FAIL) == (Outcome.FAIL, False)


def test_no_hardware_is_an_answer_and_silence_is_not() -> None:
    bare = without("H1")
    assert [r for r in results_of(bare) if r.check == "hardware_clearance"] == []
    asked = replace(bare, hardware_reviewed=False)
    assert (
        not_assessed(results_of(asked), "hardware_clearance", "plan").reason is Reason.HARDWARE_NOT_REVIEWED
    )


def test_a_thermometer_may_touch() -> None:
    touching = replace(NEEDLE, id="N2", role=Role.THERMOMETER, device="thermo-20g-100")
    plan = without("H1").with_item(screw(RADIUS_MM - 1.0)).with_item(touching)
    assert [r.subject for r in results_of(plan) if r.check == "hardware_clearance"] == ["N1"]


def test_an_unknown_lesion_is_not_passed_but_contact_still_fails() -> None:
    def result(apart_mm: float) -> Plan:
        return without("H1").with_item(screw(apart_mm)).with_item(replace(NEEDLE, lesions=()))

    assert not_assessed(results_of(result(20.0)), "hardware_clearance", "N1").reason is Reason.NO_LESION
    touching = assessed(results_of(result(1.0)), "hardware_clearance", "N1")
    assert touching.outcome is Outcome.FAIL
    assert touching.number("lesion_mm") is None


def test_an_unknown_needle_has_no_diameter() -> None:
    plan = with_items(needle(device="nothing"))
    assert not_assessed(results_of(plan), "hardware_clearance", "N1").reason is Reason.UNKNOWN_DEVICE


def test_a_needle_that_does_not_burn_is_judged_by_itself() -> None:
    block = replace(
        PLAN,
        procedure=Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK),
        needles=(replace(NEEDLE, role=Role.INJECTION, device="spinal-22g-90", lesions=()),),
        hardware=(screw(5.0, y_mm=5.0),),
    )
    result = assessed(results_of(block), "hardware_clearance", "N1")
    assert result.outcome is Outcome.OK
    assert result.number("lesion_mm") is None


def test_what_it_keeps_clear_in_nine_of_ten_placements() -> None:
    far = clearance(screw(RADIUS_MM + 12.0))
    # nine of ten normal deviates lie above -1.28 of their standard deviation: a long screw, across one axis
    expected = 12.0 - 1.2816 * 2.0 / (2.0 * sqrt(2.0 / pi))
    assert number(far, "needle_corrected_mm") == pytest.approx(expected, abs=1.2)
    assert number(far, "needle_freehand_mm") < number(far, "needle_corrected_mm") < 12.0
    assert number(far, "lesion_freehand_mm") < number(far, "lesion_corrected_mm") < number(far, "lesion_mm")
    least = [int(number(far, f"needle_{how}_mm")) for how in ("freehand", "corrected")]
    assert placed_words(far) == (
        f"in 9 of 10 placements at least {least[0]} mm freehand, {least[1]} mm once corrected"
    )
    touching = clearance(screw(RADIUS_MM - 1.0))
    assert placed_words(touching).endswith("at least 0 mm freehand, 0 mm once corrected")


def test_a_needle_that_does_not_burn_has_no_lesion_that_could_come_near() -> None:
    block = Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK)
    plan = replace(with_items(NEEDLE, screw(RADIUS_MM + 4.0)), procedure=block)
    result = assessed(results_of(plan), "hardware_clearance", "N1")
    assert result.number("lesion_corrected_mm") is None
    assert result.number("needle_corrected_mm") is not None


TITANIUM = bar((-8.0, 5.0, -20.0), (-8.0, 5.0, 25.0), 3.0)
"""Metal that the images show beside the tip of the needle."""
LISTED = Hardware(
    id="H1",
    kind=HardwareKind.ROD,
    from_mm=TITANIUM.start,
    to_mm=TITANIUM.end,
    diameter_mm=2.0 * TITANIUM.radius_mm,
)


def seen(*bars: Capsule, hu: float = TITANIUM_HU, clipped: bool = True) -> Scene:
    return Scene(scanned(bars, hu, clipped))


def beside(x_mm: float) -> Needle:
    return replace(NEEDLE, tip_mm=Point(x_mm, 0.0, 0.0), entry_mm=Point(x_mm, 90.0, 0.0))


def results_beside(x_mm: float, scene: Scene, *hardware: Hardware, reviewed: bool = True) -> list[Result]:
    plan = replace(
        without("H1").with_item(beside(x_mm)), hardware=tuple(hardware), hardware_reviewed=reviewed
    )
    return [r for r in results_of(plan, scene) if r.check == "hardware_clearance"]


def test_a_clipped_scan_widens_the_band() -> None:
    clipped, extended = (seen(TITANIUM, clipped=clipped) for clipped in (True, False))
    (wide,), (narrow,) = (results_beside(0.0, scene, LISTED) for scene in (clipped, extended))
    assert isinstance(wide, Assessed)
    assert isinstance(narrow, Assessed)
    assert clipped.uncertainty_mm is not None
    assert number(wide, "uncertainty_mm") > number(narrow, "uncertainty_mm") > clipped.uncertainty_mm
    true_mm = 8.0 - 3.0 - 1.27 / 2.0
    for result in (wide, narrow):
        gap, off = number(result, "needle_mm"), number(result, "uncertainty_mm")
        assert gap - off < true_mm < gap + off
    assert value_words(wide) == "3-6 mm"


def test_the_worse_end_of_the_band_decides() -> None:
    scene = seen(TITANIUM)
    off = scene.metal_uncertainty_mm
    assert off is not None
    assert scene.uncertainty_mm is not None
    between = (off + scene.uncertainty_mm) / 2.0
    x_mm = -8.0 + 3.0 + 1.27 / 2.0 + between
    (result,) = results_beside(x_mm, scene, LISTED)
    assert isinstance(result, Assessed)
    assert result.outcome is Outcome.FAIL
    assert headline(result).startswith("Needle may touch metal H1 (0-")


def test_the_worse_end_decides_whether_the_lesion_reaches_metal() -> None:
    without_images, with_them = Scene(), seen(TITANIUM)
    x_mm = -8.0 + 3.0 + 9.49 / 2.0 + 0.3
    outcomes = []
    for scene in (without_images, with_them):
        (result,) = results_beside(x_mm, scene, LISTED)
        assert isinstance(result, Assessed)
        outcomes.append(result.outcome)
    assert outcomes == [Outcome.OK, Outcome.WARN]


def test_metal_that_is_seen_nearer_than_its_piece_was_drawn_counts() -> None:
    thin = replace(LISTED, diameter_mm=2.0)
    (result,) = results_beside(0.0, seen(TITANIUM, clipped=False), thin)
    assert isinstance(result, Assessed)
    assert result.word("nearest") == "H1"
    assert number(result, "needle_mm") == pytest.approx(8.0 - 3.0 - 1.27 / 2.0, abs=0.3)
    assert result.witness is not None
    assert result.witness[0].x == pytest.approx(-1.27 / 2.0, abs=0.1)
    assert result.witness[1].x == pytest.approx(-5.0, abs=0.5)


@pytest.mark.parametrize("reviewed", [True, False])
def test_metal_near_a_needle_that_the_plan_does_not_have_is_never_passed(reviewed: bool) -> None:
    found = results_beside(0.0, seen(TITANIUM), reviewed=reviewed)
    assert [r.subject for r in found] == [*([] if reviewed else ["plan"]), "N1"]
    assert isinstance(found[-1], NotAssessed)
    assert found[-1].reason is Reason.METAL_NOT_IN_PLAN


def test_nor_beside_metal_that_it_has() -> None:
    other = bar((9.0, 5.0, -20.0), (9.0, 5.0, 25.0), 3.0)
    (result,) = results_beside(0.0, seen(TITANIUM, other), LISTED)
    assert isinstance(result, NotAssessed)
    assert result.reason is Reason.METAL_NOT_IN_PLAN


def test_a_needle_that_touches_metal_which_the_plan_does_not_have_fails() -> None:
    (result,) = results_beside(-7.0, seen(TITANIUM))
    assert isinstance(result, Assessed)
    assert result.outcome is Outcome.FAIL
    assert result.word("nearest") == ""
    assert number(result, "needle_mm") <= -1.27 / 2.0
    assert headline(result).startswith("Needle touches metal that the plan does not have (0")
    assert placed_words(result) == ""


def test_metal_far_from_a_needle_changes_nothing() -> None:
    assert results_beside(22.0, seen(TITANIUM)) == []


def test_a_thermometer_may_touch_metal_that_only_the_images_show() -> None:
    plan = replace(
        without("H1").with_item(replace(beside(-7.0), role=Role.THERMOMETER, device="thermo-20g-100")),
        hardware_reviewed=True,
    )
    assert [r for r in results_of(plan, seen(TITANIUM)) if r.check == "hardware_clearance"] == []


def test_metal_that_cannot_be_read_is_never_passed() -> None:
    """All round is as bright as the foot of its edge: no surface can be placed."""
    scene = Scene(scanned([TITANIUM], tissue_hu=1500.0))
    (result,) = results_beside(0.0, scene, LISTED)
    assert isinstance(result, NotAssessed)
    assert result.reason is Reason.METAL_UNREADABLE
    (touching,) = results_beside(-7.0, scene, LISTED)
    assert isinstance(touching, Assessed)
    assert touching.outcome is Outcome.FAIL


def test_metal_is_looked_for_only_once_there_is_a_needle() -> None:
    """Images are opened with an empty plan: the window must not wait for their metal."""
    images = Scene(back())
    results_of(replace(PLAN, needles=(), hardware=()), images)
    assert "metal" not in vars(images)
    results_of(replace(PLAN, hardware=()), images)
    assert "metal" in vars(images)
