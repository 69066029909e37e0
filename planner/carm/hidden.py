"""Whether metal hides a target in a view of the C-arm: drawn pieces, and metal that the images show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.carm.beam import Beam
from planner.geometry.distances import between_segments
from planner.geometry.vectors import Point
from planner.imaging.rays import highest_hu_to
from planner.imaging.volume import Volume
from planner.plan.parts import FacetTarget, Hardware, Needle, Role, Target
from planner.words import _

METAL_HU = 2500.0
"""What lies above this is metal: bone ends below 2000. Metal in images of 12 bits is clipped, at 3071."""
IN_IMAGES = ""
"""Stands among the pieces for metal that is seen in the images only, and drawn nowhere."""


@dataclass(frozen=True)
class Hidden:
    """How much of a target is hidden behind or in front of metal.

    Attributes
    ----------
    share
        Of the target's points, 0 to 1.
    pieces
        Ids of the hardware that hides them, the one that hides most first, then in the plan's order; last,
        as `IN_IMAGES`, metal of the images where no drawn piece lies.
    images_asked
        Whether there were images to look for metal in.
    """

    share: float
    pieces: tuple[str, ...]
    images_asked: bool

    @property
    def percent(self) -> int:
        """The share as it is printed: in whole percent, and never 0 where something is hidden."""
        return max(round(self.share * 100.0), 1) if self.share > 0.0 else 0


def metal_before(
    target: Target | None,
    needle: Needle | None,
    beam: Beam,
    hardware: Sequence[Hardware],
    volume: Volume | None,
) -> Hidden | None:
    """Return how metal hides a target that is looked at, for a needle or without one.

    None where it hides nothing of it, where nothing is known of it, and for a thermometer, which goes to
    metal.
    """
    if target is None or (needle is not None and needle.role is Role.THERMOMETER):
        return None
    hidden = hidden_share(target_points(target), beam, hardware, volume)
    return hidden if hidden is not None and hidden.share > 0.0 else None


def hides_words(hidden: Hidden) -> str:
    """Return the warning that metal hides a target."""
    return _("Metal hides the target: {words}").format(words=hidden_words(hidden))


def target_points(target: Target, count: int = 9) -> tuple[Point, ...]:
    """Return points that stand for a target: evenly along the stretch to treat, or the point of a joint.

    Empty where nothing is drawn. `count` is at least 2.
    """
    if isinstance(target, FacetTarget):
        return () if target.point_mm is None else (target.point_mm,)
    course, stretch = target.course, target.stretch
    if course is None or stretch is None:
        return ()
    low, high = stretch
    return tuple(course.at(low + (high - low) * n / (count - 1)) for n in range(count))


def hidden_share(
    points: Sequence[Point], beam: Beam, hardware: Sequence[Hardware], volume: Volume | None
) -> Hidden | None:
    """Return how much of a target the rays of a beam show only through metal.

    A point is hidden where the ray through it, from the source to the detector, meets a drawn piece or a
    place above `METAL_HU` in the images, before the point or behind it.

    Returns
    -------
    Hidden or None
        None where there is no point in front of the source: then nothing is known.
    """
    ends = [end for point in points if (end := beam.on_detector(point)) is not None]
    if not ends:
        return None
    blocked = {piece.id: [_meets(piece, beam.source, end) for end in ends] for piece in hardware}
    by_drawn = [any(hits[n] for hits in blocked.values()) for n in range(len(ends))]
    in_images = _metal(ends, beam, volume)
    only_images = [seen and not drawn for seen, drawn in zip(in_images, by_drawn, strict=True)]
    hits = {piece: sum(found) for piece, found in blocked.items() if any(found)}
    pieces = tuple(sorted(hits, key=lambda piece: -hits[piece]))
    if any(only_images):
        pieces = (*pieces, IN_IMAGES)
    share = (sum(by_drawn) + sum(only_images)) / len(ends)
    return Hidden(share, pieces, volume is not None)


def _meets(piece: Hardware, source: Point, end: Point) -> bool:
    return any(
        between_segments(source, end, solid.start, solid.end).distance_mm < solid.radius_mm
        for solid in piece.capsules
    )


def _metal(ends: Sequence[Point], beam: Beam, volume: Volume | None) -> list[bool]:
    if volume is None:
        return [False] * len(ends)
    highest = highest_hu_to(volume, beam.source, np.array([tuple(end) for end in ends]))
    return [bool(value > METAL_HU) for value in highest]


def hidden_words(hidden: Hidden) -> str:
    """Return what hides a target, and how much of it: "33% hidden by H1, metal in the images"."""
    if not hidden.pieces:
        if hidden.images_asked:
            return _("not hidden by metal")
        return _("not hidden by drawn hardware; no images to look for other metal in")
    names = [piece if piece != IN_IMAGES else _("metal in the images") for piece in hidden.pieces]
    return _("{share} hidden by {pieces}").format(share=f"{hidden.percent}%", pieces=_(", ").join(names))
