"""Landmarks of the vertebrae, named with their level."""

from __future__ import annotations

from collections.abc import Iterator

from planner.geometry.vectors import Point
from planner.plan.parts import Landmarks
from planner.plan.vertebrae import vertebrae_of
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Spot
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the landmarks of the marked levels, and the line of the spine through their canal."""
    canal = [vertebra.place(vertebra.shape.canal) for vertebra in vertebrae_of(sight.plan).values()]
    if len(canal) > 1:
        yield from sight.faded(tuple(canal), ink.LANDMARK, 1.0, dashed=True)
    for marked in sight.plan.levels:
        selected = marked.level == sight.selected
        points: list[Point | None] = [
            getattr(marked.landmarks_mm, name) for name in Landmarks.__struct_fields__
        ]
        for point in points:
            if point is not None:
                opacity = sight.opacity(point)
                yield Spot(sight.uv(point), ink.LANDMARK, 4.5 if selected else 3.0, opacity)
                yield Label(sight.uv(point), str(marked.level), ink.LANDMARK, opacity)
