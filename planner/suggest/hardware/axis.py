"""The axis of a shaft, placed by what streaks spoil least: beside it within the slices, then across them.

Steel makes what lies beside a shaft in its slices as bright as itself, most at the head and seldom alike on
both sides; what lies in line with it in a slice, above the tip of one that dips and below its head, turns
dark, and its edge there draws back. So an axis looks turned, by up to two degrees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.geometry.curves import Segment
from planner.geometry.vectors import Vector
from planner.imaging.bright import Grid
from planner.imaging.metal import SURFACE_HU, Region
from planner.imaging.volume import Volume
from planner.suggest.hardware.slices import across_slices, slice_normal

Array = NDArray[np.float64]

TOP_HU = 5000.0
"""Brighter places all count as this bright: the inside of any metal that is not cut off (ours)."""
BELOW_TOP_HU = 36.0
"""The edge within a slice is taken so far below that, or below where the scan is cut off: the higher, the
less of what is only bright beside metal is taken for it (ours)."""
ALONG_MM, OUT_MM, OUT_STEP_MM = 0.5, 8.0, 0.2
ROWS_MM = (-1.0, 0.0, 1.0)
"""An edge is read off the mean of so many rows: a thread has turns."""
ROUNDS, ROBUST_ROUNDS = 3, 4
SURE_MM = 0.04
"""How far the middle of a section lies beside the axis where its sides are clean, and"""
ROUND_MM, UNSURE = 0.4, 0.2
"""by what share of that by which it is wider than high, beyond the first, it may lie besides (ours)."""
OUTLIER = 2.0
"""What lies farther off than so many times what it may counts less."""
BEYOND_MM = (1.0, 1.5, 2.0, 2.5, 3.0)
"""So far outside of the surface it is read how dark it is there."""
DRAWN_BACK_MM = 0.1
"""An axis moves by so much towards the brighter side for 1000 HU of difference (ours, measured)."""
DARKEST_HU, LIGHTEST_HU = -1000.0, 1500.0
STEEPEST_SIN = 0.3
"""What stands straighter on the slices than that lies in none of them."""
STREAKS_HU, CUT_OFF_HU = 850.0, 3071.0
"""A shaft throws streaks where it is brighter than the first beside it, the second at most (ours: hardly any
of titanium is, most of steel are)."""


@dataclass(frozen=True, eq=False)
class CutOff:
    """A region whose brightest places all count as `top_hu`, as where a scan is cut off."""

    grid: Grid
    top_hu: float

    @classmethod
    def of(cls, volume: Volume, region: Region) -> CutOff:
        """Return a region cut off at `TOP_HU`, or where the scan is."""
        top_hu = float(np.clip(float(volume.hu.max()), SURFACE_HU + BELOW_TOP_HU, TOP_HU))
        return cls(Grid(region.grid.origin, np.minimum(region.grid.hu, np.float32(top_hu))), top_hu)


def placed_in_streaks(volume: Volume, seen: CutOff, line: Segment, radius_mm: float) -> Segment | None:
    """Return the axis of a shaft that lies roughly along a line.

    None where it throws no streaks, or stands on the slices: the image of a plain cylinder places it then.
    `radius_mm`, above 0, is about that of the shaft.
    """
    normal, grid = slice_normal(volume), seen.grid
    if line.direction.cross(normal).length < STEEPEST_SIN or not _throws_streaks(grid, line, normal):
        return None
    line = _within_slices(grid, line, normal, seen.top_hu - BELOW_TOP_HU)
    return _lightened(grid, across_slices(volume, line, radius_mm), normal)


def _throws_streaks(grid: Grid, line: Segment, normal: Vector) -> bool:
    cut = _Cut.of(grid, line, normal, SURFACE_HU)
    return float(np.clip(cut.beyond_hu[:2], DARKEST_HU, CUT_OFF_HU).mean()) > STREAKS_HU


def _within_slices(grid: Grid, line: Segment, normal: Vector, edge_hu: float) -> Segment:
    """Return a line moved within the slices into the middle of a shaft, by the sections with clean sides."""
    for _round in range(ROUNDS):
        cut = _Cut.of(grid, line, normal, edge_hu)
        wide, high = cut.mean_mm(0), cut.mean_mm(1)
        may_mm = SURE_MM + UNSURE * np.maximum(wide - high - ROUND_MM, 0.0)
        ends = _straight(cut.share, cut.middle_mm(0), np.where(wide > 0.5, 1.0 / may_mm, 0.0))
        line = cut.moved(0, ends)
    return line


def _straight(share: Array, offsets: Array, weights: Array) -> Array:
    """Return where the line through most offsets starts and ends, [2]."""
    design = np.stack([1.0 - share, share], axis=1)
    own = weights
    ends: Array = np.zeros(2)
    for _round in range(ROBUST_ROUNDS):
        ends = np.asarray(np.linalg.lstsq(design * own[:, None], offsets * own, rcond=None)[0])
        off = np.abs(offsets - design @ ends) * weights / OUTLIER
        own = weights / np.sqrt(np.maximum(off, 1.0))
    return ends


def _lightened(grid: Grid, line: Segment, normal: Vector) -> Segment:
    """Return a line moved towards the brighter of what lies above and below it, as a straight line tells."""
    cut = _Cut.of(grid, line, normal, SURFACE_HU)
    above, below = np.clip(cut.beyond_hu[2:], DARKEST_HU, LIGHTEST_HU)
    design = np.stack([1.0 - cut.share, cut.share], axis=1)
    ends = np.linalg.lstsq(design, (below - above) / 1000.0, rcond=None)[0]
    return cut.moved(1, DRAWN_BACK_MM * ends)


@dataclass(frozen=True, eq=False)
class _Cut:
    """Sections of a shaft: their edges to both sides within the slices and then above and below, [4, n].

    Attributes
    ----------
    across
        The unit vectors across the line: within the slices, and at right angles to that.
    share
        Where each section lies, 0 at the start of the line and 1 at its end, [n].
    beyond_hu
        How bright it is outside of each edge, [4, n].
    """

    line: Segment
    across: tuple[Vector, Vector]
    share: Array
    edges_mm: Array
    beyond_hu: Array

    @classmethod
    def of(cls, grid: Grid, line: Segment, normal: Vector, edge_hu: float) -> _Cut:
        """Return the sections of a line; an edge is where it gets darker than `edge_hu`."""
        level = normal.cross(line.direction).unit()
        steep = line.direction.cross(level)
        along = np.arange(0.0, line.length_mm, ALONG_MM)
        out = np.arange(0.0, OUT_MM, OUT_STEP_MM)
        found = []
        for way, row in ((level, steep), (level * -1.0, steep), (steep, level), (steep * -1.0, level)):
            places = (
                np.array(tuple(line.start))
                + along[:, None, None, None] * np.array(tuple(line.direction))
                + out[:, None, None] * np.array(tuple(way))
                + np.array(ROWS_MM)[:, None] * np.array(tuple(row))
            )
            found.append(_edge(grid.hu_at(places).mean(axis=2), out, edge_hu))
        edges, beyond = (np.stack(parts) for parts in zip(*found, strict=True))
        return cls(line, (level, steep), along / line.length_mm, edges, beyond)

    def middle_mm(self, axis: int) -> Array:
        """How far the middle of each section lies beside the line, along one of `across`, [n]."""
        return np.asarray((self.edges_mm[2 * axis] - self.edges_mm[2 * axis + 1]) / 2.0)

    def mean_mm(self, axis: int) -> Array:
        """Half of how far each section reaches along one of `across`, [n]."""
        return np.asarray((self.edges_mm[2 * axis] + self.edges_mm[2 * axis + 1]) / 2.0)

    def moved(self, axis: int, ends_mm: Array) -> Segment:
        """Return the line moved at both ends along one of `across`, [2]."""
        start, end = (self.across[axis] * float(mm) for mm in ends_mm)
        return Segment(self.line.start + start, self.line.end + end)


def _edge(hu: Array, out: Array, edge_hu: float) -> tuple[Array, Array]:
    """Return how far out HU [n, out] first fall below a value, [n], and the mean of them beyond, [n]."""
    below = hu < edge_hu
    first = np.where(below.any(axis=1), below.argmax(axis=1), len(out) - 1)
    rows = np.arange(len(hu))
    a, b = hu[rows, np.maximum(first - 1, 0)], hu[rows, first]
    share = np.clip((a - edge_hu) / np.where(a == b, 1.0, a - b), 0.0, 1.0)
    edges = np.maximum(out[np.maximum(first - 1, 0)] + share * OUT_STEP_MM * (first > 0), 0.0)
    steps = np.rint(np.array(BEYOND_MM) / OUT_STEP_MM).astype(int)
    beyond = hu[rows[:, None], np.minimum(first[:, None] + steps, len(out) - 1)].mean(axis=1)
    return edges, beyond
