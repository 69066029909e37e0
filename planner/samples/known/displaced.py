"""Nerves that metal has pushed aside: round it, on the shorter way that bone leaves free."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.geometry.solids import Capsule
from planner.geometry.vectors import Point, Vector
from planner.samples.known.around import Around, Points, evenly, lengths, rows, smoothed

STEP_MM = 0.5
FARTHEST_MM = 16.0
SPREAD = 3
"""How often a bulge is smoothed into what is beside it, at each step."""


def metal_mm(points: Points, metal: Sequence[Capsule]) -> NDArray[np.float64]:
    """Return the distances of points to the nearest of some capsules, negative inside."""
    least = np.full(len(points), np.inf)
    for capsule in metal:
        start = np.array(tuple(capsule.start))
        span = np.array(tuple(capsule.end)) - start
        square = float(span[0] * span[0] + span[1] * span[1] + span[2] * span[2])
        off = points - start
        share = np.zeros(len(points))
        if square > 0.0:
            share = (off[:, 0] * span[0] + off[:, 1] * span[1] + off[:, 2] * span[2]) / square
            share = np.clip(share, 0.0, 1.0)
        least = np.minimum(least, lengths(off - share[:, None] * span) - capsule.radius_mm)
    return least


def round_metal(
    points: Points, around: Around, metal: Sequence[Capsule], off_metal_mm: float, off_bone_mm: float
) -> Points:
    """Return a line led round metal, on the surface side that takes the smaller detour."""
    near = [m for m in metal if float(metal_mm(points, (m,)).min()) < FARTHEST_MM]
    if not near or float(metal_mm(points, near).min()) >= off_metal_mm:
        return points
    ways = [
        way
        for direction in _directions(points, near, off_metal_mm)
        if (way := _led(points, around, near, direction, off_metal_mm, off_bone_mm)) is not None
    ]
    if not ways:
        return points
    return min(ways, key=lambda way: float(lengths(way[1:] - way[:-1]).sum()))


def _directions(points: Points, near: Sequence[Capsule], off_metal_mm: float) -> list[Points]:
    """Return ways past the metal: across the line, all round it."""
    inside = np.flatnonzero(metal_mm(points, near) < off_metal_mm)
    first, last = max(int(inside[0]) - 1, 0), min(int(inside[-1]) + 1, len(points) - 1)
    chord = points[last] - points[first]
    if not np.any(chord):
        chord = points[-1] - points[0]
    along = Vector(*map(float, chord)).unit()
    towards = Vector(0.0, 1.0, 0.0) if abs(along.y) < 0.9 else Vector(0.0, 0.0, 1.0)
    across = towards.without(along).unit()
    third = along.cross(across)
    ways = (
        across, -across, third, -third,
        (across + third).unit(), (across - third).unit(), (third - across).unit(), -(across + third).unit(),
    )  # fmt: skip
    return [rows([Point(0.0, 0.0, 0.0) + way])[0] for way in ways]


def _led(
    points: Points,
    around: Around,
    near: Sequence[Capsule],
    direction: Points,
    off_metal_mm: float,
    off_bone_mm: float,
) -> Points | None:
    """Return the line bulged along one direction until it is free; None if it is not within reach."""
    line = points
    for _ in range(int(FARTHEST_MM / STEP_MM)):
        inside = metal_mm(line, near) < off_metal_mm
        if not inside.any():
            clear = around.cleared(line, np.full(len(line), off_bone_mm), 6)
            if float(metal_mm(clear, near).min()) >= off_metal_mm - 0.25:
                free = float(around.distances_mm(clear).min()) >= off_bone_mm - 0.2
                return clear if free else None
            line = clear
            inside = metal_mm(line, near) < off_metal_mm
        push = inside.astype(np.float64)
        for _ in range(SPREAD):
            push = np.maximum(push, _softened(push))
        line = evenly(smoothed(line + direction * (STEP_MM * push)[:, None]), 1.0)
    return None


def _softened(push: NDArray[np.float64]) -> NDArray[np.float64]:
    beside = np.concatenate([push[1:2], 0.5 * (push[2:] + push[:-2]), push[-2:-1]])
    softened: NDArray[np.float64] = 0.8 * np.maximum(push, beside)
    return softened
