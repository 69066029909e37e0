"""Laying the layers on the voxels, compiled: from the uppermost down, until nothing shows through."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.samples.field.shape import Field
from planner.samples.soft.bank import Bank, grain
from planner.samples.soft.lattice import Floats
from planner.samples.soft.layers import LUMEN, MUSCLE, RIM, SAC, SHEET, SKIN, STOOL, VEINED, VESSEL, Packed

TILE = (2, 8, 8)
"""Voxels [k, j, i] for which it is first asked which layers are met."""
STEEPEST = 1.3
LARGEST = 2.2
"""No wave of an edge is larger, in standard deviations."""
UNKNOWN = 9.0
OPAQUE = 0.004
"""What lies below is left out where less than this share of it would show."""
GAS_HU, FAT_HU = -960.0, -104.0


@njit(cache=True, nogil=True, inline="always")
def smooth(x: float) -> float:
    """Return 0 below 0, 1 above 1, and a smooth rise between."""
    x = min(max(x, 0.0), 1.0)
    return float(x * x * (3.0 - 2.0 * x))


@njit(cache=True, nogil=True)
def patchy(bank: Bank, x: float, y: float, z: float) -> float:
    """Return how much of a thin sheet there is at a place, from 0 to 1."""
    return float(smooth(0.75 + 0.35 * grain(bank, x / 23.0, y / 23.0, z / 23.0)))


@njit(cache=True, nogil=True)
def fat_in_muscle(t: Floats, n: int, bank: Bank, x: float, y: float, z: float) -> float:
    """Return the share of fat at a place of a muscle: septa as thin sheets, feathers along the fibres."""
    fat = t[n, 5] + (t[n, 6] - t[n, 5]) * min(max((t[n, 7] - z) / (t[n, 7] - t[n, 8]), 0.0), 1.0)
    side = x - t[n, 11]
    fat *= 1.25 - 0.5 * min(abs(side) / 40.0, 1.0)
    p, q = x - t[n, 9] * z, y - t[n, 10] * z
    where = grain(bank, p / 13.0 + 7.7, q / 13.0 + 2.1, z / 34.0)
    share = 0.0
    shown = smooth(0.10 + 0.9 * fat + 0.45 * where)
    if shown > 0.0:
        waves = abs(grain(bank, 0.13 * p + 0.05 * q, 0.13 * q - 0.05 * p, z / 60.0))
        share = 0.6 * shown * (1.0 - smooth(waves / 0.15))
    limit = 2.3 - 3.3 * fat - 0.8 * where
    if limit < 2.8:
        p = p if side > 0.0 else -p
        across, along = 0.85 * p - 0.53 * q, 0.53 * p + 0.85 * q
        feather = grain(bank, across / 1.6, along / 8.0 + 19.0, z / 41.0)
        share = max(share, 0.68 * smooth((feather - limit) / 1.3))
    return share


@njit(cache=True, nogil=True)
def bowel_hu(
    kind: int, t: Floats, n: int, bank: Bank, depth_mm: float, x: float, y: float, z: float, base: float
) -> float:
    """Return HU within bowel: wall, then fluid under gas, or stool with bubbles."""
    wall = smooth((t[n, 6] - depth_mm) / 0.9 + 0.5)
    if kind == LUMEN:
        above = t[n, 7] * x + t[n, 8] * y + t[n, 9] * z - t[n, 10]
        inner = base + smooth(above / 1.2 + 0.5) * (GAS_HU - base)
    else:
        bubbles = grain(bank, x / 5.1, y / 5.1, z / 5.1) + 0.6 * grain(bank, x / 2.1, y / 2.1, z / 2.1)
        share = smooth((bubbles - 2.2 + 3.0 * t[n, 7]) / 0.7)
        inner = base + share * (-780.0 - base)
    return float(inner + wall * (t[n, 5] - inner))


@njit(cache=True, nogil=True)
def skin_hu(
    t: Floats, n: int, bank: Bank, depth_mm: float, x: float, y: float, z: float, base: float
) -> float:
    """Return HU of skin and of the fat under it, with faint sheets between its lobules."""
    waves = abs(grain(bank, x / 11.0, y / 11.0 + 31.0, z / 17.0))
    where = smooth(0.3 + 0.5 * grain(bank, x / 30.0, y / 30.0, z / 30.0))
    fat = base + 62.0 * where * (1.0 - smooth(waves / 0.10))
    return float(fat + smooth((t[n, 6] - depth_mm) / 0.8 + 0.5) * (t[n, 5] - fat))


@njit(cache=True, nogil=True)
def veins(t: Floats, n: int, bank: Bank, x: float, y: float, z: float) -> float:
    """Return how much of a small vessel there is at a place: they run where two waves cross zero."""
    a = grain(bank, x / t[n, 6], y / t[n, 6] + 11.0, z / t[n, 6])
    if abs(a) > 1.3 * t[n, 7]:
        return 0.0
    b = grain(bank, y / t[n, 6] + 29.0, z / t[n, 6], x / t[n, 6] + 5.0)
    share = smooth(1.5 - (a * a + b * b) / (t[n, 7] * t[n, 7]))
    if share <= 0.0:
        return 0.0
    return float(share * smooth(0.55 + 0.6 * grain(bank, x / 31.0, y / 31.0, z / 31.0 + 7.0)))


@njit(cache=True, nogil=True)
def tissue_hu(
    kind: int, t: Floats, n: int, bank: Bank, depth_mm: float, x: float, y: float, z: float
) -> float:
    """Return HU of a tissue at a place `depth_mm` within its part."""
    base = t[n, 0] + t[n, 1] * grain(
        bank, (0.8 * x + 0.6 * y) / t[n, 2], (0.8 * y - 0.6 * x) / t[n, 3], z / t[n, 4]
    )
    if kind == MUSCLE:
        return float(base + fat_in_muscle(t, n, bank, x, y, z) * (FAT_HU - base))
    if kind in (LUMEN, STOOL):
        return float(bowel_hu(kind, t, n, bank, depth_mm, x, y, z, base))
    if kind == RIM:
        return float(base + (1.0 - smooth(depth_mm / t[n, 6])) * (t[n, 5] - t[n, 0]))
    if kind == SKIN:
        return float(skin_hu(t, n, bank, depth_mm, x, y, z, base))
    if kind == VESSEL:
        spots = grain(bank, x / 7.0, y / 7.0, z / 9.0 + 3.0) + 0.3 * grain(bank, x / 2.2, y / 2.2, z / 2.2)
        hard = smooth((spots - 2.5 + 2.5 * t[n, 5]) / 0.35) * smooth((2.0 - depth_mm) / 0.8)
        return float(base + hard * (t[n, 6] - base))
    if kind == SAC:
        dots = smooth((grain(bank, x / 1.7, y / 1.7, z / 30.0) - 0.35) / 0.8)
        return float(base + t[n, 5] * dots * smooth(depth_mm / 1.5))
    if kind == VEINED:
        return float(base + veins(t, n, bank, x, y, z) * (t[n, 5] - t[n, 0]))
    return float(base)


@njit(cache=True, nogil=True)
def layers_met(layers: Packed, x: float, y: float, z: float, half_mm: float, found: NDArray[np.int64]) -> int:
    """Write the layers met within `half_mm` of a place into `found`, from below; return how many."""
    values, starts, shapes, places, box, kinds, tissues, edges = layers
    count = 0
    for n in range(kinds.shape[0]):
        if x < box[n, 0] - half_mm or y < box[n, 1] - half_mm or z < box[n, 2] - half_mm:
            continue
        if x > box[n, 3] + half_mm or y > box[n, 4] + half_mm or z > box[n, 5] + half_mm:
            continue
        reach = STEEPEST * half_mm + edges[n, 0] + LARGEST * edges[n, 1]
        distance = part_distance(values, starts[n], shapes, places, n, x, y, z)
        if kinds[n] == SHEET:
            distance = abs(distance - tissues[n, 6]) - tissues[n, 7]
        if distance > reach:
            continue
        if distance < -reach and kinds[n] != SHEET:
            count = 0
        found[count] = n
        count += 1
    return count


@njit(cache=True, nogil=True, inline="always")
def part_distance(
    values: Field,
    start: int,
    shapes: NDArray[np.int64],
    places: Floats,
    n: int,
    x: float,
    y: float,
    z: float,
) -> float:
    """Return the distance of a place to part `n`, straight between its knots; the outermost are held."""
    nk, nj, ni = shapes[n, 0], shapes[n, 1], shapes[n, 2]
    x = min(max((x - places[n, 0]) * places[n, 3], 0.0), ni - 1.001)
    y = min(max((y - places[n, 1]) * places[n, 4], 0.0), nj - 1.001)
    z = min(max((z - places[n, 2]) * places[n, 5], 0.0), nk - 1.001)
    i, j, k = int(x), int(y), int(z)
    x, y, z = x - i, y - j, z - k
    row = start + (k * nj + j) * ni + i
    a = values[row] + x * (values[row + 1] - values[row])
    row += ni
    b = values[row] + x * (values[row + 1] - values[row])
    row += ni * (nj - 1)
    c = values[row] + x * (values[row + 1] - values[row])
    row += ni
    d = values[row] + x * (values[row + 1] - values[row])
    a += y * (b - a)
    c += y * (d - c)
    return float(a + z * (c - a))


@njit(cache=True, nogil=True)
def lay(hu: Field, first: tuple[int, int, int], to_patient: Floats, layers: Packed, bank: Bank) -> None:
    """Lay the layers over `hu` [k, j, i], whose voxel [0, 0, 0] is `first` [k, j, i] of the grid.

    `to_patient` is 3 x 4, from [i, j, k, 1] of the grid.
    """
    nk, nj, ni = hu.shape
    found = np.empty(layers.kinds.shape[0], np.int64)
    m = to_patient
    half = half_of_tile(m)
    for k0 in range(0, nk, TILE[0]):
        for j0 in range(0, nj, TILE[1]):
            for i0 in range(0, ni, TILE[2]):
                i = first[2] + i0 + (TILE[2] - 1) / 2.0
                j = first[1] + j0 + (TILE[1] - 1) / 2.0
                k = first[0] + k0 + (TILE[0] - 1) / 2.0
                x = m[0, 0] * i + m[0, 1] * j + m[0, 2] * k + m[0, 3]
                y = m[1, 0] * i + m[1, 1] * j + m[1, 2] * k + m[1, 3]
                z = m[2, 0] * i + m[2, 1] * j + m[2, 2] * k + m[2, 3]
                count = layers_met(layers, x, y, z, half, found)
                if count > 0:
                    tile = hu[k0 : k0 + TILE[0], j0 : j0 + TILE[1], i0 : i0 + TILE[2]]
                    lay_tile(
                        tile, (first[0] + k0, first[1] + j0, first[2] + i0), m, layers, bank, found, count
                    )


@njit(cache=True, nogil=True)
def half_of_tile(m: Floats) -> float:
    """Return how far the centre of no voxel of a tile lies from the tile's middle, at most, in mm."""
    half = 0.0
    for axis in range(3):
        reach = 0.0
        for step, size in ((m[axis, 0], TILE[2]), (m[axis, 1], TILE[1]), (m[axis, 2], TILE[0])):
            reach += abs(step) * (size - 1) / 2.0
        half += reach * reach
    return float(np.sqrt(half))


