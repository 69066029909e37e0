"""Structures that must not be burnt: roots, foramina, canal, vessels, as the plane cuts them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the structures of the plan."""
    for structure in sight.plan.structures:
        yield from sight.chain(structure.capsules, ink.STRUCTURE, 1.3, 0.12)
        yield from sight.faded(structure.path_mm, ink.STRUCTURE, 1.2)
        first = structure.path_mm[0]
        yield Label(sight.uv(first), structure.label or structure.id, ink.STRUCTURE, sight.opacity(first))
