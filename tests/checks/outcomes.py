"""For every check a plan that passes, one that warns, one that fails and one that cannot be assessed.

Where a check never comes out so, the reason stands in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from msgspec.structs import replace

from planner.anatomy.spine import Side
from planner.checks import review
from planner.checks.result import NotAssessed, Result
from planner.checks.scene import Scene
from planner.geometry.vectors import LEFT, Vector
from planner.guideline.rules import load_rules
from planner.imaging.volume import Volume
from planner.plan.identity import Images, Patient
from planner.plan.parts import (
    Guidance,
    Hardware,
    HardwareKind,
    Injection,
    Lesion,
    MedialBranch,
    Needle,
    Procedure,
    ProcedureKind,
    Role,
    Structure,
    StructureKind,
)
from planner.plan.plan import Answer, Item, Plan
from tests.sheet import cases

OUTCOMES = ("ok", "warn", "fail", "not_assessed")
PATIENT = replace(cases.PATIENT, sex="F")


@dataclass(frozen=True)
class Staged:
    """A plan, and the images that are open; None where none are."""

    plan: Plan
    volume: Volume | None = cases.BODY
    patient: Patient | None = PATIENT
    images: Images | None = cases.IMAGES

    def results(self) -> tuple[Result, ...]:
        """Return what the checks say."""
        rules = load_rules().for_plan(self.plan)
        return review(self.plan, Scene(self.volume, self.patient, self.images), rules)


def outcome_of(result: Result) -> str:
    """Return the outcome of a result as `OUTCOMES` names it."""
    return "not_assessed" if isinstance(result, NotAssessed) else result.outcome.value


def staged_result(check: str, outcome: str) -> tuple[Staged, Result]:
    """Return a staged plan and the first of its results that comes out so."""
    staged = STAGED[check][outcome]
    assert isinstance(staged, Staged), staged
    return staged, next(r for r in staged.results() if (r.check, outcome_of(r)) == (check, outcome))


def body(
    back_mm: float = 0.0,
    step_mm: tuple[float, float, float] = (4.0, 3.0, 5.0),
    bone_mm: float = 0.0,
    air: bool = True,
    top_mm: float = 130.0,
) -> Volume:
    """Return soft tissue up to a back that lies so much farther back than that of the sheet's tests.

    Parameters
    ----------
    bone_mm
        How thick a plate of bone lies across the way of the needles.
    air
        Without it the scan ends in the tissue.
    top_mm
        Up to where along z the scan reaches.
    """
    i, j, k = step_mm
    y = np.arange(-90.0, 140.0, j)
    line = np.full(len(y), 50.0)
    line[(y > 48.0) & (y < 48.0 + bone_mm)] = 700.0
    if air:
        line[y > cases.LAST_ROW_MM + back_mm] = -1000.0
    shape = (int((top_mm + 220.0) / k), len(y), int(324.0 / i))
    matrix = np.diag([i, j, k, 1.0])
    matrix[:3, 3] = (-160.0, -90.0, -220.0)
    return Volume(np.ascontiguousarray(np.broadcast_to(line[None, :, None], shape).astype(np.int16)), matrix)


def _plan(**answers: Answer) -> Plan:
    """Return an ablation of L4-L5 on the left after a positive block."""
    plan = replace(cases.ablation(nerves="L3 L4"), patient=PATIENT)
    block = {"block.L4-L5.left.kind": "medial_branch", "block.L4-L5.left.relief": 80.0}
    return replace(plan, answers={**plan.answers, **block, **answers})


PLAN = _plan()
FIRST, SECOND = PLAN.needles
NERVE = PLAN.targets[0]
assert isinstance(NERVE, MedialBranch)


def _with(*items: Item) -> Staged:
    plan = PLAN
    for item in items:
        plan = plan.with_item(item)
    return Staged(plan)


def _turned(angle_deg: float) -> Needle:
    """Return the first needle turned sideways about the middle of its active tip."""
    along = -FIRST.segment.direction
    middle = FIRST.tip_mm + along * 5.0
    aside = LEFT.without(along).unit()
    turned = along * cos(radians(angle_deg)) + aside * sin(radians(angle_deg))
    return replace(
        FIRST, tip_mm=middle + turned * -5.0, entry_mm=middle + turned * (FIRST.segment.length_mm - 5.0)
    )


def _aside(mm: float) -> Needle:
    """Return the first needle moved to the side."""
    off = LEFT.without(FIRST.segment.direction).unit() * mm
    return replace(FIRST, tip_mm=FIRST.tip_mm + off, entry_mm=FIRST.entry_mm + off)


def _beside(gap_mm: float) -> Structure:
    """Return a part of the canal so far from the lesion of the first needle."""
    aside = LEFT.without(FIRST.segment.direction).unit()
    middle = FIRST.tip_mm + FIRST.segment.direction * -5.0
    reach_mm = 1.3 * 7.3 / 2.0 + 3.0 + gap_mm
    return Structure(id="K9", kind=StructureKind.CANAL, path_mm=(middle + aside * -reach_mm,), radius_mm=3.0)


def _rod(gap_mm: float) -> Hardware:
    """Return a rod so far from the first needle, surface to surface."""
    along, middle = FIRST.segment.direction, FIRST.tip_mm + FIRST.segment.direction * -5.0
    aside = LEFT.without(along).unit()
    across, centre = along.cross(aside), middle + aside * (gap_mm + 1.27 / 2.0 + 3.0)
    ends = (centre + across * -15.0, centre + across * 15.0)
    return Hardware(id="H1", kind=HardwareKind.ROD, from_mm=ends[0], to_mm=ends[1], diameter_mm=6.0)


def _burnt(**changes: float) -> Needle:
    return replace(FIRST, lesions=(Lesion(**changes),))


def _probe() -> Needle:
    """Return a thermometer needle that stays in while the first one burns, and runs into it."""
    deep = FIRST.tip_mm + FIRST.segment.direction * -3.0
    aside = FIRST.entry_mm + Vector(15.0, 0.0, 10.0)
    return Needle(
        id="N9", target="T1", role=Role.THERMOMETER, device="thermo-20g-100", entry_mm=aside, tip_mm=deep
    )


def _block(drug_ml: float | None, together: bool = False) -> Staged:
    plan = replace(cases.block(), patient=PATIENT, injection=Injection(drug_ml=drug_ml, contrast_ml=0.0))
    if together:
        first, second = plan.needles
        plan = plan.with_item(replace(second, tip_mm=first.tip_mm + Vector(0.0, 2.0, 4.0)))
    return Staged(plan)


def _guided(guidance: Guidance, **answers: Answer) -> Staged:
    kind = ProcedureKind.RF_ABLATION
    return Staged(replace(_plan(**answers), procedure=Procedure(kind=kind, guidance=guidance)))


def _repeated(**answers: Answer) -> Staged:
    return Staged(_plan(earlier_ablation="yes", **answers))


NEVER_FAILS = "never: the source gives a value to reach, not one to stop at"
NOWHERE, FINE = body(air=False), body(step_mm=(2.0, 1.5, 1.75))

STAGED: dict[str, dict[str, Staged | str]] = {
    "image_identity": {
        "ok": Staged(PLAN),
        "warn": Staged(replace(PLAN, images=replace(PLAN.images, pixel_digest=""))),
        "fail": Staged(
            replace(PLAN, images=replace(PLAN.images, series_uid="1.2.9", frame_of_reference_uid="1.2.8"))
        ),
        "not_assessed": Staged(PLAN, None, None, None),
    },
    "image_quality": {
        "ok": Staged(PLAN, FINE),
        "warn": Staged(PLAN),
        "fail": Staged(PLAN, body(step_mm=(4.0, 3.0, 6.0))),
        "not_assessed": Staged(PLAN, body(top_mm=-15.0)),
    },
    "side": {
        "ok": Staged(PLAN),
        "warn": _with(replace(NERVE, course_mm=tuple(p + LEFT * -18.0 for p in NERVE.course_mm))),
        "fail": _with(replace(NERVE, side=Side.RIGHT)),
        "not_assessed": Staged(replace(PLAN, levels=())),
    },
    "alignment": {
        "ok": Staged(PLAN),
        "warn": _with(_turned(20.0)),
        "fail": _with(_turned(45.0)),
        "not_assessed": _with(replace(NERVE, course_mm=())),
    },
    "coverage": {
        "ok": Staged(PLAN),
        "warn": _with(_aside(1.0)),
        "fail": _with(_aside(4.0)),
        "not_assessed": _with(replace(FIRST, lesions=())),
    },
    "structure_clearance": {
        "ok": Staged(PLAN),
        "warn": _with(_beside(3.5)),
        "fail": _with(_beside(1.0)),
        "not_assessed": Staged(replace(PLAN, structures=())),
    },
    "hardware_clearance": {
        "ok": _with(_rod(20.0)),
        "warn": Staged(PLAN.with_item(_rod(2.5)), FINE),
        "fail": _with(_rod(0.5)),
        "not_assessed": Staged(replace(PLAN, hardware_reviewed=False)),
    },
    "skin": {
        "ok": Staged(PLAN),
        "warn": _with(_burnt(withdraw_mm=22.0)),
        "fail": _with(_burnt(withdraw_mm=28.0)),
        "not_assessed": Staged(PLAN, NOWHERE),
    },
    "reach": {
        "ok": Staged(PLAN),
        "warn": Staged(PLAN, body(back_mm=44.0)),
        "fail": Staged(PLAN, body(back_mm=50.0)),
        "not_assessed": Staged(PLAN, NOWHERE),
    },
    "bone_path": {
        "ok": Staged(PLAN),
        "warn": Staged(PLAN, body(step_mm=(4.0, 0.5, 5.0), bone_mm=2.5)),
        "fail": Staged(PLAN, body(step_mm=(4.0, 0.5, 5.0), bone_mm=8.0)),
        "not_assessed": Staged(PLAN, NOWHERE),
    },
    "needles_apart": {
        "ok": _with(replace(SECOND, entry_mm=SECOND.entry_mm + Vector(45.0, 0.0, -10.0))),
        "warn": Staged(PLAN),
        "fail": _with(_probe()),
        "not_assessed": _with(replace(SECOND, device="rf-12g-100-10")),
    },
    "lesion_settings": {
        "ok": Staged(PLAN),
        "warn": _with(_burnt(temperature_c=70.0)),
        "fail": "never: the source speaks of 80 degrees and more, and does not forbid less",
        "not_assessed": "never: without a burn there is nothing to judge, and coverage says so",
    },
    "injected_volume": {
        "ok": _block(0.5),
        "warn": _block(0.5, together=True),
        "fail": _block(0.8),
        "not_assessed": _block(None),
    },
    "image_guidance": {
        "ok": _guided(Guidance.C_ARM, pregnancy="no"),
        "warn": _guided(Guidance.CT, pregnancy="no"),
        "fail": _guided(Guidance.C_ARM, pregnancy="yes"),
        "not_assessed": "never: a plan names what the needle is watched with; no answer warns",
    },
    "block_result": {
        "ok": Staged(PLAN),
        "warn": Staged(_plan(**{"block.L4-L5.left.kind": "none"})),
        "fail": NEVER_FAILS,
        "not_assessed": Staged(PLAN.with_answer("block.L4-L5.left.relief", None)),
    },
    "repeat": {
        "ok": _repeated(earlier_relief=80.0, earlier_months=9.0, pain_changed="no"),
        "warn": _repeated(earlier_relief=40.0, earlier_months=9.0, pain_changed="no"),
        "fail": NEVER_FAILS,
        "not_assessed": _repeated(),
    },
}
