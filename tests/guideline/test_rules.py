"""The rules as data: whole, in two languages, with their sources."""

from __future__ import annotations

import msgspec
import pytest

from planner.assets import resource
from planner.guideline import rules as module
from planner.guideline.limits import Breach, Limit, LimitError, Origin
from planner.guideline.rules import Rule, load_rules
from planner.plan.parts import ProcedureKind
from planner.words import use
from planner.words.text import Text

RULES = load_rules().rules


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.check}:{rule.id}")
class TestEveryRule:
    def test_a_limit_of_ours_has_its_reason_and_a_stated_one_its_source(self, rule: Rule) -> None:
        for limit in rule.limits.values():
            assert limit.sources
            assert (limit.origin is Origin.STATED) or limit.rationale is not None

    def test_only_the_consensus_states_a_limit(self, rule: Rule) -> None:
        stated = [limit for limit in rule.limits.values() if limit.origin is Origin.STATED]
        assert all(limit.sources == ("consensus-2024",) for limit in stated)

    def test_level_and_grade_come_together(self, rule: Rule) -> None:
        assert (rule.level is None) == (rule.grade is None)
        assert rule.grade is None or rule.id.startswith("R")

    def test_failing_is_worse_than_warning(self, rule: Rule) -> None:
        if not rule.limits.keys() >= {"warn", "fail"} or rule.check == "hardware_clearance":
            return
        warn, fail = rule.limits["warn"], rule.limits["fail"]
        if fail.breach in (Breach.ABOVE, Breach.AT_OR_ABOVE):
            assert warn.value < fail.value
        else:
            assert warn.value > fail.value

    def test_it_speaks_both_languages(self, rule: Rule) -> None:
        for text in (rule.title, rule.text, *(note.text for note in rule.notes)):
            with use("zh_CN"):
                chinese = str(text)
            assert str(text) != chinese
            assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)

    def test_it_never_says_that_something_is_best(self, rule: Rule) -> None:
        said = [rule.title.en, rule.text.en, *(note.text.en for note in rule.notes)]
        assert not any(
            word in text.lower() for text in said for word in ("recommend", "optimal", "should be used")
        )


def test_the_statements_of_the_consensus_with_their_level_and_grade() -> None:
    graded = {(r.check, r.id): (r.section, r.level, r.grade) for r in RULES if r.grade is not None}
    assert graded == {
        ("alignment", "R14"): ("5.2", "low", "B"),
        ("coverage", "R14"): ("5.2", "low", "B"),
        ("hardware_clearance", "R23"): ("7.2", "low", "C"),
        ("structure_clearance", "R13"): ("5.1", "low", "C"),
        ("injected_volume", "R9"): ("4.3.1", "low", "C"),
        ("image_guidance", "R5"): ("4.1", "moderate", "B"),
        ("image_guidance", "R6"): ("4.1", "low", "C"),
        ("image_guidance", "R7"): ("4.1", "low", "B"),
        ("block_result", "R11"): ("4.4", "moderate", "B"),
        ("repeat", "R16"): ("5.4", "moderate", "B"),
    }


def test_every_source_is_named_somewhere() -> None:
    rules = load_rules()

    assert rules.named_sources == rules.sources.keys()


def test_the_evidence_against_is_not_hidden() -> None:
    notices = " ".join(notice.text.en for notice in load_rules().notices)
    assert "MINT" in notices
    assert "BMJ" in notices
    assert "strongly against" in notices


def test_a_check_applies_to_its_procedures() -> None:
    rules = load_rules()
    assert rules.rule("alignment", ProcedureKind.FACET_INJECTION) is None
    assert rules.rule("injected_volume", ProcedureKind.RF_ABLATION) is None
    joint = rules.rule("injected_volume", ProcedureKind.FACET_INJECTION)
    assert joint is not None
    assert joint.id == "R9"
    assert rules.rule("no such check", ProcedureKind.RF_ABLATION) is None


