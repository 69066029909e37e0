"""A plan made on pictures of a C-arm: its mm are estimates, and none of them passes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.checks import review
from planner.checks.answered import since_words, with_override
from planner.checks.estimates import as_estimated
from planner.checks.image_identity import Match, match_images
from planner.checks.reasons import Reason
from planner.checks.report import check_report
from planner.checks.result import Assessed, Outcome, Result
from planner.checks.scene import Scene
from planner.checks.wording import headline, placed_words, value_words
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


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("69 mm", "69 est. mm"),
        ("2-5 mm?", "2-5 est. mm?"),
        ("9 of 9 mm of nerve in the lesion (95%)", "9 of 9 est. mm of nerve in the lesion (95%)"),
        ("4.5 cm LEFT, 5.0 cm below", "4.5 est. cm LEFT, 5.0 est. cm below"),
        ("1 mm behind (template, ±6 mm), ±2-3 mm", "1 est. mm behind (template, ±6 mm), ±2-3 mm"),
        ("毁损灶覆盖神经 3/6 mm（50%），超出 3 mm处", "毁损灶覆盖神经 3/6 est. mm（50%），超出 3 est. mm处"),
        ("12° at 80 °C, 0.5 mL, 3 mmol, 18 G", "12° at 80 °C, 0.5 mL, 3 mmol, 18 G"),
    ],
)
def test_every_length_in_words_says_that_it_is_estimated(words: str, marked: str) -> None:
    assert as_estimated(words) == marked


def test_results_on_pictures_say_so_wherever_they_are_worded() -> None:
    plan = on_pictures()
    scene = Scene(None, plan.patient, plan.images)
    of_ct, results = (review(p, scene, load_rules()) for p in (replace(plan, c_arm=CArm()), plan))
    for found, estimated in ((of_ct, False), (results, True)):
        assessed = [r for r in found if isinstance(r, Assessed)]
        for word in (value_words, headline, placed_words):
            told = [words for r in assessed if " mm" in (words := word(r))]
            assert told
            assert all(("est. mm" in words) is estimated for words in told)
        entries = [e for e in check_report(found)["results"] if e["outcome"] != "not_assessed"]
        assert entries
        assert all(entry.get("estimated", False) is estimated for entry in entries)


def test_what_needs_a_ct_says_so_rather_than_that_nothing_is_open() -> None:
    plan = on_pictures()
    scene = Scene(None, plan.patient, plan.images)
    of_ct, results = (review(p, scene, load_rules()) for p in (replace(plan, c_arm=CArm()), plan))

    def blind(found: tuple[Result, ...], reason: Reason) -> set[tuple[str, str]]:
        return {(r.check, r.subject) for r in found if r.reason is reason}

    assert blind(of_ct, Reason.NO_VOLUME)
    assert blind(results, Reason.NEEDS_CT) == blind(of_ct, Reason.NO_VOLUME)
    assert not blind(results, Reason.NO_VOLUME)


def test_a_finding_that_stayed_the_same_is_not_said_to_have_changed() -> None:
    plan = on_pictures()
    results = review(plan, Scene(None, plan.patient, plan.images), load_rules())
    failed = next(r for r in results if isinstance(r, Assessed) and r.outcome is Outcome.FAIL)
    answered = with_override(plan, failed, "tip is curved away", "Dr Li")
    assert "mm" in value_words(failed)
    assert since_words(answered.overrides[0], failed) == ""
