"""Frames of a C-arm made from a CT for tests, by other means than the program's own virtual fluoroscopy.

Rays are sampled trilinearly every half millimetre or so through voxels of full resolution; two energies,
scatter, counted photons, a blurred detector, a grey scale of some kind, a needle. Bones may have moved since
the CT, each slab between two discs as one rigid piece.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy import ndimage

from planner.anatomy.spine import Level
from planner.anatomy.vertebra import FittedVertebra
from planner.carm.beam import Beam
from planner.geometry.rigid import Rigid
from planner.geometry.solids import Capsule
from planner.imaging.blocks import bounds_above
from planner.imaging.threads import in_threads
from planner.imaging.volume import Volume

Picture = NDArray[np.float32]

BONE_FROM_HU = 130.0
STEP_MM = 0.55
ENERGIES = ((0.55, 0.0235, 2.1), (0.45, 0.0190, 1.45))
"""Share of the beam, attenuation of water per mm, how much more bone counts above water than on CT."""
STEEL = 40.0
"""How much more steel takes than water."""
SCATTER, SCATTER_MM, BLUR_MM = 0.6, 25.0, 0.3
"""Scatter as a share of what comes straight, how wide it spreads, and blur of the detector."""
COUNTED = 60000.0
"""Photons per pixel without a patient."""


class Greyscale(StrEnum):
    """What becomes of the counted photons."""

    LOG = "log"
    LINEAR = "linear"
    GAMMA = "gamma"
    INVERTED = "inverted log"


@dataclass(frozen=True, eq=False)
class Scene:
    """What a frame is made of: the volume, where all of it lies, and where single bones lie instead."""

    volume: Volume
    vertebrae: Mapping[Level, FittedVertebra]
    ct_to_c_arm: Rigid
    moved: Mapping[Level, Rigid]

    def motion(self, level: Level) -> Rigid:
        return self.moved.get(level, self.ct_to_c_arm)


@dataclass(frozen=True, eq=False)
class Paths:
    """What the rays of a beam pass: mm of water of what is soft, and of bone above water; [row, column]."""

    beam: Beam
    soft_mm: NDArray[np.float64]
    bone_mm: NDArray[np.float64]


def exposed(paths: Paths, greyscale: Greyscale, needle: Capsule | None = None, seed: int = 1) -> Picture:
    """Return a frame, float32 [row, column]; the needle is in C-arm space."""
    soft, pixel_mm = paths.soft_mm, paths.beam.detector.pixel_mm
    if needle is not None:
        soft = soft + STEEL * _chords(needle, paths.beam)
    intensity = np.zeros_like(soft)
    for share, per_mm, more in ENERGIES:
        intensity += share * np.exp(-per_mm * (soft + more * paths.bone_mm))
    scatter = SCATTER * _widely(intensity, SCATTER_MM / pixel_mm)
    counted = np.random.default_rng(seed).poisson(COUNTED * (intensity + scatter)).astype(np.float64)
    counted = np.maximum(ndimage.gaussian_filter(counted, BLUR_MM / pixel_mm), 1.0) / COUNTED
    shown = {
        Greyscale.LOG: np.log(counted),
        Greyscale.LINEAR: counted,
        Greyscale.GAMMA: counted**0.4,
        Greyscale.INVERTED: -np.log(counted),
    }[greyscale]
    low, high = np.percentile(shown, (0.5, 99.5))
    grey: Picture = np.rint(np.clip((shown - low) / (high - low), 0.0, 1.0) * 1023.0).astype(np.float32)
    return grey


def _widely(values: NDArray[np.float64], sigma_px: float) -> NDArray[np.float64]:
    """Return values smoothed so widely that one of eight pixels along each axis tells enough."""
    few = ndimage.gaussian_filter(values[::8, ::8], sigma_px / 8.0)
    at = np.meshgrid(*(np.arange(n) / 8.0 for n in values.shape), indexing="ij")
    return np.asarray(ndimage.map_coordinates(few, at, order=1, mode="nearest"))


def paths_of(scene: Scene, beam: Beam) -> Paths:
    """Return what the rays of a beam pass in a scene."""
    soft, *bones = pieces(scene)
    bone = np.zeros((beam.detector.rows, beam.detector.columns))
    for piece in bones:
        bone += _marched(piece, beam)
    return Paths(beam, _marched(soft, beam), bone)


@dataclass(frozen=True, eq=False)
class Piece:
    """What moves as one: values per mm [k, j, i], where its voxels lie, and where it has gone."""

    values: NDArray[np.float32]
    patient_to_voxel: NDArray[np.float64]
    ct_to_c_arm: Rigid


@cache
def pieces(scene: Scene) -> tuple[Piece, ...]:
    """Return what is soft as one piece, as water, then the bones, as what they have above water."""
    volume = scene.volume
    hu = volume.hu.astype(np.float32)
    soft = np.maximum(np.minimum(hu, BONE_FROM_HU) / 1000.0 + 1.0, 0.0).astype(np.float32)
    bone = (np.maximum(hu - BONE_FROM_HU, 0.0) / 1000.0).astype(np.float32)
    found = [_piece(soft, volume, scene.ct_to_c_arm)]
    if not scene.moved:
        return (*found, _piece(bone, volume, scene.ct_to_c_arm))
    slabs = slab_of_voxels(volume, scene.vertebrae)
    for n, level in enumerate(scene.vertebrae):
        found.append(_piece(np.where(slabs == n, bone, np.float32(0.0)), volume, scene.motion(level)))
    return tuple(found)


def _piece(values: NDArray[np.float32], volume: Volume, motion: Rigid) -> Piece:
    """Return the box of what is not 0, with a rim of nothing round it."""
    low, high = bounds_above(values, 0.0)
    part = values[tuple(slice(a, b) for a, b in zip(low, high, strict=True))]
    matrix = volume.patient_to_voxel.copy()
    matrix[:3, 3] -= np.array(low[::-1]) - 1.0
    return Piece(np.pad(part, 1), matrix, motion)


def slab_of_voxels(volume: Volume, vertebrae: Mapping[Level, FittedVertebra]) -> NDArray[np.int8]:
    """Return for each voxel [k, j, i] which vertebra's slab it lies in: between the middles of the discs."""
    fitted = list(vertebrae.values())
    nk, nj, ni = volume.hu.shape
    found = np.zeros((nk, nj, ni), np.int8)
    axes = volume.voxel_to_patient
    for n, (upper, lower) in enumerate(pairwise(fitted)):
        assert upper.shape.height_mm is not None
        bottom = upper.frame.origin + upper.frame.superior * (-upper.shape.height_mm * upper.scale)
        middle = bottom.towards(lower.frame.origin, 0.5)
        normal = np.array(tuple((upper.frame.superior + lower.frame.superior).unit()))
        along = normal @ axes[:3, :3]
        at = float(normal @ (axes[:3, 3] - np.array(tuple(middle))))
        height = (
            at
            + along[0] * np.arange(ni)[None, None, :]
            + along[1] * np.arange(nj)[None, :, None]
            + along[2] * np.arange(nk)[:, None, None]
        )
        found[height < 0.0] = n + 1
    return found