def test_a_chosen_limit_can_be_changed_and_says_so() -> None:
    rules = load_rules()
    changed = rules.with_limits({"alignment.warn": 20.0, "reach.fail": 5.0})
    alignment = changed.rule("alignment", ProcedureKind.RF_ABLATION)
    assert alignment is not None
    assert (alignment.limits["warn"].value, alignment.limits["warn"].default) == (20.0, 15.0)
    assert alignment.limits["warn"].changed
    assert not alignment.limits["fail"].changed
    assert rules.rule("alignment", ProcedureKind.RF_ABLATION) != alignment
    assert rules.with_limits({}) is rules


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        ("injected_volume.fail", 1.0, "stated"),
        ("alignment.angle", 1.0, "there is no limit .alignment.angle.; there are alignment.fail, "),
        ("speed.warn", 1.0, "there is no limit"),
        ("alignment.warn", 91.0, "is 91, and lies between 0 and 90"),
        ("hardware_clearance.fail", -0.1, "is -0.1, and lies between 0 and 200"),
        ("coverage.fail", float("nan"), "is nan, and lies between 0 and 1"),
    ],
)
def test_what_cannot_be_changed(key: str, value: float, complaint: str) -> None:
    with pytest.raises(LimitError, match=complaint):
        load_rules().with_limits({key: value})


@pytest.mark.parametrize(
    ("breach", "broken"),
    [
        (Breach.ABOVE, [False, False, True]),
        (Breach.AT_OR_ABOVE, [False, True, True]),
        (Breach.BELOW, [True, False, False]),
        (Breach.AT_OR_BELOW, [True, True, False]),
    ],
)
def test_a_limit_is_broken_on_its_side(breach: Breach, broken: list[bool]) -> None:
    limit = Limit(value=5.0, unit="mm", breach=breach, origin=Origin.STATED, sources=("own",))
    assert [limit.broken_by(value) for value in (4.9, 5.0, 5.1)] == broken


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[rule.limits.warn.rationale]", "[rule.extra]", "extra|rationale"),
        ('unit = "deg"', 'unit = "degree"', "degree"),
        ("[rule.limits.warn]", "[rule.limits.perhaps]", "warn or fail|rationale"),
        ('zh_CN = "电极与神经平行"', "", "zh_CN"),
        ('zh_CN = "电极与神经平行"', 'zh_CN = " "', "every language"),
        ('origin = "chosen"', 'origin = "felt"', "felt"),
        ('id = "R14"', 'id = "R14"\nnew = 1', "new"),
    ],
)
def test_a_faulty_file_is_refused(old: str, new: str, complaint: str) -> None:
    content = resource("guideline/alignment.toml").read_text(encoding="utf-8")
    assert old in content
    faulty = content.replace(old, new, 1)
    with pytest.raises(msgspec.ValidationError, match=complaint):
        msgspec.toml.decode(faulty, type=module._RuleFile)


def test_a_chosen_limit_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="rationale"):
        Limit(value=5.0, unit="mm", breach=Breach.ABOVE, origin=Origin.CHOSEN)
    with pytest.raises(ValueError, match="source"):
        Limit(value=5.0, unit="mm", breach=Breach.ABOVE, origin=Origin.STATED)


def test_a_limit_that_leads_to_no_outcome_is_refused() -> None:
    limit = Limit(value=5.0, unit="mm", breach=Breach.ABOVE, origin=Origin.STATED, sources=("own",))
    title = Text(en="Length", zh_CN="长度")
    with pytest.raises(ValueError, match="warn or fail"):
        Rule(id="own: length", title=title, text=title, limits={"perhaps": limit})


def test_the_errors_of_a_placement_are_changed_among_the_limits() -> None:
    rules = load_rules()
    assert rules.with_limits({"placement.corrected_tip_mm": 1.5}) == rules
    for value in (-0.1, 30.1, float("nan")):
        with pytest.raises(LimitError, match=r"placement\.corrected_tip_mm"):
            rules.with_limits({"placement.corrected_tip_mm": value})
    with pytest.raises(LimitError, match=r"placement\.freehand_tip_mm"):
        rules.with_limits({"placement.tip": 1.0})
