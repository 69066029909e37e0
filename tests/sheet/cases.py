"""Plans for the tests of the sheet, on a lumbar spine of round numbers in a box of soft tissue."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from math import cos, radians, sin

import numpy as np
from msgspec.structs import replace as replaced

from planner.anatomy.spine import Level, Side
from planner.carm.site import Site
from planner.checks import review
from planner.checks.scene import Scene
from planner.geometry.frames import Frame
from planner.geometry.vectors import LEFT, Point, Vector
from planner.guideline.rules import load_rules
from planner.imaging.volume import Volume
from planner.plan.identity import Images, Patient
from planner.plan.parts import (
    FacetTarget,
    Guidance,
    Hardware,
    HardwareKind,
    Injection,
    Landmarks,
    Lesion,
    MedialBranch,
    Needle,
    Procedure,
    ProcedureKind,
    Role,
    Structure,
    StructureKind,
)
from planner.plan.plan import Plan
from planner.sheet.compose import compose
from planner.sheet.content import Sheet
from planner.sheet.facts import ImageFacts

NOW = datetime(2026, 12, 1, 7, 41, tzinfo=timezone(timedelta(hours=8)))
LAST_ROW_MM = 72.0
"""The last row of tissue along y."""
BACK_MM = LAST_ROW_MM + 3.0 * 450.0 / 1050.0
"""The skin of the back: -400 HU on the way from 50 there to -1000 in the next row, 3 mm on."""

PATIENT = Patient(id="SAMPLE-7", name="Zhang^San=张^三", birth_date="19610304", sex="M")
IMAGES = Images(
    study_uid="1.2.3",
    series_uid="1.2.3.4",
    frame_of_reference_uid="1.2.3.5",
    pixel_digest="sha256:" + "0" * 64,
    patient_position="HFS",
)
FACTS = ImageFacts(
    study_date="20261101",
    series_description="L-SPINE 1.25 B60",
    slice_thickness_mm=1.25,
    patient_position="HFS",
    sample=True,
)

_HEIGHTS = {Level.L3: 40.0, Level.L4: 4.0, Level.L5: -31.0, Level.S1: -69.0}
_TILTS = {Level.L3: -4.0, Level.L4: 6.0, Level.L5: 14.0, Level.S1: 33.0}
_COURSE = ((-31.0, 21.3, -2.5), (-34.0, 23.5, -5.0), (-36.0, 24.5, -9.0))
"""Anterior, lateral and cranial of the endplate, in the vertebra's own frame."""


def frame(level: Level) -> Frame:
    """Return a vertebra's frame: tilted about the left-right axis, a positive tilt looking up to the head."""
    tilt = radians(_TILTS[level])
    origin = Point(1.5, 0.0, _HEIGHTS[level])
    return Frame(origin, LEFT, Vector(0.0, cos(tilt), sin(tilt)), Vector(0.0, -sin(tilt), cos(tilt)))


def at(level: Level, anterior: float, left: float, cranial: float) -> Point:
    """Return a place of a vertebra's own frame, in LPS."""
    own = frame(level)
    return own.origin + own.to_patient(Vector(left, -anterior, cranial))


def landmarks(level: Level) -> Landmarks:
    """Return the three landmarks of a vertebra."""
    return Landmarks(
        left_pedicle=at(level, -24.0, 18.0, -9.7),
        right_pedicle=at(level, -24.0, -18.0, -9.7),
        endplate=at(level, 0.0, 0.0, 0.0),
    )


def branch(target_id: str, nerve: Level, side: Side) -> MedialBranch:
    """Return a nerve with its course on the vertebra below."""
    below = nerve.below
    assert below is not None
    course = tuple(at(below, x, side.sign * y, z) for x, y, z in _COURSE)
    return MedialBranch(id=target_id, nerve=nerve, side=side, course_mm=course)


def root(structure_id: str, target: MedialBranch) -> Structure:
    """Return the root in the foramen in front of a nerve, clear of an electrode along it."""
    places = ((-20.0, 15.0, 20.0), (-18.0, 20.0, 10.0), (-13.0, 25.0, 2.0))
    path = tuple(at(target.bone, x, target.side.sign * y, z) for x, y, z in places)
    return Structure(id=structure_id, kind=StructureKind.NERVE_ROOT, path_mm=path, radius_mm=2.5)


def electrode(needle_id: str, target: MedialBranch, device: str = "rf-18g-150-10") -> Needle:
    """Return an electrode laid along a nerve, 1.2 mm beside it, from the skin."""
    first, last = target.course_mm[0], target.course_mm[-1]
    hub = (last - first).unit()
    tip = first.towards(last, 0.5) + hub * -5.0 + LEFT * (1.2 * target.side.sign)
    entry = tip + hub * ((BACK_MM - tip.y) / hub.y)
    return Needle(
        id=needle_id, target=target.id, device=device, entry_mm=entry, tip_mm=tip, lesions=(Lesion(),)
    )


