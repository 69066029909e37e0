"""The distance functions, compiled: the signed distance to a shape, to a part, to a whole solid.

Only sums, products, quotients, square roots and comparisons are used, and no fast mathematics: IEEE 754 fixes
the results to the last bit, so that the samples come out the same on every machine. To add a kind of shape:
a constant, a function, a line in `shape_distance`, and a function in ``field/shape.py`` that makes it.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NUMBERS = 20
"""Most numbers that a shape may have."""
POSE = 12
"""Numbers in front of them in a row of `Tape.shapes`: origin and three axes."""
LIMB, BLOCK, BARREL, BAR, HALF_SPACE, THREAD, CENTRUM = range(7)
SHAPE, CUTS_FROM, CUTS_TO, BLEND, MARGIN, CUT_BLEND, CARVED, BOX = range(8)
"""Columns of `Tape.parts`."""
FAR = 1e9


class Tape(NamedTuple):
    """A solid as arrays, as the compiled functions read it.

    Attributes
    ----------
    kinds, shapes
        Of every shape: kind; origin, axes, numbers.
    parts
        Of every part, in columns: `SHAPE` its shape, `CUTS_FROM` and `CUTS_TO` which rows of `cuts` trim it,
        `BLEND`, `MARGIN`, `CUT_BLEND` in mm, `CARVED` 1 where it is taken away, from `BOX` on the lowest and
        the highest corner around it, blend and margin included.
    cuts
        Shapes that trim parts, in columns: the shape; 1 keeps what is within, -1 what is without.
    lattice
        Displacements at the knots of the warp [n, m, l, 3], mm; of size 0 where there is none.
    warp
        Position of the first knot, distance of knots, largest displacement, mm.
    """

    kinds: Integers
    shapes: Floats
    parts: Floats
    cuts: Floats
    lattice: Floats
    warp: Floats


@njit(cache=True, nogil=True)
def smooth_min(a: float, b: float, blend_mm: float) -> float:
    """Return the union of two distances, rounded over `blend_mm`: the minimum where they differ by more."""
    low = a if a < b else b
    if blend_mm > 0.0:
        h = blend_mm - abs(a - b)
        if h > 0.0:
            low -= h * h * 0.25 / blend_mm
    return low


@njit(cache=True, nogil=True)
def smooth_max(a: float, b: float, blend_mm: float) -> float:
    """Return the intersection of two distances, rounded over `blend_mm`."""
    high: float = -smooth_min(-a, -b, blend_mm)
    return high


@njit(cache=True, nogil=True)
def limb_distance(u: float, v: float, w: float, n: Floats) -> float:
    """Return the distance to a limb: length, then cap and two radii at the start, the same at the end."""
    share = 0.0
    if n[0] > 0.0:
        share = min(max(u / n[0], 0.0), 1.0)
    a = n[1] + share * (n[4] - n[1])
    b = n[2] + share * (n[5] - n[2])
    c = n[3] + share * (n[6] - n[3])
    p, q, r = (u - share * n[0]) / a, v / b, w / c
    k0 = sqrt(p * p + q * q + r * r)
    p, q, r = p / a, q / b, r / c
    k1 = sqrt(p * p + q * q + r * r)
    least = min(b, c) if 0.0 < share < 1.0 else min(a, b, c)
    if k1 < 1e-9:
        return -float(least)
    distance: float = max(k0 * (k0 - 1.0) / k1, -least)
    return distance


@njit(cache=True, nogil=True)
def block_distance(u: float, v: float, w: float, n: Floats) -> float:
    """Return the distance to a block: three half sizes, then the rounding of its edges."""
    p, q, r = abs(u) - n[0] + n[3], abs(v) - n[1] + n[3], abs(w) - n[2] + n[3]
    p0, q0, r0 = max(p, 0.0), max(q, 0.0), max(r, 0.0)
    distance: float = sqrt(p0 * p0 + q0 * q0 + r0 * r0) + min(max(p, q, r), 0.0) - n[3]
    return distance


@njit(cache=True, nogil=True)
def thread_distance(u: float, v: float, w: float, n: Floats) -> float:
    """Return the distance to a screw: length, core radius at its two ends, crest radius, point, pitch.

    The crest climbs round the axis by four straight lines instead of a circle, which needs no angle.
    """
    sides = abs(v) + abs(w)
    share = w / sides if sides > 0.0 else 0.0
    turn = 0.25 * share if v >= 0.0 else 0.5 - 0.25 * share
    phase = u / n[5] - turn
    ramp = abs(2.0 * (phase - np.floor(phase)) - 1.0)
    core = n[1] + (n[2] - n[1]) * min(max(u / n[0], 0.0), 1.0)
    radius = core + (n[3] - core) * ramp * ramp
    slope = 4.0 * ramp * (n[3] - core) / n[5]
    point = 0.3 * n[3] + 0.7 * n[3] * max(n[0] - u, 0.0) / n[4]
    if point < radius:
        radius, slope = point, 0.7 * n[3] / n[4]
    outside = (sqrt(v * v + w * w) - radius) / sqrt(1.0 + slope * slope)
    distance: float = smooth_max(outside, abs(u - 0.5 * n[0]) - 0.5 * n[0], 0.5)
    return distance


@njit(cache=True, nogil=True)
def centrum_distance(x: float, y: float, z: float, n: Floats) -> float:
    """Return the distance to the body of a vertebra whose upper endplate is centred at the origin.

    Numbers: half width and half depth above, below and at the waist; height in the middle, its slope
    backwards and to the left; how deep the upper and lower endplate are dished; how far the ellipse across
    reaches beyond the flattened back; the radius of the hollow of the back; how far the lower end lies
    behind the upper one.
    """
    height = max(n[6] + n[7] * y + n[8] * x, 4.0)
    down = min(max(-z / height, 0.0), 1.0)
    y -= n[13] * down
    u = abs(2.0 * down - 1.0)
    flare = u * u * (1.4 - 0.4 * u * u)
    end_x, end_y = (n[0], n[1]) if down < 0.5 else (n[2], n[3])
    half_x, half_y = n[4] + (end_x - n[4]) * flare, n[5] + (end_y - n[5]) * flare
    middle, long = n[11], half_y + n[11]
    p, q = x / half_x, (y - middle) / long
    k0 = sqrt(p * p + q * q - 0.22 * min(p * p, 1.0) * min(q * q, 1.0))
    p, q = p / half_x, q / long
    k1 = sqrt(p * p + q * q)
    across = -half_x if k1 < 1e-9 else max(k0 * (k0 - 1.0) / k1, -half_x)
    hub = y - half_y - n[12]
    back = n[12] - sqrt(x * x + hub * hub)
    side = smooth_max(across, back, 6.0)
    bowl = max(1.0 - (x * x / (end_x * end_x) + y * y / (end_y * end_y)) * 1.3, 0.0)
    bowl = bowl * (2.0 - bowl)
    top, bottom = z + n[9] * bowl, -z - height + n[10] * bowl
    lean = sqrt(1.0 + n[7] * n[7] + n[8] * n[8])
    return smooth_max(smooth_max(side, top, 1.6), bottom / lean, 1.6)


@njit(cache=True, nogil=True)
def shape_distance(index: int, x: float, y: float, z: float, kinds: Integers, shapes: Floats) -> float:
    """Return the signed distance of a position to one shape, in mm."""
    kind, row = kinds[index], shapes[index]
    x, y, z = x - row[0], y - row[1], z - row[2]
    u = x * row[3] + y * row[4] + z * row[5]
    if kind == HALF_SPACE:
        return float(u)
    v = x * row[6] + y * row[7] + z * row[8]
    w = x * row[9] + y * row[10] + z * row[11]
    n = row[POSE:]
    distance: float
    across = sqrt(v * v + w * w)
    if kind == LIMB:
        distance = limb_distance(u, v, w, n)
    elif kind == BLOCK:
        distance = block_distance(u, v, w, n)
    elif kind == BARREL:
        distance = across - n[0]
    elif kind == THREAD:
        distance = thread_distance(u, v, w, n)
    elif kind == CENTRUM:
        distance = centrum_distance(u, v, w, n)
    else:
        distance = smooth_max(across - n[1], abs(u) - n[0], n[2])
    return distance


@njit(cache=True, nogil=True)
def _weights(at: float) -> tuple[int, float, float, float]:
    """Return the first of three knots and the weights of the quadratic B-spline at a place."""
    middle = int(np.floor(at + 0.5))
    t = at - middle
    return middle - 1, 0.5 * (0.5 - t) * (0.5 - t), 0.75 - t * t, 0.5 * (0.5 + t) * (0.5 + t)


@njit(cache=True, nogil=True)
def warped(x: float, y: float, z: float, lattice: Floats, warp: Floats) -> tuple[float, float, float]:
    """Return where the warp of a solid takes a position."""
    if lattice.size == 0:
        return x, y, z
    i, i0, i1, i2 = _weights((x - warp[0]) / warp[3])
    j, j0, j1, j2 = _weights((y - warp[1]) / warp[3])
    k, k0, k1, k2 = _weights((z - warp[2]) / warp[3])
    wi, wj, wk = (i0, i1, i2), (j0, j1, j2), (k0, k1, k2)
    dx = dy = dz = 0.0
    for a in range(3):
        ka = min(max(k + a, 0), lattice.shape[0] - 1)
        for b in range(3):
            jb = min(max(j + b, 0), lattice.shape[1] - 1)
            weight = wk[a] * wj[b]
            for c in range(3):
                ic = min(max(i + c, 0), lattice.shape[2] - 1)
                part = weight * wi[c]
                dx += part * lattice[ka, jb, ic, 0]
                dy += part * lattice[ka, jb, ic, 1]
                dz += part * lattice[ka, jb, ic, 2]
    return x + dx, y + dy, z + dz


@njit(cache=True, nogil=True)
def part_distance(
    part: int,
    at: tuple[float, float, float],
    warped_to: tuple[float, float, float],
    kinds: Integers,
    shapes: Floats,
    parts: Floats,
    cuts: Floats,
) -> float:
    """Return the distance to one part, trimmed, its margin included; of a carved part, from within it."""
    carved = parts[part, CARVED] == 1.0
    x, y, z = at
    wx, wy, wz = at if carved else warped_to
    own = shape_distance(int(parts[part, SHAPE]), wx, wy, wz, kinds, shapes)
    for cut in range(int(parts[part, CUTS_FROM]), int(parts[part, CUTS_TO])):
        limit = shape_distance(int(cuts[cut, 0]), x, y, z, kinds, shapes) * cuts[cut, 1]
        own = smooth_max(own, limit, parts[part, CUT_BLEND])
    distance: float = own - parts[part, MARGIN]
    return -distance if carved else distance


@njit(cache=True, nogil=True)
def joined(total: float, own: float, part: int, parts: Floats) -> float:
    """Return the distance to the parts so far together with one more."""
    distance: float
    if parts[part, CARVED] == 1.0:
        distance = smooth_max(total, own, parts[part, BLEND])
    else:
        distance = smooth_min(total, own, parts[part, BLEND])
    return distance


@njit(cache=True, nogil=True)
def solid_distance(
    at: tuple[float, float, float],
    active: Integers,
    count: int,
    kinds: Integers,
    shapes: Floats,
    parts: Floats,
    cuts: Floats,
    lattice: Floats,
    warp: Floats,
) -> float:
    """Return the distance of a position to a solid of which `count` parts are `active`, in their order."""
    warped_to = warped(at[0], at[1], at[2], lattice, warp)
    total = FAR
    for m in range(count):
        own = part_distance(active[m], at, warped_to, kinds, shapes, parts, cuts)
        total = joined(total, own, active[m], parts)
    return total


@njit(cache=True, nogil=True)
def part_near(x: float, y: float, z: float, reach_mm: float, part: int, parts: Floats) -> bool:
    """Say whether a position is within a reach of the box of a part."""
    total = 0.0
    for axis, at in enumerate((x, y, z)):
        beyond = max(parts[part, BOX + axis] - at, at - parts[part, BOX + 3 + axis], 0.0)
        total += beyond * beyond
    return total <= reach_mm * reach_mm


@njit(cache=True, nogil=True)
def point_distances(points: Floats, tape: Tape, reach_mm: float) -> Floats:
    """Return the distances of points [n, 3] to a solid, at most `reach_mm`, from the parts in reach."""
    kinds, shapes, parts, cuts, lattice, warp = tape
    active = np.empty(parts.shape[0], np.int64)
    found = np.empty(points.shape[0])
    for n in range(points.shape[0]):
        x, y, z = points[n, 0], points[n, 1], points[n, 2]
        count = 0
        for part in range(parts.shape[0]):
            if part_near(x, y, z, reach_mm, part, parts):
                active[count] = part
                count += 1
        found[n] = reach_mm
        if count > 0:
            at = solid_distance((x, y, z), active, count, kinds, shapes, parts, cuts, lattice, warp)
            found[n] = min(at, reach_mm)
    return found
