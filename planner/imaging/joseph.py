"""Compiled rays through a volume, a tile of the screen at a time.

Each ray is followed from layer to layer of voxels along the axis that it runs along most, and read by
bilinear interpolation within each layer (P. M. Joseph, IEEE Trans. Med. Imaging 1 (1982) 192-196).

What the rays of a tile pass is first copied as water, each voxel together with its three neighbours in the
layer as one number of 64 bits (a quad): a sample is then a single load, and the loop along a ray becomes
vector code. Axes are 0, 1, 2 for i, j, k. Across a layer of axis 0 lie k and j, of axis 1 k and i, of axis 2
j and i; they are called b and c here.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from planner.imaging.volume import AIR_HU

LARGEST = 65535
"""Water is held as whole numbers up to this, in 16 bits."""
QUADS_AT_ONCE = 1 << 20
"""More do not stay in the cache; and places in them are counted in float32, which ends at 2^24."""
SAMPLES_AT_ONCE = 32
"""The vector loop takes so many; what it reads beyond the end of a ray is left out of the sum."""


@njit(nogil=True, cache=True)
def add_band(hu, out, band, columns_at_once, rays, box, scale):  # type: ignore[no-untyped-def]
    """Set out[row, column] to the water paths of the rays of some rows, in mm.

    A ray that misses the box is left as it is but for the scale: `out` must hold 0 there. Nothing is added up
    over calls, and no other row is touched.

    Parameters
    ----------
    hu
        Voxels [k, j, i] in HU, of 16 bits or float32.
    out
        float32, the whole screen.
    band
        First row, row after the last.
    columns_at_once
        How wide a tile is.
    rays
        Source, first pixel, steps to the next column and row as voxel indices (i, j, k); mm per voxel, 3 x 3.
    box
        First voxel and voxel after the last (i, j, k): outside of them nothing counts.
    scale
        How many numbers stand for the water of one HU; denser from which HU, and by what.
    """
    # taken again for every tile: fresh memory costs more than what is written to it
    scratch = (np.empty(0, np.uint16), np.empty(0, np.int64))
    for column in range(0, out.shape[1], columns_at_once):
        tile = out[band[0] : band[1], column : column + columns_at_once]
        axes, along, ends, mm = _tile_rays(tile.shape, band[0], column, rays, box)
        for axis in range(3):
            some = np.flatnonzero(axes == axis)
            at_once, done = some.size, 0
            while done < some.size:
                part = some[done : done + at_once]
                passed = _passed(axis, rays[0], along[part], ends[part], box)
                if passed[1].shape[1] * passed[2][0] * passed[2][1] > QUADS_AT_ONCE and at_once > 1:
                    at_once = max(at_once // 4, 1)
                    continue
                scratch = _copy(hu, axis, passed, scale, scratch)
                _sum_rays(tile, part, scratch[1], axis, passed, rays[0], along, ends, mm)
                done += at_once
        tile /= np.float32(scale[0] * -AIR_HU)


@njit(nogil=True, cache=True)
def _tile_rays(shape, row0, column0, rays, box):  # type: ignore[no-untyped-def]
    """Return of each ray its axis, voxels per layer, where it is within the box, mm per layer."""
    count = shape[0] * shape[1]
    along, ends = np.empty((count, 3), np.float64), np.empty((count, 2), np.float64)
    mm, axes = np.empty(count, np.float64), np.empty(count, np.int64)
    for ray in range(count):
        row, column = row0 + ray // shape[1], column0 + ray % shape[1]
        axes[ray] = _follow(rays, row, column, box[0], box[1], along[ray], ends[ray])
        mm[ray] = _length_mm(rays[4], along[ray])
    return axes, along, ends, mm


@njit(nogil=True, cache=True)
def _follow(rays, row, column, low, high, along, ends):  # type: ignore[no-untyped-def]
    """Return the axis of a ray, -1 for one that misses; set its voxels per layer and where it is inside."""
    start, first, right, down = rays[0], rays[1], rays[2], rays[3]
    axis = 0
    for n in range(3):
        along[n] = first[n] + column * right[n] + row * down[n] - start[n]
        if abs(along[n]) > abs(along[axis]):
            axis = n
    enter, leave = 0.0, 1.0
    for n in range(3):
        a, b = low[n] - 0.5 - start[n], high[n] - 0.5 - start[n]
        if along[n] == 0.0:
            if a > 0.0 or b < 0.0:
                return -1
        else:
            a, b = a / along[n], b / along[n]
            enter, leave = max(enter, min(a, b)), min(leave, max(a, b))
    if leave <= enter:
        return -1
    a, b = start[axis] + enter * along[axis], start[axis] + leave * along[axis]
    ends[0], ends[1] = min(a, b), max(a, b)
    steepest = along[axis]
    for n in range(3):
        along[n] /= steepest
    return axis


@njit(nogil=True, cache=True)
def _length_mm(mm_per_voxel, step):  # type: ignore[no-untyped-def]
    total = 0.0
    for n in range(3):
        part = mm_per_voxel[n, 0] * step[0] + mm_per_voxel[n, 1] * step[1] + mm_per_voxel[n, 2] * step[2]
        total += part * part
    return np.sqrt(total)


@njit(nogil=True, cache=True, inline="always")
def _across(axis):  # type: ignore[no-untyped-def]
    return (2 if axis < 2 else 1), (1 if axis == 0 else 0)


@njit(nogil=True, cache=True)
def _passed(axis, start, along, ends, box):  # type: ignore[no-untyped-def]
    """Return what rays along an axis pass: the first layer; in each layer the first b and c; how many."""
    low, high = box
    layer0 = max(int(np.floor(ends[:, 0].min() + 0.5)), low[axis])
    layer1 = min(int(np.floor(ends[:, 1].max() + 0.5)), high[axis] - 1) + 1
    firsts, sizes = np.empty((2, layer1 - layer0), np.int64), np.full(2, 2)
    for place, n in enumerate(_across(axis)):
        least, most = along[:, n].min(), along[:, n].max()
        for layer in range(layer0, layer1):
            before, after = layer - 0.5 - start[axis], layer + 0.5 - start[axis]
            first = start[n] + min(before * least, before * most, after * least, after * most)
            last = start[n] + max(before * least, before * most, after * least, after * most)
            # interpolation reaches one voxel beyond the box
            firsts[place, layer - layer0] = max(int(np.floor(first)), low[n] - 1)
            count = min(int(np.floor(last)) + 1, high[n]) + 1 - firsts[place, layer - layer0]
            sizes[place] = max(sizes[place], count)
    return layer0, firsts, sizes


@njit(nogil=True, cache=True)
def _copy(hu, axis, passed, scale, scratch):  # type: ignore[no-untyped-def]
    """Return water and quads [layer, b, c], flat, of what rays pass; in the given memory if it suffices."""
    layer0, firsts, sizes = passed
    water, quads = scratch
    count, height, width = firsts.shape[1], sizes[0], sizes[1]
    needed = (count + SAMPLES_AT_ONCE + 1) * height * width + 2 * (SAMPLES_AT_ONCE + 2) * (width + 1)
    if water.size < needed:
        water, quads = np.empty(needed * 5 // 4, np.uint16), np.empty(needed * 5 // 4, np.int64)
    lines = water[: count * height * width].reshape((count * height, width))
    for n in range(count * height):
        layer = n // height
        _read_line(hu, axis, layer0 + layer, firsts[0, layer] + n % height, firsts[1, layer], scale, lines[n])
    _in_fours(water, quads, lines.size - width - 1, width)
    return water, quads


@njit(nogil=True, cache=True)
def _read_line(hu, axis, layer, b, first, scale, line):  # type: ignore[no-untyped-def]
    """Set a line along c to the water from a first voxel on; beyond the volume it is as at its border."""
    nk, nj, ni = hu.shape
    size = nj if axis == 0 else ni
    before, until = max(-first, 0), min(size - first, line.size)
    if axis == 0:
        _to_water(
            hu[min(max(b, 0), nk - 1), first + before : first + until, layer], scale, line[before:until]
        )
    else:
        k, j = (min(max(b, 0), nk - 1), layer) if axis == 1 else (layer, min(max(b, 0), nj - 1))
        _to_water(hu[k, j][first + before : first + until], scale, line[before:until])
    for n in range(before):
        line[n] = line[before]
    for n in range(until, line.size):
        line[n] = line[until - 1]


@njit(nogil=True, cache=True)
def _to_water(voxels, scale, line):  # type: ignore[no-untyped-def]
    per_hu, above, more = np.float32(scale[0]), np.float32(scale[1]), np.float32(scale[2])
    none, air, half = np.float32(0.0), np.float32(AIR_HU), np.float32(0.5)
    for n in range(line.size):
        value = np.float32(voxels[n])
        water = max(none, value - air) + more * max(none, value - above)
        line[n] = np.uint16(np.int32(water * per_hu + half))


@njit(nogil=True, cache=True)
def _in_fours(water, quads, count, width):  # type: ignore[no-untyped-def]
    """Set quads to every number together with its neighbour in c, and these two's neighbours in b."""
    p, q, r, s = water[:count], water[1 : count + 1], water[width : width + count], water[width + 1 :]
    for n in range(count):
        quads[n] = np.int64(p[n]) | np.int64(q[n]) << 16 | np.int64(r[n]) << 32 | np.int64(s[n]) << 48


