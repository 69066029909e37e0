"""Limits: numbers to judge by, whose they are, and what they were before they were changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from planner.guideline.sources import Entry
from planner.words.text import Text


class LimitError(ValueError):
    """A plan changes a limit that is not there, is stated by its source, or to a value that is no limit."""


class Origin(StrEnum):
    """Who says a limit: the source of the rule, or we."""

    STATED = "stated"
    CHOSEN = "chosen"


class Breach(StrEnum):
    """On which side of its value a limit is broken."""

    ABOVE = "above"
    AT_OR_ABOVE = "at_or_above"
    BELOW = "below"
    AT_OR_BELOW = "at_or_below"


class Whose(StrEnum):
    """For what a limit is changed: for every plan of a site, or for one plan, which goes before."""

    SITE = "site"
    PLAN = "plan"


LARGEST = {
    "mm": 200.0,
    "deg": 90.0,
    "mL": 20.0,
    "share": 1.0,
    "percent": 100.0,
    "months": 120.0,
    "degC": 100.0,
}
"""Limits above these, by their unit, are slips of the keyboard."""


class Limit(Entry, frozen=True, kw_only=True):
    """A number to judge by.

    Attributes
    ----------
    unit
        "share" is 0 to 1, "degC" degrees Celsius.
    default
        The value as shipped, where it was changed; None where it is unchanged.
    changed_by, who
        For what it was changed, and by whom, as far as that was given.
    """

    value: float
    unit: Literal["mm", "deg", "mL", "share", "percent", "months", "degC"]
    breach: Breach
    origin: Origin
    rationale: Text | None = None
    sources: tuple[str, ...] = ()
    default: float | None = None
    changed_by: Whose | None = None
    who: str = ""

    def __post_init__(self) -> None:
        if self.origin is Origin.CHOSEN and self.rationale is None:
            raise ValueError("a limit of our choice needs a rationale")
        if not self.sources:
            raise ValueError("a limit needs the source that states it, or that our choice rests on")

    @property
    def changed(self) -> bool:
        """Whether another value stands in place of the shipped one."""
        return self.default is not None

    def broken_by(self, value: float) -> bool:
        """Say whether a value, in the limit's unit, lies on the wrong side."""
        match self.breach:
            case Breach.ABOVE:
                return value > self.value
            case Breach.AT_OR_ABOVE:
                return value >= self.value
            case Breach.BELOW:
                return value < self.value
            case Breach.AT_OR_BELOW:
                return value <= self.value


class Assumption(Entry, frozen=True, kw_only=True):
    """A number that a result is computed with, though nothing is judged by it."""

    value: float
    unit: Literal["mm", "deg", "mL", "share", "cm2"]
    rationale: Text
    sources: tuple[str, ...] = ()
