"""The example plans: needles along the nerves, from the skin, clear of bone and metal, and honest."""

from __future__ import annotations

import pytest

from planner.anatomy.spine import Level, Side
from planner.checks import review
from planner.checks.result import Assessed, Outcome, Result
from planner.checks.scene import Scene
from planner.devices.catalogue import device
from planner.guideline.rules import load_rules
from planner.plan.answers import QUESTIONS
from planner.plan.identity import Images
from planner.plan.parts import Hardware, HardwareKind, MedialBranch, StructureKind
from planner.plan.plan import Plan
from planner.samples.cases import Case
from planner.samples.nerves import MedialBranchCourse, RootCourse
from planner.samples.plan import example_plan

IMAGES = Images(study_uid="1.2", series_uid="1.3", frame_of_reference_uid="1.4", pixel_digest="sha256:00")


@pytest.fixture(scope="module")
def plan(case: Case, branches: tuple[MedialBranchCourse, ...], root_courses: tuple[RootCourse, ...]) -> Plan:
    return example_plan(case, IMAGES, branches, root_courses)


@pytest.fixture(scope="module")
def results(plan: Plan) -> tuple[Result, ...]:
    return review(plan, Scene(patient=plan.patient, images=IMAGES), load_rules())


def _of(results: tuple[Result, ...], check: str) -> list[Assessed]:
    return [r for r in results if r.check == check and isinstance(r, Assessed)]


def test_it_treats_the_joints_of_the_case(case: Case, plan: Plan) -> None:
    assert plan.joints(case.side) == case.joints
    assert plan.joints(case.side.other) == ()
    wanted = {"plain": [Level.L3, Level.L4, Level.L5], "screws": [Level.L3, Level.L4]}[case.name]
    assert [t.nerve for t in plan.targets if isinstance(t, MedialBranch)] == wanted
    assert all(t.side is Side.LEFT and t.accepted for t in plan.targets if isinstance(t, MedialBranch))


def test_needles_are_near_parallel_and_cover_the_stretch(results: tuple[Result, ...]) -> None:
    angles = [r.number("angle_deg") for r in _of(results, "alignment")]
    assert angles
    assert all(angle is not None and angle <= 15.0 for angle in angles)
    assert {r.outcome for r in _of(results, "coverage")} == {Outcome.OK}


def test_nothing_fails(results: tuple[Result, ...]) -> None:
    assert [r for r in results if isinstance(r, Assessed) and r.outcome is Outcome.FAIL] == []


def test_screws_bring_an_honest_warning_and_no_contact(case: Case, results: tuple[Result, ...]) -> None:
    metal = _of(results, "hardware_clearance")
    assert len(metal) == (2 if case.screws else 0)
    needles = [r.number("needle_mm") for r in metal]
    assert all(mm is not None and mm > 1.0 for mm in needles)
    assert any(r.outcome is Outcome.WARN for r in metal) == bool(case.screws)


def test_needles_begin_on_the_skin_and_are_long_enough(case: Case, plan: Plan) -> None:
    for needle in plan.needles:
        again = case.body.skin_along(needle.tip_mm, needle.segment.direction * -1.0)
        assert again is not None
        assert again.distance_to(needle.entry_mm) < 0.1
        assert case.grid.holds(needle.entry_mm, 3.0)
        assert device(needle.device).length_mm - needle.segment.length_mm >= 20.0


def test_needles_do_not_pass_through_bone(case: Case, plan: Plan) -> None:
    for needle in plan.needles:
        radius = device(needle.device).outer_diameter_mm / 2.0
        line = [needle.segment.at(0.5 * n) for n in range(int(needle.segment.length_mm * 2) + 1)]
        assert min(case.spine.distance_mm(line)) > radius


def test_levels_hardware_and_answers_are_complete(case: Case, plan: Plan) -> None:
    assert [marked.level for marked in plan.levels] == [Level.L3, Level.L4, Level.L5, Level.S1]
    assert plan.hardware_reviewed
    kinds = [h.kind for h in plan.hardware]
    expected = [HardwareKind.PEDICLE_SCREW] * 4 + [HardwareKind.OTHER] * 4 + [HardwareKind.ROD] * 2
    assert kinds == (expected if case.screws else [])
    needed = {q.key for q in QUESTIONS if q.needed} - {"anticoagulant_decision", "implanted_device_contact"}
    assert needed <= set(plan.answers)
    assert all(s.kind is StructureKind.NERVE_ROOT for s in plan.structures)
    assert plan.structures


def test_hardware_holds_the_metal(case: Case, plan: Plan) -> None:
    screws = [h for h in plan.hardware if h.kind is HardwareKind.PEDICLE_SCREW]
    for screw, hardware in zip(case.implants.screws, screws, strict=True):
        assert isinstance(hardware, Hardware)
        assert (hardware.level, hardware.side, hardware.diameter_mm) == (screw.level, screw.side, 6.5)
        assert hardware.to_mm is not None
        assert hardware.to_mm.distance_to(screw.tip) < 0.02
        assert screw.entry.distance_to(screw.tip) == pytest.approx(40.0)
