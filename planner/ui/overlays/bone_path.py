"""Bone on the way: the piece of the needle that first runs through bone, with the length of it all."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.wording import value_words
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark
from planner.ui.overlays.sight import Sight

ASIDE_PX = (10.0, 4.0)


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the stretch of bone of each needle that meets some."""
    for result in sight.assessed("bone_path"):
        if result.witness is not None:
            first, last = result.witness
            colour, middle = ink.OUTCOME[result.outcome], first.towards(last, 0.5)
            yield from sight.faded((first, last), colour, 5.0)
            yield Label(sight.uv(middle), value_words(result), colour, sight.opacity(middle), ASIDE_PX)