def _marched(piece: Piece, there: Beam) -> NDArray[np.float64]:
    """Return the integral of values along the ray of every pixel, in mm."""
    beam = there.moved(piece.ct_to_c_arm.inverse)
    matrix = piece.patient_to_voxel
    low, high = np.zeros(3), np.array(piece.values.shape[::-1]) - 1.0
    source = (matrix @ (*beam.source, 1.0))[:3]
    first = (matrix @ (*beam.detector_origin, 1.0))[:3]
    right, down = (matrix[:3, :3] @ np.array(tuple(step)) for step in (beam.right_mm, beam.down_mm))
    out = np.zeros((beam.detector.rows, beam.detector.columns))
    mm = np.linalg.inv(matrix[:3, :3])

    def fill(row: int) -> None:
        _march_row(piece.values, out, row, source, first, right, down, low, high, mm, STEP_MM)

    in_threads(fill, range(beam.detector.rows))
    return out


@njit(nogil=True, cache=True)
def _march_row(values, out, row, source, first, right, down, low, high, mm, step_mm):  # type: ignore[no-untyped-def]
    nk, nj, ni = values.shape
    way = np.empty(3)
    for column in range(out.shape[1]):
        enter, leave = 0.0, 1.0
        for n in range(3):
            way[n] = first[n] + right[n] * column + down[n] * row - source[n]
            if abs(way[n]) < 1e-12:
                if source[n] < low[n] or source[n] > high[n]:
                    leave = -1.0
                continue
            a, b = (low[n] - source[n]) / way[n], (high[n] - source[n]) / way[n]
            enter, leave = max(enter, min(a, b)), min(leave, max(a, b))
        if leave <= enter:
            continue
        length = 0.0
        for n in range(3):
            part = mm[n, 0] * way[0] + mm[n, 1] * way[1] + mm[n, 2] * way[2]
            length += part * part
        length = np.sqrt(length) * (leave - enter)
        count = int(length / step_mm) + 1
        total = 0.0
        for step in range(count):
            t = enter + (leave - enter) * (step + 0.5) / count
            x, y, z = source[0] + t * way[0], source[1] + t * way[1], source[2] + t * way[2]
            i, j, k = int(np.floor(x)), int(np.floor(y)), int(np.floor(z))
            if i < 0 or j < 0 or k < 0 or i >= ni - 1 or j >= nj - 1 or k >= nk - 1:
                continue
            u, v, w = x - i, y - j, z - k
            below = (values[k, j, i] * (1 - u) + values[k, j, i + 1] * u) * (1 - v) + (
                values[k, j + 1, i] * (1 - u) + values[k, j + 1, i + 1] * u
            ) * v
            above = (values[k + 1, j, i] * (1 - u) + values[k + 1, j, i + 1] * u) * (1 - v) + (
                values[k + 1, j + 1, i] * (1 - u) + values[k + 1, j + 1, i + 1] * u
            ) * v
            total += below * (1 - w) + above * w
        out[row, column] = total * length / count


