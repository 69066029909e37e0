"""Many straight ways out of the body at once: how long each is, and how much bone lies on it.

It is for looking through many ways quickly, with the numbers of `skin_crossing` and `bone_on_way`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.geometry.many import perpendiculars
from planner.imaging.bone import BONE_HU, MARROW_HU, METAL_HU, RIM_MM, ROUND_ABOUT
from planner.imaging.reslice import trilinear
from planner.imaging.skin import AIR_GAP_MM, SHEET_MM, way_out
from planner.imaging.threads import in_parts
from planner.imaging.volume import Volume

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WaysOut:
    """What n ways out of the body are like, [n] each, in mm.

    Attributes
    ----------
    path_mm
        From the start to the skin; infinite where the scan ends before it.
    bone_mm
        Bone on the way between the first stretch and the skin; 0 where no skin is found.
    start_bone_mm
        Bone within the first stretch, from where the way begins.
    """

    path_mm: Array
    bone_mm: Array
    start_bone_mm: Array


def ways_out(volume: Volume, starts: Array, outwards: Array, first_mm: float, shortest_mm: float) -> WaysOut:
    """Return the ways from some places in the body, each in a direction out of it.

    They are walked in steps of half the finest voxel spacing.

    Parameters
    ----------
    starts, outwards
        Places in LPS mm and unit vectors, [n, 3].
    first_mm
        How long the first stretch is, whose bone is told apart.
    shortest_mm
        A piece of bone shorter than this is none, in either stretch.
    """
    step_mm = volume.finest_mm / 2.0
    turn, shift = volume.patient_to_voxel[:3, :3], volume.patient_to_voxel[:3, 3]
    begins = np.ascontiguousarray(starts @ turn.T + shift)
    steps = np.ascontiguousarray(outwards @ turn.T * step_mm)
    beside = np.ascontiguousarray(_round_about(outwards) @ turn.T)
    lengths = np.array([AIR_GAP_MM, SHEET_MM, first_mm, shortest_mm, RIM_MM]) / step_mm
    found = np.zeros((3, len(starts)))

    def walk(part: slice) -> None:
        _walk(volume.hu, begins[part], steps[part], beside[part], lengths, found[:, part])

    in_parts(walk, len(starts))
    path, bone, start_bone = found * step_mm
    return WaysOut(path, bone, start_bone)


def _round_about(outwards: Array) -> Array:
    """Return for each way the places round it in which `imaging.bone` looks for metal, [n, 6, 3], mm."""
    turns = 2.0 * np.pi * np.arange(ROUND_ABOUT) / ROUND_ABOUT
    first = perpendiculars(outwards)
    second = np.cross(outwards, first)
    ring = np.cos(turns)[:, None] * first[:, None] + np.sin(turns)[:, None] * second[:, None]
    return np.asarray(ring * RIM_MM)


@njit(nogil=True, cache=True)
def _walk(hu, starts, steps, beside, lengths, found):  # type: ignore[no-untyped-def]
    gap, sheet, first, shortest, rim = lengths
    for n in range(len(starts)):
        out = way_out(hu, starts[n], steps[n], np.inf, gap, sheet)
        found[0, n] = out
        way = (starts[n], steps[n], beside[n])
        found[2, n] = _bone(hu, way, 0, int(min(first, out)), shortest, int(rim))
        if np.isfinite(out) and out > first:
            found[1, n] = _bone(hu, way, int(first) + 1, int(out), shortest, int(rim))


@njit(nogil=True, cache=True)
def _bone(hu, way, first, last, shortest, rim):  # type: ignore[no-untyped-def]
    """Return how many samples of bone, with the marrow between, lie from one sample of a way to another."""
    start, step, _beside = way
    values = np.empty(last - first + 1)
    some = False
    for n in range(len(values)):
        m = first + n
        values[n] = trilinear(hu, start[0] + m * step[0], start[1] + m * step[1], start[2] + m * step[2])
        some = some or values[n] > BONE_HU
    if not some:
        return 0.0
    known = _far_from_metal(hu, way, first, values, rim)
    total, begin, end, dense = 0.0, -1, -1, True
    for n in range(len(values)):
        if known[n] and values[n] > BONE_HU:
            if begin >= 0 and not dense:
                total += end - begin if end - begin >= shortest else 0.0
                begin = -1
            begin, end, dense = (n if begin < 0 else begin), n + 1, True
        elif not (known[n] and values[n] > MARROW_HU):
            dense = False
    return total + (end - begin if begin >= 0 and end - begin >= shortest else 0.0)


@njit(nogil=True, cache=True)
def _far_from_metal(hu, way, first, values, rim):  # type: ignore[no-untyped-def]
    """Return which samples have no metal on them, round about them, or within the rim along the way."""
    start, step, beside = way
    known = np.ones(len(values), np.bool_)
    for n in range(len(values)):
        metal = values[n] > METAL_HU
        for turn in range(len(beside)):
            if not metal:
                m, off = first + n, beside[turn]
                metal = (
                    trilinear(
                        hu,
                        start[0] + m * step[0] + off[0],
                        start[1] + m * step[1] + off[1],
                        start[2] + m * step[2] + off[2],
                    )
                    > METAL_HU
                )
        if metal:
            known[max(n - rim, 0) : n + rim + 1] = False
    return known
