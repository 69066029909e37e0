"""Rods: what leads from head to head, seen between them and followed through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.geometry.curves import Segment
from planner.geometry.distances import between_segments
from planner.geometry.vectors import Point
from planner.imaging.metal import SURFACE_HU, Region
from planner.imaging.volume import Volume
from planner.suggest.hardware.fitting import fitted
from planner.suggest.hardware.screws import Head
from planner.suggest.hardware.sections import centred, sections, stretch

SEAT_MM = 8.5
"""From the foot of a head to the axis of the rod in it (ours, from drawings of polyaxial screws)."""
FARTHEST_MM = 70.0
"""Neighbouring heads of one rod stand no farther apart: two levels without a screw between them (ours)."""
FILLED = 0.9
"""Share of the straight way between two heads that is metal where a rod joins them (ours)."""
FREE_MM = 1.0
"""A rod is seen for itself so far beside a head (ours)."""
LEAST_MM = 3.0
FITTED_MM = 4.0
"""A shorter free stretch gives no diameter."""
USUAL_MM = 5.5
THINNEST_MM, THICKEST_MM = 3.0, 8.0
SOLID_MM = 0.1
"""By so much a rod is thicker than the smooth piece that looks like it (ours, measured on the samples)."""
OVERHANG_MM = 25.0


@dataclass(frozen=True)
class FoundRod:
    """A rod: the points of its axis from above downwards, and its diameter."""

    path: tuple[Point, ...]
    diameter_mm: float


def rods(volume: Volume, region: Region, heads: Sequence[Head]) -> list[FoundRod]:
    """Return the rods that join heads, two or more each."""
    return [_rod(volume, region, chain) for chain in _chains(region, heads) if len(chain) >= 2]


def seat(head: Head) -> Point:
    """Return about where the axis of a rod passes through a head."""
    return head.line.at(min(SEAT_MM, head.line.length_mm))


def _chains(region: Region, heads: Sequence[Head]) -> list[list[Head]]:
    """Return the heads of each rod, from above downwards."""
    left = sorted(heads, key=lambda head: -seat(head).z)
    chains: list[list[Head]] = []
    while left:
        chain = [left.pop(0)]
        while True:
            below = [head for head in left if _joined(region, seat(chain[-1]), seat(head))]
            if not below:
                break
            nearest = min(below, key=lambda head: seat(head).distance_to(seat(chain[-1])))
            left.remove(nearest)
            chain.append(nearest)
        chains.append(chain)
    return chains


def _joined(region: Region, above: Point, below: Point) -> bool:
    apart_mm = above.distance_to(below)
    if not 0.0 < apart_mm <= FARTHEST_MM:
        return False
    shares = np.linspace(0.0, 1.0, int(apart_mm / 0.5) + 2)[:, None]
    way = np.array(tuple(above)) * (1.0 - shares) + np.array(tuple(below)) * shares
    return float((region.grid.hu_at(way) > SURFACE_HU).mean()) >= FILLED


def _rod(volume: Volume, region: Region, chain: list[Head]) -> FoundRod:
    frees = [_free(region, above, below) for above, below in pairwise(chain)]
    fits = [fitted(volume, free, USUAL_MM / 2.0) for free in frees if free and free.length_mm >= FITTED_MM]
    diameters = [fit.diameter_mm + SOLID_MM for fit in fits]
    diameter = float(np.median(diameters)) if diameters else USUAL_MM
    if not THINNEST_MM <= diameter <= THICKEST_MM:
        diameter = USUAL_MM
    passes = [_passing(head, frees[max(n - 1, 0) : n + 1]) for n, head in enumerate(chain)]
    path = [_end(region, passes[0], frees[0], passes[1], diameter), passes[0]]
    for free, after in zip(frees, passes[1:], strict=True):
        path += [free.start, free.end, after] if free is not None else [after]
    path.append(_end(region, passes[-1], frees[-1], passes[-2], diameter))
    return FoundRod(
        tuple(p for n, p in enumerate(path) if n == 0 or p.distance_to(path[n - 1]) > 0.5), diameter
    )


def _free(region: Region, above: Head, below: Head) -> Segment | None:
    """Return the stretch of a rod between two heads, downwards; None where they stand too close."""
    whole = Segment(seat(above), seat(below))
    first = above.diameter_mm / 2.0 + FREE_MM
    last = whole.length_mm - below.diameter_mm / 2.0 - FREE_MM
    if last - first < LEAST_MM:
        return None
    return centred(region, stretch(whole, first, last))


def _passing(head: Head, frees: Sequence[Segment | None]) -> Point:
    """Return where a rod passes through a head: where its free stretches, drawn on, come nearest to it."""
    far = 2.0 * head.diameter_mm
    found = []
    for free in frees:
        if free is not None:
            near = between_segments(
                head.line.start, head.line.end, free.at(-far), free.at(free.length_mm + far)
            )
            found.append(near.second)
    # a rod is bent: where it is seen on one side only, half-way from its straight line to the usual seat
    places = [*found, seat(head)] if len(found) < 2 else found
    x, y, z = (float(v) for v in np.mean([tuple(point) for point in places], axis=0))
    return Point(x, y, z)


def _end(region: Region, passing: Point, free: Segment | None, inner: Point, diameter_mm: float) -> Point:
    """Return where a rod ends beyond its last head."""
    way = passing - inner if free is None else free.end - free.start
    outwards = way.unit() if way.dot(passing - inner) > 0.0 else way.unit() * -1.0
    line = Segment(passing, passing + outwards * OVERHANG_MM)
    cut = sections(region, line)
    gone = np.flatnonzero(cut.middle_mm < diameter_mm / 4.0)
    reach = float(cut.along_mm[gone[0]]) if gone.size else OVERHANG_MM
    return line.at(max(reach - diameter_mm / 4.0, 0.5))
