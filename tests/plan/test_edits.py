"""Edits of parts: a needle that is advanced and drawn back."""

from __future__ import annotations

import pytest

from planner.geometry.vectors import Point
from planner.plan.edits import advanced
from planner.plan.parts import Needle

NEEDLE = Needle(
    id="N1", device="rf-18g-100-10", entry_mm=Point(3.0, 40.0, -12.0), tip_mm=Point(-6.0, 20.0, 0.0)
)
"""It is 25 mm long: 9, 20 and 12 mm along the axes."""


@pytest.mark.parametrize("by_mm", [12.5, -12.5, -24.0])
def test_the_tip_goes_along_the_needle_and_the_entry_stays(by_mm: float) -> None:
    moved = advanced(NEEDLE, by_mm)
    assert moved.entry_mm == NEEDLE.entry_mm
    assert moved.segment.length_mm == pytest.approx(25.0 + by_mm)
    assert (moved.segment.direction - NEEDLE.segment.direction).length < 1e-12
    share = by_mm / 25.0
    expected = (-6.0 - 9.0 * share, 20.0 - 20.0 * share, 0.0 + 12.0 * share)
    assert tuple(moved.tip_mm) == pytest.approx(expected)


@pytest.mark.parametrize("by_mm", [-25.0, -26.0, -300.0])
def test_a_tip_is_not_drawn_back_past_its_entry(by_mm: float) -> None:
    with pytest.raises(ValueError, match="to or past its entry"):
        advanced(NEEDLE, by_mm)
