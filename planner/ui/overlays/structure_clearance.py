"""Structures: the shortest line from lesion or needle to the nearest root, canal or vessel."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.structure_clearance import is_of_foramen
from planner.ui.overlays.gap_lines import gap_line, told
from planner.ui.overlays.marks import Mark
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the line of each needle that is told of; where the foramen counts, that from the tip to it.

    On a picture of the C-arm the border of the foramen is drawn by itself.
    """
    for result in sight.assessed("structure_clearance"):
        if told(sight, result) and not (sight.beam_view is not None and is_of_foramen(result)):
            yield from gap_line(sight, result)
