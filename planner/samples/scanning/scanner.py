"""The scanner: an ideal body goes in, images as they are stored come out."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import Point
from planner.samples.grid import Grid, Slab
from planner.samples.scanning.beam import beam
from planner.samples.scanning.body import Paths, Place, WideMap, paths
from planner.samples.scanning.errors import (
    Rays,
    coarse_errors,
    photons_for,
    rays,
)
from planner.samples.scanning.fan import LANES, Fan, add_back
from planner.samples.scanning.kernels import SOFT, Kernel
from planner.samples.scanning.measure import Dots, measured

CLIP_12_BIT = (-1024, 3071)
"""The range of a scanner that stores 12 bits with an intercept of -1024."""
WATER_BODY_MM = 300.0
"""Diameter of the water body in whose middle `Scanner.noise_hu` is measured."""
MARGIN_MM = 20.0
"""Rays that pass the images at this distance are still noisy."""
LEAST_SHARE = 0.004
BLOOM = Kernel("bloom", sd_mm=0.45)
"""Metal is spread by this on top of the kernel: focal spot, crosstalk and rays that graze it."""
BLOOMED_MM = 1.8
ROUND_METAL_HU = 100.0

Progress = Callable[[float], None]


@dataclass(frozen=True)
class Scanner:
    """How images are made.

    Attributes
    ----------
    noise_hu
        Standard deviation in the middle of 300 mm of water, in images of this kernel and thickness.
    clip_hu
        Lowest and highest value that is stored.
    shares
        Shares of independent noise of neighbouring slices in a slice (`Profile.shares`).
    """

    kernel: Kernel = SOFT
    noise_hu: float = 12.0
    clip_hu: tuple[int, int] = CLIP_12_BIT
    shares: tuple[float, ...] = (1.0,)
    fan: Fan = field(default_factory=Fan)

    def __post_init__(self) -> None:
        if self.noise_hu <= 0.0:
            raise ValueError("a scanner without noise is not built")
        if len(self.shares) % 2 == 0:
            raise ValueError("the shares of noise need a middle one")


@dataclass(frozen=True, eq=False)
class Metal:
    """Metal of one material in a box of voxels.

    Attributes
    ----------
    hu
        Its value in the ideal image.
    share
        How much of each voxel it fills, 0 to 1, float32 [k, j, i] of `slab`.
    """

    material: str
    hu: float
    slab: Slab
    share: NDArray[np.float32]


def scanned(
    ideal: NDArray[np.float32],
    grid: Grid,
    wide: WideMap,
    isocentre: Point,
    scanner: Scanner,
    keys: NDArray[np.uint64],
    metals: tuple[Metal, ...] = (),
    progress: Progress | None = None,
) -> NDArray[np.int16]:
    """Return the images of an ideal body, HU as stored, [k, j, i].

    Parameters
    ----------
    ideal
        True HU, metal in it at its value, averaged over the thickness of the slices.
    wide
        The whole body without metal, painted on `wide_grid(grid, isocentre)`.
    isocentre
        LPS, at the height of the middle slice.
    keys
        One random word for each slice: the same words, the same acquisition (`noise_keys`).
    progress
        Is told the share that is done.
    """
    exam = _Exam.of(grid, wide, isocentre, scanner, keys, metals)
    out = np.empty(ideal.shape, np.int16)
    starts = range(0, ideal.shape[0], LANES)
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 4)) as pool:

        def make(start: int) -> None:
            stop = min(start + LANES, ideal.shape[0])
            out[start:stop] = exam.images(ideal[start:stop], start)

        for done, _ in enumerate(pool.map(make, starts), 1):
            if progress is not None:
                progress(done / len(starts))
    return out


@dataclass(frozen=True, eq=False)
class _Exam:
    """Everything that stays the same from slice to slice."""

    scanner: Scanner
    place: Place
    paths: Paths
    rays: Rays
    keys: NDArray[np.uint64]
    metals: tuple[Metal, ...]
    materials: tuple[tuple[str, float], ...]

    @classmethod
    def of(
        cls,
        grid: Grid,
        wide: WideMap,
        isocentre: Point,
        scanner: Scanner,
        keys: NDArray[np.uint64],
        metals: tuple[Metal, ...],
    ) -> _Exam:
        spectrum, fan = beam(), scanner.fan
        noise_mm = scanner.noise_hu / 1000.0 / fan.noise_gain(scanner.kernel)
        photons = photons_for(noise_mm, WATER_BODY_MM, spectrum)
        materials = tuple(sorted({(metal.material, metal.hu) for metal in metals}))
        return cls(
            scanner,
            Place.of(grid, isocentre),
            paths(wide, fan, spectrum),
            rays(fan, spectrum, photons, materials),
            keys,
            metals,
            materials,
        )

    def images(self, ideal: NDArray[np.float32], start: int) -> NDArray[np.int16]:
        """Return the images of up to `LANES` slices, of which the first is number `start`."""
        images = self.scanner.kernel.blurred(self._bloomed(ideal, start), self.place.pixel_mm)
        self._add_errors(images, start)
        low, high = self.scanner.clip_hu
        return np.clip(np.rint(images), low, high).astype(np.int16)

    def _bloomed(self, ideal: NDArray[np.float32], start: int) -> NDArray[np.float32]:
        """Return the slices with metal as wide as detectors see it."""
        shown = ideal.copy()
        for metal in self.metals:
            depth, *plane = metal.slab
            low, high = max(depth.start, start), min(depth.stop, start + ideal.shape[0])
            if low >= high:
                continue
            pads = [int(BLOOMED_MM / size) + 1 for size in reversed(self.place.pixel_mm)]
            rows, columns = (
                slice(max(part.start - pad, 0), min(part.stop + pad, n))
                for part, pad, n in zip(plane, pads, ideal.shape[1:], strict=True)
            )
            share = np.zeros((high - low, rows.stop - rows.start, columns.stop - columns.start), np.float32)
            j, i = (part.start - whole.start for part, whole in zip(plane, (rows, columns), strict=True))
            own = metal.share[low - depth.start : high - depth.start]
            share[:, j : j + own.shape[1], i : i + own.shape[2]] = own
            spread = BLOOM.blurred(share, self.place.pixel_mm) - share
            shown[low - start : high - start, rows, columns] += spread * np.float32(metal.hu - ROUND_METAL_HU)
        return shown

    def _add_errors(self, images: NDArray[np.float32], start: int) -> None:
        fan, place = self.scanner.fan, self.place
        numbers = np.minimum(np.arange(start, start + LANES), start + images.shape[0] - 1)
        reach = fan.bin_of(place.farthest_mm(*images.shape[1:]) + MARGIN_MM)
        views = measured(
            self.rays,
            coarse_errors(self.paths, numbers, self.rays),
            self.scanner.kernel,
            (self._noise_keys(numbers), np.array(self.scanner.shares)),
            self._dots(start, images.shape[0]),
            2 * reach,
        )
        add_back(
            images,
            views,
            (fan.source_mm, fan.bin_mm, reach - 0.5),
            fan.directions,
            (place.first_mm, place.pixel_mm),
            1000.0,
        )

    def _noise_keys(self, numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return the keys of the slices and their neighbours: [share, lane]."""
        half = len(self.scanner.shares) // 2
        rows = []
        for step in range(-half, half + 1):
            rows.append([_beyond(self.keys, int(number) + step) for number in numbers])
        return np.array(rows, np.uint64)

    def _dots(self, start: int, count: int) -> Dots:
        """Return the metal of some slices."""
        parts = []
        (x0, y0), (dx, dy) = self.place.first_mm, self.place.pixel_mm
        for metal in self.metals:
            slab = metal.slab
            low, high = max(slab[0].start, start), min(slab[0].stop, start + count)
            share = metal.share[max(low - slab[0].start, 0) : max(high - slab[0].start, 0)]
            k, j, i = np.nonzero(share > LEAST_SHARE)
            x, y = x0 + (i + slab[2].start) * dx, y0 + (j + slab[1].start) * dy
            row = np.full(k.size, self.materials.index((metal.material, metal.hu)))
            parts.append(Dots(x, y, share[k, j, i].astype(np.float64) * (dx * dy), k + (low - start), row))
        return Dots.joined(parts)


def _beyond(keys: NDArray[np.uint64], number: int) -> int:
    """Return the key of a slice; slices before the first and after the last have keys of their own."""
    if 0 <= number < keys.size:
        return int(keys[number])
    return (int(keys[0]) * 3 + (number % (1 << 20)) * 0x9E3779B97F4A7C15 + 1) % (1 << 64)


def noise_keys(words: Callable[[], int], slices: int) -> NDArray[np.uint64]:
    """Return the keys of the noise of so many slices, drawn one after the other."""
    return np.array([words() for _ in range(slices)], np.uint64)
