"""The whole body in the scanner, coarsely: what every ray passes, beyond the edges of the images too."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.geometry.vectors import Point, Vector
from planner.samples.grid import Grid
from planner.samples.scanning.beam import Beam
from planner.samples.scanning.fan import Fan

PIXEL_MM = 3.2
EVERY_MM = 5.0
COARSE = 8
"""Paths are worked out for every so manieth bin, and for every `VIEWS_APART` th view."""
VIEWS_APART = 4
SOFT_HU = 120.0
"""Up to here a voxel counts as water of another density; above, compact bone is mixed in."""
_STEP_MM = 3.0


@dataclass(frozen=True)
class Place:
    """Where the images lie in the gantry.

    Attributes
    ----------
    first_mm
        (x, y) of the centre of pixel [0, 0] from the isocentre.
    pixel_mm
        Between columns and between rows.
    """

    first_mm: tuple[float, float]
    pixel_mm: tuple[float, float]

    @classmethod
    def of(cls, grid: Grid, isocentre: Point) -> Place:
        """Return the place of a grid, whose middle slice decides (the table moves, tilted or not)."""
        matrix = grid.voxel_to_patient
        right, down, step = (Vector(*map(float, matrix[:3, axis])) for axis in range(3))
        first = Point(*map(float, matrix[:3, 3])) + step * ((grid.shape[0] - 1) / 2.0)
        offset = first - isocentre
        return cls((offset.dot(right.unit()), offset.dot(down.unit())), (right.length, down.length))

    def farthest_mm(self, rows: int, columns: int) -> float:
        """Return how far from the isocentre the farthest pixel lies."""
        xs = (self.first_mm[0], self.first_mm[0] + (columns - 1) * self.pixel_mm[0])
        ys = (self.first_mm[1], self.first_mm[1] + (rows - 1) * self.pixel_mm[1])
        largest: float = max(x * x + y * y for x in xs for y in ys) ** 0.5
        return largest


@dataclass(frozen=True, eq=False)
class WideMap:
    """HU of everything in the gantry, without metal: air, table, body; float32 [n, j, i] on `wide_grid`."""

    hu: NDArray[np.float32]
    slices_apart: int


def slices_apart(grid: Grid) -> int:
    """Return how many slices of a grid lie between two of its wide map."""
    step = Vector(*map(float, grid.voxel_to_patient[:3, 2])).length
    return max(1, round(EVERY_MM / step))


def wide_grid(grid: Grid, isocentre: Point, fan: Fan | None = None) -> Grid:
    """Return the coarse grid on which the body is to be painted for the rays: the scanner's whole field.

    Its slices are every `slices_apart` th of `grid`, the last at or beyond the last of `grid`.
    """
    half = ceil((fan or Fan()).radius_mm / PIXEL_MM)
    apart = slices_apart(grid)
    matrix = grid.voxel_to_patient.copy()
    right, down, step = (Vector(*map(float, matrix[:3, axis])) for axis in range(3))
    to_first = step * (-(grid.shape[0] - 1) / 2.0)
    corner = isocentre + to_first + (right.unit() + down.unit()) * (-half * PIXEL_MM)
    normal = right.unit().cross(down.unit())
    onto = corner + normal * (Point(*map(float, matrix[:3, 3])) - corner).dot(normal)
    matrix[:3, 0], matrix[:3, 1] = tuple(right.unit() * PIXEL_MM), tuple(down.unit() * PIXEL_MM)
    matrix[:3, 2], matrix[:3, 3] = tuple(step * apart), tuple(onto)
    return Grid((ceil((grid.shape[0] - 1) / apart) + 1, 2 * half + 1, 2 * half + 1), matrix)


@dataclass(frozen=True, eq=False)
class Paths:
    """What the rays pass, at every `VIEWS_APART` th view and `COARSE` th bin: float32 [view, bin, slice].

    Attributes
    ----------
    water_mm, bone_mm
        Millimetres of water and of compact bone.
    """

    water_mm: NDArray[np.float32]
    bone_mm: NDArray[np.float32]
    slices_apart: int


def paths(wide: WideMap, fan: Fan, beam: Beam) -> Paths:
    """Return the paths of the rays through a wide map."""
    hu = np.ascontiguousarray(np.moveaxis(wide.hu, 0, 2))
    water, bone = _split(hu, np.float32(beam.dense))
    shape = (fan.views // VIEWS_APART, fan.bins // COARSE + 1, hu.shape[2])
    lengths = np.zeros((2, *shape), np.float32)
    directions = np.ascontiguousarray(fan.directions[::VIEWS_APART])
    _project(water, bone, directions, fan.source_mm, fan.bin_mm * COARSE, fan.radius_mm, lengths)
    return Paths(lengths[0], lengths[1], wide.slices_apart)


@njit(nogil=True, cache=True)
def _split(hu, dense):  # type: ignore[no-untyped-def]
    """Return how much water and how much compact bone is in each voxel, in mm per mm."""
    water, bone = np.zeros_like(hu), np.zeros_like(hu)
    soft = np.float32(1.0 + SOFT_HU / 1000.0)
    for j in range(hu.shape[0]):
        for i in range(hu.shape[1]):
            for k in range(hu.shape[2]):
                whole = max(np.float32(1.0) + hu[j, i, k] / np.float32(1000.0), np.float32(0.0))
                if whole <= soft:
                    water[j, i, k] = whole
                elif whole >= dense:
                    bone[j, i, k] = whole / dense
                else:
                    bone[j, i, k] = (whole - soft) / (dense - soft)
                    water[j, i, k] = soft * (np.float32(1.0) - bone[j, i, k])
    return water, bone


@njit(nogil=True, cache=True)
def _project(water, bone, directions, source_mm, bin_mm, radius_mm, lengths):  # type: ignore[no-untyped-def]
    rows, columns, slices = water.shape
    bins = lengths.shape[2]
    for view in range(directions.shape[0]):
        c, s = directions[view, 0], directions[view, 1]
        for b in range(bins):
            t = (b - (bins - 1) / 2.0) * bin_mm
            slant = np.sqrt(source_mm * source_mm + t * t)
            miss = t * source_mm / slant
            if miss * miss >= radius_mm * radius_mm:
                continue
            dx, dy = (t * c + source_mm * s) / slant, (t * s - source_mm * c) / slant
            nearest = source_mm * source_mm / slant
            half = np.sqrt(radius_mm * radius_mm - miss * miss)
            steps = int(2.0 * half / _STEP_MM) + 1
            step = 2.0 * half / steps
            for n in range(steps):
                along = nearest - half + (n + 0.5) * step
                i = (-source_mm * s + along * dx) / PIXEL_MM + (columns - 1) / 2.0
                j = (source_mm * c + along * dy) / PIXEL_MM + (rows - 1) / 2.0
                if not (0.0 <= i < columns - 1 and 0.0 <= j < rows - 1):
                    continue
                i0, j0 = int(i), int(j)
                fi, fj = i - i0, j - j0
                w00, w01 = np.float32((1 - fj) * (1 - fi) * step), np.float32((1 - fj) * fi * step)
                w10, w11 = np.float32(fj * (1 - fi) * step), np.float32(fj * fi * step)
                for k in range(slices):
                    lengths[0, view, b, k] += (
                        w00 * water[j0, i0, k]
                        + w01 * water[j0, i0 + 1, k]
                        + w10 * water[j0 + 1, i0, k]
                        + w11 * water[j0 + 1, i0 + 1, k]
                    )
                    lengths[1, view, b, k] += (
                        w00 * bone[j0, i0, k]
                        + w01 * bone[j0, i0 + 1, k]
                        + w10 * bone[j0 + 1, i0, k]
                        + w11 * bone[j0 + 1, i0 + 1, k]
                    )
