"""Changes of limits: which can be changed at all, and the rules that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from planner.devices.placement import placement_keys
from planner.guideline.limits import LARGEST, Limit, LimitError, Origin, Whose
from planner.words import _

if TYPE_CHECKING:
    from planner.guideline.rules import Rule


def limits_by_key(rules: tuple[Rule, ...]) -> dict[str, Limit]:
    """Return every limit by the key under which it is changed: "alignment.warn"."""
    return {f"{rule.check}.{name}": limit for rule in rules for name, limit in rule.limits.items()}


def unfit_words(key: str, value: float, known: Mapping[str, Limit]) -> str:
    """Return why a limit, or an error of a placement, cannot be set so; empty where it can.

    Parameters
    ----------
    known
        Every limit as shipped, by its key.
    """
    limit, errors = known.get(key), placement_keys()
    if limit is None and key not in errors:
        there = ", ".join(sorted((*known, *errors)))
        return _("there is no limit “{key}”; there are {known}").format(key=key, known=there)
    if limit is not None and limit.origin is Origin.STATED:
        return _("“{key}” is stated by its source").format(key=key)
    largest = errors[key] if limit is None else LARGEST[limit.unit]
    if not 0.0 <= value <= largest:
        return _("“{key}” is {value:g}, and lies between 0 and {largest:g}").format(
            key=key, value=value, largest=largest
        )
    return ""


def refuse_unfit(rules: tuple[Rule, ...], changed: Mapping[str, float]) -> None:
    """Refuse changes of a plan that cannot be made.

    Raises
    ------
    LimitError
        If there is no such limit, it is not of our choice, or its value cannot be meant.
    """
    known = limits_by_key(rules)
    for key, value in changed.items():
        if why := unfit_words(key, value, known):
            sentence = _("The plan's own limits cannot be used ({why}). Correct them or take them out.")
            raise LimitError(sentence.format(why=why))


def changed_rules(
    rules: tuple[Rule, ...], changed: Mapping[str, tuple[float, str]], whose: Whose
) -> tuple[Rule, ...]:
    """Return rules with other values, each with who chose it; they keep the shipped ones beside them."""
    return tuple(_changed(rule, changed, whose) for rule in rules)


def _changed(rule: Rule, changed: Mapping[str, tuple[float, str]], whose: Whose) -> Rule:
    limits = {}
    for name, limit in rule.limits.items():
        limits[name] = limit
        if (key := f"{rule.check}.{name}") in changed:
            value, who = changed[key]
            shipped = limit.value if limit.default is None else limit.default
            limits[name] = msgspec.structs.replace(
                limit, value=value, default=shipped, changed_by=whose, who=who
            )
    return msgspec.structs.replace(rule, limits=limits)