@njit(nogil=True, cache=True)
def _sum_rays(tile, some, quads, axis, passed, start, along, ends, mm):  # type: ignore[no-untyped-def]
    """Set the pixels of some rays to the sum of their samples, times mm."""
    layer0, firsts, sizes = passed
    count, (b, c) = firsts.shape[1], _across(axis)
    # the source, as seen from the first b and c of each layer
    base_b = np.zeros(count + SAMPLES_AT_ONCE, np.float32)
    base_c = np.zeros(count + SAMPLES_AT_ONCE, np.float32)
    base_b[:count], base_c[:count] = start[b] - firsts[0], start[c] - firsts[1]
    base_b[count:], base_c[count:] = base_b[count - 1], base_c[count - 1]
    size, width = np.float32(sizes[0] * sizes[1]), np.float32(sizes[1])
    off = start[axis] - layer0
    for ray in some:
        slope_b, slope_c = np.float32(along[ray, b]), np.float32(along[ray, c])
        low, high = ends[ray, 0] - layer0, ends[ray, 1] - layer0
        n0, n1 = max(int(np.floor(low + 0.5)), 0), min(int(np.floor(high + 0.5)), count - 1)
        total = 0.0
        # the ray is in the whole of a layer but for the first and the last
        for n in range(n0, n1 + 1, max(n1 - n0, 1)):
            bottom, top = max(low, n - 0.5), min(high, n + 0.5)
            t = np.float32((bottom + top) * 0.5 - off)
            at_b, at_c = base_b[np.uint64(n)] + t * slope_b, base_c[np.uint64(n)] + t * slope_c
            total += (top - bottom) * _sample(quads, np.float32(n) * size, width, at_b, at_c)
        if n1 > n0 + 1:
            t = np.float32(n0 + 1 - off)
            total += _whole(quads, size, width, base_b, base_c, n0 + 1, n1, t, slope_b, slope_c)
        tile[ray // tile.shape[1], ray % tile.shape[1]] = total * mm[ray]


# summed in any order, so that it can be made eight at a time; NaN and infinity are as ever
@njit(nogil=True, cache=True, fastmath={"reassoc", "contract", "nsz"})
def _whole(quads, size, width, base_b, base_c, first, last, off, slope_b, slope_c):  # type: ignore[no-untyped-def]
    """Return the sum of the samples in the layers from `first` to before `last`."""
    total, none = np.float32(0.0), np.float32(0.0)
    start, count = np.float32(first), last - first
    # single samples after the last whole vector would cost as much as eight each
    for n in range((count + SAMPLES_AT_ONCE - 1) // SAMPLES_AT_ONCE * SAMPLES_AT_ONCE):
        on, layer = np.float32(n), np.uint64(first + n)
        t = off + on
        at_b, at_c = base_b[layer] + t * slope_b, base_c[layer] + t * slope_c
        value = _sample(quads, (start + on) * size, width, at_b, at_c)
        total += value if n < count else none
    return total


@njit(nogil=True, cache=True, inline="always")
def _sample(quads, begin, width, at_b, at_c):  # type: ignore[no-untyped-def]
    b, c = np.floor(at_b), np.floor(at_c)
    fb, fc = at_b - b, at_c - c
    quad = quads[np.uint64(np.int32(begin + b * width + c))]
    upper, lower, mask, half = np.uint32(quad), np.uint32(quad >> 32), np.uint32(0xFFFF), np.uint32(16)
    p, q = np.float32(upper & mask), np.float32(np.uint32(upper >> half))
    r, s = np.float32(lower & mask), np.float32(np.uint32(lower >> half))
    above, below = p + (q - p) * fc, r + (s - r) * fc
    return above + (below - above) * fb
