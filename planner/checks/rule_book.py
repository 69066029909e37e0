"""The rule book to be read and searched: what the sources state, and what the checks measure against."""

from __future__ import annotations

from dataclasses import dataclass

from planner.checks.limit_words import limit_pattern, quantity_words, whose_limit
from planner.guideline.rules import OWN, Rule, Rules
from planner.guideline.sources import Source
from planner.guideline.statements import GRADED, Bound, Kind, Stated, Statement
from planner.plan.parts import ProcedureKind
from planner.words import _
from planner.words.text import Text

Entry = Rule | Statement
"""An entry of the book: what a check measures against, or what a source states."""


@dataclass(frozen=True)
class Number:
    """A number of an entry: what it says, whose it is, why it is what it is, and keys of its sources."""

    words: str
    whose: str
    why: str = ""
    sources: tuple[str, ...] = ()


def entry_key(entry: Entry) -> str:
    """Return what an entry is known by: "R14" for a statement, "alignment R14" for what a check measures."""
    return f"{entry.check} {entry.id}" if isinstance(entry, Rule) else entry.id


def entries(rules: Rules) -> tuple[Entry, ...]:
    """Return every entry: rules of the checks, graded statements by number, the rest by section."""
    statements = rules.statements.values()
    graded = sorted((s for s in statements if GRADED.fullmatch(s.id)), key=_number)
    others = sorted((s for s in statements if not GRADED.fullmatch(s.id)), key=_section)
    return (*rules.rules, *graded, *others)


def _number(statement: Statement) -> tuple[int, str]:
    return int(statement.id.strip("Rab")), statement.id


def _section(statement: Statement) -> tuple[bool, list[int], str]:
    """Return where a statement stands: the introduction first, then by section; other documents last."""
    of_consensus = statement.sources[0] == "consensus-2024"
    numbers = statement.section.split(".") if of_consensus and statement.section[0].isdigit() else []
    return not of_consensus, [int(number) for number in numbers], statement.id


def is_own(entry: Entry) -> bool:
    """Say whether an entry is a rule of this program, which no source states."""
    return entry.id.startswith(OWN)


def kinds(entry: Entry) -> tuple[Kind, ...]:
    """Return how the program carries an entry."""
    return (Kind.CHECK,) if isinstance(entry, Rule) else entry.kinds


def found(
    rules: Rules, wanted: str, procedure: ProcedureKind | None, kind: Kind | None, *, own: bool = False
) -> tuple[Entry, ...]:
    """Return the entries that hold every word of `wanted`, in either language; one of that id comes first.

    Parameters
    ----------
    procedure, kind
        Only what has to do with a procedure, or is carried so; None: all.
    own
        Only the rules of this program.
    """
    words = wanted.casefold().split()
    met = [
        entry
        for entry in entries(rules)
        if (procedure is None or procedure in entry.applies_to)
        and (kind is None or kind in kinds(entry))
        and (is_own(entry) or not own)
        and _holds(rules, entry, words)
    ]
    return tuple(sorted(met, key=lambda entry: entry.id.casefold() != wanted.strip().casefold()))


def _holds(rules: Rules, entry: Entry, words: list[str]) -> bool:
    if not words:
        return True
    texts = (entry.title, entry.text, *notes(rules, entry), *reasons(entry))
    said = [entry.id, entry.section, *(tongue for text in texts for tongue in (text.en, text.zh_CN))]
    said += [rules.sources[key].citation for key in cited(rules, entry)]
    whole = "\n".join(said).casefold()
    return all(word in whole for word in words)


def statement_of(rules: Rules, entry: Entry) -> Statement | None:
    """Return the statement that an entry is or rests on; None for a rule of this program."""
    return entry if isinstance(entry, Statement) else rules.statements.get(entry.id)


def rules_on(rules: Rules, entry: Entry) -> tuple[Rule, ...]:
    """Return the rules of checks that rest on a statement."""
    return tuple(r for r in rules.rules if isinstance(entry, Statement) and r.id == entry.id)


def notes(rules: Rules, entry: Entry) -> tuple[Text, ...]:
    """Return what is to be known beside an entry: where evidence disagrees, what is wrong in the source."""
    own = tuple(note.text for note in entry.notes) if isinstance(entry, Rule) else ()
    statement = statement_of(rules, entry)
    return own if statement is None else (*own, *rules.notes_of(statement))


def reasons(entry: Entry) -> tuple[Text, ...]:
    """Return the reasons for the numbers of our own choice."""
    if isinstance(entry, Statement):
        return ()
    of_limits = tuple(each.rationale for each in entry.limits.values() if each.rationale is not None)
    return (*of_limits, *(each.rationale for each in entry.assumptions.values()))


def numbers(entry: Entry) -> tuple[Number, ...]:
    """Return the numbers of an entry: what it judges by first, then what it is computed with."""
    if isinstance(entry, Statement):
        return tuple(Number(stated_words(each), _("stated by the source")) for each in entry.values.values())
    judged = tuple(
        Number(
            limit_pattern(entry, name, limit).format(value=quantity_words(limit.value, limit.unit)),
            whose_limit(limit),
            str(limit.rationale or ""),
            limit.sources,
        )
        for name, limit in entry.limits_in_order
    )
    computed = tuple(
        Number(
            _("computed with {value}").format(value=quantity_words(each.value, each.unit)),
            _("chosen by this program"),
            str(each.rationale),
            each.sources,
        )
        for each in entry.assumptions.values()
    )
    return judged + computed


def stated_words(number: Stated) -> str:
    """Return a number as its source gives it: "at least 80 °C", "4 to 6 months"."""
    low = quantity_words(number.value, number.unit)
    if number.to is not None:
        return _("{low} to {high}").format(low=low, high=quantity_words(number.to, number.unit))
    match number.bound:
        case Bound.BELOW:
            return _("below {value}").format(value=low)
        case Bound.AT_MOST:
            return _("at most {value}").format(value=low)
        case Bound.AT_LEAST:
            return _("at least {value}").format(value=low)
        case Bound.ABOVE:
            return _("above {value}").format(value=low)
        case Bound.ABOUT:
            return low


def cited(rules: Rules, entry: Entry) -> tuple[str, ...]:
    """Return the keys of every source that an entry names, those that are for it first, each once."""
    statement = statement_of(rules, entry)
    of_statement = () if statement is None else statement.all_sources
    return tuple(dict.fromkeys((*entry.sources, *of_statement, *entry.all_sources)))


def speaking_against(rules: Rules, entry: Entry) -> tuple[str, ...]:
    """Return the keys of the sources that say otherwise."""
    statement = statement_of(rules, entry)
    return () if statement is None else statement.against


def read_words(source: Source) -> str:
    """Return how much of a source was read when its numbers were taken."""
    match source.access:
        case "full":
            return _("read in full")
        case "abstract":
            return _("only the abstract was read")
        case "excerpt":
            return _("only an excerpt was read")
