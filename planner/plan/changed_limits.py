"""Who changed the limits of a plan, and when: kept among its answers, beside the limits themselves."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from planner.plan.plan import Plan

CHANGED_BY, CHANGED_ON = "limits_changed_by", "limits_changed_on"
"""The answers that say who changed a limit of the plan last, and on which day."""


def with_changed_limits(plan: Plan, limits: Mapping[str, float], who: str, day: str) -> Plan:
    """Return a plan with other limits; without any, it says no more who changed them."""
    signed = {CHANGED_BY: who, CHANGED_ON: day} if limits else {}
    kept = {key: value for key, value in plan.answers.items() if key not in (CHANGED_BY, CHANGED_ON)}
    answers = {**kept, **{key: words for key, words in signed.items() if words and who}}
    return msgspec.structs.replace(plan, limits=dict(limits), answers=answers)


def who_changed(plan: Plan) -> str:
    """Return who changed the limits of a plan last, and when: "Dr Li, 2026-03-01"; empty: nobody says."""
    told = (plan.answers.get(key) for key in (CHANGED_BY, CHANGED_ON))
    return ", ".join(each.strip() for each in told if isinstance(each, str) and each.strip())
