"""Rules and limits of the checks, read from ``resources/guideline/``, with the statements that they rest on.

The texts are our own words in every language, never the sentences of a source. A limit says who chose it:
``stated`` by the source of the rule, or ``chosen`` by us, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from planner.assets import resource
from planner.guideline.changes import changed_rules, limits_by_key, refuse_unfit
from planner.guideline.limits import Assumption, Breach, Limit, Origin, Whose
from planner.guideline.site_limits import SiteLimits, load_site_limits
from planner.guideline.sources import Entry, Note, Notice, Source, read_sources
from planner.guideline.statements import Bound, Grade, Level, Statement, read_statements
from planner.plan.changed_limits import who_changed
from planner.plan.parts import ProcedureKind
from planner.plan.plan import Plan
from planner.words.text import Text

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
    site: SiteLimits = SiteLimits()

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

    def with_site(self, site: SiteLimits) -> Rules:
        """Return the rules as shipped with the changes of a site, which `load_site_limits` has found fit."""
        changed = {key: (each.value, each.who) for key, each in site.limits.items()}
        return msgspec.structs.replace(self, rules=changed_rules(self.rules, changed, Whose.SITE), site=site)

    def for_plan(self, plan: Plan) -> Rules:
        """Return the rules with the changes of a plan, which go before those of the site.

        Raises
        ------
        LimitError
            As `with_limits`.
        """
        return self.with_limits(plan.limits, who_changed(plan))

    def with_limits(self, changed: Mapping[str, float], who: str = "") -> Rules:
        """Return the rules with a plan's changes, keyed "check.limit" ("alignment.warn"); `who` made them.

        The errors of a placement (`devices.placement`) are changed among them and judge nothing.

        Raises
        ------
        LimitError
            If there is no such limit, it is not of our choice, or its value cannot be meant.
        """
        if not changed:
            return self
        refuse_unfit(self.rules, changed)
        changes = {key: (value, who) for key, value in changed.items()}
        return msgspec.structs.replace(self, rules=changed_rules(self.rules, changes, Whose.PLAN))

    def placed(self, plan: Plan) -> Plan:
        """Return a plan with the errors of a placement that the site expects, where it names none itself."""
        expected = self.site.errors
        if not expected:
            return plan
        return msgspec.structs.replace(plan, limits={**expected, **plan.limits})


@cache
def load_rules() -> Rules:
    """Return the rules with the limits as shipped; raises what `read_rules` raises."""
    return read_rules(resource("guideline"))


def site_limits() -> SiteLimits:
    """Return what the site has changed of the limits as shipped; raises what `load_site_limits` raises."""
    return load_site_limits(limits_by_key(load_rules().rules))


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
