"""Findings that somebody answers for: they stay what they are, and it is printed who says why."""

from __future__ import annotations

import msgspec

from planner.checks.result import Assessed, NotAssessed, Outcome, Result, severity
from planner.checks.wording import value_words, verdict
from planner.plan.parts import AnsweredFor, Override
from planner.plan.plan import Plan
from planner.words import _

NEVER = ("image_identity", "side")
"""Nobody can answer for these: where they fail there is no sheet."""
_NOW = (AnsweredFor.FAIL, AnsweredFor.NOT_ASSESSED, AnsweredFor.WARN)
"""What can be answered for, as `severity` ranks it."""


def may_be_answered(result: Result) -> bool:
    """Say whether somebody can answer for a result: it is not within limits, and not one of `NEVER`."""
    return result.check not in NEVER and not (isinstance(result, Assessed) and result.outcome is Outcome.OK)


def override_of(plan: Plan, result: Result) -> Override | None:
    """Return what a plan says in answer to a result; None where nobody answers for it."""
    return next((o for o in plan.overrides if (o.check, o.subject) == (result.check, result.subject)), None)


def with_override(plan: Plan, result: Result, reason: str, by: str) -> Plan:
    """Return a plan in which somebody answers for a result, in place of who did before.

    Raises
    ------
    ValueError
        If the reason or the name is blank, or nobody can answer for this.
    """
    if not (reason.strip() and by.strip() and may_be_answered(result)):
        raise ValueError(f"nobody can answer for {result.check} without a reason and a name")
    others = (o for o in plan.overrides if (o.check, o.subject) != (result.check, result.subject))
    given = Override(
        check=result.check,
        subject=result.subject,
        reason=reason.strip(),
        by=by.strip(),
        outcome=_NOW[severity(result)],
        measured=dict(result.measured) if isinstance(result, Assessed) else {},
    )
    return msgspec.structs.replace(plan, overrides=(*others, given))


def without_override(plan: Plan, override: Override) -> Plan:
    """Return a plan in which nobody answers for a finding any more."""
    return msgspec.structs.replace(plan, overrides=tuple(o for o in plan.overrides if o != override))


def has_worsened(override: Override, result: Result) -> bool:
    """Say whether a finding is worse than when somebody answered for it; where that is unknown it is not."""
    return override.outcome in _NOW and severity(result) < _NOW.index(override.outcome)


def since_words(override: Override, result: Result) -> str:
    """Return what a finding was when somebody answered for it; empty where it still is so, or unknown."""
    then = _then_words(override, result)
    if then in ("", _state_words(result)):
        return ""
    said = _("said when it was: {state}").format(state=then)
    return _("{said}; IT IS WORSE NOW").format(said=said) if has_worsened(override, result) else said


def _then_words(override: Override, result: Result) -> str:
    """Return a finding as it was when somebody answered for it; empty where the plan does not tell."""
    match override.outcome:
        case AnsweredFor.UNKNOWN:
            return ""
        case AnsweredFor.NOT_ASSESSED:
            return _("cannot assess")
    outcome, measured = Outcome(override.outcome.value), tuple(override.measured.items())
    estimated = isinstance(result, Assessed) and result.estimated
    then = Assessed(result.check, result.subject, outcome, measured, result.rule, estimated=estimated)
    return _state_words(then)


def _state_words(result: Result) -> str:
    """Return a finding in its shortest form: "3 mm, look again"."""
    if isinstance(result, NotAssessed):
        return verdict(result)
    try:
        value = value_words(result)
    except ValueError:  # numbers that somebody else wrote into the plan
        value = verdict(result)
    words = _("{value}, {verdict}").format(value=value, verdict=verdict(result))
    return value if value == verdict(result) else words


def unmatched(plan: Plan, results: tuple[Result, ...]) -> tuple[Override, ...]:
    """Return what answers for findings that are not there: they are printed all the same."""
    there = {(result.check, result.subject) for result in results}
    return tuple(o for o in plan.overrides if (o.check, o.subject) not in there)


def answered_words(override: Override, result: Result | None = None) -> str:
    """Return who answers for a finding, and why; what it was then, where that is given and has changed."""
    answered = _("answered for by {person}: {reason}").format(
        person=override.by.strip() or _("somebody who is not named"),
        reason=override.reason.strip() or _("no reason given"),
    )
    since = "" if result is None else since_words(override, result)
    return _("{answered} ({since})").format(answered=answered, since=since) if since else answered
