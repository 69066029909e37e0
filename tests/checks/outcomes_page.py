"""How every check comes out, as a page to read: ``python -m tests.checks.outcomes_page`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from planner.checks.wording import check_words, finding, verdict
from planner.words import use
from tests.checks.outcomes import OUTCOMES, STAGED, Staged, staged_result

PAGE = Path(__file__).parent / "OUTCOMES.md"
COMMAND = "python -m tests.checks.outcomes_page"


def page() -> str:
    """Return the page: for each check and outcome what is said, in English and in Chinese."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# How every check comes out"
    yield ""
    yield f"Made by `{COMMAND}` from the plans in `outcomes.py`. A test keeps it current; another sees"
    yield "each of these said so on the screen and on the sheet."
    for check, outcomes in STAGED.items():
        yield ""
        yield f"## {check}"
        yield ""
        yield "| outcome | in English | 中文 |"
        yield "|---|---|---|"
        for outcome in OUTCOMES:
            yield _row(check, outcome, outcomes[outcome])


def _row(check: str, outcome: str, staged: Staged | str) -> str:
    if isinstance(staged, str):
        return f"| {outcome} | *{staged}* | |"
    _plan, result = staged_result(check, outcome)
    said = []
    for language in ("en", "zh_CN"):
        with use(language):
            said.append(f"**{verdict(result)}**, {check_words(result)}: {finding(result)}")
    return f"| {outcome} | {said[0]} | {said[1]} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
