"""What the sources state, one entry each, read from ``resources/guideline/statements/``.

Every graded statement of the consensus of 2024, every ungraded rule and number of its text, and what other
documents say that a program can carry. Each says in our own words what it says, how strongly, who contradicts
it, and what of the program carries it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Literal

import msgspec

from planner.guideline.sources import Entry, Note, refuse_twice
from planner.plan.parts import ProcedureKind
from planner.words.text import Text

Level = Literal["low", "low_to_moderate", "moderate", "moderate_to_high", "high"]
"""A level of evidence."""
Grade = Literal["A", "B", "C", "D", "I"]
"""A strength of recommendation."""

GRADED = re.compile(r"R\d+[ab]?")
"""How a graded statement is called: its place in the table of statements, R1 to R23, R15 in two parts."""
UNGRADED = re.compile(r"[\w.-]+(: [\w-]+)?")
"""How the rest is called: its section, or where in its document, and a word where that is not enough."""
_CARRIER = re.compile(
    r"check:[a-z_]+|answer:[a-z_]+(\.\{joint\}(\.[a-z_]+)?)?|default:[A-Z][A-Za-z]+\.[a-z_]+"
    r"|warning:[a-z_]+(\.[a-z_]+)?|sheet:(room|record|pictures|desk)\.[a-z_]+"
)


class Kind(StrEnum):
    """How a program carries a statement."""

    CHECK = "check"
    ANSWER = "answer"
    DEFAULT = "default"
    WARNING = "warning"
    SHEET = "sheet"


class Bound(StrEnum):
    """What a stated number bounds; ABOUT where it only reports."""

    BELOW = "below"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    ABOVE = "above"
    ABOUT = "about"


class Stated(Entry, frozen=True, kw_only=True):
    """A number as its source gives it; with `to`, the range from `value` to it."""

    value: float
    to: float | None = None
    unit: Literal["mL", "percent", "months", "Hz", "V", "degC", "mm", "cm2", "mg", "share", "count"]
    bound: Bound = Bound.ABOUT

    def __post_init__(self) -> None:
        if self.to is not None and self.to <= self.value:
            raise ValueError("a range ends above its beginning")


class Statement(Entry, frozen=True, kw_only=True):
    """A statement of a source.

    Attributes
    ----------
    id
        "R14" where it is graded; else its section ("4.3.1"), with a word where a section makes several
        ("6.4: views").
    level, grade
        As the source gives them, both or neither; they are shown together, never the grade alone.
    values
        The numbers that the statement itself gives.
    sources, against
        Who says so, and who says otherwise.
    notices
        Notices that hold for this statement in particular.
    carried_by
        What of the program carries it: "check:alignment", "answer:conservative_months",
        "default:Lesion.temperature_c", "warning:nerve_unseen", "sheet:record.strip".
    """

    id: str
    section: str
    level: Level | None = None
    grade: Grade | None = None
    kinds: tuple[Kind, ...]
    applies_to: tuple[ProcedureKind, ...] = tuple(ProcedureKind)
    title: Text
    text: Text
    values: dict[str, Stated] = msgspec.field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    sources: tuple[str, ...]
    against: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    carried_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if (self.level is None) != (self.grade is None):
            raise ValueError(f"{self.id}: level and grade come together or not at all")
        graded = GRADED.fullmatch(self.id) is not None
        if graded is (self.grade is None) or not (graded or UNGRADED.fullmatch(self.id)):
            raise ValueError(
                f"{self.id}: graded statements are called R and a number, others by their section"
            )
        if not self.sources:
            raise ValueError(f"{self.id}: a statement needs the source that makes it")
        if both := set(self.sources) & set(self.against):
            raise ValueError(f"{self.id}: {', '.join(sorted(both))} cannot be for and against")
        for carrier in self.carried_by:
            if not _CARRIER.fullmatch(carrier):
                raise ValueError(f"{self.id}: {carrier!r} is no carrier of a known form")

    @property
    def all_sources(self) -> tuple[str, ...]:
        """Keys of every source named by the statement, those against it and those of its notes, each once."""
        of_notes = (source for note in self.notes for source in note.sources)
        return tuple(dict.fromkeys((*self.sources, *self.against, *of_notes)))


class _StatementFile(Entry, frozen=True, kw_only=True):
    statement: tuple[Statement, ...]


def read_statements(folder: Path) -> dict[str, Statement]:
    """Return the statements of a folder of rules by their ids, in the order of the files and within them.

    Raises
    ------
    ValueError
        If an entry has an unknown key, no source, a level without a grade, a carrier of unknown form, lacks
        a language, or has the id of another.
    """
    found: list[Statement] = []
    for path in sorted((folder / "statements").glob("*.toml")):
        found += msgspec.toml.decode(path.read_bytes(), type=_StatementFile).statement
    refuse_twice("statement", (statement.id for statement in found))
    return {statement.id: statement for statement in found}
