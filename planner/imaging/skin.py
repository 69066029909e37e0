"""Where a needle's line meets the skin."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.imaging.sample import sample_inside
from planner.imaging.volume import Volume

SKIN_HU = -400.0
"""Between air (-1000) and skin or fat (-100): the half-way value, where partial volume puts the surface."""

AIR_GAP_MM = 5.0
"""So much air on end lies outside the body: gas in a joint or a fold of skin is shorter."""

SHEET_MM = 12.0
"""What is thinner than this behind a shorter gap is no body but clothing, a sheet or the table's shell."""


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
    step_mm = volume.finest_mm / 2.0
    far_mm = volume.extent_along(outwards)[1] - (tip - volume.centre).dot(outwards)
    count = int(max(far_mm, 0.0) / step_mm) + 2
    along = np.arange(count) * step_mm
    line = np.array(tuple(tip)) + along[:, None] * np.array(tuple(outwards))
    hu = sample_inside(volume, line)
    tissue = hu > SKIN_HU
    if not tissue[: ceil(AIR_GAP_MM / step_mm)].any():
        return None
    for last in np.flatnonzero(tissue[:-1] & ~tissue[1:]):
        if _leaves_body(hu[last + 1 :], step_mm):
            inner, outer = float(hu[last]), float(hu[last + 1])
            return tip + outwards * (step_mm * (float(last) + (inner - SKIN_HU) / (inner - outer)))
    return None


def _leaves_body(beyond: NDArray[np.float32], step_mm: float) -> bool:
    """Say whether the samples behind tissue lie outside the body; the unknown decides nothing."""
    air_mm = _run(beyond <= SKIN_HU) * step_mm
    if air_mm >= AIR_GAP_MM:
        return True
    behind = beyond[_run(beyond <= SKIN_HU) :]
    sheet = _run(behind > SKIN_HU)
    return 0 < sheet < len(behind) and not np.isnan(behind[sheet]) and sheet * step_mm < SHEET_MM


def _run(true: NDArray[np.bool_]) -> int:
    """Return how many values are true before the first that is not."""
    return len(true) if true.all() else int(np.argmin(true))
