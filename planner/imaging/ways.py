"""Many straight ways out of the body at once: how long each is, and how much bone lies on it.

It is for looking through many ways quickly, with the numbers of `skin_crossing` and `bone_on_way`; metal is
looked for on the way itself only, not round about it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from planner.imaging.bone import BONE_HU, MARROW_HU, METAL_HU, RIM_MM
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
    lengths = np.array([AIR_GAP_MM, SHEET_MM, first_mm, shortest_mm, RIM_MM]) / step_mm
    found = np.zeros((3, len(starts)))

    def walk(part: slice) -> None:
        _walk(volume.hu, begins[part], steps[part], lengths, found[:, part])

    in_parts(walk, len(starts))
    path, bone, start_bone = found * step_mm
    return WaysOut(path, bone, start_bone)


@njit(nogil=True, cache=True)
def _walk(hu, starts, steps, lengths, found):  # type: ignore[no-untyped-def]
    gap, sheet, first, shortest, rim = lengths
    for n in range(len(starts)):
        out = way_out(hu, starts[n], steps[n], np.inf, gap, sheet)
        found[0, n] = out
        last = min(first, out)
        found[2, n] = _bone(hu, starts[n], steps[n], 0, int(last), shortest, rim)
        if np.isfinite(out) and out > first:
            found[1, n] = _bone(hu, starts[n], steps[n], int(first) + 1, int(out), shortest, rim)


@njit(nogil=True, cache=True)
def _bone(hu, start, step, first, last, shortest, rim):  # type: ignore[no-untyped-def]
    """Return how many samples of bone, with the marrow between, lie from one sample of a way to another."""
    total, begin, end, dense, metal = 0.0, -1, -1, True, -rim - 2.0
    for n in range(first, last + 1):
        value = trilinear(hu, start[0] + n * step[0], start[1] + n * step[1], start[2] + n * step[2])
        is_metal = value > METAL_HU
        is_bone = not is_metal and value > BONE_HU and n - metal > rim
        if begin >= 0 and (is_metal or (is_bone and not dense)):
            length = (min(end, n - rim) if is_metal else end) - begin
            total += length if length >= shortest else 0.0
            begin = -1
        if is_metal:
            metal = n
        elif is_bone:
            begin, end, dense = (n if begin < 0 else begin), n + 1, True
        elif not value > MARROW_HU:
            dense = False
    if begin >= 0 and end - begin >= shortest:
        total += end - begin
    return total
