"""The shortest line between two surfaces, with its length: how every clearance is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.result import Assessed, Outcome
from planner.checks.wording import value_words
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Stroke
from planner.ui.overlays.sight import Sight


def told(sight: Sight, result: Assessed) -> bool:
    """Say whether a clearance is drawn: one that is not plain ok, and those of the selected needle."""
    return result.outcome is not Outcome.OK or result.subject == sight.selected


def gap_line(sight: Sight, result: Assessed, dashed: bool = False) -> Iterator[Mark]:
    """Yield the witness line of a result, between the two surfaces, with its value; none without one."""
    if result.witness is None:
        return
    first, second = result.witness
    middle = first.towards(second, 0.5)
    colour, opacity = ink.OUTCOME[result.outcome], sight.opacity(middle)
    yield Stroke((sight.uv(first), sight.uv(second)), colour, 2.0, dashed, opacity)
    yield Label(sight.uv(middle), value_words(result), colour, opacity)
