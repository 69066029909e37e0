"""Results where the mm of a plan are estimates, from pictures of a C-arm: none of them passes, all say so."""

from __future__ import annotations

import re
from dataclasses import replace

from planner.checks.reasons import Reason
from planner.checks.result import Assessed, NotAssessed, Outcome, Result
from planner.words import N_, _


def at_best_estimated(result: Result) -> Result:
    """Return a result of a plan made on pictures: a good one that rests on mm is a warning at best.

    An angle in space rests on no scale and stays what it is. What would need a volume says that no pictures
    take its place.
    """
    if isinstance(result, NotAssessed):
        return replace(result, reason=Reason.NEEDS_CT) if result.reason is Reason.NO_VOLUME else result
    result = replace(result, estimated=True)
    if result.outcome is not Outcome.OK or not _rests_on_mm(result):
        return result
    return replace(result, outcome=Outcome.WARN, reason=Reason.ESTIMATED_MM)


def _rests_on_mm(result: Assessed) -> bool:
    if result.limits and all(limit.unit == "deg" for limit in result.limits.values()):
        return False
    return any(name.endswith("_mm") and isinstance(value, float) for name, value in result.measured)


_LENGTH = re.compile(
    r"(?<![±\d.])(?<!±\d-)(?P<n>\d+(?:\.\d+)?(?:[-/]\d+(?:\.\d+)?)?) ?(?P<unit>mm|cm)(?![A-Za-z])"
)
"""A length or a range of lengths; a ± before it says already that it is none to rely on."""
_ESTIMATED = {"mm": N_("{n} est. mm"), "cm": N_("{n} est. cm")}


def as_estimated(words: str) -> str:
    """Return words in which every length says that it is estimated: "69 est. mm".

    It is done to the finished words, in whatever language, so that no length slips through.
    """

    def marked(found: re.Match[str]) -> str:
        pattern = _ESTIMATED[found["unit"]]
        return _(pattern).format(n=found["n"])

    return _LENGTH.sub(marked, words)
