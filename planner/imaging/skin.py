"""Where a needle's line meets the skin, and how near the skin is."""

from __future__ import annotations

from functools import cache
from math import cos, pi, radians, sin

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.geometry.vectors import Point, Vector, any_perpendicular
from planner.imaging.reslice import trilinear
from planner.imaging.volume import Volume

Array = NDArray[np.float64]

SKIN_HU = -400.0
"""Between air (-1000) and skin or fat (-100): the half-way value, where partial volume puts the surface."""

AIR_GAP_MM = 5.0
"""So much air on end lies outside the body: gas in a joint or a fold of skin is shorter."""

SHEET_MM = 12.0
"""What is thinner than this behind a shorter gap is no body but clothing, a sheet or the table's shell."""

LOOK_DEG = (20.0, 40.0, 60.0)
"""The skin near a place is looked for in rings so far round its way out; gas of the bowel lies beyond."""
CLOSER_DEG = (10.0, 4.0, 1.5)
"""Then in rings so far round the nearest place yet."""
RING = 6
"""Directions of the innermost ring; the second has twice as many, and so on."""
LOOK_STEP_MM = 1.5
"""The first look, which only chooses a direction, samples no finer than this."""


def skin_crossing(volume: Volume, tip: Point, entry: Point) -> Point | None:
    """Return where the line from the tip out through the entry leaves the body, LPS mm.

    The line is walked outwards from the tip, in steps of half the finest voxel spacing, until tissue (above
    `SKIN_HU`) gives way to at least `AIR_GAP_MM` of air, or to less air with a sheet thinner than `SHEET_MM`
    behind it; what comes after that (mattress, table, pillow) does not count. The crossing is set between the
    last two samples by linear interpolation.

    Returns
    -------
    Point or None
        None where the scan ends before the skin, and where the tip lies in air (unless a bubble in a joint).
    """
    outwards = (entry - tip).unit()
    far_mm = volume.extent_along(outwards)[1] - (tip - volume.centre).dot(outwards)
    ways = np.array([tuple(outwards)])
    way, away_mm = _nearest_of(volume, tip, ways, max(far_mm, 0.0), volume.finest_mm / 2.0)
    return None if way is None else tip + outwards * away_mm


def nearest_skin(volume: Volume, inside: Point, outwards: Vector) -> Point | None:
    """Return the place on the skin that is nearest to a point in the body, LPS mm.

    It is looked for on rays within `LOOK_DEG` of a way out, each walked as by `skin_crossing`, then on rays
    ever closer about the best of them: for a smooth back that is exact to a few hundredths of a millimetre.

    Parameters
    ----------
    outwards
        Unit vector out of the body, as from a needle's tip to its hub.

    Returns
    -------
    Point or None
        None where no ray leaves the body within the scan, and where the point lies in air.
    """
    step_mm = max(volume.finest_mm, LOOK_STEP_MM)
    best, away_mm = _nearest_of(volume, inside, _about(outwards, LOOK_DEG), np.inf, step_mm)
    if best is None:
        return None
    for ring_deg in CLOSER_DEG:
        within_mm, step_mm = away_mm + step_mm, volume.finest_mm
        closer, closer_mm = _nearest_of(volume, inside, _about(best, (ring_deg,)), within_mm, step_mm)
        if closer is not None:
            best, away_mm = closer, closer_mm
    exact = skin_crossing(volume, inside, inside + best)
    return inside + best * away_mm if exact is None else exact


def _nearest_of(
    volume: Volume, inside: Point, ways: Array, within_mm: float, step_mm: float
) -> tuple[Vector | None, float]:
    """Return the shortest of some ways out of the body, and its length in mm; None where none is so short."""
    start = np.array(volume.to_voxel(inside))
    steps = ways @ volume.patient_to_voxel[:3, :3].T * step_mm
    within, gap, sheet = within_mm / step_mm, AIR_GAP_MM / step_mm, SHEET_MM / step_mm
    samples, which = _shortest(volume.hu, start, steps, within, gap, sheet)
    if not np.isfinite(samples):
        return None, np.inf
    x, y, z = map(float, ways[which])
    return Vector(x, y, z), float(samples * step_mm)


def _about(direction: Vector, rings_deg: tuple[float, ...]) -> Array:
    """Return unit vectors in rings about a direction, and itself first, [n, 3]."""
    side = any_perpendicular(direction)
    axes = np.array([tuple(side), tuple(direction.cross(side)), tuple(direction)])
    return np.asarray(_rings(rings_deg) @ axes)


@cache
def _rings(rings_deg: tuple[float, ...]) -> Array:
    """Return unit vectors in rings about the third axis, itself first; wider rings hold more of them."""
    ways = [(0.0, 0.0, 1.0)]
    for n, ring_deg in enumerate(rings_deg):
        out, count = radians(ring_deg), RING * (n + 1)
        turns = (2.0 * pi * m / count for m in range(count))
        ways += [(sin(out) * cos(turn), sin(out) * sin(turn), cos(out)) for turn in turns]
    return np.array(ways)


@njit(nogil=True, cache=True)
def _shortest(hu, start, steps, within, gap, sheet):  # type: ignore[no-untyped-def]
    """Return the fewest samples to the skin along any of the rays, and which ray; lengths in samples."""
    best, which = np.inf, 0
    for n in range(len(steps)):
        out = way_out(hu, start, steps[n], within, gap, sheet)
        if out < best:
            best, which, within = out, n, out
    return best, which


@njit(nogil=True, cache=True)
def way_out(hu, start, step, within, gap, sheet):  # type: ignore[no-untyped-def]
    """Return after how many samples a ray leaves the body; infinite where the scan ends before."""
    edge, air, behind, seen, inner = np.inf, 0, 0, False, 0.0
    i, j, k = start
    n = 0
    while True:
        value = np.float32(trilinear(hu, i + n * step[0], j + n * step[1], k + n * step[2]))
        lost = n >= gap if not seen else np.isnan(value) or (edge == np.inf and n > within + 1)
        if lost:
            return np.inf
        if value > SKIN_HU:
            seen, inner = True, float(value)
            if edge < np.inf:
                behind += 1
                if behind >= sheet:
                    edge, air, behind = np.inf, 0, 0
        elif edge < np.inf or seen:
            if edge == np.inf:
                edge = n - 1 + (inner - SKIN_HU) / (inner - float(value))
            air += 1
            if behind > 0 or air >= gap:
                return edge
        n += 1
