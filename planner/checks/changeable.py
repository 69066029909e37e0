"""What of limits and errors can be changed: its words, whose it is, what it is as shipped and was made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.checks.limit_words import changed_words, limit_pattern, quantity_words, whose_limit
from planner.checks.placements import HOW
from planner.devices.placement import LARGEST as LARGEST_ERRORS
from planner.devices.placement import Accuracy, placement_key, placement_table
from planner.guideline.limits import LARGEST, Limit, Origin, Whose
from planner.guideline.rules import Rule, Rules, load_rules
from planner.plan.changed_limits import who_changed
from planner.plan.parts import ProcedureKind
from planner.plan.plan import Plan
from planner.words import _

ERROR_UNITS = {"tip_mm": "mm", "angle_deg": "deg"}
"""The unit of each error of a placement."""


@dataclass(frozen=True)
class Changeable:
    """A number that plan and site may change, unless a source states it.

    Attributes
    ----------
    key
        Under which it is changed: "alignment.warn", "placement.freehand_tip_mm".
    title, words
        What it belongs to, and what it says, with "…" in the place of its value.
    largest
        More cannot be meant; in its unit, as is `shipped`.
    whose, why
        Whose the shipped value is, and why it is what it is.
    """

    key: str
    title: str
    words: str
    unit: str
    shipped: float
    largest: float
    whose: str
    why: str
    stated: bool = False


def changeables(kind: ProcedureKind) -> tuple[Changeable, ...]:
    """Return every limit of a procedure, and the errors that needles are expected to have."""
    rules = [rule for rule in load_rules().rules if kind in rule.applies_to]
    limits = [_of(rule, name, limit) for rule in rules for name, limit in rule.limits_in_order]
    return (*limits, *_errors())


def _of(rule: Rule, name: str, limit: Limit) -> Changeable:
    return Changeable(
        key=f"{rule.check}.{name}",
        title=str(rule.title),
        words=limit_pattern(rule, name, limit).format(value="…"),
        unit=limit.unit,
        shipped=limit.value,
        largest=LARGEST[limit.unit],
        whose=whose_limit(limit),
        why=str(limit.rationale or ""),
        stated=limit.origin is Origin.STATED,
    )


def _errors() -> Iterator[Changeable]:
    for how in HOW:
        accuracy: Accuracy = getattr(placement_table(), how)
        published = accuracy.source != "own"
        for what, largest in LARGEST_ERRORS.items():
            yield Changeable(
                key=placement_key(how, what),
                title=_("How far needles lie from their plan, on average"),
                words=_error_words(how, what),
                unit=ERROR_UNITS[what],
                shipped=getattr(accuracy, what),
                largest=largest,
                whose=_("published") if published else _("chosen by this program"),
                why=" ".join(filter(None, (str(accuracy.rationale), accuracy.source if published else ""))),
            )


def _error_words(how: str, what: str) -> str:
    return {
        ("freehand", "tip_mm"): _("freehand at the first pass, the tip …"),
        ("freehand", "angle_deg"): _("freehand at the first pass, the direction …"),
        ("corrected", "tip_mm"): _("once corrected, the tip …"),
        ("corrected", "angle_deg"): _("once corrected, the direction …"),
    }[how, what]


def change_words(each: Changeable, rules: Rules, plan: Plan) -> tuple[str, ...]:
    """Return what site and plan make of a number, a line each: "12°: changed for this site, shipped as …"."""
    shipped, lines = quantity_words(each.shipped, each.unit), []
    of_site = rules.site.limits.get(each.key)
    if of_site is not None:
        lines.append((of_site.value, changed_words(Whose.SITE, shipped, of_site.who)))
    if each.key in plan.limits:
        lines.append((plan.limits[each.key], changed_words(Whose.PLAN, shipped, who_changed(plan))))
    return tuple(
        _("{limit}: {whose}").format(limit=quantity_words(value, each.unit), whose=words)
        for value, words in lines
    )
