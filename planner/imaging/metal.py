"""The metal in a scan: where its surface is seen, and how far that may lie from the true one.

Metal is brighter than what 12 bits store, and blurred like everything else: at a fixed value it looks thicker
than it is, the brighter it is the more. How sharp its edges are is read off the scan itself; how bright it
is, only where the scan was not cut off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.imaging.bright import STEP_MM, Grid, bright_grids
from planner.imaging.volume import Volume

Array = NDArray[np.float64]

SURFACE_HU = 2500.0
"""Where the surface of metal is taken: bone ends below 2000, 12 bits at 3071 (ours)."""
CUT_OFF_MM3 = 20.0
"""Where so much lies at the highest value of a scan, values above it were cut off (ours)."""
LOWEST_CUT_HU = 1000.0
"""A scan that goes no higher shows no dense bone either: it is of something else (ours)."""
TELLING_HU = 4500.0
"""A scan that goes no higher does not tell how bright metal is: it was cut off, perhaps resampled (ours)."""
BRIGHTEST_HU, DULLEST_HU = 16000.0, 5000.0
"""Steel or cobalt-chrome, and a thin piece of titanium: what metal that is cut off may be (ours)."""
AROUND_HU = 200.0
"""What lies round metal: muscle and marrow (ours)."""
FOOT_HU = 800.0
"""From the surface to where metal fades to this its edge is measured (ours)."""
SMALLEST_MM3 = 12.0
"""What is smaller is noise or the tooth of a streak (ours)."""
THICKER_MM = 1.0
"""The surface lies no farther outside than this: CT shows metal 1 to 2 mm thicker than it is (ours)."""
ROUND_SHARE = 0.5
"""Round a thin piece it lies nearer to the true one than over a flat edge, which the sum is for (ours)."""
LOOKED_AT = 3000
"""So many places of a surface tell how sharp it is."""
FARTHEST_MM = 4.0
"""So far out it is looked for where metal fades."""
BLURRED_MM, FADING = 3.0, 0.5
"""Metal is unreadable where its edge is wider than this, or where less of its surface fades at all: its
streaks are as bright as itself and no surface can be placed (ours)."""


@dataclass(frozen=True, eq=False)
class Region:
    """A box with metal in it."""

    grid: Grid

    @cached_property
    def metal(self) -> NDArray[np.bool_]:
        """Which voxels of the grid hold metal: pieces large enough to be any."""
        labels, count = scipy.ndimage.label(self.grid.hu > SURFACE_HU, np.ones((3, 3, 3)))
        sizes = np.bincount(labels.ravel(), minlength=count + 1) * STEP_MM**3
        sizes[0] = 0.0
        # the box of a neighbour shows a part of it: what the margin cuts through is looked at in its own
        for axis in range(3):
            sizes[np.unique(np.take(labels, (0, -1), axis))] = 0.0
        return np.asarray(sizes[labels] >= SMALLEST_MM3)

    @cached_property
    def surface(self) -> Array:
        """Places where the surface crosses the lines of the grid, LPS mm, [n, 3]."""
        hu, found = self.grid.hu, []
        for axis in range(3):
            low = [slice(None)] * 3
            high = list(low)
            low[axis], high[axis] = slice(None, -1), slice(1, None)
            first, second = tuple(low), tuple(high)
            at = np.argwhere(self.metal[first] != self.metal[second])
            a, b = hu[first][tuple(at.T)], hu[second][tuple(at.T)]
            places = at.astype(np.float64)
            places[:, axis] += np.clip((SURFACE_HU - a) / np.where(a == b, 1.0, b - a), 0.0, 1.0)
            found.append(places[:, ::-1] * STEP_MM + np.array(tuple(self.grid.origin)))
        return np.ascontiguousarray(np.concatenate(found))

    @cached_property
    def edges_mm(self) -> Array:
        """How far outside of its surface metal fades to `FOOT_HU`, in mm; infinite where it does not, [n]."""
        soft = np.asarray(scipy.ndimage.gaussian_filter(self.metal.astype(np.float32), 1.5), np.float64)
        places = self.surface[:: max(1, len(self.surface) // LOOKED_AT)]
        at = ((places - np.array(tuple(self.grid.origin))) / STEP_MM)[:, ::-1].T
        slope = np.stack(
            [scipy.ndimage.map_coordinates(np.asarray(g), at, order=1) for g in np.gradient(soft)]
        )
        outwards = -slope / np.maximum(np.linalg.norm(slope, axis=0), 1e-9)
        steps_mm = np.arange(0.0, FARTHEST_MM, 0.05)
        along = at[:, :, None] + outwards[:, :, None] * (steps_mm / STEP_MM)
        hu = scipy.ndimage.map_coordinates(self.grid.hu, along.reshape(3, -1), order=1).reshape(
            along.shape[1:]
        )
        faded = hu < FOOT_HU
        return np.where(faded.any(axis=1), steps_mm[np.argmax(faded, axis=1)], np.inf)

    @cached_property
    def is_readable(self) -> bool:
        """Whether a surface can be placed: most of it fades, and within a few millimetres."""
        fading = self.edges_mm[np.isfinite(self.edges_mm)]
        return len(fading) >= FADING * len(self.edges_mm) and float(np.median(fading)) <= BLURRED_MM


@dataclass(frozen=True, eq=False)
class Metal:
    """The metal of a scan.

    Attributes
    ----------
    bright_hu
        How bright it is inside; None where the scan does not tell, as in most it is cut off.
    outside_mm
        How far the surface at `SURFACE_HU` lies outside of the true one: at least and at most.
    regions
        Boxes that hold all metal within the body, the largest piece first.
    """

    bright_hu: float | None
    outside_mm: tuple[float, float]
    regions: tuple[Region, ...]

    @property
    def is_clipped(self) -> bool:
        """Whether the scan does not tell how bright metal is."""
        return self.bright_hu is None

    def uncertainty_mm(self, volume: Volume) -> float:
        """Return how far its surface, in the middle of where it may lie, may be from the true one.

        Two errors that do not know of each other: half the diagonal of a voxel, and half the range of
        `outside_mm`.
        """
        i, j, k = volume.spacing_mm
        least, most = self.outside_mm
        return float(np.hypot(np.sqrt(i * i + j * j + k * k) / 2.0, (most - least) / 2.0))


def find_metal(volume: Volume) -> Metal:
    """Return the metal within the body; a scan without has no regions."""
    regions = tuple(Region(grid) for grid in bright_grids(volume, SURFACE_HU, 0.0, SMALLEST_MM3))
    regions = tuple(sorted((r for r in regions if r.metal.any()), key=lambda r: -int(r.metal.sum())))
    top = max((float(region.grid.hu.max()) for region in regions), default=0.0)
    clipped = top < TELLING_HU or _cut_off_mm3(volume) >= CUT_OFF_MM3
    brightness = (DULLEST_HU, BRIGHTEST_HU) if clipped else _brightness(regions[0])
    return Metal(None if clipped else brightness[1], _outside_mm(regions, brightness), regions)


def hides_metal(volume: Volume) -> float | None:
    """Return the value at which a scan is cut off so low that metal looks like bone; None otherwise."""
    top = float(volume.hu.max())
    if not LOWEST_CUT_HU <= top <= SURFACE_HU or _cut_off_mm3(volume) < CUT_OFF_MM3:
        return None
    return top


def _cut_off_mm3(volume: Volume) -> float:
    """Return how much of a scan lies at its highest value."""
    voxel_mm3 = float(np.prod(volume.spacing_mm))
    return float(np.count_nonzero(volume.hu == volume.hu.max())) * voxel_mm3


def _brightness(region: Region) -> tuple[float, float]:
    """Return how bright metal is inside, at least and at most."""
    deep = scipy.ndimage.binary_erosion(region.metal, iterations=2)
    inside = region.grid.hu[deep if deep.any() else region.metal]
    low, high = np.percentile(inside, (50.0, 90.0))
    return float(low), float(high)


def _outside_mm(regions: tuple[Region, ...], brightness: tuple[float, float]) -> tuple[float, float]:
    """Return how far the surface lies outside of the true one, for metal of either brightness.

    An edge is a step blurred by a Gaussian: where it passes two values tells its width.
    """
    widths = [region.edges_mm[np.isfinite(region.edges_mm)] for region in regions]
    found = np.concatenate(widths) if widths else np.empty(0)
    edge_mm = float(np.median(found)) if found.size else 0.0
    outside = []
    for hu in brightness:
        surface, foot = (
            NormalDist().inv_cdf(1.0 - (at - AROUND_HU) / (hu - AROUND_HU)) for at in (SURFACE_HU, FOOT_HU)
        )
        outside.append(max(surface, 0.0) * edge_mm / (foot - surface))
    return min(*outside, THICKER_MM) * ROUND_SHARE, min(max(outside), THICKER_MM)
