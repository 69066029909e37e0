"""How near parts of a needle come to metal: that of the plan's pieces, and what the images show besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from planner.checks.gaps import Pieces, nearest_to
from planner.checks.scene import Scene
from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.imaging.metal import SURFACE_HU
from planner.imaging.metal_near import MetalSurface, NearMetal
from planner.imaging.sample import sample

LISTED_MM = 5.0
"""Metal that is seen no farther than this outside of a piece of the plan is that piece: its thread and its
corners, the tooth of a streak, or what it was drawn beside (ours)."""
THROUGH_MM, LOOK_MM = 1.5, 4.0
"""An axis that passes through metal comes this near to places of its surface; there it is looked for on the
axis, so far to both sides (ours)."""
NEAR_MM = 10.0
"""Metal this near to a needle, or reached by its lesion, must be known (ours: a lesion reaches 5 mm)."""


@dataclass(frozen=True)
class Closest:
    """The metal closest to a part of a needle.

    Attributes
    ----------
    gap_mm
        From surface to surface; negative where they overlap. A surface that is seen is taken in the middle of
        where it may truly lie.
    id
        The piece of the plan that it belongs to; empty: none.
    surfaces
        The two points that the gap lies between.
    """

    gap_mm: float
    id: str
    surfaces: tuple[Point, Point]


@dataclass(frozen=True)
class Around:
    """What metal is around parts of a needle.

    Attributes
    ----------
    listed
        The closest of the plan's pieces, as drawn or as seen, whichever is nearer; None where there are none.
    unlisted
        The closest metal that is seen and belongs to no piece of the plan.
    is_readable
        Whether all metal that is seen near has a surface.
    """

    listed: Closest | None
    unlisted: Closest | None
    is_readable: bool = True

    @property
    def closest(self) -> Closest | None:
        """The closest of all metal."""
        return min(
            (one for one in (self.listed, self.unlisted) if one is not None),
            key=lambda one: one.gap_mm,
            default=None,
        )


def metal_around(parts: Iterable[Capsule], pieces: Pieces, scene: Scene) -> Around:
    """Return the metal around parts of a needle, one or more."""
    listed: list[Closest] = []
    unlisted: list[Closest] = []
    readable = True
    for part in parts:
        if pieces.ids:
            drawn = nearest_to(part, pieces)
            listed.append(Closest(drawn.gap.gap_mm, drawn.id, drawn.surfaces))
        for seen in _near(part, pieces, scene.metal_surface):
            closest = _seen(part, seen, pieces, scene)
            if not seen.is_readable:
                readable = readable and closest.gap_mm > NEAR_MM
            else:
                (unlisted if seen.solid is None else listed).append(closest)
    return Around(_least(listed), _least(unlisted), readable)


@lru_cache(maxsize=4096)
def _near(part: Capsule, pieces: Pieces, surface: MetalSurface | None) -> tuple[NearMetal, ...]:
    """Return the seen metal of the plan's pieces that is nearest to a part, and the nearest of no piece."""
    if surface is None or not surface.places.size:
        return ()
    ends = np.array(tuple(part.start)), np.array(tuple(part.end))
    found = surface.nearest(*ends, _owners(pieces, surface))
    return tuple(seen for seen in found if seen is not None)


@lru_cache(maxsize=8)
def _owners(pieces: Pieces, surface: MetalSurface) -> NDArray[np.int64]:
    """Return which piece the metal of every place belongs to."""
    return surface.owners(pieces.starts, pieces.ends, pieces.radii_mm, LISTED_MM)


def _seen(part: Capsule, seen: NearMetal, pieces: Pieces, scene: Scene) -> Closest:
    """Return how near seen metal comes to a part: its surface lies a little inside of where it is seen."""
    inwards_mm = 0.0 if scene.metal is None else sum(scene.metal.outside_mm) / 2.0
    gap = part.gap_to(Capsule(seen.place, seen.place, 0.0))
    near = gap.witness.first
    to_metal = seen.place - near
    own = near + to_metal.unit() * part.radius_mm if to_metal.length > 0.0 else near
    name = "" if seen.solid is None else pieces.ids[seen.solid]
    gap_mm = gap.gap_mm + inwards_mm
    if seen.away_mm <= THROUGH_MM and _passes_through(part, near, scene):
        gap_mm = min(gap_mm, -part.radius_mm)
    return Closest(gap_mm, name, (own, seen.place))


def _passes_through(part: Capsule, near: Point, scene: Scene) -> bool:
    """Say whether metal lies on the axis of a part near a place of it."""
    length_mm = part.start.distance_to(part.end)
    if scene.volume is None or length_mm == 0.0:
        return False
    along = (part.end - part.start) * (1.0 / length_mm)
    at_mm = (near - part.start).dot(along)
    ways = [mm for mm in np.arange(at_mm - LOOK_MM, at_mm + LOOK_MM, 0.5) if 0.0 <= mm <= length_mm]
    places = np.array([tuple(part.start + along * float(mm)) for mm in ways])
    return bool(len(ways)) and bool((sample(scene.volume, places) > SURFACE_HU).any())


def _least(found: list[Closest]) -> Closest | None:
    return min(found, key=lambda one: one.gap_mm, default=None)
