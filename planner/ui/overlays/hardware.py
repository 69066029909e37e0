"""Hardware: screws, rods and cement as the plane cuts them, their axes fading away from it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Spot
from planner.ui.overlays.sight import Sight

METAL_FILL = 0.18


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the hardware of the plan."""
    for piece in sight.plan.hardware:
        selected = piece.id == sight.selected
        # an X-ray picture shows the metal itself
        fill = METAL_FILL if sight.beam_view is None else 0.0
        yield from sight.chain(piece.capsules, ink.METAL, 1.5, fill)
        yield from sight.faded(piece.points, ink.METAL, 1.5)
        # of a rod's many points a beam shows those of the one that is selected
        for point in piece.points if selected or sight.beam_view is None else ():
            yield Spot(sight.uv(point), ink.METAL, 4.5 if selected else 2.5, sight.opacity(point))
        head = piece.points[0]
        yield Label(sight.uv(head), piece.id, ink.METAL, sight.opacity(head))
