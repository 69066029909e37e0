"""Every check comes out in every way that it can."""

from __future__ import annotations

import pytest

from planner.checks import CHECKS
from tests.checks.outcomes import OUTCOMES, STAGED, Staged, outcome_of, staged_result
from tests.checks.outcomes_page import COMMAND, PAGE, page

CASES = [(c, o) for c, outcomes in STAGED.items() for o, s in outcomes.items() if isinstance(s, Staged)]


def test_every_check_has_every_outcome_or_says_why_not() -> None:
    assert list(STAGED) == list(CHECKS)
    assert all(tuple(outcomes) == OUTCOMES for outcomes in STAGED.values())
    assert all(s.startswith("never: ") for o in STAGED.values() for s in o.values() if isinstance(s, str))


@pytest.mark.parametrize(("check", "outcome"), CASES)
def test_it_comes_out_so(check: str, outcome: str) -> None:
    _staged, result = staged_result(check, outcome)
    assert outcome_of(result) == outcome


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"write it again: {COMMAND}"