def volume() -> Volume:
    """Return soft tissue up to the back at `BACK_MM`, air beyond; voxels of 4 x 3 x 5 mm."""
    matrix = np.diag([4.0, 3.0, 5.0, 1.0])
    matrix[:3, 3] = (-160.0, -90.0, -220.0)
    hu = np.full((70, 80, 81), -1000, dtype=np.int16)
    rows = -90.0 + 3.0 * np.arange(80)
    hu[:, rows <= LAST_ROW_MM, 5:-5] = 50
    return Volume(hu, matrix)


BODY = volume()


def ablation(sides: tuple[Side, ...] = (Side.LEFT,), nerves: str = "L3 L4 L5") -> Plan:
    """Return a plan to burn some nerves on some sides."""
    plan = Plan(
        patient=PATIENT,
        images=IMAGES,
        procedure=Procedure(),
        hardware_reviewed=True,
        answers={"count_method": "from_last_rib", "transitional_vertebra": "no", "allergy": "none"},
    )
    for level in _HEIGHTS:
        plan = plan.with_landmarks(level, landmarks(level))
    for side in sides:
        for name in nerves.split():
            target = branch(plan.free_id("T"), Level(name), side)
            plan = plan.with_item(target)
            plan = plan.with_item(electrode(plan.free_id("N"), target))
            plan = plan.with_item(root(plan.free_id("K"), target))
    return plan


def screwed() -> Plan:
    """Return a plan on the left with screws, a thermometer needle and overlong words."""
    plan = ablation()
    plan = plan.with_item(
        Hardware(
            id="H1",
            kind=HardwareKind.PEDICLE_SCREW,
            level=Level.L5,
            side=Side.LEFT,
            from_mm=at(Level.L5, -45.0, 26.0, -10.0),
            to_mm=at(Level.L5, -8.0, 15.0, -10.0),
            diameter_mm=6.5,
        )
    )
    probe = plan.needles[1]
    plan = plan.with_item(
        replaced(
            probe,
            id="N9",
            role=Role.THERMOMETER,
            device="thermo-20g-150",
            entry_mm=probe.entry_mm + LEFT * 16.0,
            tip_mm=at(Level.L5, -40.0, 29.0, -11.0),
            lesions=(),
        )
    )
    for key, words in {
        "anticoagulant": "Warfarin",
        "anticoagulant_decision": "go on, Dr Li",
        "sedation": "none",
    }.items():
        plan = plan.with_answer(key, words)
    return plan


def six_beside_screws() -> Plan:
    """Return a plan to burn the nerves of L4-L5 and L5-S1 on both sides, with screws in L4 and L5."""
    plan = ablation((Side.LEFT, Side.RIGHT))
    for level in (Level.L4, Level.L5):
        for side in Side:
            screw = Hardware(
                id=plan.free_id("H"),
                kind=HardwareKind.PEDICLE_SCREW,
                level=level,
                side=side,
                from_mm=at(level, -42.0, side.sign * 20.0, -14.0),
                to_mm=at(level, -8.0, side.sign * 14.0, -14.0),
                diameter_mm=6.5,
            )
            plan = plan.with_item(screw)
    return plan


def block() -> Plan:
    """Return a plan to block two nerves on the right."""
    plan = ablation((Side.RIGHT,), "L3 L4")
    needles = tuple(
        replaced(n, role=Role.INJECTION, device="spinal-22g-150", lesions=()) for n in plan.needles
    )
    return replaced(
        plan,
        needles=needles,
        procedure=Procedure(kind=ProcedureKind.MEDIAL_BRANCH_BLOCK),
        injection=Injection(drug_ml=0.25, contrast_ml=0.2),
    )


def injection(guidance: Guidance = Guidance.CT) -> Plan:
    """Return a plan to inject the right joint L4-L5, in one axial slice."""
    opening = (at(Level.L5, -41.0, -22.0, -3.0), at(Level.L5, -34.0, -17.0, -3.0))
    target = FacetTarget(id="T1", joint="L4-L5", side=Side.RIGHT, point_mm=opening[1], opening_mm=opening)
    tip = opening[0]
    entry = Point(tip.x - (BACK_MM - tip.y) * 0.4, BACK_MM, tip.z)
    base = replaced(
        ablation((), ""),
        targets=(target,),
        procedure=Procedure(kind=ProcedureKind.FACET_INJECTION, guidance=guidance),
        needles=(
            Needle(
                id="N1", target="T1", role=Role.INJECTION, device="spinal-22g-90", entry_mm=entry, tip_mm=tip
            ),
        ),
    )
    return base


UNCONFIRMED = Site()
"""A room that nothing is known of."""


def sheet_of(
    plan: Plan, facts: ImageFacts = FACTS, scene: Scene | None = None, site: Site = UNCONFIRMED
) -> Sheet:
    """Return the sheet of a plan on the images it belongs to."""
    rules = load_rules().with_limits(plan.limits)
    scene = scene or Scene(BODY, plan.patient, plan.images)
    return compose(plan, review(plan, scene, rules), facts, rules, NOW, site, scene.volume)


def real_person(facts: ImageFacts = FACTS) -> ImageFacts:
    """Return the facts of images that are no sample."""
    return replace(facts, sample=False)
