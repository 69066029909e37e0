"""Structures that must not be burnt: roots, foramina, canal, vessels, as the plane cuts them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.plan.parts import Structure
from planner.plan.wording import structure_name
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Spot
from planner.ui.overlays.sight import Sight
from planner.words import _


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the structures of the plan; one that nobody has accepted is dashed."""
    for structure in sight.plan.structures:
        yield from _structure(sight, structure)


def _structure(sight: Sight, structure: Structure) -> Iterator[Mark]:
    proposed = structure.is_proposal
    yield from sight.chain(structure.capsules, ink.STRUCTURE, 1.3, 0.12, dashed=proposed)
    yield from sight.faded(structure.path_mm, ink.STRUCTURE, 1.2, dashed=proposed)
    if structure.id == sight.selected:
        for point in structure.path_mm:
            yield Spot(sight.uv(point), ink.STRUCTURE, 4.5, sight.opacity(point))
    first, name = structure.path_mm[0], structure_name(structure) or structure.id
    words = _("{structure}: proposed").format(structure=name) if proposed else name
    yield Label(sight.uv(first), words, ink.STRUCTURE, sight.opacity(first))
