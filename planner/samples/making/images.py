"""The images of one series: soft tissue, bone and metal painted in thin slices, averaged, and scanned."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from planner.geometry.vectors import POSTERIOR, Point, Vector
from planner.samples.catalogue.making import Tell, part_of
from planner.samples.chance import Chance
from planner.samples.field.shape import Field
from planner.samples.grid import Grid, Slab
from planner.samples.implants.paint import lay_implants
from planner.samples.implants.pieces import Piece, pieces
from planner.samples.implants.values import Implants
from planner.samples.scanning.body import WideMap, slices_apart, wide_grid
from planner.samples.scanning.fan import Fan
from planner.samples.scanning.kernels import KERNELS, SOFT
from planner.samples.scanning.profile import Profile, profile
from planner.samples.scanning.scanner import Metal, Scanner, scanned
from planner.samples.series.acquisition import Acquisition, Reconstruction
from planner.samples.series.layout import Block, Series
from planner.samples.skeleton.bones import Bone
from planner.samples.skeleton.inside import BoneTissue
from planner.samples.skeleton.paint import paint as lay_bone
from planner.samples.soft.body import Body, paint
from planner.words import _

CHUNK = 16
"""Slices for which the thin ones are painted at a time."""
WORKERS = 4
IN_FRONT_MM = 12.0
"""The isocentre lies so far in front of the spine: in the middle of the body."""


@dataclass(frozen=True, eq=False)
class Parts:
    """What is scanned; `spine` is where L3 lies, LPS."""

    body: Body
    bones: tuple[Bone, ...]
    implants: Implants
    spine: Point
    seed: int

    @cached_property
    def tissue(self) -> BoneTissue:
        """What this person's bone is like."""
        return BoneTissue.of(self.body.person)


def images_of(parts: Parts, series: Series, tell: Tell) -> tuple[NDArray[np.int16], ...]:
    """Return the HU [k, j, i] of each block of a series, as they are stored.

    The same seed gives the same rays, so that a soft and a sharp series of one acquisition have one noise.
    """
    count = len(series.blocks)
    return tuple(
        _block_images(parts, series, number, part_of(tell, number / count, (number + 1) / count))
        for number in range(count)
    )


def _block_images(parts: Parts, series: Series, number: int, tell: Tell) -> NDArray[np.int16]:
    block, made = series.blocks[number], series.reconstruction
    slices = profile(made.spacing_mm, made.thickness_mm)
    tell(0.0, _("soft tissue"))
    ideal = np.empty(block.grid.shape, np.float32)
    paint(ideal, block.grid, block.grid.everything, parts.body)
    tell(0.25, _("bone"))
    metals = _lay_hard(ideal, parts, block, slices, part_of(tell, 0.25, 0.5))
    tell(0.5, _("rays"))
    middle = isocentre(parts.spine, block.grid)
    wide = _wide_map(parts, block.grid, middle)
    words = Chance(parts.seed, "rays", str(number)).words(block.grid.shape[0])
    told = part_of(tell, 0.52, 1.0)
    return scanned(
        ideal,
        block.grid,
        wide,
        middle,
        scanner_for(series.acquisition, made, slices),
        words,
        tuple(metals),
        lambda share: told(share, _("rays")),
    )


def scanner_for(acquisition: Acquisition, made: Reconstruction, slices: Profile) -> Scanner:
    """Return the scanner: a sharper kernel and a thinner slice let more of the rays' noise through."""
    kernel, fan = KERNELS[made.kernel], Fan()
    gain = fan.noise_gain(kernel) / fan.noise_gain(SOFT) / sqrt(made.thickness_mm)
    return Scanner(kernel, acquisition.noise_hu * gain, made.clip_hu, slices.shares, fan)


def isocentre(spine: Point, grid: Grid) -> Point:
    """Return where the middle of the gantry is when the middle slice is made: in the middle of the body."""
    right, down, step = (Vector(*map(float, grid.voxel_to_patient[:3, axis])) for axis in range(3))
    normal = right.unit().cross(down.unit())
    first = Point(*map(float, grid.voxel_to_patient[:3, 3]))
    inside = spine + POSTERIOR * -IN_FRONT_MM
    to_middle = (first + step * ((grid.shape[0] - 1) / 2.0) - inside).dot(normal)
    return inside + step * (to_middle / step.dot(normal))


