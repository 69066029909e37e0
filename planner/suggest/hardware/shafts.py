"""Shafts of screws: straight thin metal that leads from behind forwards, followed from plane to plane."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.geometry.curves import Segment
from planner.geometry.vectors import Point
from planner.imaging.bright import STEP_MM
from planner.imaging.metal import Region

WIDEST_MM = 18.0
"""A section of a shaft by a coronal plane is no longer: 9 mm across, and tilted by 60 degrees (ours)."""
SHORTEST_MM = 12.0
"""What leads forwards for less is no shaft (ours)."""
LEAST_PLANES = 7
"""A shaft of `SHORTEST_MM` passes so many planes, were it tilted by 65 degrees."""
GROWS = 1.7
"""Where its section grows by so much a shaft has come to a head, a rod or another piece (ours)."""
JUMP_MM = 2.2
"""From one plane to the next a shaft moves sideways by no more: 3 planes to 4 (ours)."""


@dataclass
class _Chain:
    """Sections of one piece in planes that follow one another, from the front backwards."""

    planes: list[int]
    centres: list[tuple[float, float]]
    areas: list[float] = field(default_factory=list)

    @property
    def area(self) -> float:
        """The middle one of the last sections."""
        return float(np.median(self.areas[-8:]))


def shafts(region: Region) -> list[Segment]:
    """Return the straight pieces that lead forwards, from behind to their tips, roughly placed."""
    open_chains: list[_Chain] = []
    done: list[_Chain] = []
    for plane in range(region.metal.shape[1]):
        blobs = _blobs(region.metal[:, plane])
        taken: set[int] = set()
        going: list[_Chain] = []
        for chain in open_chains:
            following = _following(chain, blobs)
            if following is None or following in taken:
                done.append(chain)
                continue
            taken.add(following)
            _add(chain, plane, blobs[following])
            going.append(chain)
        new = [blob for n, blob in enumerate(blobs) if n not in taken and blob[2] <= WIDEST_MM]
        for blob in new:
            chain = _Chain([], [])
            _add(chain, plane, blob)
            going.append(chain)
        open_chains = going
    long = [chain for chain in (*done, *open_chains) if len(chain.planes) >= LEAST_PLANES]
    lines = [_line(region, chain) for chain in long]
    return sorted((line for line in lines if line.length_mm >= SHORTEST_MM), key=lambda line: -line.length_mm)


_Blob = tuple[tuple[float, float], float, float]
"""Centre (z, x) in voxels, area in mm2, longest side in mm."""


def _blobs(metal: NDArray[np.bool_]) -> list[_Blob]:
    labels, _count = scipy.ndimage.label(metal)
    found = []
    for n, box in enumerate(scipy.ndimage.find_objects(labels), 1):
        own = labels[box] == n
        area = float(own.sum()) * STEP_MM**2
        z, x = np.nonzero(own)
        centre = (float(z.mean()) + box[0].start, float(x.mean()) + box[1].start)
        found.append((centre, area, float(max(own.shape)) * STEP_MM))
    return found


def _following(chain: _Chain, blobs: list[_Blob]) -> int | None:
    """Return which blob goes on a chain; None where it ends."""
    if not blobs:
        return None
    at = np.array(chain.centres[-1])
    if len(chain.centres) >= 4:
        back = min(6, len(chain.centres) - 1)
        at = at + (at - np.array(chain.centres[-1 - back])) / back
    away = [float(np.hypot(*(np.array(blob[0]) - at))) * STEP_MM for blob in blobs]
    n = int(np.argmin(away))
    if away[n] > JUMP_MM or blobs[n][2] > WIDEST_MM:
        return None
    if len(chain.areas) >= 6 and blobs[n][1] > GROWS * chain.area:
        return None
    return n


def _add(chain: _Chain, plane: int, blob: _Blob) -> None:
    chain.planes.append(plane)
    chain.centres.append(blob[0])
    chain.areas.append(blob[1])


def _line(region: Region, chain: _Chain) -> Segment:
    """Return the straight line through the middle part of a chain, from behind to the front."""
    planes, centres = np.array(chain.planes, float), np.array(chain.centres)
    inner = slice(len(planes) // 8, len(planes) - len(planes) // 8)
    ends = planes[[-1, 0]]
    z, x = (np.polynomial.Polynomial.fit(planes[inner], centres[inner, n], 1)(ends) for n in (0, 1))
    o = region.grid.origin
    start, end = (
        Point(o.x + float(x[n]) * STEP_MM, o.y + float(ends[n]) * STEP_MM, o.z + float(z[n]) * STEP_MM)
        for n in (0, 1)
    )
    return Segment(start, end)
