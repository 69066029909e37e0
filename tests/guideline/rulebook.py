"""The page of the rule book: every statement with what carries it, and what it still waits for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from planner.guideline.rules import load_rules
from planner.guideline.statements import GRADED, Statement

PAGE = Path(__file__).with_name("RULEBOOK.md")
COMMAND = "python -m tests.guideline.write_rulebook"

EXPECTED = {
    "check:block_result": ("R3", "R11", "R12", "4.4: studied", "4.5: false-positive"),
    "check:image_guidance": ("R5", "R6", "R7"),
    "check:lesion_settings": ("5: conventional", "R13"),
    "check:repeat": ("R16", "5.4: block"),
}
"""What is to carry statements and is not there yet. Once it is, it stands with them in the rule files."""

_HEAD = f"""# The rule book

What the consensus of 2024 and other documents state, and what of the program carries it: a check, a question
of the check list, a default, a warning, a place on the sheet. Titles are our own words. This page is written
by `{COMMAND}`; a test fails where it is not up to date.

"""
_COLUMNS = ("id", "section", "level", "grade", "kind", "title", "carried by")


def page() -> str:
    """Return the page: graded statements by number, then the rest by section, other documents last."""
    statements = load_rules().statements.values()
    graded = sorted((s for s in statements if GRADED.fullmatch(s.id)), key=_number)
    others = sorted((s for s in statements if not GRADED.fullmatch(s.id)), key=_section)
    rows = [_row(_COLUMNS), _row("---" for _column in _COLUMNS)]
    rows += [_row(_cells(statement)) for statement in (*graded, *others)]
    return _HEAD + "\n".join(rows) + "\n"


def waits_for(statement: Statement) -> tuple[str, ...]:
    """Return what is to carry a statement and is not there yet."""
    return tuple(carrier for carrier, carried in EXPECTED.items() if statement.id in carried)


def _number(statement: Statement) -> tuple[int, str]:
    digits = statement.id.strip("Rab")
    return int(digits), statement.id


def _section(statement: Statement) -> tuple[bool, list[int], str]:
    """Return where a statement stands: the introduction first, then by section; other documents last."""
    of_consensus = statement.sources[0] == "consensus-2024"
    numbers = statement.section.split(".") if of_consensus and statement.section[0].isdigit() else []
    return not of_consensus, [int(number) for number in numbers], statement.id


def _cells(statement: Statement) -> tuple[str, ...]:
    carried = [*statement.carried_by, *(f"waits for {carrier}" for carrier in waits_for(statement))]
    return (
        statement.id,
        statement.section,
        (statement.level or "").replace("_", " "),
        statement.grade or "",
        ", ".join(statement.kinds),
        statement.title.en,
        "<br>".join(carried),
    )


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
