"""What is left of the metal when screws and rods are taken out: a solid round every piece of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point
from planner.imaging.bright import STEP_MM, Grid
from planner.imaging.metal import Region
from planner.plan.parts import MAX_DIAMETER_MM

Array = NDArray[np.float64]

ROUND_MM = 2.5
"""So far round a solid its own blurred surface, thread and slot may lie (ours)."""
TOOTH_MM, TOUCHING_MM, TOOTH_MM3 = 5.0, 4.0, 150.0
"""What reaches no farther than the first from a solid is the tooth of a streak; so is what begins nearer than
the second and is smaller than the third (ours)."""
SMALLEST_MM3 = 25.0
"""What is left and smaller is the edge of something else (ours)."""
HELD = 0.98
"""Share of a piece that its solid holds: a corner or the tooth of a streak may stand out (ours)."""
LONG = 2.5
"""A piece so many times as long as it is thick is followed along its length (ours)."""
PIECE_MM = 6.0
"""One point of such a path every so many mm."""


@dataclass(frozen=True)
class FoundRest:
    """A piece: the points of its axis, two or more, and the diameter that holds it."""

    path: tuple[Point, ...]
    diameter_mm: float

    @property
    def length_mm(self) -> float:
        """From one end of its axis to the other."""
        return self.path[0].distance_to(self.path[-1])


def rest(region: Region, explained: Sequence[Capsule]) -> list[FoundRest]:
    """Return the pieces of metal that no solid explains, the largest first."""
    at = np.argwhere(region.metal)
    beyond_mm = np.full(len(at), np.inf)
    for solid in explained:
        beyond_mm = np.minimum(beyond_mm, _away_mm(region.grid.places(at), solid) - solid.radius_mm)
    far = beyond_mm > ROUND_MM
    return _pieces(region.grid, at[far], beyond_mm[far], SMALLEST_MM3)


def pieces_in(grid: Grid, at: NDArray[np.intp], smallest_mm3: float) -> list[FoundRest]:
    """Return a solid round every piece of some voxels, [n, 3] of a grid, the largest first."""
    return _pieces(grid, at, np.full(len(at), np.inf), smallest_mm3)


def _pieces(grid: Grid, at: NDArray[np.intp], beyond_mm: Array, smallest_mm3: float) -> list[FoundRest]:
    far = np.zeros(grid.hu.shape)
    far[tuple(at.T)] = beyond_mm
    labels, count = scipy.ndimage.label(far > 0.0, np.ones((3, 3, 3)))
    sizes = np.bincount(labels.ravel(), minlength=count + 1)[1:] * STEP_MM**3
    found = []
    for n in np.argsort(-sizes):
        if sizes[n] < smallest_mm3:
            break
        own = labels == n + 1
        is_tooth = far[own].max() < TOOTH_MM or (far[own].min() < TOUCHING_MM and sizes[n] < TOOTH_MM3)
        if not is_tooth:
            found.append(_solid(grid.places(np.argwhere(own))))
    return found


def _away_mm(places: Array, solid: Capsule) -> Array:
    """Return how far places lie from the axis of a solid."""
    a, b = np.array(tuple(solid.start)), np.array(tuple(solid.end))
    way = b - a
    square = float(way @ way)
    share = np.clip((places - a) @ way / square, 0.0, 1.0) if square > 0.0 else np.zeros(len(places))
    return np.asarray(np.linalg.norm(places - a - share[:, None] * way, axis=1))


def _solid(places: Array) -> FoundRest:
    """Return a capsule round places along their longest way; a bent path where they are long and thin."""
    middle = places.mean(axis=0)
    _values, axes = np.linalg.eigh(np.cov((places - middle).T) + 1e-9 * np.eye(3))
    along = (places - middle) @ axes[:, -1]
    radius = _radius(np.linalg.norm(places - middle - along[:, None] * axes[:, -1], axis=1))
    low, high = float(along.min()), float(along.max())
    if high - low > LONG * 2.0 * radius:
        path = _followed(places, along, int((high - low) // PIECE_MM) + 1)
        if len(path) >= 3:
            radius = _radius(np.min([_away_mm(places, Capsule(*p, 0.0)) for p in pairwise(path)], axis=0))
            return FoundRest(path, 2.0 * radius)
    inset = min(radius, (high - low) / 2.0 - STEP_MM / 2.0)
    ends = (middle + axes[:, -1] * (low + inset), middle + axes[:, -1] * (high - inset))
    return FoundRest((_point(ends[0]), _point(ends[1])), min(2.0 * radius, MAX_DIAMETER_MM))


def _radius(away_mm: Array) -> float:
    return float(np.quantile(away_mm, HELD)) + STEP_MM / 2.0


def _followed(places: Array, along: Array, count: int) -> tuple[Point, ...]:
    """Return the middles of a long piece from one end to the other."""
    edges = np.linspace(along.min(), along.max() + 1e-6, count + 1)
    parts = [places[(along >= a) & (along < b)] for a, b in pairwise(edges)]
    return tuple(_point(part.mean(axis=0)) for part in parts if len(part))


def _point(place: Array) -> Point:
    x, y, z = map(float, place)
    return Point(x, y, z)
