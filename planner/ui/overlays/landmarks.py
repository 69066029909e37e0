"""Landmarks of the vertebrae, named with their level; tips of processes with what they are the tip of."""

from __future__ import annotations

from collections.abc import Iterator

from planner.anatomy.spine import Level
from planner.plan.vertebrae import marked_points, vertebrae_of
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Spot
from planner.ui.overlays.sight import Sight
from planner.words import N_, _

LETTERS = {
    "spinous_tip": N_("{level} SP"),
    "left_transverse_tip": N_("{level} TP"),
    "right_transverse_tip": N_("{level} TP"),
}
"""What stands beside a tip: of the spinous or of a transverse process. To be translated where it is shown."""


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the landmarks of the marked levels, and the line of the spine through their canal.

    Those that were found and that nobody has confirmed bear a question mark.
    """
    canal = [vertebra.place(vertebra.shape.canal) for vertebra in vertebrae_of(sight.plan).values()]
    if len(canal) > 1:
        yield from sight.faded(tuple(canal), ink.LANDMARK, 1.0, dashed=True)
    for marked in sight.plan.levels:
        selected = marked.level == sight.selected
        for name, point in marked_points(marked.landmarks_mm).items():
            opacity = sight.opacity(point)
            yield Spot(sight.uv(point), ink.LANDMARK, 4.5 if selected else 3.0, opacity)
            letters = _letters(marked.level, name)
            if marked.is_proposal:
                letters = _("{name}?").format(name=letters)
            yield Label(sight.uv(point), letters, ink.LANDMARK, opacity)


def _letters(level: Level, name: str) -> str:
    return _(LETTERS[name]).format(level=level.value) if name in LETTERS else level.value
