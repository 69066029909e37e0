"""Straight round pieces in the metal, read off sections across their axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.geometry.curves import Segment
from planner.geometry.vectors import Point, Vector, any_perpendicular
from planner.imaging.metal import SURFACE_HU, Region

Array = NDArray[np.float64]

TURNS = 32
OUT_MM, OUT_STEP_MM = 9.0, 0.15
"""How far from the axis the surface is looked for."""
ALONG_MM = 0.5
ROUNDS = 4
KEPT = 0.8
"""Share of the sections, those that fit a line best, that place the axis."""


@dataclass(frozen=True, eq=False)
class Sections:
    """Sections across a line, one every `ALONG_MM`.

    Attributes
    ----------
    along_mm
        Where on the line, from its start, [n].
    radii_mm
        From the line to the surface of metal in every direction, [n, TURNS]; 0 where the line lies outside of
        metal, NaN where there is metal as far as `OUT_MM`.
    """

    along_mm: Array
    radii_mm: Array
    across: tuple[Vector, Vector]

    @property
    def middle_mm(self) -> Array:
        """The radius of each section: the middle one of all directions; NaN where it has none, [n]."""
        radii = np.where(np.isnan(self.radii_mm), OUT_MM, self.radii_mm)
        return np.asarray(np.median(radii, axis=1))

    @property
    def offsets_mm(self) -> Array:
        """How far the centre of each section lies beside the line, along both axes across it, [n, 2]."""
        turns = _turns()
        radii = np.where(np.isnan(self.radii_mm), self.middle_mm[:, None], self.radii_mm)
        most = 1.6 * self.middle_mm[:, None]
        radii = np.minimum(radii, most)
        return np.stack([2.0 * (radii * wave(turns)).mean(axis=1) for wave in (np.cos, np.sin)], axis=1)


def _turns() -> Array:
    return 2.0 * np.pi * np.arange(TURNS) / TURNS


def sections(region: Region, line: Segment, before_mm: float = 0.0, after_mm: float = 0.0) -> Sections:
    """Return the sections of metal across a line, from before its start to after its end."""
    u = any_perpendicular(line.direction)
    v = line.direction.cross(u)
    along = np.arange(-before_mm, line.length_mm + after_mm, ALONG_MM)
    out = np.arange(0.0, OUT_MM, OUT_STEP_MM)
    turns = _turns()
    ways = np.cos(turns)[:, None] * np.array(tuple(u)) + np.sin(turns)[:, None] * np.array(tuple(v))
    centres = np.array(tuple(line.start)) + along[:, None] * np.array(tuple(line.direction))
    places = centres[:, None, None] + ways[None, :, None] * out[None, None, :, None]
    hu = region.grid.hu_at(places)
    return Sections(along, _crossings(hu, out), (u, v))


def _crossings(hu: Array, out: Array) -> Array:
    """Return how far out HU [..., n] first fall below the surface."""
    below = hu < SURFACE_HU
    first = np.argmax(below, axis=-1)
    none = ~below.any(axis=-1)
    before = np.maximum(first - 1, 0)
    a = np.take_along_axis(hu, before[..., None], -1)[..., 0]
    b = np.take_along_axis(hu, first[..., None], -1)[..., 0]
    share = np.where(first > 0, (a - SURFACE_HU) / np.where(a == b, 1.0, a - b), 0.0)
    radii = np.where(first > 0, out[before] + share * OUT_STEP_MM, 0.0)
    return np.where(none, np.nan, radii)


def centred(region: Region, line: Segment) -> Segment:
    """Return a line moved and turned into the middle of the metal along it."""
    for _round in range(ROUNDS):
        cut = sections(region, line)
        inside = (cut.middle_mm > 0.0) & (cut.middle_mm < OUT_MM)
        if inside.sum() < 4:
            return line
        along, offsets = cut.along_mm[inside], cut.offsets_mm[inside]
        shift, slope = _straight(along, offsets)
        line = _moved(line, cut.across, shift, slope)
    return line


def _straight(along: Array, offsets: Array) -> tuple[Array, Array]:
    """Return shift and slope of the line through most offsets, [2] each."""
    kept = np.ones(len(along), bool)
    shift, slope = np.zeros(2), np.zeros(2)
    for _round in range(3):
        design = np.stack([np.ones(kept.sum()), along[kept]], axis=1)
        (shift, slope), *_rest = np.linalg.lstsq(design, offsets[kept], rcond=None)
        off = np.linalg.norm(offsets - shift - along[:, None] * slope, axis=1)
        kept = off <= np.quantile(off, KEPT)
    return shift, slope


def _moved(line: Segment, across: tuple[Vector, Vector], shift: Array, slope: Array) -> Segment:
    def at(along_mm: float) -> Point:
        u, v = (float(x) for x in shift + along_mm * slope)
        return line.start + line.direction * along_mm + across[0] * u + across[1] * v

    return Segment(at(0.0), at(line.length_mm))


def stretch(line: Segment, from_mm: float, to_mm: float) -> Segment:
    """Return the line between two places along another, in mm from its start; before it where negative."""
    return Segment(line.at(from_mm), line.at(to_mm))