def thin_grid(grid: Grid, slices: Profile) -> Grid:
    """Return the grid of the thin slices of which those of `grid` are made."""
    matrix = grid.voxel_to_patient.copy()
    matrix[:3, 2] = matrix[:3, 2] / slices.per_step
    matrix[:3, 3] = matrix[:3, 3] - matrix[:3, 2] * slices.reach
    return Grid((slices.thin(grid.shape[0]), *grid.shape[1:]), matrix)


def _lay_hard(ideal: Field, parts: Parts, block: Block, slices: Profile, tell: Tell) -> list[Metal]:
    """Put bone and implants over soft tissue in thin slices, and their mean back in place."""
    fine = thin_grid(block.grid, slices)
    laid = pieces(parts.implants, parts.seed)
    starts = range(0, ideal.shape[0], CHUNK)
    last = ideal.shape[0] - 1
    # chunks are changed in place: what their neighbours need of them is kept
    sides = {n: (ideal[max(n - 1, 0)].copy(), ideal[min(n + CHUNK, last)].copy()) for n in starts}

    def chunk(start: int) -> list[Metal]:
        own = ideal[start : start + CHUNK]
        thin = between_slices(own, *sides[start], slices)
        return _lay_chunk(own, thin, start, fine, slices, parts, laid)

    metals: list[Metal] = []
    with ThreadPoolExecutor(min(os.cpu_count() or 1, WORKERS)) as pool:
        for done, found in enumerate(pool.map(chunk, starts), 1):
            metals += found
            tell(done / len(starts), _("bone"))
    return metals


def between_slices(
    own: Field, before: NDArray[np.float32], after: NDArray[np.float32], slices: Profile
) -> Field:
    """Return the thin slices of some slices, float32 [n, j, i], straight between those they lie between.

    Parameters
    ----------
    before, after
        The slices next to `own`.
    """
    reach = -(-slices.reach // slices.per_step)
    padded = np.concatenate([before[None]] * reach + [own] + [after[None]] * reach)
    at = np.arange(slices.thin(own.shape[0])) - slices.reach + reach * slices.per_step
    low, part = at // slices.per_step, at % slices.per_step
    thin = padded[low]
    for n in np.flatnonzero(part):
        thin[n] += (padded[low[n] + 1] - thin[n]) * np.float32(part[n] / slices.per_step)
    return thin


def _lay_chunk(
    ideal: Field, thin: Field, start: int, fine: Grid, slices: Profile, parts: Parts, laid: Sequence[Piece]
) -> list[Metal]:
    """Lay bone and implants over the thin slices, put their mean into `ideal`; return the metal there."""
    first = start * slices.per_step
    slab: Slab = (slice(first, first + thin.shape[0]), *fine.everything[1:])
    for bone in parts.bones:
        lay_bone(thin, fine, slab, bone, parts.tissue)
    shares = lay_implants(thin, fine, slab, laid, parts.seed)
    ideal[:] = slices.averaged(thin)
    found = []
    for material, share in shares.items():
        whole = slices.averaged(share)
        own = _filled(whole)
        if own is not None:
            cut = tuple(slice(p.start + o, p.stop + o) for p, o in zip(own, (start, 0, 0), strict=True))
            found.append(Metal(material.value, material.hu, (cut[0], cut[1], cut[2]), whole[own]))
    return found


def _filled(share: Field) -> Slab | None:
    """Return the smallest slab that holds all that is filled; None where nothing is."""
    slab = []
    for axis in range(3):
        others = tuple(n for n in range(3) if n != axis)
        at = np.flatnonzero(share.max(axis=others) > 0.0)
        if at.size == 0:
            return None
        slab.append(slice(int(at[0]), int(at[-1]) + 1))
    return slab[0], slab[1], slab[2]


def _wide_map(parts: Parts, grid: Grid, isocentre: Point) -> WideMap:
    """Return the whole body in the gantry, coarsely and without metal."""
    coarse = wide_grid(grid, isocentre)
    hu = np.empty(coarse.shape, np.float32)
    paint(hu, coarse, coarse.everything, parts.body)
    for bone in parts.bones:
        lay_bone(hu, coarse, coarse.everything, bone, parts.tissue)
    return WideMap(hu, slices_apart(grid))
