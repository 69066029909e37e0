"""The page of the rule book: every statement with what carries it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from planner.checks.rule_book import entries
from planner.guideline.rules import load_rules
from planner.guideline.statements import Statement

PAGE = Path(__file__).with_name("RULEBOOK.md")
COMMAND = "python -m tests.guideline.write_rulebook"

_HEAD = f"""# The rule book

What the consensus of 2024 and other documents state, and what of the program carries it: a check, a question
of the check list, a default, a warning, a place on the sheet. Titles are our own words. This page is written
by `{COMMAND}`; a test fails where it is not up to date.

"""
_COLUMNS = ("id", "section", "level", "grade", "kind", "title", "carried by")


def page() -> str:
    """Return the page: graded statements by number, then the rest by section, other documents last."""
    statements = [entry for entry in entries(load_rules()) if isinstance(entry, Statement)]
    rows = [_row(_COLUMNS), _row("---" for _column in _COLUMNS)]
    rows += [_row(_cells(statement)) for statement in statements]
    return _HEAD + "\n".join(rows) + "\n"


def _cells(statement: Statement) -> tuple[str, ...]:
    return (
        statement.id,
        statement.section,
        (statement.level or "").replace("_", " "),
        statement.grade or "",
        ", ".join(statement.kinds),
        statement.title.en,
        "<br>".join(statement.carried_by),
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
