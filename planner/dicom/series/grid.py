"""The regular grid that the positions of slices lie on, and how far they are from lying on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from planner.dicom.tolerances import DRIFT, EVEN_GRID, SAME_PLACE, TILT
from planner.geometry.angles import angle_between_lines_deg
from planner.geometry.vectors import Point, Vector


@dataclass(frozen=True)
class Grid:
    """Equal steps through a stack of slices, fitted to all positions by least squares.

    Attributes
    ----------
    origin
        Position of the first slice, LPS mm.
    step
        From one slice to the next, mm; not along the normal where the stack is sheared.
    spacing_mm
        Distance of the planes of neighbouring slices.
    tilt_deg
        Angle between the normal of the slices and the line of their positions.
    gap_error_mm
        The larger of: distance of a slice from its place on the grid; error of a gap.
    drift_mm
        How far the first and last slice are off if the shear is ignored about the middle slice.
    """

    origin: Point
    step: Vector
    spacing_mm: float
    tilt_deg: float
    gap_error_mm: float
    drift_mm: float

    @property
    def regular(self) -> bool:
        """Whether the slices lie on the grid."""
        return EVEN_GRID.holds(self.gap_error_mm)

    @property
    def sheared(self) -> bool:
        """Whether the stack has to be resampled."""
        return not (TILT.holds(self.tilt_deg) and DRIFT.holds(self.drift_mm))


def fit(positions: Sequence[Point], normal: Vector) -> Grid:
    """Return the grid of two or more positions that are sorted along the unit vector `normal`.

    Raises
    ------
    ValueError
        If there are fewer than two, or they do not advance along the normal.
    """
    if len(positions) < 2:
        raise ValueError("a grid needs two slices")
    places = np.array([tuple(position) for position in positions])
    k = np.arange(len(places)) - (len(places) - 1) / 2
    middle = places.mean(axis=0)
    step = k @ (places - middle) / (k @ k)
    n = np.array(tuple(normal))
    spacing_mm = float(step @ n)
    if spacing_mm <= 0.0:
        raise ValueError("slices must advance along their normal")
    off_grid = np.linalg.norm(places - (middle + np.outer(k, step)), axis=1).max()
    off_gap = np.abs(np.diff(places @ n) - spacing_mm).max()
    sideways = step - n * spacing_mm
    return Grid(
        origin=Point(*(middle + k[0] * step).tolist()),
        step=Vector(*step.tolist()),
        spacing_mm=spacing_mm,
        tilt_deg=angle_between_lines_deg(normal, Vector(*step.tolist())),
        gap_error_mm=float(max(off_grid, off_gap)),
        drift_mm=float(np.linalg.norm(sideways) * k[-1]),
    )


def repeated(distances_mm: Sequence[float]) -> tuple[int, ...]:
    """Return the indices of sorted distances that lie where their predecessor lies."""
    pairs = pairwise(distances_mm)
    return tuple(i for i, (a, b) in enumerate(pairs, 1) if SAME_PLACE.holds(b - a))


def missing(distances_mm: Sequence[float]) -> tuple[tuple[int, float], ...]:
    """Return the places of missing slices: (index of the slice before, share of the way to the next).

    Nothing is returned where the gaps are not whole multiples of the usual one, or more slices would be
    missing than there are: then the stack is uneven; nor where most slices lie in the same place.
    """
    gaps = [b - a for a, b in pairwise(distances_mm)]
    usual = median(gaps)
    if SAME_PLACE.holds(usual):
        return ()
    steps = [max(round(gap / usual), 1) for gap in gaps]
    if sum(steps) > 2 * len(distances_mm):
        return ()
    if not all(EVEN_GRID.holds(abs(gap - n * usual)) for gap, n in zip(gaps, steps, strict=True)):
        return ()
    return tuple((i, m / n) for i, n in enumerate(steps) for m in range(1, n))


def uneven(distances_mm: Sequence[float]) -> tuple[int, ...]:
    """Return the indices of slices in front of a gap that is not the usual one."""
    gaps = [b - a for a, b in pairwise(distances_mm)]
    usual = median(gaps)
    return tuple(i for i, gap in enumerate(gaps) if not EVEN_GRID.holds(abs(gap - usual)))
