"""Results where the mm of a plan are estimates, from pictures of a C-arm: none of them passes."""

from __future__ import annotations

from dataclasses import replace

from planner.checks.reasons import Reason
from planner.checks.result import Assessed, Outcome, Result


def at_best_estimated(result: Result) -> Result:
    """Return a result of a plan made on pictures: a good one that rests on mm is a warning at best.

    An angle in space rests on no scale and stays what it is.
    """
    if not isinstance(result, Assessed) or result.outcome is not Outcome.OK or not _rests_on_mm(result):
        return result
    return replace(result, outcome=Outcome.WARN, reason=Reason.ESTIMATED_MM)


def _rests_on_mm(result: Assessed) -> bool:
    if result.limits and all(limit.unit == "deg" for limit in result.limits.values()):
        return False
    return any(name.endswith("_mm") and isinstance(value, float) for name, value in result.measured)
