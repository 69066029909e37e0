"""A plan made on pictures of a C-arm: its mm are estimates, and none of them passes."""

from __future__ import annotations

from msgspec.structs import replace

from planner.checks import review
from planner.checks.image_identity import Match, match_images
from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome
from planner.checks.scene import Scene
from planner.guideline.rules import load_rules
from planner.plan.c_arm import CArm, Positions
from planner.plan.identity import Images
from planner.plan.plan import Plan
from tests.sheet import cases


def on_pictures() -> Plan:
    plan = replace(cases.screwed(), images=Images(study_uid="2.25.7"))
    return replace(plan, c_arm=CArm(positions=Positions.C_ARM))


def test_no_mm_of_pictures_passes_and_an_angle_may() -> None:
    plan = on_pictures()
    scene = Scene(None, plan.patient, plan.images)
    of_ct = [r for r in review(replace(plan, c_arm=CArm()), scene, load_rules()) if isinstance(r, Assessed)]
    results = [r for r in review(plan, scene, load_rules()) if isinstance(r, Assessed)]

    def good(found: list[Assessed]) -> set[str]:
        return {r.check for r in found if r.outcome is Outcome.OK}

    def in_mm(result: Assessed) -> bool:
        return result.check != "alignment" and any(name.endswith("_mm") for name, _ in result.measured)

    assert any(in_mm(r) for r in of_ct if r.outcome is Outcome.OK), "there is something to see here"
    assert not any(in_mm(r) for r in results if r.outcome is Outcome.OK)
    assert "alignment" in good(results)
    warned = [r for r in results if r.reason is Reason.ESTIMATED_MM]
    assert {r.outcome for r in warned} == {Outcome.WARN}
    fails = [{r.subject for r in found if r.outcome is Outcome.FAIL} for found in (of_ct, results)]
    assert fails[0] == fails[1], "what fails still does"


def test_such_a_plan_belongs_to_pictures_and_to_no_ct() -> None:
    plan = on_pictures()
    pictures = Scene(None, plan.patient, Images(study_uid="2.25.7"))
    assert match_images(plan, pictures) is Match.PICTURES
    assert match_images(plan, Scene(None, plan.patient, Images(study_uid="2.25.8"))) is Match.OTHER_STUDY
    ct = Scene(cases.BODY, plan.patient, Images(study_uid="2.25.7"))
    assert match_images(plan, ct) is Match.OTHER_SERIES
    stranger = replace(plan.patient, id="SOMEBODY", name="ELSE")
    assert match_images(plan, Scene(None, stranger, plan.images)) is Match.OTHER_PATIENT
