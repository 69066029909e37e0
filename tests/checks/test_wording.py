"""Results in words: rounding that never contradicts the verdict, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from planner.anatomy.spine import Joint, Level, Side
from planner.checks import CHECKS
from planner.checks.limit_words import limit_text, quantity_words, rule_words
from planner.checks.reasons import Reason, reason_text
from planner.checks.result import Assessed, NotAssessed, Outcome, Result, judged, severity
from planner.checks.rounding import rounded
from planner.checks.scene import Scene
from planner.checks.wording import (
    check_words,
    finding,
    headline,
    reason_words,
    subject_text,
    value_words,
    verdict,
)
from planner.geometry.vectors import Point
from planner.guideline.limits import Breach, Limit, Origin
from planner.guideline.rules import Rule, load_rules
from planner.plan.parts import FacetTarget, Injection, Procedure, ProcedureKind, Role
from planner.plan.plan import Plan
from planner.words import use
from tests.checks.cases import assessed, results_of
from tests.checks.plans import PLAN, needle, nerve, scene, with_items

KIND = ProcedureKind.RF_ABLATION


def rule(check: str) -> Rule:
    """Return the rule of a check for ablation."""
    found = load_rules().rule(check, KIND)
    assert found is not None
    return found


def angle(angle_deg: float) -> Assessed:
    """Return an alignment with this angle."""
    measured = (
        ("angle_deg", angle_deg),
        ("angle_low_deg", max(0.0, angle_deg - 10.02)),
        ("angle_high_deg", 25.1),
    )
    return Assessed("alignment", "N1", judged(rule("alignment"), angle_deg), measured, rule("alignment"))


@pytest.mark.parametrize(
    ("angle_deg", "words"),
    [
        (12.3, "12°"),
        (14.6, "15°"),
        (15.0, "15°"),
        (15.4, "15.4°"),
        (15.04, "15.04°"),
        (30.2, "30.2°"),
        (30.6, "31°"),
    ],
)
def test_whole_degrees_unless_they_contradict_the_verdict(angle_deg: float, words: str) -> None:
    assert value_words(angle(angle_deg)) == words


@given(value=st.floats(0.0, 90.0), limit=st.floats(1.0, 89.0), breach=st.sampled_from(Breach))
def test_what_is_printed_judges_as_the_value_does(value: float, limit: float, breach: Breach) -> None:
    by = Limit(value=limit, unit="deg", breach=breach, origin=Origin.STATED, sources=("own",))
    if abs(value - limit) > 2e-4:
        assert by.broken_by(float(rounded(value, [by]))) == by.broken_by(value)


def test_headlines() -> None:
    assert headline(angle(12.3)) == "12° to the nerve (2-26°)"
    results = results_of(PLAN, scene())
    assert (
        headline(assessed(results, "reach", "N1")) == "44 mm from skin to tip, 56 mm of the cannula to spare"
    )
    assert headline(assessed(results, "side", "T1")) == "21 mm left of the midline"
    assert headline(assessed(results, "image_identity", "plan")) == "The plan was made on these images."


def coverage(within: float, stretch: float, reachable: float) -> Assessed:
    """Return a coverage of so many mm."""
    share = within / reachable
    measured = (
        ("captured_stretch_mm", within),
        ("stretch_mm", stretch),
        ("reachable_mm", reachable),
        ("judged_share", share),
    )
    return Assessed("coverage", "T1", judged(rule("coverage"), share), measured, rule("coverage"))


def test_coverage_in_words() -> None:
    assert headline(coverage(7.7, 9.0, 9.0)) == "8 of 9 mm of nerve in the lesion (86%)"
    short = headline(coverage(3.6, 8.0, 5.0))
    assert short == "4 of 8 mm of nerve in the lesion: 72 percent of the 5 mm that it can reach"
    assert "69.8" in headline(coverage(6.98, 10.0, 10.0))


def clearance(gap: float, uncertainty: float | None, lesion: float) -> Assessed:
    """Return a clearance with these gaps."""
    measured: list[tuple[str, float | str]] = [("needle_mm", gap), ("lesion_mm", lesion), ("nearest", "H2")]
    if uncertainty is not None:
        measured.append(("uncertainty_mm", uncertainty))
    touches = gap - (uncertainty or 0.0) <= 0.0
    outcome = Outcome.FAIL if touches else Outcome.WARN if lesion <= 0.0 else Outcome.OK
    return Assessed("hardware_clearance", "N1", outcome, tuple(measured), rule("hardware_clearance"))


@pytest.mark.parametrize(
    ("gap", "uncertainty", "lesion", "words"),
    [
        (2.6, None, 1.0, "Needle 3 mm from metal H2"),
        (0.3, None, 1.0, "Needle 0.3 mm from metal H2"),
        (2.6, 1.2, 1.0, "Needle 1-4 mm from metal H2"),
        (1.3, 1.2, 1.0, "Needle 0.1-3 mm from metal H2"),
        (0.9, 1.2, 1.0, "Needle may touch metal H2 (0-3 mm)"),
        (-0.4, 1.2, 1.0, "Needle touches metal H2 (0-1 mm)"),
        (-2.0, 1.2, -3.0, "Needle touches metal H2 (0 mm)"),
        (
            5.5,
            1.2,
            -0.1,
            "Needle 4-7 mm from metal H2; the lesion reaches metal: thermometer on it, stop at 42 °C",
        ),
    ],
)
def test_clearance_is_a_band(gap: float, uncertainty: float | None, lesion: float, words: str) -> None:
    assert headline(clearance(gap, uncertainty, lesion)) == words


def test_limits_say_whose_they_are() -> None:
    assert limit_text(angle(12.3)) == "look again above 15°, fails above 30° (chosen by this program)"
    changed = load_rules().with_limits({"alignment.warn": 12.5}).rule("alignment", KIND)
    assert changed is not None
    by_user = Assessed("alignment", "N1", Outcome.OK, (("angle_deg", 1.0),), changed)
    assert limit_text(by_user) == "look again above 12.5°, fails above 30° (changed by the user)"
    joint = load_rules().rule("injected_volume", ProcedureKind.FACET_INJECTION)
    assert joint is not None
    stated = Assessed("injected_volume", "plan", Outcome.OK, (("total_ml", 1.0),), joint)
    assert limit_text(stated) == "fails from 1.5 mL (stated by the source)"
    assert "lesion" in limit_text(clearance(2.0, None, 1.0))
    assert limit_text(NotAssessed("image_identity", "plan", Reason.NO_IMAGES, rule("image_identity"))) == ""
    assert quantity_words(0.7, "share") == "70%"


def test_rules_say_where_they_come_from() -> None:
    assert rule_words(rule("alignment")) == "R14, section 5.2, evidence low, grade B"
    assert rule_words(rule("reach")) == "rule of this program"
    block = load_rules().rule("injected_volume", ProcedureKind.MEDIAL_BRANCH_BLOCK)
    assert block is not None
    assert rule_words(block) == "section 4.3.1, not graded"


def test_subjects() -> None:
    joint = FacetTarget(id="T2", joint="L4-L5", side=Side.RIGHT)
    l5 = nerve(id="T3", nerve=Level.L5)
    plan = with_items(joint, l5, needle(id="N2", target="T2"), needle(id="N3", target=""))

    def words(subject: str) -> str:
        return subject_text(plan, replace_subject(angle(1.0), subject))

    assert words("N1") == "needle N1 · L3 MB (on L4) left"
    assert words("N2") == "needle N2 · L4-L5 joint right"
    assert words("N3") == "needle N3"
    assert words("T3") == "L5 DR (at S1/ala) left"
    assert words("L4") == "L4"
    assert words("plan") == "whole plan"


def replace_subject(result: Assessed, subject: str) -> Assessed:
    """Return a result about something else."""
    return Assessed(result.check, subject, result.outcome, result.measured, result.rule)


def test_verdicts_and_reasons() -> None:
    assert [verdict(angle(a)) for a in (1.0, 20.0, 40.0)] == ["within limits", "look again", "fails"]
    missing = NotAssessed("coverage", "N1", Reason.UNKNOWN_DEVICE, rule("coverage"), "rf-1g")
    assert verdict(missing) == "cannot assess"
    assert (
        headline(missing)
        == reason_words(missing)
        == "The needle rf-1g is not in the catalogue: choose another."
    )
    assert reason_words(angle(1.0)) == ""


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_words_that_take_what_it_is_about(reason: Reason) -> None:
    words = reason_text(reason, "this")
    assert words.endswith(".")
    assert "{" not in words


@pytest.mark.parametrize("kind", ProcedureKind)
@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_every_result_has_words_in_every_language(kind: ProcedureKind, code: str) -> None:
    strange, bare = needle(id="N2", device="nothing"), nerve(id="T2", course_mm=())
    through = needle(id="N3", tip_mm=Point(23.0, 16.0, 18.0))
    shallow = needle(id="N4", target="T2", tip_mm=Point(22.0, 57.0, 4.0))
    probe = needle(id="N5", role=Role.THERMOMETER, device="thermo-20g-100", lesions=())
    whole = replace(
        with_items(strange, bare, through, shallow, probe).with_nerves_of((Joint(Level.L4),), Side.LEFT),
        procedure=Procedure(kind=kind),
        injection=Injection(drug_ml=0.4, contrast_ml=0.3),
        answers={"earlier_ablation": "yes", "pain_before": 7.0, "pain_after": 3.0},
    )
    seen: set[str] = set()
    for plan in (whole, replace(whole, levels=()), whole.without_item("K1"), whole.without_item("H1")):
        for images in (scene(), Scene()):
            with use(code):
                results = results_of(plan, images)
                assert [severity(r) for r in results] == sorted(severity(r) for r in results)
                for result in results:
                    _assert_worded(plan, result, code)
                    seen.add(result.check)
    applies = {name for name in CHECKS if load_rules().rule(name, kind) is not None}
    assert seen == applies


def _assert_worded(plan: Plan, result: Result, code: str) -> None:
    spoken = (
        verdict(result),
        check_words(result),
        subject_text(plan, result),
        headline(result),
        finding(result),
    )
    assert all(spoken), result
    assert not any("{" in text for text in (*spoken, limit_text(result), rule_words(result.rule)))
    if isinstance(result, Assessed):
        assert value_words(result)
    if code == "zh_CN":
        assert any("\u4e00" <= letter <= "\u9fff" for letter in check_words(result))


def test_a_finding_says_why_it_is_no_better() -> None:
    results = results_of(replace(PLAN, levels=()), scene())
    told = finding(assessed(results, "structure_clearance", "N1"))
    assert told.startswith("Lesion ")
    assert told.endswith("mark both pedicles and the endplate of L4.")
    missing = NotAssessed("coverage", "N1", Reason.NO_NEEDLE, rule("coverage"))
    assert finding(missing) == headline(missing)
