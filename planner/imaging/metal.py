"""The metal in a scan: where its surface is seen, and how far that may lie from the true one.

Metal is brighter than what 12 bits store, and blurred like everything else: at a fixed HU value it looks thicker
than it is, the brighter it is the more. How sharp its edges are is read off the scan itself; how bright it is,
only where the scan was not clipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import ndimage

from planner.geometry.vectors import Point
from planner.imaging.reslice import trilinear
from planner.imaging.skin import SKIN_HU
from planner.imaging.volume import AIR_HU, Volume

Array = NDArray[np.float64]

SURFACE_HU = 2500.0
"""Where the surface of metal is taken: bone ends below 2000, 12 bits at 3071 (ours)."""
CLIPPED_MM3 = 20.0
"""Where so much lies at the highest value of a scan, values above it were cut off (ours)."""
TELLING_HU = 4500.0
"""A scan that goes no higher does not tell how bright metal is: it was clipped and perhaps resampled (ours)."""
BRIGHTEST_HU, DULLEST_HU = 16000.0, 5000.0
"""Steel or cobalt-chrome, and a thin piece of titanium: what clipped metal may be."""
AROUND_HU = 200.0
"""What lies round metal: muscle and marrow (ours)."""
FOOT_HU = 800.0
"""Below the surface: from here to there the edge is measured; most bone is darker (ours)."""
SMALLEST_MM3 = 12.0
"""What is smaller is noise or the tooth of a streak: a pin of a cage has more (ours)."""
THICKER_MM = 1.0
"""The surface lies no farther outside than this: CT shows metal 1 to 2 mm thicker than it is (ours)."""
ROUND_SHARE = 0.5
"""Round a thin piece it lies nearer to the true one than over a flat edge, which the sum is for (ours)."""
CELL_MM = 4.0
"""Metal that lies no farther apart than this is looked at together."""
MARGIN_MM = 6.0
STEP_MM = 0.75
"""Of the even grid on which metal is looked at."""
LOOKED_AT = 3000
"""So many places of the surface tell how sharp it is."""


@dataclass(frozen=True, eq=False)
class Region:
    """A box with metal in it on an even grid along LPS.

    Attributes
    ----------
    origin
        LPS of the first voxel, mm.
    hu
        float32 [z, y, x] in steps of `STEP_MM` to the left, posterior and superior.
    """

    origin: Point
    hu: NDArray[np.float32]

    @cached_property
    def metal(self) -> NDArray[np.bool_]:
        """Which voxels hold metal: pieces large enough to be any."""
        bright = self.hu > SURFACE_HU
        labels, count = ndimage.label(bright, np.ones((3, 3, 3)))
        sizes = np.bincount(labels.ravel(), minlength=count + 1) * STEP_MM**3
        sizes[0] = 0.0
        return np.asarray(sizes[labels] >= SMALLEST_MM3)

    @cached_property
    def surface(self) -> Array:
        """Places on the surface where it crosses the lines of the grid, LPS mm, [n, 3]."""
        found = []
        for axis in range(3):
            low, high = (np.take(self.hu, range(*ends), axis) for ends in _neighbours(self.hu.shape[axis]))
            first, second = (np.take(self.metal, range(*e), axis) for e in _neighbours(self.hu.shape[axis]))
            at = np.argwhere(first != second)
            a, b = (values[tuple(at.T)] for values in (low, high))
            share = np.clip((SURFACE_HU - a) / np.where(a == b, 1.0, b - a), 0.0, 1.0)
            places = at.astype(np.float64)
            places[:, axis] += share
            found.append(places[:, ::-1])
        return np.concatenate(found) * STEP_MM + np.array(tuple(self.origin))


def _neighbours(count: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (0, count - 1), (1, count)


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


def find_metal(volume: Volume) -> Metal:
    """Return the metal within the body; a scan without has no regions."""
    regions = tuple(_region(volume, *box) for box in _boxes(volume))
    regions = tuple(sorted((r for r in regions if r.metal.any()), key=lambda r: -int(r.metal.sum())))
    top = max((float(region.hu.max()) for region in regions), default=0.0)
    clipped = top < TELLING_HU or _is_cut_off(volume)
    brightness = (DULLEST_HU, BRIGHTEST_HU) if clipped else _brightness(regions[0])
    return Metal(None if clipped else brightness[1], _outside_mm(regions, brightness), regions)


def _is_cut_off(volume: Volume) -> bool:
    voxel_mm3 = float(np.prod(volume.spacing_mm))
    return float(np.count_nonzero(volume.hu == volume.hu.max())) * voxel_mm3 >= CLIPPED_MM3


def _brightness(region: Region) -> tuple[float, float]:
    """Return how bright metal is inside, at least and at most."""
    deep = ndimage.binary_erosion(region.metal, iterations=2)
    inside = region.hu[deep if deep.any() else region.metal]
    low, high = np.percentile(inside, (50.0, 90.0))
    return float(low), float(high)


def _outside_mm(regions: tuple[Region, ...], brightness: tuple[float, float]) -> tuple[float, float]:
    """Return how far the surface lies outside of the true one, for metal of either brightness.

    An edge is a step blurred by a Gaussian: where it passes two values tells its width.
    """
    edge_mm = _edge_mm(regions)
    outside = []
    for hu in brightness:
        surface, foot = (
            NormalDist().inv_cdf(1.0 - (at - AROUND_HU) / (hu - AROUND_HU)) for at in (SURFACE_HU, FOOT_HU)
        )
        outside.append(surface * edge_mm / (foot - surface))
    return min(*outside, THICKER_MM) * ROUND_SHARE, min(max(outside), THICKER_MM)


def _edge_mm(regions: tuple[Region, ...]) -> float:
    """Return how far outside of its surface metal fades to `FOOT_HU`, in the middle of all places."""
    widths = [_widths(region) for region in regions]
    found = np.concatenate(widths) if widths else np.empty(0)
    return float(np.median(found)) if found.size else 0.0


def _widths(region: Region) -> Array:
    """Return how far outside of some places of the surface metal fades to `FOOT_HU`, in mm, [n]."""
    soft = ndimage.gaussian_filter(region.metal.astype(np.float32), 1.5)
    places = region.surface[:: max(1, len(region.surface) // LOOKED_AT)]
    at = ((places - np.array(tuple(region.origin))) / STEP_MM)[:, ::-1].T
    slope = np.stack([ndimage.map_coordinates(g, at, order=1) for g in np.gradient(soft)])
    outwards = -slope / np.maximum(np.linalg.norm(slope, axis=0), 1e-9)
    steps_mm = np.arange(0.0, FARTHEST_MM, 0.05)
    along = at[:, :, None] + outwards[:, :, None] * (steps_mm / STEP_MM)
    hu = ndimage.map_coordinates(region.hu, along.reshape(3, -1), order=1).reshape(along.shape[1:])
    faded = hu < FOOT_HU
    return np.asarray(steps_mm[np.argmax(faded, axis=1)][faded.any(axis=1)])


FARTHEST_MM = 4.0
"""No edge is wider than this."""


def _region(volume: Volume, low: Array, high: Array) -> Region:
    """Return the even grid over a box of LPS."""
    counts = np.ceil((high - low) / STEP_MM).astype(int) + 1
    hu = np.empty(tuple(counts[::-1]), np.float32)
    start = np.array(volume.to_voxel(Point(*map(float, low))))
    _resample(volume.hu, start, volume.patient_to_voxel[:3, :3] * STEP_MM, hu)
    return Region(Point(*map(float, low)), hu)


@njit(nogil=True, cache=True)
def _resample(hu, start, steps, out):  # type: ignore[no-untyped-def]
    """Fill a grid along LPS; the columns of `steps` lead to the next voxel along x, y and z."""
    for z in range(out.shape[0]):
        for y in range(out.shape[1]):
            for x in range(out.shape[2]):
                i = start[0] + x * steps[0, 0] + y * steps[0, 1] + z * steps[0, 2]
                j = start[1] + x * steps[1, 0] + y * steps[1, 1] + z * steps[1, 2]
                k = start[2] + x * steps[2, 0] + y * steps[2, 1] + z * steps[2, 2]
                value = trilinear(hu, i, j, k)
                out[z, y, x] = AIR_HU if np.isnan(value) else value


def _boxes(volume: Volume) -> list[tuple[Array, Array]]:
    """Return boxes of LPS round what is bright within the body: their lowest and highest corner."""
    size = np.array([max(1, round(CELL_MM / mm)) for mm in volume.spacing_mm])
    shape = tuple(-(-n // s) for n, s in zip(volume.hu.shape, size[::-1], strict=True))
    bright, tissue = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
    _count(volume.hu, size, SURFACE_HU, SKIN_HU, bright, tissue)
    if not bright.any():
        return []
    body = _body(tissue > int(np.prod(size)) // 2)
    voxel_mm3 = float(np.prod(volume.spacing_mm))
    labels, count = ndimage.label(bright > 0, np.ones((3, 3, 3)))
    found = []
    for n, slab in enumerate(ndimage.find_objects(labels, count), 1):
        own = labels[slab] == n
        if bright[slab][own].sum() * voxel_mm3 >= SMALLEST_MM3 and body[slab][own].mean() > 0.5:
            ends = np.array([[s.start, s.stop] for s in slab])[::-1] * size[:, None]
            found.append(_box(volume, ends))
    return found


def _box(volume: Volume, ends: NDArray[np.int64]) -> tuple[Array, Array]:
    """Return the box of LPS round voxels from and up to [3, 2] along i, j and k, with a margin."""
    corners = np.array([tuple(volume.to_patient(i, j, k)) for i in ends[0] for j in ends[1] for k in ends[2]])
    return corners.min(axis=0) - MARGIN_MM, corners.max(axis=0) + MARGIN_MM


def _body(tissue: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which cells are the body: the largest piece without what is thin, as sheets, leads and shells."""
    padded = np.pad(tissue, 2, mode="edge")
    firm = ndimage.binary_opening(padded, np.ones((3, 3, 3)))[2:-2, 2:-2, 2:-2]
    labels, count = ndimage.label(firm)
    if count == 0:
        return tissue
    largest = labels == 1 + int(np.argmax(np.bincount(labels.ravel())[1:]))
    return np.asarray(ndimage.binary_fill_holes(largest))


@njit(nogil=True, cache=True)
def _count(hu, size, bright_hu, tissue_hu, bright, tissue):  # type: ignore[no-untyped-def]
    """Count in every cell of voxels what is bright and what is tissue."""
    for k in range(hu.shape[0]):
        for j in range(hu.shape[1]):
            row = hu[k, j]
            for i in range(hu.shape[2]):
                if row[i] > tissue_hu:
                    at = (k // size[2], j // size[1], i // size[0])
                    tissue[at] += 1
                    if row[i] > bright_hu:
                        bright[at] += 1
