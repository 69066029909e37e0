"""Skin: the shortest line from a lesion to the skin, with its length."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.result import Outcome
from planner.ui.overlays.gap_lines import gap_line
from planner.ui.overlays.marks import Mark
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the line of each lesion that comes too near to the skin; at other depths the path says enough."""
    for result in sight.assessed("skin"):
        if result.outcome is not Outcome.OK:
            yield from gap_line(sight, result, dashed=True)
