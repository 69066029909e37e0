"""The posterior border of the foramen in a lateral view, and how far behind it each tip lies."""

from __future__ import annotations

from collections.abc import Iterator

from planner.carm.foramen import TipAtForamen, tip_at_foramen
from planner.carm.views import is_lateral
from planner.geometry.vectors import Point
from planner.plan.parts import Provenance
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Stroke
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield border, its short name and the distance for each electrode, in a lateral view of its vertebra.

    Where the tip is not clear of the foramen, name and distance have the colour of a warning.
    """
    if sight.beam_view is None:
        return
    for needle in sight.plan.needles:
        tip = tip_at_foramen(sight.whole_plan, needle)
        if tip is not None and is_lateral(sight.beam_view.beam.angles, tip.frame):
            yield from _border(sight, needle.tip_mm, tip)


def _border(sight: Sight, at: Point, tip: TipAtForamen) -> Iterator[Mark]:
    border = tip.border
    template = border.provenance is not Provenance.DRAWN
    ends = (sight.uv(border.top), sight.uv(border.bottom))
    yield Stroke(ends, ink.FORAMEN, 2.0, dashed=template, opacity=sight.strength)
    colour = ink.FURNITURE if tip.clear else ink.WARNING
    yield Stroke((sight.uv(at), sight.uv(tip.foot)), colour, 1.2, opacity=sight.strength)
    yield Label(ends[0], tip.name, colour, sight.strength, offset_px=(10.0, -12.0))
