"""What the desk page cites: sources by number, who contradicts a rule, what to know beside the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.checks.limit_words import quantity_words, rule_words
from planner.guideline.rules import Rule
from planner.guideline.sources import Note
from planner.guideline.statements import GRADED, Statement
from planner.sheet.case import Case
from planner.sheet.models import SOURCE, model_words
from planner.sheet.tables import Notices
from planner.words import _

OWN_SOURCE = "own"
"""The key of our own reckoning in the list of sources: the column of limits names it already."""


def rule_sources(case: Case) -> dict[str, str]:
    """Return where each rule of the results comes from, and at its statement's first who contradicts it."""
    found: dict[str, str] = {}
    told: set[str] = set()
    for rule in rules_of(case):
        words = " ".join(filter(None, (rule_words(rule), cited(case, rule.all_sources))))
        statement = case.rules.statements.get(rule.id)
        if statement is not None and statement.against and statement.id not in told:
            told.add(statement.id)
            words = _("{rule}; contradicted by {sources}").format(
                rule=words, sources=cited(case, statement.against)
            )
        found[rule_key(rule)] = words
    return found


def rule_key(rule: Rule) -> str:
    """Return what tells a rule from all others: several checks may rest on one statement."""
    return f"{rule.check} {rule.id}"


def rules_of(case: Case) -> tuple[Rule, ...]:
    """Return the rules of the results, each once, in their order."""
    return tuple({rule_key(result.rule): result.rule for result in case.results}.values())


def statements_of(case: Case) -> tuple[Statement, ...]:
    """Return the statements that those rules rest on, each once."""
    known = case.rules.statements
    return tuple(known[key] for key in dict.fromkeys(rule.id for rule in rules_of(case)) if key in known)


def cited(case: Case, keys: Iterable[str]) -> str:
    """Return the numbers of sources in the list at the end: "[1] [4]"."""
    numbers = source_numbers(case)
    return " ".join(f"[{numbers[key]}]" for key in keys if key in numbers)


def source_numbers(case: Case) -> dict[str, int]:
    """Return the sources that this sheet names, numbered in the order in which it does."""
    named = [key for rule in rules_of(case) for key in rule.all_sources]
    for statement in statements_of(case):
        named += [*statement.against, *(key for note in statement.notes for key in note.sources)]
    named += [SOURCE] if any(model_words(case)) else []
    named += [key for notice in case.rules.notices_for(case.plan.procedure.kind) for key in notice.sources]
    return {key: n for n, key in enumerate((k for k in dict.fromkeys(named) if k != OWN_SOURCE), 1)}


def explained(case: Case) -> Iterator[Notices]:
    """Yield the reasons for the limits that are ours, and what the results do not prove, each once."""
    reasons = [
        _("{check}, {limit}: {reason}").format(
            check=str(rule.title), limit=quantity_words(limit.value, limit.unit), reason=str(limit.rationale)
        )
        for rule in rules_of(case)
        for limit in rule.limits.values()
        if limit.rationale is not None
    ]
    if reasons:
        yield Notices(_("Why these limits: no source gives them"), tuple(dict.fromkeys(reasons)))
    notes = [_note(case, note) for rule in rules_of(case) for note in rule.notes]
    for statement in statements_of(case):
        graded = f"{statement.id}: " if GRADED.fullmatch(statement.id) else ""
        notes += [graded + _note(case, note) for note in statement.notes]
    if notes:
        yield Notices(_("How to read the checks"), tuple(dict.fromkeys(notes)))
    models = tuple(model_words(case))
    if models:
        yield Notices(_("How large the lesions are taken to be"), (*models, _model_source(case)))


def _note(case: Case, note: Note) -> str:
    return " ".join(filter(None, (str(note.text), cited(case, note.sources))))


def _model_source(case: Case) -> str:
    return _(
        "Widths worked out from the ratios in the abstract of {source}, in dead animal tissue. "
        "How both models follow from them is a choice of this program."
    ).format(source=cited(case, (SOURCE,)))