def _chords(needle: Capsule, beam: Beam) -> NDArray[np.float64]:
    """Return how much of each ray lies within a needle, mm, as within a long cylinder."""
    d = beam.detector
    columns, rows = np.meshgrid(np.arange(d.columns), np.arange(d.rows))
    origin, source = (np.array(tuple(p)) for p in (beam.detector_origin, beam.source))
    steps = np.array(tuple(beam.right_mm)), np.array(tuple(beam.down_mm))
    ways = origin + columns[..., None] * steps[0] + rows[..., None] * steps[1] - source
    ways /= np.linalg.norm(ways, axis=-1, keepdims=True)
    start, axis = np.array(tuple(needle.start)), np.array(tuple(needle.end - needle.start))
    length = float(np.linalg.norm(axis))
    axis = axis / length
    across = np.cross(ways, axis)
    sine = np.linalg.norm(across, axis=-1)
    off = np.abs((source - start) @ np.moveaxis(across, -1, 0).reshape(3, -1)).reshape(sine.shape) / sine
    # where along the needle the ray comes nearest to its axis
    to_start = start - source
    dot = ways @ axis
    along = (dot * (ways @ to_start) - axis @ to_start) / (1.0 - dot**2)
    inside = (along >= 0.0) & (along <= length)
    return np.where(inside, 2.0 * np.sqrt(np.maximum(needle.radius_mm**2 - off**2, 0.0)) / sine, 0.0)
