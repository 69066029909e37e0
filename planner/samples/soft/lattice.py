"""Signed distances of soft parts, worked out once at coarse knots round each part and read between them.

Soft parts are broad and smooth: between knots 2 mm apart a distance is straight to within a few hundredths of
a millimetre. A scan of any resolution, orientation or field of view reads the same knots.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.geometry.frames import SCANNER, Frame
from planner.geometry.vectors import Point, Vector
from planner.samples.field.sampling import distances
from planner.samples.field.shape import Field
from planner.samples.field.solid import Solid
from planner.samples.grid import Grid
from planner.samples.soft.bank import Bank, displaced
from planner.samples.soft.outline import Loft

Floats = NDArray[np.float64]

MARGIN_MM = 6.0
"""Knots reach so far beyond a part."""


@dataclass(frozen=True, eq=False)
class Lattice:
    """Distances at knots.

    Attributes
    ----------
    first
        LPS position of knot [0, 0, 0].
    step
        Distances of knots along x, y, z in mm.
    distance_mm
        float32 [k, j, i], negative inside.
    endless
        The part goes on above and below the knots as it is at the outermost.
    """

    first: Point
    step: Vector
    distance_mm: Field
    endless: bool = False

    def at(self, points: Sequence[Point]) -> list[float]:
        """Return the distances at patient points, in mm."""
        where = np.array([tuple(point) for point in points], dtype=np.float64).reshape(-1, 3)
        values: list[float] = self.at_places(where).tolist()
        return values

    def at_places(self, where: Floats) -> Floats:
        """Return the distances at LPS positions [n, 3], in mm."""
        out = np.empty(len(where), np.float64)
        _read(out, where, self.distance_mm, np.array(tuple(self.first)), np.array(tuple(self.step)))
        return out

    def like(self, distance_mm: Field) -> Lattice:
        """Return other distances at the same knots."""
        return Lattice(self.first, self.step, distance_mm, self.endless)


def knots_round(low: Point, high: Point, step: Vector) -> tuple[Point, tuple[int, int, int]]:
    """Return the first knot and the counts [k, j, i] round a box; knots lie at whole multiples of `step`."""
    first, counts = [], []
    for a, b, s in zip(low, high, step, strict=True):
        start, stop = floor((a - MARGIN_MM) / s), ceil((b + MARGIN_MM) / s)
        first.append(start * s)
        counts.append(stop - start + 1)
    return Point(*first), (counts[2], counts[1], counts[0])


def of_loft(
    loft: Loft, step: Vector, bank: Bank, uneven_mm: tuple[float, float], knots: Lattice | None = None
) -> Lattice:
    """Return the distances to a loft, its outlines made uneven; at the knots of another where given."""
    first, shape = knots_round(*loft.box, step)
    if knots is not None:
        nk, nj, ni = knots.distance_mm.shape
        first, step, shape = knots.first, knots.step, (nk, nj, ni)
    distance_mm = np.empty(shape, np.float32)
    heights = (loft.bottom_mm, loft.rise_mm)
    _fill_loft(
        distance_mm,
        np.array(tuple(first)),
        np.array(tuple(step)),
        loft.outlines,
        heights,
        loft.endless,
        bank,
        uneven_mm,
    )
    return Lattice(first, step, distance_mm, loft.endless)


def of_solid(solid: Solid, step: Vector, reach_mm: float = MARGIN_MM) -> Lattice:
    """Return the distances to a solid given in patient space; beyond `reach_mm` they are held there."""
    low, high = (Point(*corner) for corner in solid.box)
    first, shape = knots_round(low, high, step)
    grid = Grid.upright(shape, (step.x, step.y, step.z), first)
    return Lattice(first, step, distances(solid, SCANNER, grid, grid.everything, reach_mm))


def of_prism(
    frame: Frame,
    outline: Sequence[tuple[float, float]],
    half_mm: float,
    step: Vector,
    bank: Bank,
    uneven_mm: float,
) -> Lattice:
    """Return the distances to a prism: an outline (left, posterior) in a frame, `half_mm` up and down."""
    points = np.array(outline)
    corners = [
        frame.origin + frame.to_patient(Vector(x, y, z)) for x, y in outline for z in (-half_mm, half_mm)
    ]
    low = Point(*(min(corner) for corner in zip(*corners, strict=True)))
    high = Point(*(max(corner) for corner in zip(*corners, strict=True)))
    first, shape = knots_round(low, high, step)
    distance_mm = np.empty(shape, np.float32)
    pose = np.array([tuple(frame.origin), tuple(frame.left), tuple(frame.posterior), tuple(frame.superior)])
    _fill_prism(
        distance_mm, np.array(tuple(first)), np.array(tuple(step)), pose, points, half_mm, bank, uneven_mm
    )
    return Lattice(first, step, distance_mm)


def both(one: Field, other: Field, blend_mm: float) -> Field:
    """Return the distances to what lies in both of two parts at the same knots, its edges rounded."""
    apart = np.maximum(np.float32(blend_mm) - np.abs(one - other), np.float32(0.0))
    found: Field = np.maximum(one, other) + apart * apart * np.float32(0.25 / blend_mm)
    return found


def cut(part: Lattice, by: Lattice, inset_mm: float) -> Lattice:
    """Return what of a part lies within another, at least `inset_mm` from its face."""
    within = np.empty_like(part.distance_mm)
    places = np.array([tuple(part.first), tuple(part.step), tuple(by.first), tuple(by.step)])
    _reread(within, places, by.distance_mm)
    return part.like(np.maximum(part.distance_mm, within + np.float32(inset_mm)))


@njit(cache=True, nogil=True)
def _reread(out: Field, places: Floats, values: Field) -> None:
    """Fill knots [k, j, i] with what lies between the knots of another lattice."""
    first, step, other, apart = places
    for k in range(out.shape[0]):
        for j in range(out.shape[1]):
            for i in range(out.shape[2]):
                x, y, z = first[0] + i * step[0], first[1] + j * step[1], first[2] + k * step[2]
                x, y, z = (x - other[0]) / apart[0], (y - other[1]) / apart[1], (z - other[2]) / apart[2]
                out[k, j, i] = read(values, x, y, z)


@njit(cache=True, nogil=True)
def _fill_prism(
    out: Field,
    first: Floats,
    step: Floats,
    pose: Floats,
    outline: Floats,
    half_mm: float,
    bank: Bank,
    uneven_mm: float,
) -> None:
    for k in range(out.shape[0]):
        for j in range(out.shape[1]):
            for i in range(out.shape[2]):
                x, y, z = first[0] + i * step[0], first[1] + j * step[1], first[2] + k * step[2]
                x, y, z = displaced(bank, x, y, z, (0.0, uneven_mm))
                x, y, z = x - pose[0, 0], y - pose[0, 1], z - pose[0, 2]
                u = x * pose[1, 0] + y * pose[1, 1] + z * pose[1, 2]
                v = x * pose[2, 0] + y * pose[2, 1] + z * pose[2, 2]
                w = x * pose[3, 0] + y * pose[3, 1] + z * pose[3, 2]
                out[k, j, i] = max(outline_distance(outline, u, v), abs(w) - half_mm)


@njit(cache=True, nogil=True, inline="always")
def read(values: Field, x: float, y: float, z: float) -> float:
    """Return what lies between knots, at a position counted in knots; the outermost are held."""
    nk, nj, ni = values.shape
    x, y, z = min(max(x, 0.0), ni - 1.001), min(max(y, 0.0), nj - 1.001), min(max(z, 0.0), nk - 1.001)
    i, j, k = int(x), int(y), int(z)
    x, y, z = x - i, y - j, z - k
    a = values[k, j, i] + x * (values[k, j, i + 1] - values[k, j, i])
    b = values[k, j + 1, i] + x * (values[k, j + 1, i + 1] - values[k, j + 1, i])
    c = values[k + 1, j, i] + x * (values[k + 1, j, i + 1] - values[k + 1, j, i])
    d = values[k + 1, j + 1, i] + x * (values[k + 1, j + 1, i + 1] - values[k + 1, j + 1, i])
    a += y * (b - a)
    c += y * (d - c)
    return float(a + z * (c - a))


@njit(cache=True, nogil=True)
def _read(out: Floats, where: Floats, values: Field, first: Floats, step: Floats) -> None:
    for n in range(len(out)):
        x, y, z = (where[n, 0] - first[0]) / step[0], (where[n, 1] - first[1]) / step[1], 0.0
        z = (where[n, 2] - first[2]) / step[2]
        out[n] = read(values, x, y, z)


@njit(cache=True, nogil=True)
def _fill_loft(
    out: Field,
    first: Floats,
    step: Floats,
    outlines: Floats,
    heights: tuple[float, float],
    endless: bool,
    bank: Bank,
    uneven_mm: tuple[float, float],
) -> None:
    """Fill distances [k, j, i] to outlines [m, n, 2] at heights `heights[0]` + m `heights[1]`."""
    last = outlines.shape[0] - 1
    here = np.empty_like(outlines[0])
    for k in range(out.shape[0]):
        z = first[2] + k * step[2]
        row = (z - heights[0]) / heights[1]
        m = min(max(int(np.floor(row)), 0), last - 1)
        share = min(max(row - m, 0.0), 1.0)
        for n in range(here.shape[0]):
            for axis in range(2):
                here[n, axis] = outlines[m, n, axis] + share * (
                    outlines[m + 1, n, axis] - outlines[m, n, axis]
                )
        beyond = max(heights[0] - z, z - heights[0] - last * heights[1])
        for j in range(out.shape[1]):
            for i in range(out.shape[2]):
                x, y, _ = displaced(bank, first[0] + i * step[0], first[1] + j * step[1], z, uneven_mm)
                d = outline_distance(here, x, y)
                out[k, j, i] = d if endless else max(d, beyond)


@njit(cache=True, nogil=True)
def outline_distance(outline: Floats, x: float, y: float) -> float:
    """Return the signed distance of a position to a closed outline [n, 2]: negative inside."""
    count = outline.shape[0]
    nearest, inside = 1e18, False
    ax, ay = outline[count - 1, 0], outline[count - 1, 1]
    for n in range(count):
        bx, by = outline[n, 0], outline[n, 1]
        ex, ey, wx, wy = bx - ax, by - ay, x - ax, y - ay
        length = ex * ex + ey * ey
        share = min(max((wx * ex + wy * ey) / length, 0.0), 1.0) if length > 0.0 else 0.0
        dx, dy = wx - share * ex, wy - share * ey
        nearest = min(nearest, dx * dx + dy * dy)
        if (ay > y) != (by > y) and x < ax + (y - ay) * ex / ey:
            inside = not inside
        ax, ay = bx, by
    distance: float = np.sqrt(nearest)
    return -distance if inside else distance
