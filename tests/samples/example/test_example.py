"""The example plans: needles along the grooves, from the skin, clear of bone and metal, and honest."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from planner.anatomy.spine import Joint, Level, Side
from planner.checks import review
from planner.checks.result import Assessed, Outcome, Result
from planner.checks.scene import Scene
from planner.devices.catalogue import device
from planner.geometry.vectors import Point
from planner.guideline.rules import load_rules
from planner.plan.answers import QUESTIONS
from planner.plan.file import decode, encode
from planner.plan.identity import Images, Patient
from planner.plan.parts import HardwareKind, MedialBranch, StructureKind
from planner.plan.plan import Plan
from planner.samples.example.drawn import drawn_course
from planner.samples.example.plan import example_plan
from planner.samples.example.subject import Subject
from planner.samples.implants.site import Site, rows
from planner.samples.implants.surgery import operated
from planner.samples.implants.values import Lobe, Rod
from planner.samples.implants.wishes import ImplantWishes
from planner.samples.known.known import Known
from planner.samples.known.telling import landmarks
from planner.samples.person.draw import person
from planner.samples.skeleton.bones import Skeleton
from planner.samples.skeleton.spine import frames
from planner.samples.soft.body import Body

IMAGES = Images(study_uid="1.2", series_uid="1.3", frame_of_reference_uid="1.4", pixel_digest="sha256:00")
WHOM = Patient(id="SAMPLE", name="SAMPLE^EXAMPLE")
PLAIN, FUSED = ImplantWishes(), ImplantWishes(screws=(Level.L4, Level.L5))
CASES = [(1, PLAIN), (3, PLAIN), (8, PLAIN), (3, FUSED), (8, FUSED)]
UNCERTAIN_MM = 0.8
NOT_PLANNED_FOR = ("structure_clearance", "needles_apart")
"""A root close by, and needles that are put in one after the other, are no reason to lay one elsewhere."""


@cache
def subject_of(seed: int, wishes: ImplantWishes) -> Subject:
    """Return a person with what was wished."""
    who = person(seed)
    skeleton = Skeleton(who.spine, frames(who.spine, Point(3.0, -11.0, -600.0)), seed)
    site, known = Site.of(skeleton), Known(who, skeleton)
    return Subject(
        patient=WHOM,
        images=IMAGES,
        joints=(Joint(Level.L4),) if wishes.screws else (Joint(Level.L4), Joint(Level.L5)),
        side=Side.LEFT,
        landmarks={
            bone.traits.level: landmarks(bone)
            for bone in skeleton.vertebrae.values()
            if bone.traits.level in (Level.L3, Level.L4, Level.L5, Level.S1)
        },
        branches=known.branches,
        roots=known.roots,
        implants=operated(site, wishes, seed),
        bone=site.bone,
        skin_along=Body(who, skeleton.frames).skin_along,
        on_images=lambda point: abs(point.x) < 200.0,
        uncertainty_mm=UNCERTAIN_MM,
    )


@cache
def plan_of(seed: int, wishes: ImplantWishes) -> Plan:
    return example_plan(subject_of(seed, wishes))


@cache
def results_of(seed: int, wishes: ImplantWishes) -> tuple[Result, ...]:
    return review(plan_of(seed, wishes), Scene(patient=WHOM, images=IMAGES), load_rules())


def assessed(seed: int, wishes: ImplantWishes, check: str) -> list[Assessed]:
    return [r for r in results_of(seed, wishes) if r.check == check and isinstance(r, Assessed)]


@pytest.mark.parametrize(("seed", "wishes"), CASES)
def test_it_treats_the_joints_asked_for(seed: int, wishes: ImplantWishes) -> None:
    plan, subject = plan_of(seed, wishes), subject_of(seed, wishes)
    assert plan.joints(Side.LEFT) == subject.joints
    assert plan.joints(Side.RIGHT) == ()
    wanted = [Level.L3, Level.L4] if wishes.screws else [Level.L3, Level.L4, Level.L5]
    assert [t.nerve for t in plan.targets if isinstance(t, MedialBranch)] == wanted
    assert len(plan.needles) == len(wanted)


@pytest.mark.parametrize(("seed", "wishes"), CASES)
def test_its_checks_pass_and_screws_bring_no_more_than_a_warning(seed: int, wishes: ImplantWishes) -> None:
    outcomes = {(r.check, r.outcome) for r in results_of(seed, wishes) if isinstance(r, Assessed)}
    allowed = {Outcome.OK, Outcome.WARN} if wishes.screws else {Outcome.OK}
    assert {outcome for check, outcome in outcomes if check not in NOT_PLANNED_FOR} <= allowed
    assert {outcome for check, outcome in outcomes if check in NOT_PLANNED_FOR} <= {Outcome.OK, Outcome.WARN}
    assert len(assessed(seed, wishes, "alignment")) == len(plan_of(seed, wishes).needles)
    assert {r.outcome for r in assessed(seed, wishes, "coverage")} <= allowed
    metal = assessed(seed, wishes, "hardware_clearance")
    assert len(metal) == (2 if wishes.screws else 0)
    for result in metal:
        needle_mm = result.number("needle_mm")
        assert needle_mm is not None
        assert needle_mm > UNCERTAIN_MM


@pytest.mark.parametrize(("seed", "wishes"), CASES)
def test_needles_begin_on_the_skin_of_the_back_and_are_long_enough(seed: int, wishes: ImplantWishes) -> None:
    for needle in plan_of(seed, wishes).needles:
        again = subject_of(seed, wishes).skin_along(needle.tip_mm, needle.segment.direction * -1.0)
        assert again is not None
        assert again.distance_to(needle.entry_mm) < 0.1
        assert device(needle.device).length_mm - needle.segment.length_mm >= 10.0
        assert needle.segment.direction.y < -0.45


@pytest.mark.parametrize(("seed", "wishes"), CASES)
def test_needles_do_not_pass_through_bone(seed: int, wishes: ImplantWishes) -> None:
    for needle in plan_of(seed, wishes).needles:
        line = [needle.segment.at(0.5 * n) for n in range(int(needle.segment.length_mm * 2) + 1)]
        radius = device(needle.device).outer_diameter_mm / 2.0
        assert subject_of(seed, wishes).bone(rows(line)).min() > radius


@pytest.mark.parametrize(("seed", "wishes"), CASES)
def test_courses_are_drawn_at_the_groove_and_not_at_the_nerve(seed: int, wishes: ImplantWishes) -> None:
    subject = subject_of(seed, wishes)
    true = {(b.nerve, b.side): b for b in subject.branches}
    for target in plan_of(seed, wishes).targets:
        assert isinstance(target, MedialBranch)
        assert target.course is not None
        branch = true[target.nerve, target.side]
        off_groove = [
            p.distance_to(branch.groove.at(branch.groove.nearest_arc_mm(p))) for p in target.course_mm
        ]
        assert max(off_groove) < 0.1
        off_nerve = [
            p.distance_to(branch.course.at(branch.course.nearest_arc_mm(p))) for p in target.course_mm
        ]
        assert max(off_nerve) > 0.1
        assert branch.aberrant is not None or sorted(off_nerve)[len(off_nerve) // 2] < 3.0


@pytest.mark.parametrize(("seed", "wishes"), CASES)
def test_nothing_is_drawn_in_metal(seed: int, wishes: ImplantWishes) -> None:
    subject = subject_of(seed, wishes)
    for branch in subject.branches:
        drawn = drawn_course(branch, subject.implants)
        if drawn is not None:
            course, (low, high) = drawn
            assert 0.0 <= low < high <= course.length_mm + 0.01
            for point in course.points:
                for capsule in subject.implants.capsules:
                    where = type(capsule)(point, point, 0.0)
                    assert where.gap_to(capsule).gap_mm > 0.7


def test_hardware_is_in_the_plan_with_its_sizes() -> None:
    plan, implants = plan_of(3, FUSED), subject_of(3, FUSED).implants
    kinds = [h.kind for h in plan.hardware]
    screws, rods = len(implants.screws), len(implants.rods)
    shafts = [HardwareKind.PEDICLE_SCREW] * screws
    assert kinds == shafts + [HardwareKind.OTHER] * screws + [HardwareKind.ROD] * rods
    for screw, piece in zip(implants.screws, plan.hardware, strict=False):
        assert (piece.level, piece.side, piece.diameter_mm) == (screw.level, screw.side, screw.diameter_mm)
        assert piece.to_mm is not None
        assert piece.to_mm.distance_to(screw.tip) < 0.02
    for rod, piece in zip(implants.rods, plan.hardware[2 * screws :], strict=True):
        assert isinstance(rod, Rod)
        assert piece.path_mm is not None
        assert len(piece.path_mm) == len(rod.path)


def test_cross_link_cement_and_cage_are_in_the_plan() -> None:
    wishes = ImplantWishes(
        screws=(Level.L3, Level.L4, Level.L5),
        cross_link=True,
        cement=(Level.L1,),
        leaking=(Level.L1,),
        cages=(Level.L4,),
    )
    subject = replace(subject_of(3, wishes), joints=())
    plan = example_plan(subject)
    implants = subject.implants
    (cement,) = [h for h in plan.hardware if h.kind is HardwareKind.CEMENT]
    assert cement.level is Level.L1
    (capsule,) = cement.capsules
    lobes: tuple[Lobe, ...] = (*implants.cements[0].lobes, *implants.cements[0].leak)
    outside = [
        type(capsule)(lobe.centre, lobe.centre, lobe.radius_mm).gap_to(capsule).gap_mm for lobe in lobes
    ]
    assert max(outside) < 0.0
    others = [h for h in plan.hardware if h.kind is HardwareKind.OTHER]
    assert len(others) == len(implants.screws) + 3 * len(implants.cross_links) + len(implants.cages)
    assert decode(encode(plan)) == plan


def test_levels_structures_and_answers_are_complete() -> None:
    plan = plan_of(1, PLAIN)
    assert [marked.level for marked in plan.levels] == [Level.L3, Level.L4, Level.L5, Level.S1]
    assert plan.hardware_reviewed
    needed = {q.key for q in QUESTIONS if q.needed} - {"anticoagulant_decision", "implanted_device_contact"}
    assert needed <= set(plan.answers)
    assert plan.answers["transitional_vertebra"] == "no"
    assert {s.kind for s in plan.structures} == {StructureKind.NERVE_ROOT}
    drawn, bones = {s.label for s in plan.structures}, {target.bone for target in plan.targets}
    assert {f"{bone.above.value} root" for bone in bones if bone.above is not None} <= drawn
    places = [f"block.{joint.name}.left" for joint in plan.joints(Side.LEFT)]
    assert places
    assert all(plan.answers[f"{place}.relief"] == 80.0 for place in places)
    other = example_plan(replace(subject_of(1, PLAIN), joints=(), transitional=True))
    assert other.answers["transitional_vertebra"] == "yes"


def test_a_nerve_that_cannot_be_reached_is_left_out_and_named() -> None:
    walled = replace(
        subject_of(1, PLAIN), bone=lambda points: np.full(len(points), -1.0), joints=(Joint(Level.L4),)
    )
    plan = example_plan(walled)
    assert (plan.targets, plan.needles) == ((), ())
    assert "L3 nerve is not planned" in plan.notes
    assert "L4 nerve is not planned" in plan.notes


def test_the_same_subject_gives_the_same_plan() -> None:
    assert example_plan(subject_of(8, PLAIN)) == plan_of(8, PLAIN)
