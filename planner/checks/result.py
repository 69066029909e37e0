"""Results of checks: what was measured, against which rule, with which outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.checks.reasons import Reason
from planner.geometry.vectors import Point
from planner.guideline.limits import Limit
from planner.guideline.rules import Rule


class Outcome(StrEnum):
    """How an assessed check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


Value = float | str
Values = tuple[tuple[str, Value], ...]
"""Names with their values, in a fixed order. A name ends in the unit of its number."""


@dataclass(frozen=True)
class Assessed:
    """A check that was made.

    Attributes
    ----------
    check
        The check's name ("alignment").
    subject
        The id of the needle or target; a level ("L4"); "plan" for the whole plan.
    measured
        What was measured, unrounded, by the names of the plan file's documentation.
    witness
        The pair of points that a distance was measured between, or the ends of the segment that an angle was
        measured on; None where there is nothing to draw.
    envelope
        The size of the lesion model used, in mm.
    reason
        Why the outcome is not better than it is, where the numbers alone do not say.
    estimated
        Whether its lengths are estimates, from pictures of a C-arm: in words they say so.
    """

    check: str
    subject: str
    outcome: Outcome
    measured: Values
    rule: Rule
    witness: tuple[Point, Point] | None = None
    envelope: Values = ()
    reason: Reason | None = None
    detail: str = ""
    estimated: bool = False

    @property
    def limits(self) -> dict[str, Limit]:
        """The limits it was judged by, "warn" and "fail" where there are such."""
        return self.rule.limits

    def number(self, name: str) -> float | None:
        """Return a measured number; None where it was not measured."""
        value = next((v for n, v in self.measured if n == name), None)
        return value if isinstance(value, float) else None

    def measure(self, name: str) -> float:
        """Return a number that this check always measures.

        Raises
        ------
        ValueError
            If it was not measured.
        """
        value = self.number(name)
        if value is None:
            raise ValueError(f"{self.check} of {self.subject} has no {name}")
        return value

    def word(self, name: str) -> str:
        """Return a measured name, such as that of the nearest hardware; empty where there is none."""
        value = next((v for n, v in self.measured if n == name), None)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class NotAssessed:
    """A check that applies but could not be made. It is never a pass."""

    check: str
    subject: str
    reason: Reason
    rule: Rule
    detail: str = ""


Result = Assessed | NotAssessed

_SEVERITY = {Outcome.FAIL: 0, Outcome.WARN: 2, Outcome.OK: 3}


def severity(result: Result) -> int:
    """Return the place of a result in a list, worst first: 0 fail, 1 not assessed, 2 warn, 3 ok."""
    return 1 if isinstance(result, NotAssessed) else _SEVERITY[result.outcome]


def nothing_fails(results: tuple[Result, ...]) -> bool:
    """Say whether every result was assessed and none fails; warnings are allowed."""
    return all(isinstance(r, Assessed) and r.outcome is not Outcome.FAIL for r in results)


def judged(rule: Rule, value: float) -> Outcome:
    """Return the outcome of a value under a rule's limits."""
    for outcome in (Outcome.FAIL, Outcome.WARN):
        limit = rule.limits.get(outcome.value)
        if limit is not None and limit.broken_by(value):
            return outcome
    return Outcome.OK


def worse(first: Outcome, second: Outcome) -> Outcome:
    """Return the worse of two outcomes."""
    return min(first, second, key=_SEVERITY.__getitem__)


def at_best_warn(outcome: Outcome) -> Outcome:
    """Return the outcome, with ok turned into warn."""
    return Outcome.WARN if outcome is Outcome.OK else outcome
