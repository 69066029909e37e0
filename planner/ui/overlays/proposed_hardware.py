"""Hardware that was found in the CT and waits to be accepted: outlined by dashes, never filled."""

from __future__ import annotations

from collections.abc import Iterator

from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark
from planner.ui.overlays.sight import Sight
from planner.words import _


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield what is proposed; its name says so."""
    for piece in sight.proposed:
        for solid in piece.capsules:
            yield from sight.shape(solid, ink.PROPOSED, 1.4, dashed=True)
        yield from sight.faded(piece.points, ink.PROPOSED, 1.0, dashed=True)
        head = piece.points[0]
        name = _("{id}?").format(id=piece.id)
        yield Label(sight.uv(head), name, ink.PROPOSED, sight.opacity(head))
