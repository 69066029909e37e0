"""How a tip comes out against the foramen in front of it: judged, measured and in words."""

from __future__ import annotations

from math import ceil, floor, pi, sqrt
from statistics import NormalDist

from planner.carm.foramen import ForamenBorder, TipAtForamen, behind_words, is_clear
from planner.checks.placements import HOW, OUT_OF_TEN, told
from planner.checks.result import Assessed, Outcome, Values
from planner.devices.placement import PlacementTable
from planner.plan.parts import Provenance
from planner.words import _

DRAWN_WITHIN_MM = 1.0
"""How far a foramen that somebody has drawn may lie from the bone: about a voxel."""


def by_foramen(behind: TipAtForamen | None) -> Outcome:
    """Return how a tip comes out; well where it does not matter where the foramen is."""
    return Outcome.OK if behind is None else against(behind.behind_mm, within_mm(behind.border))


def against(behind_mm: float, within_mm: float) -> Outcome:
    """Return how a tip comes out: in front of the border by more than the border may be wrong, it fails."""
    if is_clear(behind_mm):
        return Outcome.OK
    return Outcome.FAIL if behind_mm < -within_mm else Outcome.WARN


def within_mm(border: ForamenBorder) -> float:
    """Return how far a border may lie from the bone's own."""
    return DRAWN_WITHIN_MM if border.provenance is Provenance.DRAWN else border.within_mm


def measured(behind: TipAtForamen | None, table: PlacementTable) -> Values:
    """Return where a tip lies, as a result keeps it; nothing where that does not matter.

    What it is not below in nine of ten placements is exact: square to the border a tip errs as it does along
    any axis, by normal deviates (see `checks.placements`).
    """
    if behind is None:
        return ()
    beyond = NormalDist().inv_cdf(OUT_OF_TEN / 10.0)
    return (
        ("behind_foramen_mm", behind.behind_mm),
        *told(
            table,
            "behind_foramen",
            "mm",
            lambda of: behind.behind_mm - beyond * of.tip_mm / (2.0 * sqrt(2.0 / pi)),
        ),
        ("foramen_within_mm", within_mm(behind.border)),
        ("foramen", behind.border.provenance.value),
    )


def value_words(behind_mm: float) -> str:
    """Return how far a tip lies behind a border or in front of it, in whole mm that never look clearer."""
    if behind_mm < 0.0:
        return _("{n} mm in front").format(n=ceil(-behind_mm))
    return _("{n} mm behind").format(n=floor(behind_mm))


def headline(result: Assessed) -> str:
    """Return where the tip lies against the foramen, and how sure its border is."""
    behind_mm, off_mm = result.measure("behind_foramen_mm"), result.measure("foramen_within_mm")
    return behind_words(behind_mm, Provenance(result.word("foramen")), off_mm)


def placed(result: Assessed) -> str:
    """Return how far forward the tip comes at most in nine of ten placements."""
    freehand, corrected = (value_words(result.measure(f"behind_foramen_{how}_mm")) for how in HOW)
    return _(
        "in 9 of 10 placements the tip lies, against the foramen, no farther forward than: {freehand}"
        " freehand, {corrected} once corrected"
    ).format(freehand=freehand, corrected=corrected)
