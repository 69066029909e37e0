"""A round straight piece fitted to the voxels themselves: by what a blurred, cut-off image of it is like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.geometry.curves import Segment
from planner.geometry.vectors import any_perpendicular
from planner.imaging.metal import AROUND_HU
from planner.imaging.volume import Volume

Array = NDArray[np.float64]

AROUND_MM = 2.5
"""So far round the surface voxels are compared."""
USUAL_HU = 9000.0
"""How bright metal is taken to be, between titanium and steel; most scans do not tell (ours)."""
CEILING_HU = 3000.0
"""Brighter voxels all count as this bright: what lies above differs from scan to scan (ours)."""
FLOOR_HU = 800.0
"""Darker voxels all count as this dark: they are streaks (ours)."""
ODD_HU = 300.0
"""A voxel that differs by more than this counts less: a streak or another piece (ours)."""
REACH_MM = 3.0
"""Each end of the axis is moved by no more."""
ROUNDS = 40
LEAST = 30
"""Fewer voxels do not place six numbers (ours)."""
COMPARED = 3000
"""So many voxels place a piece to a few hundredths of a millimetre (ours)."""
SHARPEST_MM, SOFTEST_MM = 0.35, 1.4
"""Standard deviation of the blur of a CT, from a bone kernel to a soft one (ours)."""


@dataclass(frozen=True)
class Cylinder:
    """A straight piece: its axis, and its diameter as a smooth one."""

    line: Segment
    diameter_mm: float


def fitted(volume: Volume, line: Segment, radius_mm: float) -> Cylinder:
    """Return the cylinder whose image is most like the voxels round a line.

    `radius_mm`, above 0, is where to start; where too few voxels lie round the line, it is the answer.
    """
    places, hu = voxels_beside(volume, line, radius_mm + AROUND_MM, COMPARED)
    if len(places) < LEAST:
        return Cylinder(line, 2.0 * radius_mm)
    seen = np.clip(hu, FLOOR_HU, CEILING_HU)
    model = _Model(volume, line, places, USUAL_HU)

    def off(numbers: Array) -> Array:
        return model.hu(numbers) - seen

    bounds = (
        np.array([*[-REACH_MM] * 4, 0.5 * radius_mm, SHARPEST_MM]),
        np.array([*[REACH_MM] * 4, 2.0 * radius_mm, SOFTEST_MM]),
    )
    start = np.array([0.0, 0.0, 0.0, 0.0, radius_mm, (SHARPEST_MM + SOFTEST_MM) / 2.0])
    found = scipy.optimize.least_squares(
        off, start, bounds=bounds, loss="soft_l1", f_scale=ODD_HU, max_nfev=ROUNDS
    )
    return Cylinder(model.line(found.x), 2.0 * float(found.x[4]))


@dataclass(frozen=True, eq=False)
class _Model:
    """What voxels show of a cylinder about `about`, moved at its ends along two axes across it."""

    volume: Volume
    about: Segment
    places: Array
    bright_hu: float

    def line(self, numbers: Array) -> Segment:
        u = any_perpendicular(self.about.direction)
        v = self.about.direction.cross(u)
        a, b, c, d = (float(x) for x in numbers[:4])
        return Segment(self.about.start + u * a + v * b, self.about.end + u * c + v * d)

    def hu(self, numbers: Array) -> Array:
        line = self.line(numbers)
        axis, start = np.array(tuple(line.direction)), np.array(tuple(line.start))
        off = self.places - start
        across = off - (off @ axis)[:, None] * axis
        r = np.linalg.norm(across, axis=1)
        outwards = across / np.maximum(r, 1e-6)[:, None]
        voxel = self.volume.voxel_to_patient[:3, :3]
        through = outwards @ voxel
        spread = np.sqrt(numbers[5] ** 2 + (through**2).sum(axis=1) / 12.0)
        share = scipy.special.ndtr((numbers[4] - r) / spread)
        return np.asarray(np.clip(AROUND_HU + (self.bright_hu - AROUND_HU) * share, FLOOR_HU, CEILING_HU))


def voxels_beside(volume: Volume, line: Segment, within_mm: float, most: int) -> tuple[Array, Array]:
    """Return the voxels beside a line: their places, LPS mm, [n, 3], and their HU, [n].

    Of more than `most` about so many are picked evenly.
    """
    ends = np.array([volume.to_voxel(p) for p in (line.start, line.end)])
    reach = within_mm / np.array(volume.spacing_mm) + 1.0
    shape = np.array(volume.hu.shape[::-1])
    low = np.clip(np.floor(ends.min(axis=0) - reach), 0, shape - 1).astype(int)
    high = np.clip(np.ceil(ends.max(axis=0) + reach), 0, shape - 1).astype(int) + 1
    k, j, i = np.meshgrid(*(np.arange(low[n], high[n]) for n in (2, 1, 0)), indexing="ij")
    at = np.stack([i, j, k], axis=-1).reshape(-1, 3)
    places = at @ volume.voxel_to_patient[:3, :3].T + volume.voxel_to_patient[:3, 3]
    axis, start = np.array(tuple(line.direction)), np.array(tuple(line.start))
    along = (places - start) @ axis
    r = np.linalg.norm(places - start - along[:, None] * axis, axis=1)
    near = (along >= 0.0) & (along <= line.length_mm) & (r <= within_mm)
    some = np.flatnonzero(near)
    some = some[:: max(1, len(some) // most)]
    i, j, k = at[some].T
    return places[some], volume.hu[k, j, i].astype(np.float64)
