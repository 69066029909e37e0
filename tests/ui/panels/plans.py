"""A plan with a bit of everything, in the small body."""

from __future__ import annotations

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point, Vector
from planner.plan.identity import Images, Patient
from planner.plan.parts import (
    Hardware,
    HardwareKind,
    Landmarks,
    Lesion,
    MarkedLevel,
    MedialBranch,
    Needle,
    Provenance,
)
from planner.plan.plan import Plan

MIDDLE = {Level.L3: Point(8.0, 0.0, 55.0), Level.L4: Point(8.0, 0.0, 20.0), Level.L5: Point(8.0, 2.0, -15.0)}
"""Where the endplate of each marked vertebra is, in the small body."""


def landmarks(level: Level) -> Landmarks:
    """The three landmarks of a vertebra that stands upright in the small body."""
    middle = MIDDLE[level]
    return Landmarks(
        left_pedicle=middle + Vector(18.0, 24.0, -9.7),
        right_pedicle=middle + Vector(-18.0, 24.0, -9.7),
        endplate=middle,
    )


def course(bone: Level) -> tuple[Point, ...]:
    """A nerve course on the left of a vertebra."""
    middle = MIDDLE[bone]
    return tuple(
        middle + Vector(*step) for step in ((21.0, 28.0, -4.5), (22.0, 31.0, -6.0), (24.0, 34.5, -9.0))
    )


def small_plan() -> Plan:
    """An ablation of L4-L5 on the left: one course accepted with its needle, one proposal, one screw."""
    on_l4, on_l5 = course(Level.L4), course(Level.L5)
    away = (on_l4[-1] - on_l4[0]).unit()
    return Plan(
        patient=Patient(id="SAMPLE-1", name="SAMPLE^BODY", birth_date="19610304", sex="F"),
        images=Images(
            study_uid="2.25.1",
            series_uid="2.25.2",
            frame_of_reference_uid="2.25.3",
            pixel_digest="sha256:0",
            patient_position="HFS",
        ),
        levels=tuple(MarkedLevel(level=level, landmarks_mm=landmarks(level)) for level in MIDDLE),
        targets=(
            MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=on_l4, stretch_mm=(1.0, 7.0)),
            MedialBranch(
                id="T2",
                nerve=Level.L4,
                side=Side.LEFT,
                course_mm=on_l5,
                provenance=Provenance.TEMPLATE,
                accepted=False,
            ),
        ),
        needles=(
            Needle(
                id="N1",
                target="T1",
                device="rf-18g-100-10",
                entry_mm=on_l4[0] + away * 45.0,
                tip_mm=on_l4[0],
                lesions=(Lesion(),),
            ),
        ),
        hardware=(
            Hardware(
                id="H1",
                kind=HardwareKind.PEDICLE_SCREW,
                level=Level.L5,
                side=Side.LEFT,
                from_mm=MIDDLE[Level.L5] + Vector(24.0, 40.0, -10.0),
                to_mm=MIDDLE[Level.L5] + Vector(12.0, 4.0, -10.0),
                diameter_mm=6.5,
            ),
        ),
        hardware_reviewed=True,
        answers={"count_method": "from_sacrum", "transitional_vertebra": "no", "allergy": "none"},
    )
