"""Implants laid over the images, and how much metal each voxel holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner.samples.field.noise import texture
from planner.samples.field.sampling import distances
from planner.samples.field.shape import Field
from planner.samples.grid import Grid, Slab
from planner.samples.implants.pieces import Piece
from planner.samples.implants.values import Material

REACH_MM = 1.6
GRAIN_MM = 1.6
"""Distance of the knots of the grain of cement."""


def lay_implants(
    hu: Field, grid: Grid, slab: Slab, laid: Sequence[Piece], seed: int
) -> dict[Material, Field]:
    """Put implants over `hu` [k, j, i], which shows a slab, in place.

    Returns
    -------
    dict
        How much of each voxel, 0 to 1, a metal fills; none for a metal that is not there.
    """
    metal: dict[Material, Field] = {}
    width = np.float32(edge_mm(grid))
    for n, piece in enumerate(laid):
        own = _overlap(grid, slab, piece)
        if own is None:
            continue
        inner = tuple(slice(a.start - b.start, a.stop - b.start) for a, b in zip(own, slab, strict=True))
        away = distances(piece.solid, piece.frame, grid, own, REACH_MM)
        share = np.clip(np.float32(0.5) - away / width, np.float32(0.0), np.float32(1.0))
        value: Field | np.float32 = np.float32(piece.hu)
        if piece.grain_hu > 0.0:
            grain = texture(grid, own, piece.frame, seed * 64 + n, (GRAIN_MM, GRAIN_MM, GRAIN_MM))
            value = value + grain * np.float32(piece.grain_hu)
        hu[inner] += share * (value - hu[inner])
        for material, whole in metal.items():
            if material is not piece.material:
                whole[inner] *= np.float32(1.0) - share
        if piece.material.is_metal:
            if piece.material not in metal:
                metal[piece.material] = np.zeros_like(hu)
            whole = metal[piece.material]
            whole[inner] = np.maximum(whole[inner], share)
    return metal


def edge_mm(grid: Grid) -> float:
    """Return over how many mm an edge fades: the spacing within the slices."""
    steps = [sum(float(x) * float(x) for x in grid.voxel_to_patient[:3, axis]) for axis in (0, 1)]
    return float(np.sqrt(max(steps)))


def _overlap(grid: Grid, slab: Slab, piece: Piece) -> Slab | None:
    around = grid.around(piece.solid.box, piece.frame, REACH_MM)
    if around is None:
        return None
    k, j, i = (slice(max(a.start, b.start), min(a.stop, b.stop)) for a, b in zip(around, slab, strict=True))
    return (k, j, i) if k.start < k.stop and j.start < j.stop and i.start < i.stop else None
