"""The statements as data: whole, in two languages, with who is for and against; what is faulty is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.assets import resource
from planner.guideline.rules import load_rules, read_rules
from planner.guideline.statements import GRADED, Statement
from planner.plan.parts import ProcedureKind
from planner.words import use
from planner.words.text import Text

STATEMENTS = load_rules().statements

GRADES = {
    "R1": ("2", "low", "C"),
    "R2": ("3", "low", "C"),
    "R3": ("4", "low", "B"),
    "R4": ("4", "moderate", "C"),
    "R5": ("4.1", "moderate", "B"),
    "R6": ("4.1", "low", "C"),
    "R7": ("4.1", "low", "B"),
    "R8": ("4.2", "low_to_moderate", "B"),
    "R9": ("4.3.1", "low", "C"),
    "R10": ("4.3.2", "moderate", "D"),
    "R11": ("4.4", "moderate", "B"),
    "R12": ("4.5", "low_to_moderate", "C"),
    "R13": ("5.1", "low", "C"),
    "R14": ("5.2", "low", "B"),
    "R15a": ("5.3", "low", "C"),
    "R15b": ("5.3", "low", "B"),
    "R16": ("5.4", "moderate", "B"),
    "R17": ("6.1", "moderate", "B"),
    "R18": ("6.2", "moderate_to_high", "B"),
    "R19": ("6.3", "low", "C"),
    "R20": ("6.4", "low", "B"),
    "R21": ("6.5", "low", "C"),
    "R22": ("7.1", "low", "C"),
    "R23": ("7.2", "low", "C"),
}
"""Section, level and grade of table 3 and of the text of the consensus."""


def said(statement: Statement) -> Iterator[Text]:
    yield from (statement.title, statement.text, *(note.text for note in statement.notes))


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=lambda statement: statement.id)
class TestEveryStatement:
    def test_it_speaks_both_languages(self, statement: Statement) -> None:
        for text in said(statement):
            with use("zh_CN"):
                chinese = str(text)
            assert str(text) != chinese
            assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)

    def test_it_never_says_that_something_is_best(self, statement: Statement) -> None:
        for text in said(statement):
            assert not any(word in text.en.lower() for word in ("recommend", "optimal", "should be used"))
            assert not any(word in text.zh_CN for word in ("推荐使用", "最佳", "最优", "建议使用"))

    def test_what_is_graded_comes_from_the_consensus(self, statement: Statement) -> None:
        assert statement.grade is None or statement.sources[0] == "consensus-2024"

    def test_low_evidence_with_a_grade_that_needs_more_says_so(self, statement: Statement) -> None:
        too_low = statement.level == "low" and statement.grade in ("A", "B", "C")
        assert ("levels_and_grades" in statement.notices) is too_low
        if too_low:
            assert any("insufficient to judge" in note.en for note in load_rules().notes_of(statement))


def test_all_graded_statements_are_there_with_section_level_and_grade() -> None:
    graded = {s.id: (s.section, s.level, s.grade) for s in STATEMENTS.values() if GRADED.fullmatch(s.id)}
    assert graded == GRADES
    assert len(GRADES) == 24


def test_the_count_that_the_notice_gives_is_that_of_the_statements() -> None:
    low = [s for s in STATEMENTS.values() if s.level == "low" and s.grade in ("B", "C")]
    assert (len(low), len(GRADES)) == (15, 24)
    (notice,) = (notice for notice in load_rules().notices if notice.id == "levels_and_grades")
    assert "fifteen of its twenty-four" in notice.text.en
    assert not any(s.grade == "A" for s in STATEMENTS.values())


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("R10", "grade D means"),
        ("R15a", "low evidence"),
        ("4.3.1", "missing from the table"),
        ("6.4: views", "opposite"),
        ("R5", "dropped the preference"),
        ("R17", "other than heparin"),
        ("R22", "not make its pacing asynchronous"),
        ("R22", "15 cm"),
        ("5.1: factors", "corrupted"),
        ("R14", "no angle"),
        ("R23", "no distance"),
        ("R11", "MINT"),
    ],
)
def test_a_fault_of_the_source_stands_at_its_statement(statement: str, words: str) -> None:
    assert any(words in note.en for note in load_rules().notes_of(STATEMENTS[statement]))


@pytest.mark.parametrize("statement", ["5: conventional", "R11", "R16"])
def test_who_is_against_stands_apart_from_who_is_for(statement: str) -> None:
    assert {"juch-2017", "bmj-2025"} <= set(STATEMENTS[statement].against)
    assert not set(STATEMENTS[statement].against) & set(STATEMENTS[statement].sources)


def test_the_sources_of_a_statement_are_all_named_once() -> None:
    named = STATEMENTS["R12"].all_sources
    assert len(set(named)) == len(named)
    assert {"consensus-2024", "bmj-2025", "cohen-2010"} <= set(named)


def test_a_notice_belongs_to_its_procedures() -> None:
    rules = load_rules()
    block = {notice.id for notice in rules.notices_for(ProcedureKind.MEDIAL_BRANCH_BLOCK)}
    ablation = {notice.id for notice in rules.notices_for(ProcedureKind.RF_ABLATION)}
    assert "block_errors" in block - ablation
    assert "ablation_harm" in ablation - block
    assert "evidence" in block & ablation


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(resource("guideline"), tmp_path / "guideline")
    return tmp_path / "guideline"


R9 = 'id = "R9"\nsection = "4.3.1"\nlevel = "low"\ngrade = "C"\nkinds = ["check", "sheet"]\n'
R9_SOURCES = (
    R9 + 'notices = ["levels_and_grades"]\napplies_to = ["facet_injection"]\nsources = ["consensus-2024"]\n'
)


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("statements/injections.toml", R9, R9 + "strength = 1\n", "strength"),
        (
            "statements/injections.toml",
            R9_SOURCES,
            R9_SOURCES.replace('"consensus-2024"', ""),
            "source that makes",
        ),
        (
            "statements/injections.toml",
            R9_SOURCES,
            R9_SOURCES.replace('sources = ["consensus-2024"]\n', ""),
            "sources",
        ),
        (
            "statements/injections.toml",
            R9_SOURCES,
            R9_SOURCES.replace("consensus", "consent"),
            "lacks consent-2024",
        ),
        ("statements/injections.toml", R9_SOURCES, R9_SOURCES + 'against = ["nobody"]\n', "lacks nobody"),
        (
            "statements/injections.toml",
            R9_SOURCES,
            R9_SOURCES + 'against = ["consensus-2024"]\n',
            "for and against",
        ),
        ("statements/injections.toml", R9, R9.replace('grade = "C"\n', ""), "together"),
        ("statements/injections.toml", R9, R9.replace('level = "low"\n', ""), "together"),
        ("statements/injections.toml", R9, R9.replace('"low"', '"weak"'), "weak"),
        (
            "statements/injections.toml",
            R9,
            R9.replace('grade = "C"\n', "").replace('level = "low"\n', ""),
            "R9",
        ),
        ("statements/injections.toml", R9, R9.replace('"R9"', '"volume in joint"'), "volume in joint"),
        ("statements/injections.toml", R9, R9.replace('"R9"', '"R10"'), "'R10' is given twice"),
        ("statements/injections.toml", '"check:injected_volume"', '"checks:injected_volume"', "carrier"),
        ("statements/injections.toml", '"sheet:room.dose"', '"sheet:wall.dose"', "carrier"),
        ("statements/injections.toml", '"answer:steroid"', '"answer:Steroid!"', "carrier"),
        ("statements/injections.toml", 'title.zh_CN = "关节内注射容量"', "", "zh_CN"),
        (
            "statements/injections.toml",
            'title.zh_CN = "关节内注射容量"',
            'title.zh_CN = " "',
            "every language",
        ),
        ("statements/injections.toml", "value = 0.25, to = 0.5", "value = 0.25, to = 0.2", "range"),
        ("statements/injections.toml", '["levels_and_grades"]', '["levels"]', "notice levels"),
        ("sources.toml", 'id = "no_numbers"', 'id = "evidence"', "'evidence' is given twice"),
        (
            "alignment.toml",
            'id = "R14"',
            'id = "R14"\nlevel = "low"\ngrade = "B"',
            "stand with its statement",
        ),
        ("alignment.toml", 'id = "R14"', 'id = "R14"\nsection = "5.2"', "stand with its statement"),
        ("reach.toml", 'id = "own: reach"', 'id = "own: reach"\nsection = "5.2"', "stand with its statement"),
        ("alignment.toml", 'id = "R14"', 'id = "R41"', "no statement R41"),
        ("injected_volume.toml", "value = 1.5", "value = 1.6", "does not state 1.6 mL"),
        ("injected_volume.toml", '"at_or_above"', '"above"', "does not state 1.5 mL"),
        ("reach.toml", 'origin = "chosen"\nsources = ["own"]', 'origin = "chosen"', "needs the source"),
        ("reach.toml", "[rule.limits.fail.rationale]", "[rule.assumptions.x.rationale]", "rationale|value"),
    ],
)
def test_a_faulty_book_is_refused(folder: Path, file: str, old: str, new: str, complaint: str) -> None:
    content = (folder / file).read_text(encoding="utf-8")
    assert old in content
    (folder / file).write_text(content.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=complaint):
        read_rules(folder)


def test_the_book_as_it_stands_is_read(folder: Path) -> None:
    assert read_rules(folder) == load_rules()


def test_a_rule_has_section_level_and_grade_of_its_statement() -> None:
    for rule in load_rules().rules:
        statement = STATEMENTS.get(rule.id)
        if statement is None:
            assert (rule.section, rule.level, rule.grade) == ("", None, None)
        else:
            assert (rule.section, rule.level, rule.grade) == (
                statement.section,
                statement.level,
                statement.grade,
            )
