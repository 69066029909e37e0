"""Reach: where the needle passes the skin, with the path from there to the tip."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.wording import value_words
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Spot
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the skin point of each needle whose reach has been assessed, and the path to its tip."""
    for result in sight.assessed("reach"):
        if result.witness is not None:
            skin, _ = result.witness
            colour, opacity = ink.OUTCOME[result.outcome], sight.opacity(skin)
            yield Spot(sight.uv(skin), colour, 3.0, opacity, filled=True)
            yield Label(sight.uv(skin), value_words(result), colour, opacity, (8.0, 10.0))
