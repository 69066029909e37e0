"""Bone on the grid: the shape of each vertebra, its cortex, cancellous inside and dense joint faces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.geometry.frames import Frame
from planner.samples.grid import Grid, Slab
from planner.samples.noise import grain
from planner.samples.numbers import Chance
from planner.samples.shapes import Box, Field, coverage, smooth_max, smooth_min, voxel_width
from planner.samples.solids import Ripple, Solid
from planner.samples.spine import Bony

FAR_MM = 12.0
"""Distance noted where no shape is near."""
BAND_MM = 4.0
"""Distances are right to this far within the surface, and to half of it outside."""


FADE_MM = 1.6
"""Over how many mm the cortex of the arch passes into its cancellous inside."""
_THICKNESS = Ripple(0.9, 13.0, 0.2)
"""By which share the cortex is thicker or thinner from place to place."""


@dataclass(frozen=True)
class BoneTissue:
    """HU and thicknesses of bone.

    Attributes
    ----------
    cancellous_hu, arch_hu, process_hu
        Inside the bodies, where it falls with age, inside the arch, and inside the articular processes.
    shell_hu, cortex_hu
        Of the shell of the bodies and of the cortex elsewhere, before they blur with what is beside them.
    """

    cancellous_hu: float = 165.0
    arch_hu: float = 280.0
    process_hu: float = 520.0
    shell_hu: float = 900.0
    cortex_hu: float = 1200.0
    shell_mm: float = 0.75
    cortex_mm: float = 1.4
    subchondral_mm: float = 2.2
    grain_hu: float = 42.0


def sampled(solid: Solid, grid: Grid, slab: Slab, frame: Frame) -> Field:
    """Return the signed distance of a solid over a box of voxels, right about its surface (`BAND_MM`).

    Each shape is evaluated in its own box only: beyond it, it can be neither surface nor blend.
    """
    field = np.full([part.stop - part.start for part in slab], FAR_MM, np.float32)
    for part in solid.added:
        own = _within(grid, part.shape.box, frame, part.blend_mm + BAND_MM, slab)
        if own is not None:
            inner, positions = own
            field[inner] = smooth_min(field[inner], part.shape.distance(*positions), part.blend_mm)
    if solid.ripple is not None:
        field += solid.ripple.at(*grid.positions(slab, frame))
    for hole in solid.carved:
        reach = hole.margin_mm + hole.blend_mm + BAND_MM
        own = _within(grid, hole.shape.box, frame, reach, slab)
        if own is not None:
            inner, positions = own
            cut = np.float32(hole.margin_mm) - hole.shape.distance(*positions)
            field[inner] = smooth_max(field[inner], cut, hole.blend_mm)
    return field


def _within(
    grid: Grid, box: Box, frame: Frame, reach_mm: float, slab: Slab
) -> tuple[Slab, tuple[Field, Field, Field]] | None:
    own = grid.around(box, frame, reach_mm)
    if own is None:
        return None
    k, j, i = (slice(max(a.start, b.start), min(a.stop, b.stop)) for a, b in zip(own, slab, strict=True))
    if any(part.start >= part.stop for part in (k, j, i)):
        return None
    return (_from(k, slab[0]), _from(j, slab[1]), _from(i, slab[2])), grid.positions((k, j, i), frame)


def _from(part: slice, whole: slice) -> slice:
    """Return a range of voxels counted from the start of another."""
    return slice(part.start - whole.start, part.stop - whole.start)


def paint_bone(hu: Field, grid: Grid, bone: Bony, tissue: BoneTissue, chance: Chance) -> None:
    """Draw one bone into `hu` [k, j, i], over what is there."""
    slab = grid.around(bone.solid.box, bone.frame, BAND_MM)
    if slab is None:
        return
    distance = sampled(bone.solid, grid, slab, bone.frame)
    positions = grid.positions(slab, bone.frame)
    in_body = np.zeros_like(distance)
    if bone.centrum is not None:
        in_body += coverage(bone.centrum.distance(*positions) - np.float32(1.0), 4.0)
    dense = _dense(bone, grid, slab)
    thickness = tissue.cortex_mm + in_body * np.float32(tissue.shell_mm - tissue.cortex_mm)
    thickness = thickness * (np.float32(1.0) + _THICKNESS.at(*positions))
    thickness = np.maximum(thickness, dense * np.float32(tissue.subchondral_mm))
    cortex = np.float32(tissue.cortex_hu) + in_body * np.float32(tissue.shell_hu - tissue.cortex_hu)
    inside = np.float32(tissue.arch_hu) + in_body * np.float32(tissue.cancellous_hu - tissue.arch_hu)
    inside = inside + dense * np.float32(tissue.process_hu - tissue.arch_hu)
    inside = inside + grain(distance.shape, chance, tissue.grain_hu)
    width = voxel_width(distance)
    whole = coverage(distance, width)
    core = coverage(distance + thickness, width + (np.float32(1.0) - in_body) * np.float32(FADE_MM))
    hu[slab] = hu[slab] * (np.float32(1.0) - whole) + (whole - core) * cortex + core * inside


def _dense(bone: Bony, grid: Grid, slab: Slab) -> Field:
    """Return where bone is subchondral, 0 to 1."""
    dense = np.zeros([part.stop - part.start for part in slab], np.float32)
    for shape, reach_mm in bone.dense:
        own = _within(grid, shape.box, bone.frame, reach_mm + 2.0, slab)
        if own is not None:
            inner, positions = own
            near = np.float32(1.0) - (shape.distance(*positions) - np.float32(reach_mm)) * np.float32(0.8)
            dense[inner] = np.maximum(dense[inner], np.clip(near, np.float32(0.0), np.float32(1.0)))
    return dense
