"""The bone that a straight way leads through."""

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point, Vector, any_perpendicular
from planner.imaging.sample import sample_inside
from planner.imaging.volume import Volume

BONE_HU = 250.0
"""Above this is bone: muscle and ligament lie below 120, most marrow below 220, a cortex above 300."""
MARROW_HU = 100.0
"""What stays above this between two pieces of bone is marrow: muscle with its noise lies below."""
METAL_HU = 2000.0
"""Above this is metal: bone ends below."""
RIM_MM = 2.0
"""So near to metal nothing is told: CT shows metal thicker than it is, by 1 to 2 mm."""
ROUND_ABOUT = 6
"""Directions across the way in which metal is looked for."""


def bone_on_way(
    volume: Volume, start: Point, end: Point, shortest_mm: float
) -> tuple[tuple[float, float], ...]:
    """Return the stretches of bone on the straight way between two points, as mm from its start, ascending.

    The way is sampled at half the finest voxel spacing. Bone is what lies above `BONE_HU`, with the marrow
    between two such pieces; a stretch shorter than `shortest_mm` is none. Metal and its rim, `RIM_MM` wide,
    are no bone, nor is what lies outside the scan.
    """
    length_mm = start.distance_to(end)
    count = max(2, round(length_mm / (volume.finest_mm / 2.0)) + 1)
    along = np.linspace(0.0, length_mm, count)
    line = np.array(tuple(start)) + along[:, None] * np.array(tuple((end - start).unit()))
    hu = sample_inside(volume, line)
    if not (hu > BONE_HU).any():
        return ()
    known = ~(np.isnan(hu) | _beside_metal(volume, line, hu, end - start, length_mm / (count - 1)))
    bone = _with_marrow(known & (hu > BONE_HU), known & (hu > MARROW_HU))
    half_mm = length_mm / (count - 1) / 2.0
    runs = ((along[first] - half_mm, along[last - 1] + half_mm) for first, last in _runs(bone))
    clipped = ((max(low, 0.0), min(high, length_mm)) for low, high in runs)
    return tuple((float(low), float(high)) for low, high in clipped if high - low >= shortest_mm)


def _beside_metal(
    volume: Volume, line: NDArray[np.float64], hu: NDArray[np.float32], way: Vector, step_mm: float
) -> NDArray[np.bool_]:
    """Say of each place on a line whether metal lies there or within `RIM_MM`."""
    across = any_perpendicular(way)
    other = way.unit().cross(across)
    turns = [2.0 * pi * n / ROUND_ABOUT for n in range(ROUND_ABOUT)]
    offsets = np.array([tuple((across * cos(a) + other * sin(a)) * RIM_MM) for a in turns])
    beside = sample_inside(volume, (line[None] + offsets[:, None]).reshape(-1, 3)).reshape(ROUND_ABOUT, -1)
    metal = (hu > METAL_HU) | (beside > METAL_HU).any(axis=0)
    reach = int(RIM_MM / step_mm)
    return np.convolve(metal, np.ones(2 * reach + 1))[reach : reach + len(metal)] > 0.5


def _with_marrow(bone: NDArray[np.bool_], dense: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return bone together with what is dense from one piece of it to the next."""
    filled = bone.copy()
    for (_start, end), (start, _end) in pairwise(_runs(bone)):
        filled[end:start] = dense[end:start].all()
    return filled


def _runs(true: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return from where to before where values are true on end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], true, [False])).astype(np.int8)))
    return [(int(first), int(last)) for first, last in edges.reshape(-1, 2)]
