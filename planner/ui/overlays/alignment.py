"""Alignment: the chord of the nerve, carried to the needle, and the arc between the two with its angle."""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, cos, hypot, pi, sin

from planner.checks.result import Assessed
from planner.checks.wording import value_words
from planner.plan.parts import Needle
from planner.ui import ink
from planner.ui.overlays.marks import Label, Mark, Stroke
from planner.ui.overlays.sight import Sight

ARM_MM = 9.0
"""Length of the arms of the drawn angle."""
SEEN_SHARE = 0.35
"""Arms that are seen shorter than this share of their length, near end-on, show no angle: it is only said."""
END_ON_OFFSET_PX = (-28.0, -14.0)


def marks(sight: Sight) -> Iterator[Mark]:
    """Yield the angle of each needle whose alignment has been assessed, fainter away from the slice."""
    for result in sight.assessed("alignment"):
        needle = sight.plan.item(result.subject)
        if isinstance(needle, Needle) and result.witness is not None:
            yield from _angle(sight, needle, result)


def _angle(sight: Sight, needle: Needle, result: Assessed) -> Iterator[Mark]:
    """Yield the arc between the needle and the chord (the result's witness), as the plane shows them."""
    assert result.witness is not None
    chord = result.witness[1] - result.witness[0]
    back = needle.entry_mm - needle.tip_mm
    if chord.dot(back) < 0.0:
        chord = -chord
    corner = needle.tip_mm
    arms = [sight.uv(corner + direction.unit() * ARM_MM) for direction in (back, chord)]
    cu, cv = sight.uv(corner)
    start, end = (atan2(v - cv, u - cu) for u, v in arms)
    sweep = (end - start + pi) % (2.0 * pi) - pi
    colour, opacity = ink.OUTCOME[result.outcome], sight.opacity(corner)
    if min(hypot(u - cu, v - cv) for u, v in arms) < SEEN_SHARE * ARM_MM:
        yield Label((cu, cv), value_words(result), colour, opacity, END_ON_OFFSET_PX)
        return
    arc = [start + sweep * n / 16 for n in range(17)]
    radius = ARM_MM * 0.7
    yield Stroke(((cu, cv), arms[1]), colour, 1.2, dashed=True, opacity=opacity)
    yield Stroke(
        tuple((cu + radius * cos(a), cv + radius * sin(a)) for a in arc), colour, 1.6, opacity=opacity
    )
    middle = start + sweep / 2.0
    at = (cu + ARM_MM * cos(middle), cv + ARM_MM * sin(middle))
    yield Label(at, value_words(result), colour, opacity)
