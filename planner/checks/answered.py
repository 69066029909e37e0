"""Findings that somebody answers for: they stay what they are, and it is printed who says why."""

from __future__ import annotations

import msgspec

from planner.checks.result import Assessed, Outcome, Result
from planner.plan.parts import Override
from planner.plan.plan import Plan
from planner.words import _

NEVER = ("image_identity", "side")
"""Nobody can answer for these: where they fail there is no sheet."""


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
    given = Override(check=result.check, subject=result.subject, reason=reason.strip(), by=by.strip())
    return msgspec.structs.replace(plan, overrides=(*others, given))


def without_override(plan: Plan, override: Override) -> Plan:
    """Return a plan in which nobody answers for a finding any more."""
    return msgspec.structs.replace(plan, overrides=tuple(o for o in plan.overrides if o != override))


def unmatched(plan: Plan, results: tuple[Result, ...]) -> tuple[Override, ...]:
    """Return what answers for findings that are not there: they are printed all the same."""
    there = {(result.check, result.subject) for result in results}
    return tuple(o for o in plan.overrides if (o.check, o.subject) not in there)


def answered_words(override: Override) -> str:
    """Return who answers for a finding, and why."""
    return _("answered for by {person}: {reason}").format(
        person=override.by.strip() or _("somebody who is not named"),
        reason=override.reason.strip() or _("no reason given"),
    )
