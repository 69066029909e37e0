"""Rules and limits of the checks, read from ``resources/guideline/``, with the statements that they rest on.

The texts are our own words in every language, never the sentences of a source. A limit says who chose it:
``stated`` by the source of the rule, or ``chosen`` by us, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from planner.assets import resource
from planner.devices.placement import placement_keys
from planner.guideline.sources import Entry, Note, Notice, Source, read_sources
from planner.guideline.statements import Bound, Grade, Level, Statement, read_statements
from planner.plan.parts import ProcedureKind
from planner.words import _
from planner.words.text import Text


class LimitError(ValueError):
    """A plan changes a limit that is not there, is stated by its source, or to a value that is no limit."""


class Origin(StrEnum):
    """Who says a limit: the source of the rule, or we."""

    STATED = "stated"
    CHOSEN = "chosen"


class Breach(StrEnum):
    """On which side of its value a limit is broken."""

    ABOVE = "above"
    AT_OR_ABOVE = "at_or_above"
    BELOW = "below"
    AT_OR_BELOW = "at_or_below"


class Limit(Entry, frozen=True, kw_only=True):
    """A number to judge by.

    Attributes
    ----------
    unit
        "share" is 0 to 1, "degC" degrees Celsius.
    default
        The value before the user changed it; None where it is unchanged.
    """

    value: float
    unit: Literal["mm", "deg", "mL", "share", "percent", "months", "degC"]
    breach: Breach
    origin: Origin
    rationale: Text | None = None
    sources: tuple[str, ...] = ()
    default: float | None = None

    def __post_init__(self) -> None:
        if self.origin is Origin.CHOSEN and self.rationale is None:
            raise ValueError("a limit of our choice needs a rationale")
        if not self.sources:
            raise ValueError("a limit needs the source that states it, or that our choice rests on")

    @property
    def changed(self) -> bool:
        """Whether the user put another value in place of the default."""
        return self.default is not None

    def broken_by(self, value: float) -> bool:
        """Say whether a value, in the limit's unit, lies on the wrong side."""
        match self.breach:
            case Breach.ABOVE:
                return value > self.value
            case Breach.AT_OR_ABOVE:
                return value >= self.value
            case Breach.BELOW:
                return value < self.value
            case Breach.AT_OR_BELOW:
                return value <= self.value


class Assumption(Entry, frozen=True, kw_only=True):
    """A number that a result is computed with, though nothing is judged by it."""

    value: float
    unit: Literal["mm", "deg", "mL", "share", "cm2"]
    rationale: Text
    sources: tuple[str, ...] = ()


_LIMIT_NAME = re.compile("(warn|fail)(_[a-z]+)?")


class Rule(Entry, frozen=True, kw_only=True):
    """What a check is measured against.

    Attributes
    ----------
    id
        The statement that it rests on ("R14", "4.3.1"), or a name of our own ("own: reach").
    applies_to
        The procedures for which the check is made.
    section, level, grade
        Those of the statement, from where they are taken; empty and None for rules of our own.
    limits
        By the name of the outcome they lead to: "warn", "fail"; where a rule has several, with what they
        limit: "warn_months".
    """

    check: str = ""
    id: str
    applies_to: tuple[ProcedureKind, ...] = tuple(ProcedureKind)
    section: str = ""
    level: Level | None = None
    grade: Grade | None = None
    title: Text
    text: Text
    limits: dict[str, Limit] = msgspec.field(default_factory=dict)
    assumptions: dict[str, Assumption] = msgspec.field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not all(_LIMIT_NAME.fullmatch(name) for name in self.limits):
            raise ValueError("a limit is named after the outcome that it leads to: warn or fail")

    @property
    def limits_in_order(self) -> tuple[tuple[str, Limit], ...]:
        """Names and limits, the milder first."""
        return tuple(sorted(self.limits.items(), key=lambda item: item[0].startswith("fail")))

    @property
    def all_sources(self) -> tuple[str, ...]:
        """Keys of every source named by the rule, its limits, assumptions and notes, each once."""
        named = [*self.sources]
        for limit in self.limits.values():
            named += limit.sources
        for assumption in self.assumptions.values():
            named += assumption.sources
        for note in self.notes:
            named += note.sources
        return tuple(dict.fromkeys(named))


