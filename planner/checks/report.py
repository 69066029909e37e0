"""Results for other programs, and as lines of text."""

from __future__ import annotations

from typing import Any

from planner.checks.limit_words import change_lines, limit_text, rule_words
from planner.checks.result import Assessed, Result
from planner.checks.wording import check_words, finding, placed_words, reason_words, subject_text, verdict
from planner.guideline.limits import Limit
from planner.plan.plan import Plan


def check_report(results: tuple[Result, ...]) -> dict[str, Any]:
    """Return the results as what `check --json` prints.

    Numbers are unrounded, in mm and degrees, with the unit in the key; `reason` is empty where the numbers
    say it all. `estimated` is there, and true, where mm are estimates.
    """
    return {"results": [_entry(result) for result in results]}


def _entry(result: Result) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "check": result.check,
        "subject": result.subject,
        "outcome": "not_assessed",
        "measured": {},
        "limit": {name: _limit(limit) for name, limit in result.rule.limits.items()},
        "rule": result.rule.id,
        "reason": reason_words(result),
    }
    if isinstance(result, Assessed):
        entry["outcome"] = result.outcome.value
        entry["measured"] = dict(result.measured)
        if result.estimated:
            entry["estimated"] = True
        if result.envelope:
            entry["envelope"] = dict(result.envelope)
    return entry


def _limit(limit: Limit) -> dict[str, Any]:
    entry = {"value": limit.value, "unit": limit.unit, "origin": limit.origin.value}
    if limit.default is None or limit.changed_by is None:
        return entry
    return {**entry, "default": limit.default, "changed_by": limit.changed_by.value}


def check_text(plan: Plan, results: tuple[Result, ...]) -> str:
    """Return the results as text: one paragraph each, worst first."""
    return "\n".join(_paragraph(plan, result) for result in results)


def _paragraph(plan: Plan, result: Result) -> str:
    lines = [f"{verdict(result).upper()}  {check_words(result)}: {subject_text(plan, result)}"]
    told = (
        finding(result),
        placed_words(result),
        limit_text(result),
        *change_lines(result.rule),
        rule_words(result.rule),
    )
    lines += [f"    {line}" for line in told if line]
    return "\n".join(lines)
