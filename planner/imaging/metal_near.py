"""The surface of metal nearest to a straight needle, as images show it: compiled, as a drag asks it anew."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.imaging.metal import Metal

Array = NDArray[np.float64]


@dataclass(frozen=True)
class NearMetal:
    """A place on the surface of metal.

    Attributes
    ----------
    away_mm
        How far it lies from the axis of the needle.
    solid
        Which solid it belongs to, as a place in the list that was asked with; None: to none of them.
    """

    place: Point
    away_mm: float
    solid: int | None
    is_readable: bool


@dataclass(frozen=True, eq=False)
class MetalSurface:
    """All places on the surface of metal, LPS mm, [n, 3], and whether each can be read."""

    places: Array
    readable: NDArray[np.bool_]

    @classmethod
    def of(cls, metal: Metal) -> MetalSurface:
        """Return the surface of all metal in a scan."""
        surfaces = [region.surface for region in metal.regions]
        readable = [np.full(len(region.surface), region.is_readable) for region in metal.regions]
        if not surfaces:
            return cls(np.empty((0, 3)), np.empty(0, np.bool_))
        return cls(np.concatenate(surfaces), np.concatenate(readable))

    def nearest(
        self, start: Array, end: Array, firsts: Array, lasts: Array, radii_mm: Array, within_mm: float
    ) -> tuple[NearMetal | None, NearMetal | None]:
        """Return the place nearest to a segment on metal of some solids, and that on metal of none.

        Parameters
        ----------
        start, end
            Of the segment, LPS mm, [3].
        firsts, lasts, radii_mm
            The solids, capsules: the ends of their axes in LPS mm, [k, 3], and their radii, [k].
        within_mm
            A place no farther than this outside of a solid is on its metal.
        """
        n, away_mm, solid, other, other_mm = _nearest(
            self.places, start, end, firsts, lasts, radii_mm, within_mm
        )
        return self._told(n, away_mm, solid), self._told(other, other_mm, -1)

    def _told(self, n: int, away_mm: float, solid: int) -> NearMetal | None:
        if n < 0:
            return None
        x, y, z = map(float, self.places[n])
        return NearMetal(Point(x, y, z), away_mm, None if solid < 0 else solid, bool(self.readable[n]))


@njit(nogil=True, cache=True)
def _nearest(places, start, end, firsts, lasts, radii, within):  # type: ignore[no-untyped-def]
    """Return which place of a solid is nearest, how near, of which; and which place of none, how near."""
    of_solid, solid, of_none = -1, -1, -1
    solid_mm, none_mm = np.inf, np.inf
    for n in range(len(places)):
        away = _away(places[n], start, end)
        if away >= solid_mm and away >= none_mm:
            continue
        own, own_mm = -1, within
        for k in range(len(firsts)):
            beside = _away(places[n], firsts[k], lasts[k]) - radii[k]
            if beside < own_mm:
                own, own_mm = k, beside
        if own >= 0:
            if away < solid_mm:
                of_solid, solid, solid_mm = n, own, away
        elif away < none_mm:
            of_none, none_mm = n, away
    return of_solid, solid_mm, solid, of_none, none_mm


@njit(nogil=True, cache=True)
def _away(place, start, end):  # type: ignore[no-untyped-def]
    """Return how far a place lies from a segment."""
    along = square = 0.0
    for x in range(3):
        way = end[x] - start[x]
        along += (place[x] - start[x]) * way
        square += way * way
    share = min(max(along / square, 0.0), 1.0) if square > 0.0 else 0.0
    away = 0.0
    for x in range(3):
        off = place[x] - start[x] - share * (end[x] - start[x])
        away += off * off
    return np.sqrt(away)