class _RuleFile(Entry, frozen=True, kw_only=True):
    rule: tuple[Rule, ...]


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """All rules, in the order of the checks' files, with what they rest on and the sources that are named."""

    rules: tuple[Rule, ...]
    statements: dict[str, Statement]
    sources: dict[str, Source]
    notices: tuple[Notice, ...]

    def notes_of(self, statement: Statement) -> tuple[Text, ...]:
        """Return what is to be said beside a statement: its own notes, then the notices that hold for it."""
        held = (notice.text for notice in self.notices if notice.id in statement.notices)
        return (*(note.text for note in statement.notes), *held)

    @property
    def named_sources(self) -> frozenset[str]:
        """Keys of every source that a rule, a statement or a notice names."""
        named = {source for rule in self.rules for source in rule.all_sources}
        named |= {source for statement in self.statements.values() for source in statement.all_sources}
        return frozenset(named | {source for notice in self.notices for source in notice.sources})

    def notices_for(self, procedure: ProcedureKind) -> tuple[Notice, ...]:
        """Return the notices that have to do with a procedure."""
        return tuple(notice for notice in self.notices if procedure in notice.applies_to)

    def rule(self, check: str, procedure: ProcedureKind) -> Rule | None:
        """Return what a check is measured against in a procedure; None where the check does not apply."""
        return next((r for r in self.rules if r.check == check and procedure in r.applies_to), None)

    def with_limits(self, changed: Mapping[str, float]) -> Rules:
        """Return the rules with the user's changes, keyed "check.limit" ("alignment.warn").

        The errors of a placement (`devices.placement`) are changed among them and judge nothing.

        Raises
        ------
        LimitError
            If there is no such limit, or it is not of our choice.
        """
        if not changed:
            return self
        return _with_limits(self, changed)


def _with_limits(rules: Rules, changed: Mapping[str, float]) -> Rules:
    known = {f"{r.check}.{name}": limit for r in rules.rules for name, limit in r.limits.items()}
    errors = placement_keys()
    for key, value in changed.items():
        if key in errors:
            _refuse_outside(key, value, errors[key])
            continue
        if key not in known:
            message = _("The plan changes a limit “{key}” that is not there; there are {known}.")
            raise LimitError(message.format(key=key, known=", ".join(sorted((*known, *errors)))))
        if known[key].origin is Origin.STATED:
            message = _(
                "The plan changes the limit “{key}”, which is stated by its source. Take the change out."
            )
            raise LimitError(message.format(key=key))
    return msgspec.structs.replace(rules, rules=tuple(_changed(rule, changed) for rule in rules.rules))


def _refuse_outside(key: str, value: float, largest: float) -> None:
    if not 0.0 <= value <= largest:
        message = _("The plan sets “{key}” to {value:g}; it lies between 0 and {largest:g}.")
        raise LimitError(message.format(key=key, value=value, largest=largest))


def _changed(rule: Rule, changed: Mapping[str, float]) -> Rule:
    limits = {
        name: msgspec.structs.replace(limit, value=changed[key], default=limit.value)
        if (key := f"{rule.check}.{name}") in changed
        else limit
        for name, limit in rule.limits.items()
    }
    return msgspec.structs.replace(rule, limits=limits)


@cache
def load_rules() -> Rules:
    """Return the rules with the limits as shipped; raises what `read_rules` raises."""
    return read_rules(resource("guideline"))


def read_rules(folder: Path) -> Rules:
    """Return the rules, statements and sources of a folder, with the limits as they stand there.

    Raises
    ------
    ValueError
        If a file has an unknown key, lacks a rationale or a language, names a source or notice that is not
        there, or if a rule says again, or otherwise, what the statement says that it rests on.
    """
    book, statements = read_sources(folder), read_statements(folder)
    rules: list[Rule] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name != "sources.toml":
            content = msgspec.toml.decode(path.read_bytes(), type=_RuleFile)
            rules += [_joined(msgspec.structs.replace(r, check=path.stem), statements) for r in content.rule]
    read = Rules(rules=tuple(rules), statements=statements, sources=book.source, notices=book.notice)
    if missing := sorted(read.named_sources - book.source.keys()):
        raise ValueError(f"sources.toml lacks {', '.join(missing)}")
    held = {notice for statement in statements.values() for notice in statement.notices}
    if missing := sorted(held - {notice.id for notice in book.notice}):
        raise ValueError(f"sources.toml lacks the notice {', '.join(missing)}")
    return read


OWN = "own: "
"""How the id of a rule of our own begins, which rests on no statement."""

_BREACHES = {
    Bound.BELOW: Breach.AT_OR_ABOVE,
    Bound.AT_MOST: Breach.ABOVE,
    Bound.AT_LEAST: Breach.BELOW,
    Bound.ABOVE: Breach.AT_OR_BELOW,
}
"""How a number breaks what a source states."""


def _joined(rule: Rule, statements: Mapping[str, Statement]) -> Rule:
    """Return a rule with section, level and grade of the statement that it rests on."""
    if rule.section or rule.level is not None or rule.grade is not None:
        raise ValueError(f"{rule.check}: section, level and grade of {rule.id} stand with its statement")
    if rule.id.startswith(OWN):
        return rule
    statement = statements.get(rule.id)
    if statement is None:
        raise ValueError(f"{rule.check}: there is no statement {rule.id}; a rule of ours is called “{OWN}…”")
    stated = {(v.value, v.unit, _BREACHES.get(v.bound)) for v in statement.values.values()}
    for limit in rule.limits.values():
        if limit.origin is Origin.STATED and (limit.value, limit.unit, limit.breach) not in stated:
            raise ValueError(f"{rule.check}: {rule.id} does not state {limit.value:g} {limit.unit}")
    return msgspec.structs.replace(
        rule, section=statement.section, level=statement.level, grade=statement.grade
    )
