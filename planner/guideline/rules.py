"""Rules, limits and citations, read from ``resources/guideline/``.

The texts are our own words in every language, never the sentences of a source. A limit says who chose it:
``stated`` by the source of the rule, or ``chosen`` by us, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Literal

import msgspec

from planner.assets import resource
from planner.plan.parts import ProcedureKind
from planner.words import _, language


class LimitError(ValueError):
    """A plan changes a limit that is not there, is stated by its source, or to a value that is no limit."""


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all entries of the rule files share: frozen, unknown keys refused."""


class Text(_Entry, frozen=True, kw_only=True):
    """A text in both languages."""

    en: str
    zh_CN: str  # noqa: N815 - the code of the language

    def __post_init__(self) -> None:
        if not (self.en.strip() and self.zh_CN.strip()):
            raise ValueError("a text is needed in every language")

    def __str__(self) -> str:
        return self.zh_CN if language() == "zh_CN" else self.en


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


class Limit(_Entry, frozen=True, kw_only=True):
    """A number to judge by.

    Attributes
    ----------
    unit
        "mm", "deg", "mL" or "share" (0 to 1).
    default
        The value before the user changed it; None where it is unchanged.
    """

    value: float
    unit: Literal["mm", "deg", "mL", "share"]
    breach: Breach
    origin: Origin
    rationale: Text | None = None
    sources: tuple[str, ...] = ()
    default: float | None = None

    def __post_init__(self) -> None:
        if self.origin is Origin.CHOSEN and self.rationale is None:
            raise ValueError("a limit of our choice needs a rationale")
        if self.origin is Origin.STATED and not self.sources:
            raise ValueError("a stated limit needs the source that states it")

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


class Assumption(_Entry, frozen=True, kw_only=True):
    """A number that a result is computed with, though nothing is judged by it."""

    value: float
    unit: Literal["mm", "deg", "mL", "share"]
    rationale: Text
    sources: tuple[str, ...] = ()


class Note(_Entry, frozen=True, kw_only=True):
    """Where the evidence disagrees, or what a result does not prove."""

    text: Text
    sources: tuple[str, ...] = ()


class Rule(_Entry, frozen=True, kw_only=True):
    """What a check is measured against.

    Attributes
    ----------
    id
        The statement of the consensus ("R14"), its section where the statement is not graded ("4.3.1"), or a
        name of our own ("own: reach").
    applies_to
        The procedures for which the check is made.
    level, grade
        Level of evidence and strength of recommendation as the source gives them; None for rules of our own.
    limits
        By the name of the outcome they lead to: "warn", "fail".
    """

    check: str = ""
    id: str
    applies_to: tuple[ProcedureKind, ...] = tuple(ProcedureKind)
    section: str = ""
    level: Literal["low", "low_to_moderate", "moderate", "moderate_to_high", "high"] | None = None
    grade: Literal["A", "B", "C", "D", "I"] | None = None
    title: Text
    text: Text
    limits: dict[str, Limit] = msgspec.field(default_factory=dict)
    assumptions: dict[str, Assumption] = msgspec.field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.limits.keys() <= {"warn", "fail"}:
            raise ValueError("a limit is named after the outcome that it leads to: warn or fail")

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


class Source(_Entry, frozen=True, kw_only=True):
    """A reference in full; `access` says how much of it was read."""

    citation: str
    access: Literal["full", "abstract", "excerpt"]
    doi: str = ""
    url: str = ""


class _RuleFile(_Entry, frozen=True, kw_only=True):
    rule: tuple[Rule, ...]


class _SourceFile(_Entry, frozen=True, kw_only=True):
    source: dict[str, Source]
    notice: tuple[Note, ...]


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """All rules, in the order of the checks' files, with the sources that they name."""

    rules: tuple[Rule, ...]
    sources: dict[str, Source]
    notices: tuple[Note, ...]

    def rule(self, check: str, procedure: ProcedureKind) -> Rule | None:
        """Return what a check is measured against in a procedure; None where the check does not apply."""
        return next((r for r in self.rules if r.check == check and procedure in r.applies_to), None)

    def with_limits(self, changed: Mapping[str, float]) -> Rules:
        """Return the rules with the user's changes, keyed "check.limit" ("alignment.warn").

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
    for key in changed:
        if key not in known:
            message = _("The plan changes a limit “{key}” that is not there; there are {known}.")
            raise LimitError(message.format(key=key, known=", ".join(sorted(known))))
        if known[key].origin is Origin.STATED:
            message = _(
                "The plan changes the limit “{key}”, which is stated by its source. Take the change out."
            )
            raise LimitError(message.format(key=key))
    return msgspec.structs.replace(rules, rules=tuple(_changed(rule, changed) for rule in rules.rules))


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
    """Return the rules with the limits as shipped.

    Raises
    ------
    ValueError
        If a file has an unknown key, lacks a rationale or a language, or names a source that is not listed.
    """
    folder = resource("guideline")
    book = msgspec.toml.decode((folder / "sources.toml").read_bytes(), type=_SourceFile)
    rules: list[Rule] = []
    for path in sorted(folder.glob("*.toml")):
        if path.name != "sources.toml":
            content = msgspec.toml.decode(path.read_bytes(), type=_RuleFile)
            rules += [msgspec.structs.replace(rule, check=path.stem) for rule in content.rule]
    named = {source for rule in rules for source in rule.all_sources}
    named |= {source for notice in book.notice for source in notice.sources}
    if missing := sorted(named - book.source.keys()):
        raise ValueError(f"sources.toml lacks {', '.join(missing)}")
    return Rules(rules=tuple(rules), sources=book.source, notices=book.notice)
