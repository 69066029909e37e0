"""Clearance: the shortest line from a needle to the nearest metal, with its length."""

from __future__ import annotations

from collections.abc import Iterator

from planner.ui.overlays.gap_lines import gap_line
from planner.ui.overlays.marks import Mark
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the witness line of each clearance, between the two surfaces."""
    for result in sight.assessed("hardware_clearance"):
        yield from gap_line(sight, result)
