"""Results in words: the one door to them, for screen, sheet and command line alike.

What was measured is worded by the check itself, beside what it computes; numbers are whole millimetres,
degrees and percent. Where rounding would tell another outcome than the value does, so many decimals are shown
that it does not (`checks/rounding.py`). Lengths that are estimates say so (`checks/estimates.py`).
"""

from __future__ import annotations

from planner.anatomy.spine import Side
from planner.checks import CHECKS
from planner.checks.estimates import as_estimated
from planner.checks.reasons import reason_text
from planner.checks.result import Assessed, NotAssessed, Outcome, Result
from planner.plan.parts import FacetTarget, MedialBranch, Needle
from planner.plan.plan import Plan
from planner.plan.wording import target_words
from planner.words import _


def verdict(result: Result) -> str:
    """Return the outcome as a word."""
    if isinstance(result, NotAssessed):
        return _("cannot assess")
    match result.outcome:
        case Outcome.OK:
            return _("within limits")
        case Outcome.WARN:
            return _("look again")
        case Outcome.FAIL:
            return _("fails")


def value_words(result: Assessed) -> str:
    """Return what was measured in its shortest form, to stand on an image: "12°", "2 mm"."""
    return _of_worth(result, CHECKS[result.check].value(result)) or verdict(result)


def headline(result: Result) -> str:
    """Return a result in one line: "12° to the nerve (2-22°)"; for one not assessed, the reason."""
    if isinstance(result, NotAssessed):
        return reason_words(result)
    return _of_worth(result, CHECKS[result.check].headline(result))


def placed_words(result: Result) -> str:
    """Return what becomes of a result when needle and nerve do not lie as planned; empty where not asked."""
    placed = CHECKS[result.check].placed
    if placed is None or isinstance(result, NotAssessed):
        return ""
    return _of_worth(result, placed(result))


def _of_worth(result: Assessed, words: str) -> str:
    """Return what was measured in words, with what its lengths are worth."""
    return as_estimated(words) if result.estimated else words


def reason_words(result: Result) -> str:
    """Return why a check could not be made, or came out no better; empty where the numbers say it all."""
    return "" if result.reason is None else reason_text(result.reason, result.detail)


def finding(result: Result) -> str:
    """Return a result in one line and, where it came out no better for a reason, that."""
    return with_reason(headline(result), reason_words(result))


def with_reason(line: str, why: str) -> str:
    """Return a line and, in a sentence of its own, the reason for it; it may be empty, or the line itself."""
    return line if why in ("", line) else _("{line}. {why}").format(line=line.rstrip(".。"), why=why)


def check_words(result: Result) -> str:
    """Return the name of the check in the language in force."""
    return str(result.rule.title)


def subject_text(plan: Plan, result: Result) -> str:
    """Return what a result is about: "needle N1 · L3 MB (on L4) left", "L3 MB (on L4) left", "L4"."""
    if result.subject == "plan":
        return _("whole plan")
    match plan.item(result.subject):
        case Needle() as needle:
            target = plan.target_of(needle)
            name = _("needle {id}").format(id=needle.id)
            return name if target is None else _("{needle} · {target}").format(
                needle=name, target=target_words(target)
            )  # fmt: skip
        case MedialBranch() | FacetTarget() as target:
            return target_words(target)
    joint, _dot, side = result.subject.partition(".")
    if side:
        return target_words(FacetTarget(id=result.subject, joint=joint, side=Side(side)))
    return result.subject
