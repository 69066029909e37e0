"""Coverage: the cover envelopes and the stretches of the nerves inside them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checks.coverage import cover_envelopes
from planner.geometry.solids import union
from planner.plan.parts import MedialBranch
from planner.ui import ink
from planner.ui.overlays.marks import Mark
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the cover envelope of every lesion on a nerve, and the stretch of the nerve that they hold."""
    for target in sight.plan.targets:
        if isinstance(target, MedialBranch):
            yield from _coverage(sight, target)


def _coverage(sight: Sight, target: MedialBranch) -> Iterator[Mark]:
    envelopes = cover_envelopes(sight.plan, target)
    for envelope in envelopes:
        yield from sight.shape(envelope, ink.COVER, 1.3, fill=0.10)
    course = target.course
    if course is not None:
        for low, high in union([part for envelope in envelopes for part in envelope.captured(course)]):
            yield from sight.faded(course.between(low, high), ink.COVERED, 3.5)
