"""How bad a warning is: one that is nearer to failing than to being within its limits counts twice.

Without that the search would go to the very edge of what does not fail, since up to there all is alike.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.carm.foramen import LEAST_BEHIND_MM
from planner.checks.result import Assessed, Outcome, Result
from planner.guideline.limits import Limit
from planner.suggest.paths.surroundings import broken

Array = NDArray[np.float64]
Counts = NDArray[np.int64]

MEASURED = {
    "alignment": ("angle_deg",),
    "coverage": ("judged_share",),
    "structure_clearance": ("lesion_mm", "needle_mm"),
    "skin": ("lesion_mm",),
    "reach": ("spare_mm",),
    "bone_path": ("bone_mm",),
}
"""The numbers that a check judges, where it has a limit to warn and one to fail in the same number."""


def graded(warn: Limit | None, fail: Limit | None, values: Array) -> Counts:
    """Return 0 for each value that breaks no limit, 1 for one that warns, 2 for one that nearly fails."""
    counts = broken(warn, values).astype(np.int64)
    if warn is not None and fail is not None:
        nearer = np.abs(values - fail.value) < np.abs(values - warn.value)
        counts += broken(warn, values) & nearer
    return counts


def graded_foramen(behind_mm: Array, within_mm: float) -> Counts:
    """Return the same for how far tips lie behind the border of a foramen that is sure to `within_mm`."""
    half_way_mm = (LEAST_BEHIND_MM - within_mm) / 2.0
    return (behind_mm < LEAST_BEHIND_MM).astype(np.int64) + (behind_mm < half_way_mm)


NEAR_METAL = 2.0
"""Ours: a needle nearly touches metal below so many times what the images can tell."""


def near_metal(needle_mm: Array, known_mm: float) -> Counts:
    """Return 1 for each needle that nearly touches metal, else 0; `known_mm` is what the images can tell.

    The check of it knows no warning for the needle itself. It counts as one where nothing is burnt; where
    something is, it chooses among needles that take in as much.
    """
    return (needle_mm < NEAR_METAL * known_mm).astype(np.int64)


def weight_of(result: Result) -> int:
    """Return what a warning counts, 1 or 2; 0 for every other result."""
    if not isinstance(result, Assessed) or result.outcome is not Outcome.WARN:
        return 0
    warn, fail = result.limits.get("warn"), result.limits.get("fail")
    numbers = [n for name in MEASURED.get(result.check, ()) if (n := result.number(name)) is not None]
    counts = [1, *(int(graded(warn, fail, np.array([n]))[0]) for n in numbers)]
    behind_mm, within_mm = result.number("behind_foramen_mm"), result.number("foramen_within_mm")
    if behind_mm is not None and within_mm is not None:
        counts.append(int(graded_foramen(np.array([behind_mm]), within_mm)[0]))
    return max(counts)
