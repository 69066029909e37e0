"""Needles apart: the shortest line from the selected needle, or its hub, to one that is in its way."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.result import Outcome
from planner.ui.overlays.gap_lines import gap_line
from planner.ui.overlays.marks import Mark
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the line of the selected needle, where it comes too near to another.

    Of the others nothing is drawn: what stands in the way of a needle changes with each that is moved.
    """
    for result in sight.assessed("needles_apart"):
        if result.subject == sight.selected and result.outcome is not Outcome.OK:
            yield from gap_line(sight, result)
