"""Coverage: the cover envelopes and the part of each nerve inside them."""

from __future__ import annotations

from collections.abc import Iterator

from planner.devices.catalogue import catalogue
from planner.devices.lesion import cover_envelope
from planner.geometry.sections import section
from planner.ui import ink
from planner.ui.overlays.marks import Mark, Stroke
from planner.ui.overlays.sight import Sight


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the cover envelope of every lesion, and the stretches of the nerves that they hold."""
    for needle in sight.plan.needles:
        device = catalogue().get(needle.device)
        for lesion in needle.lesions:
            envelope = cover_envelope(needle.segment, device, lesion) if device is not None else None
            outline = section(envelope, sight.plane) if envelope is not None else None
            if outline is not None:
                yield Stroke(outline, ink.COVER, 1.3, opacity=0.9, closed=True, fill_opacity=0.10)
    for result in sight.assessed("coverage"):
        for stretch in result.stretches:
            yield from sight.faded(stretch, ink.COVERED, 3.5)
