"""Changes of limits: which can be changed at all, and the rules that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from planner.devices.placement import placement_keys
from planner.guideline.limits import Limit, LimitError, Origin, Whose
from planner.words import _

if TYPE_CHECKING:
    from planner.guideline.rules import Rule


def limits_by_key(rules: tuple[Rule, ...]) -> dict[str, Limit]:
    """Return every limit by the key under which it is changed: "alignment.warn"."""
    return {f"{rule.check}.{name}": limit for rule in rules for name, limit in rule.limits.items()}


def refuse_unfit(rules: tuple[Rule, ...], changed: Mapping[str, float]) -> None:
    """Refuse changes of a plan that cannot be made.

    Raises
    ------
    LimitError
        If there is no such limit, it is not of our choice, or an error of a placement cannot be meant.
    """
    known, errors = limits_by_key(rules), placement_keys()
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


def _refuse_outside(key: str, value: float, largest: float) -> None:
    if not 0.0 <= value <= largest:
        message = _("The plan sets “{key}” to {value:g}; it lies between 0 and {largest:g}.")
        raise LimitError(message.format(key=key, value=value, largest=largest))


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
