"""Every case of the table: what the program does, in which words, and that the page of cases says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from planner.dicom.tolerances import TOLERANCES, Tolerance
from tests.dicom.beads import table_in
from tests.dicom.cases.case import Case, Verdict, judged
from tests.dicom.peer import Comparison, compared
from tests.dicom.table import COMMAND, PAGE, all_cases, page

VerdictOf = Callable[[Case], Verdict]


@pytest.fixture(scope="module")
def verdict_of(tmp_path_factory: pytest.TempPathFactory) -> VerdictOf:
    """Return what the program does with a case; each is tried once."""
    known: dict[tuple[str, str], Verdict] = {}

    def verdict(case: Case) -> Verdict:
        key = (case.topic, case.name)
        if key not in known:
            known[key] = judged(case, tmp_path_factory.mktemp("case"))
        return known[key]

    return verdict


def _named(case: Case) -> str:
    return f"{case.topic}: {case.name}"


@pytest.mark.parametrize("case", all_cases(), ids=_named)
def test_a_case(case: Case, verdict_of: VerdictOf) -> None:
    verdict = verdict_of(case)
    said = "\n".join(verdict.sentences)
    assert verdict.outcome == case.outcome, said
    for fragment in case.says:
        # a reason begins with a capital where a sentence begins with it
        assert fragment.lower() in said.lower()
    if not case.says and case.outcome != "apart":
        assert not said


def test_every_case_has_a_name_of_its_own() -> None:
    names = Counter(map(_named, all_cases()))
    assert names
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("tolerance", TOLERANCES, ids=lambda tolerance: tolerance.name)
def test_every_tolerance_has_a_case_on_either_side(tolerance: Tolerance, verdict_of: VerdictOf) -> None:
    verdicts = {verdict_of(case) for case in all_cases() if case.tolerance is tolerance}
    assert len(verdicts) > 1


def test_the_page_of_cases_is_what_the_program_says_now(
    verdict_of: VerdictOf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    def comparison(case: Case) -> Comparison:
        return compared(case, tmp_path_factory.mktemp("peer"))

    written = PAGE.read_text(encoding="utf-8")
    # beads are measured where they are tested
    assert written == page(verdict_of, comparison, table_in(written)), f"run `{COMMAND}`"
