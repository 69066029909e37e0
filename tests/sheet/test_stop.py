"""The STOP box: everything that must be settled, once, and nothing that is settled."""

from __future__ import annotations

from msgspec.structs import replace

from planner.anatomy.spine import Side
from planner.checks.scene import Scene
from planner.geometry.vectors import Vector
from planner.plan.parts import Guidance, MedialBranch, Override, Provenance
from planner.plan.plan import Plan
from planner.sheet.content import RoomPage, StopBox
from tests.sheet import cases


def _box(plan: Plan, scene: Scene | None = None) -> StopBox:
    page = cases.sheet_of(plan, scene=scene).pages[0]
    assert isinstance(page, RoomPage)
    return page.stop


def _lines(plan: Plan, scene: Scene | None = None) -> dict[str, str]:
    return {item.label: item.text for item in _box(plan, scene).items}


ANSWERS = {
    "anticoagulant": "none",
    "implanted_device": "none",
    "allergy": "none",
    "infection": "none",
}


def test_what_nobody_answered_stands_in_one_line() -> None:
    plan = cases.ablation()
    assert _lines(plan)["NOT ANSWERED"] == "Anticoagulant · Pacemaker, ICD or stimulator · Infection"
    assert _lines(replace(plan, answers=ANSWERS)) == {
        "": "Anticoagulant: none · Pacemaker, ICD or stimulator: none · Allergy: none · Infection: none"
    }
    assert not _box(replace(plan, answers=ANSWERS)).items[0].strong


def test_a_woman_is_asked_for_a_pregnancy() -> None:
    plan = cases.ablation()
    woman = replace(plan, patient=replace(plan.patient, sex="F"), answers=ANSWERS)
    assert _lines(woman)["NOT ANSWERED"] == "Pregnancy"
    assert "NOT ANSWERED" not in _lines(woman.with_answer("pregnancy", "does_not_apply"))
    with_ultrasound = replace(woman, procedure=replace(woman.procedure, guidance=Guidance.ULTRASOUND))
    assert _lines(with_ultrasound.with_answer("pregnancy", "yes"))["PREGNANCY"] == "yes"


def test_a_pregnancy_under_x_rays_is_said_by_the_fail_alone() -> None:
    plan = cases.ablation()
    woman = replace(plan, patient=replace(plan.patient, sex="F"), answers=ANSWERS)
    box = _box(woman.with_answer("pregnancy", "yes"))
    fails = [item.text for item in box.items if item.label == "FAILS"]
    assert len([text for text in fails if "Pregnancy" in text]) == 1
    assert not [item for item in box.items if item.label == "PREGNANCY"]


def test_hazards_stand_with_the_decision_on_them() -> None:
    plan = cases.ablation().with_answer("anticoagulant", "Warfarin")
    assert _lines(plan)["ANTICOAGULANT"] == "Warfarin"
    assert "Decision on it" in _lines(plan)["NOT ANSWERED"]
    plan = plan.with_answer("anticoagulant_decision", "go on, Dr Li")
    assert _lines(plan)["ANTICOAGULANT"] == "Warfarin · Decision on it: go on, Dr Li"
    assert all(item.strong for item in _box(plan).items if item.label == "ANTICOAGULANT")


def test_a_device_stands_with_what_the_room_does_for_it() -> None:
    plan = cases.ablation().with_answer("implanted_device", "DDD, 2019")
    assert _lines(plan)["PACEMAKER, ICD OR STIMULATOR"] == "DDD, 2019"
    plan = plan.with_answer("implanted_device_type", "pacemaker")
    assert "Pacemaker to asynchronous before burning" in _lines(plan)["PACEMAKER, ICD OR STIMULATOR"]
    block = (
        cases.block().with_answer("implanted_device", "DDD").with_answer("implanted_device_type", "pacemaker")
    )
    assert _lines(block)["PACEMAKER, ICD OR STIMULATOR"] == "DDD"


def test_of_the_check_list_only_the_hazards_are_missed() -> None:
    asked = _lines(cases.ablation().with_answer("implanted_device", "DDD"))["NOT ANSWERED"]
    assert asked == "Anticoagulant · Device team · Infection"


def test_fails_come_first_and_metal_is_named() -> None:
    box = _box(cases.screwed())
    assert box.items[0].label == "FAILS"
    assert "N2" in box.items[0].text
    assert _lines(cases.screwed())["METAL IN THE BODY"] == "screw L5 left (H1)"


def test_targets_without_a_needle_are_named() -> None:
    plan = cases.ablation((Side.LEFT,), "L3 L4")
    assert _lines(plan.without_item("N2"))["NO NEEDLE PLANNED FOR"] == "L4 MB (on L5) left"
    assert _lines(plan.without_item("T2"))["NEEDLE WITHOUT A TARGET"] == "N2"


