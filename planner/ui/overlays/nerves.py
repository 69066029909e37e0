"""Nerve courses: the whole course thin, the stretch to treat strong, its points to drag."""

from __future__ import annotations

from collections.abc import Iterator

from planner.anatomy.wording import nerve_words
from planner.plan.parts import MedialBranch, Provenance
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Spot
from planner.ui.overlays.sight import Sight
from planner.words import _

ABOVE_PX = (12.0, -16.0)
"""Where the name stands from the first point: clear of a tip that lies on it."""


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the nerve courses of the plan; one that nobody has accepted is dashed."""
    for target in sight.plan.targets:
        if isinstance(target, MedialBranch) and target.course_mm:
            yield from _nerve(sight, target)


def _nerve(sight: Sight, target: MedialBranch) -> Iterator[Mark]:
    selected = target.id == sight.selected
    proposed = target.provenance is not Provenance.DRAWN and not target.accepted
    course, stretch = target.course, target.stretch
    if course is not None:
        yield from sight.faded(target.course_mm, ink.NERVE, 1.5, dashed=proposed)
        if stretch is not None:
            yield from sight.faded(course.between(*stretch), ink.STRETCH, 3.0, dashed=proposed)
    for point in target.course_mm:
        yield Spot(
            sight.uv(point), ink.NERVE, 4.5 if selected else 2.5, sight.opacity(point), filled=not selected
        )
    first = target.course_mm[0]
    name = nerve_words(target.nerve)
    words = _("{nerve}: proposed").format(nerve=name) if proposed else name
    yield Label(sight.uv(first), words, ink.NERVE, sight.opacity(first), ABOVE_PX)
