"""What is possible from the skin: a dot for each place, lighter and larger where more is."""

from __future__ import annotations

from collections.abc import Iterator

from planner.suggest.paths.access import AccessMap, Entry
from planner.ui import ink
from planner.ui.overlays.marks import Mark, Spot
from planner.ui.overlays.sight import Sight

MOST_SHARE = 0.9
"""From here on what is taken in counts as nearly all that can be reached."""
RADII_PX = (4.5, 3.6, 2.8)
"""Of the three steps, most first; a place from which no way is free is a smaller ring."""
CLOSED_PX = 2.2
FAINTEST = 0.3
"""What lies so far from a slice that it would be fainter is left out: hundreds of dots would veil it."""


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the places on the skin, those from which no way is free below the others."""
    found = sight.access
    if found is None:
        return
    for entry in sorted(found.entries, key=lambda each: each.share or 0.0):
        at, opacity = sight.uv(entry.at), sight.opacity(entry.at)
        step = step_of(found, entry)
        if opacity < FAINTEST:
            continue
        if step is None:
            yield Spot(at, ink.NO_ACCESS, CLOSED_PX, opacity)
        else:
            yield Spot(at, ink.ACCESS[step], RADII_PX[step], opacity, filled=True)


def step_of(found: AccessMap, entry: Entry) -> int | None:
    """Return which of the three steps a place belongs to, 0 the most; None where no way is free."""
    if entry.share is None:
        return None
    if found.limits is None or entry.share >= MOST_SHARE:
        return 0
    return 1 if entry.share >= found.limits[1] else 2