def test_a_needle_without_a_target_is_named_rather_than_that_there_is_no_target() -> None:
    aimless = cases.ablation(nerves="L3").without_item("T1")
    named = [(item.text, item.strong) for item in _box(aimless).items if "TARGET" in item.label]
    assert named == [("N1", True)]
    assert _lines(aimless.without_item("N1"))["NO TARGET"] == "The plan names no nerve and no joint."


def test_not_assessed_stands_in_one_line_at_the_end() -> None:
    plan = replace(cases.ablation(nerves="L3 L4"), hardware_reviewed=False, answers=ANSWERS)
    box = _box(plan, Scene(None, plan.patient, plan.images))
    unchecked = [item.text for item in box.items if item.label == "NOT CHECKED BY THE PROGRAM"]
    assert unchecked == [
        "Clear of metal (whole plan):"
        " Nobody has said whether there is hardware: mark it, or say there is none."
        " · Lesion away from the skin (N1, N2), Needle long enough (N1, N2), Way free of bone (N1, N2):"
        " No images are open."
    ]
    assert box.items[-1].text == unchecked[0]
    assert box.items[-1].strong


def test_an_override_keeps_its_reason_and_its_author() -> None:
    plan = replace(
        cases.screwed(),
        overrides=(
            Override(check="hardware_clearance", subject="N2", reason="tip is curved away", by="Dr Li"),
        ),
    )
    words = _lines(plan)["OVERRIDDEN"]
    assert words == "needle N2 · L4 MB (on L5) left, Clear of metal, by Dr Li: tip is curved away"
    nameless = replace(plan, overrides=(Override(check="gone", subject="N1", reason=""),))
    assert _lines(nameless)["OVERRIDDEN"] == "N1, gone, by somebody who is not named: no reason given"
    assert "FAILS" in _lines(plan)


def test_a_plan_without_a_digest_is_doubted() -> None:
    plan = cases.ablation()
    plan = replace(plan, images=replace(plan.images, pixel_digest=""))
    assert _lines(plan)["IMAGES"] == "The plan does not say which pixels it was made on."


def test_a_nerve_that_one_needle_misses_is_named_once() -> None:
    plan = cases.ablation(nerves="L3")
    needle = plan.needles[0]
    away = Vector(25.0, 0.0, 0.0)
    plan = plan.with_item(replace(needle, tip_mm=needle.tip_mm + away, entry_mm=needle.entry_mm + away))
    fails = [item.text for item in _box(plan).items if item.label == "FAILS"]
    assert fails == ["L3 MB (on L4) left: 0 of 9 mm of nerve in the lesion (0%)"]


def test_a_course_that_nobody_accepted_stands_in_the_box() -> None:
    plan = cases.ablation(nerves="L3 L4")
    nerve = plan.targets[0]
    assert isinstance(nerve, MedialBranch)
    proposed = replace(nerve, provenance=Provenance.TEMPLATE, accepted=False)
    assert _lines(plan.with_item(proposed))["PROPOSED, ACCEPTED BY NOBODY"] == "L3 MB (on L4) left"
    accepted = replace(proposed, accepted=True)
    assert "PROPOSED, ACCEPTED BY NOBODY" not in _lines(plan.with_item(accepted))


def test_needles_and_metal_that_nobody_has_accepted_stand_in_the_box() -> None:
    plan = cases.screwed()
    needle, piece = plan.needles[0], plan.hardware[0]
    open_plan = plan.with_item(replace(needle, accepted=False)).with_item(replace(piece, accepted=False))
    assert (
        _lines(open_plan)["PROPOSED, ACCEPTED BY NOBODY"] == f"needle {needle.id}, screw L5 left ({piece.id})"
    )
    assert "PROPOSED, ACCEPTED BY NOBODY" not in _lines(plan)


def test_levels_that_were_found_and_not_confirmed_stand_in_the_box() -> None:
    plan = cases.ablation(nerves="L3 L4")
    found = plan
    for marked in plan.levels:
        found = found.with_level(replace(marked, provenance=Provenance.TEMPLATE, accepted=False))
    names = ", ".join(marked.level.value for marked in plan.levels)
    assert _lines(found)["LEVELS FOUND BY THE PROGRAM, NOT CONFIRMED"] == names
    assert all(item.strong for item in _box(found).items if item.text == names)
    assert "LEVELS FOUND BY THE PROGRAM, NOT CONFIRMED" not in _lines(found.with_levels_confirmed())