@njit(cache=True, nogil=True)
def lay_tile(
    hu: Field,
    first: tuple[int, int, int],
    m: Floats,
    layers: Packed,
    bank: Bank,
    found: NDArray[np.int64],
    count: int,
) -> None:
    """Lay the layers found over one tile [k, j, i], from the uppermost down."""
    values, starts, shapes, places, _, kinds, tissues, edges = layers
    for k in range(hu.shape[0]):
        for j in range(hu.shape[1]):
            for i in range(hu.shape[2]):
                a, b, c = float(first[2] + i), float(first[1] + j), float(first[0] + k)
                x = m[0, 0] * a + m[0, 1] * b + m[0, 2] * c + m[0, 3]
                y = m[1, 0] * a + m[1, 1] * b + m[1, 2] * c + m[1, 3]
                z = m[2, 0] * a + m[2, 1] * b + m[2, 2] * c + m[2, 3]
                showing, total, wave = 1.0, 0.0, UNKNOWN
                for place in range(count - 1, -1, -1):
                    n = found[place]
                    kind = kinds[n]
                    distance = part_distance(values, starts[n], shapes, places, n, x, y, z)
                    if kind == SHEET:
                        distance = abs(distance - tissues[n, 6]) - tissues[n, 7]
                    if wave == UNKNOWN and abs(distance) < 0.5 * edges[n, 0] + LARGEST * edges[n, 1]:
                        wave = min(max(grain(bank, x / 4.3, y / 4.3, z / 6.1), -LARGEST), LARGEST)
                    if wave != UNKNOWN:
                        distance += edges[n, 1] * wave
                    share = smooth(0.5 - distance / edges[n, 0])
                    if share > 0.0 and kind == SHEET:
                        share *= tissues[n, 5] * patchy(bank, x, y, z)
                    if share <= 0.0:
                        continue
                    total += showing * share * tissue_hu(kind, tissues, n, bank, -distance, x, y, z)
                    showing *= 1.0 - share
                    if showing < OPAQUE:
                        break
                hu[k, j, i] = total + showing * hu[k, j, i]
