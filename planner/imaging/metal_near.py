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
        return cls(np.ascontiguousarray(np.concatenate(surfaces)), np.concatenate(readable))

    def owners(self, firsts: Array, lasts: Array, radii_mm: Array, within_mm: float) -> NDArray[np.int64]:
        """Return for every place which of some solids its metal belongs to; -1: to none, [n].

        Parameters
        ----------
        firsts, lasts, radii_mm
            The solids, capsules: the ends of their axes in LPS mm, [k, 3], and their radii, [k].
        within_mm
            A place no farther than this outside of a solid is on its metal.
        """
        owners = np.empty(len(self.places), np.int64)
        _own(self.places, firsts, lasts, radii_mm, within_mm, owners)
        return owners

    def nearest(
        self, start: Array, end: Array, owners: NDArray[np.int64]
    ) -> tuple[NearMetal | None, NearMetal | None]:
        """Return the place nearest to a segment on metal of some solids, and that on metal of none.

        Parameters
        ----------
        start, end
            Of the segment, LPS mm, [3].
        owners
            What `owners` gives of the solids.
        """
        owned, owned_mm, other, other_mm = _nearest(self.places, start, end, owners)
        return self._told(owned, owned_mm, owners), self._told(other, other_mm, owners)

    def _told(self, n: int, away_mm: float, owners: NDArray[np.int64]) -> NearMetal | None:
        if n < 0:
            return None
        x, y, z = map(float, self.places[n])
        solid = int(owners[n])
        return NearMetal(Point(x, y, z), away_mm, solid if solid >= 0 else None, bool(self.readable[n]))


@njit(nogil=True, cache=True)
def _nearest(places, start, end, owners):  # type: ignore[no-untyped-def]
    """Return which place of an owner is nearest and how near, then the same of those without an owner."""
    owned, other = -1, -1
    owned_square, other_square = np.inf, np.inf
    sx, sy, sz = start
    wx, wy, wz = end[0] - sx, end[1] - sy, end[2] - sz
    length = wx * wx + wy * wy + wz * wz
    by = 1.0 / length if length > 0.0 else 0.0
    for n in range(len(places)):
        x, y, z = places[n, 0] - sx, places[n, 1] - sy, places[n, 2] - sz
        share = min(max((x * wx + y * wy + z * wz) * by, 0.0), 1.0)
        x, y, z = x - share * wx, y - share * wy, z - share * wz
        square = x * x + y * y + z * z
        if owners[n] >= 0:
            if square < owned_square:
                owned, owned_square = n, square
        elif square < other_square:
            other, other_square = n, square
    return owned, np.sqrt(owned_square), other, np.sqrt(other_square)


@njit(nogil=True, cache=True)
def _own(places, firsts, lasts, radii, within, owners):  # type: ignore[no-untyped-def]
    """Set for every place whose surface it lies the least outside of, no farther than `within`; -1: none."""
    for p in range(len(places)):
        own, own_mm = -1, within
        for k in range(len(firsts)):
            along = square = 0.0
            for n in range(3):
                way = lasts[k, n] - firsts[k, n]
                along += (places[p, n] - firsts[k, n]) * way
                square += way * way
            share = min(max(along / square, 0.0), 1.0) if square > 0.0 else 0.0
            away = 0.0
            for n in range(3):
                off = places[p, n] - firsts[k, n] - share * (lasts[k, n] - firsts[k, n])
                away += off * off
            beside = np.sqrt(away) - radii[k]
            if beside < own_mm:
                own, own_mm = k, beside
        owners[p] = own
