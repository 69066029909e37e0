"""Clearance: the shortest line from a needle to the nearest metal, with its length."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.wording import value_words
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Stroke
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the witness line of each clearance, between the two surfaces."""
    for result in sight.assessed("hardware_clearance"):
        if result.witness is not None:
            first, second = result.witness
            middle = first.towards(second, 0.5)
            colour, opacity = ink.OUTCOME[result.outcome], sight.opacity(middle)
            yield Stroke((sight.uv(first), sight.uv(second)), colour, 2.0, opacity=opacity)
            yield Label(sight.uv(middle), value_words(result), colour, opacity)
