"""Where the surface of one bone lies near a place: its distance, and how hollow it is, on a small grid."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.geometry.frames import Frame
from planner.geometry.vectors import Vector
from planner.imaging.bone import METAL_HU, RIM_MM
from planner.imaging.sample import sample_inside
from planner.imaging.volume import AIR_HU, Volume

Places = NDArray[np.float64]
"""Places [N, 3] in a frame: left, posterior, superior of its origin, mm."""
Grid = NDArray[np.float64]
"""Values [left, posterior, superior] on the grid."""

STEP_MM = 0.6
"""Of the grid: about the pixel of a CT of the spine."""
SOFT_HU = (-50.0, 150.0)
"""Soft tissue lies between; the median of what does is that of the muscle around."""
SURELY_BONE_HU = 250.0
LEAST_BONE_MM3 = 100.0
"""Less bone than this tells nothing of what bone is like in a scan: a process alone has ten times as much."""
THRESHOLD_HU = (150.0, 400.0)
"""Bone begins half-way between muscle and the bone around, but within these: below the first muscle with its
noise would count, above the second a thin cortex in thick slices would not. Ours."""
BLUR_MM = 0.5
"""Noise is smoothed by a Gaussian of this width before the threshold."""
GAP_MM = 1.5
"""Gaps in a cortex up to twice this wide are closed: it is thinner than a slice where marrow lies behind."""
SEED_MM = 10.0
"""The bone looked for is the one that has most of what is dense within this of the seed: a pedicle is up to
18 mm high, and its marrow no denser than muscle."""
HOLLOW_MM = 3.0
"""Width of the Gaussian by which a place is hollow: it sees a groove of some millimetres."""
MOST_HOLLOW = 0.6
"""A groove between a process and its root reaches this; slits between two bones are no more than that."""


@dataclass(frozen=True, eq=False)
class BoneNear:
    """The surface of one bone in a box of a vertebra's frame.

    Attributes
    ----------
    low
        The first place of the grid.
    distance_mm
        To the surface, negative in bone; marrow and what else bone encloses is bone.
    hollow
        The share of bone around, weighted by a Gaussian: about a third on a flat surface, more in a groove.
    known
        1 where the images tell of bone: not outside them, and not beside metal.
    threshold_hu
        From which HU on this scan shows bone here.
    """

    low: Places
    distance_mm: Grid
    hollow: Grid
    known: Grid
    threshold_hu: float

    @cached_property
    def _slopes(self) -> list[Grid]:
        return list(np.gradient(self.distance_mm, STEP_MM))

    @cached_property
    def _rises(self) -> list[Grid]:
        return list(np.gradient(self.hollow, STEP_MM))

    def distances_mm(self, places: Places) -> NDArray[np.float64]:
        """Return the distances of places to the surface, negative in bone; beyond the box as at its edge."""
        return self._read(self.distance_mm, places)

    def hollows(self, places: Places) -> NDArray[np.float64]:
        """Return how hollow the surface is at places."""
        return self._read(self.hollow, places)

    def slopes(self, places: Places) -> Places:
        """Return how the distance grows at places, per mm in each direction: about the unit normal."""
        return np.stack([self._read(part, places) for part in self._slopes], axis=-1)

    def rises(self, places: Places) -> Places:
        """Return how the hollowness grows at places, per mm in each direction."""
        return np.stack([self._read(part, places) for part in self._rises], axis=-1)

    def is_known(self, places: Places) -> NDArray[np.bool_]:
        """Say of each place whether the images tell of bone there."""
        return self._read(self.known, places) > 0.5

    def _read(self, values: Grid, places: Places) -> NDArray[np.float64]:
        at = ((places - self.low) / STEP_MM).T
        return np.asarray(scipy.ndimage.map_coordinates(values, at, order=1, mode="nearest"))


def bone_near(
    volume: Volume, frame: Frame, low: Places, high: Places, seed: Vector, outside: Places
) -> BoneNear | None:
    """Return the surface of the bone at a seed in a box of a frame; None where there is no bone to see.

    Parameters
    ----------
    low, high
        Corners of the box in the frame, mm.
    seed
        A place in the bone that is meant: others, across a joint, are left out where they can be told apart.
    outside
        Places of which most lie outside bone, so that marrow is not taken for what is around.
    """
    counts = [ceil(size / STEP_MM) + 1 for size in high - low]
    axes = [start + STEP_MM * np.arange(n) for start, n in zip(low, counts, strict=True)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    turn = np.array([tuple(axis) for axis in (frame.left, frame.posterior, frame.superior)])
    read = sample_inside(volume, np.array(tuple(frame.origin)) + grid.reshape(-1, 3) @ turn)
    seen = ~np.isnan(read).reshape(counts)
    hu = np.where(seen, read.reshape(counts), AIR_HU).astype(np.float64)
    threshold_hu = bone_threshold(hu)
    if threshold_hu is None:
        return None
    dense = scipy.ndimage.gaussian_filter(hu, BLUR_MM / STEP_MM) > threshold_hu
    own = _own_bone(dense, np.linalg.norm(grid - np.array(tuple(seed)), axis=-1) < SEED_MM)
    if own is None:
        return None
    solid = _filled(own, np.rint((outside - low) / STEP_MM).astype(int))
    metal = _away_mm(hu > METAL_HU) <= RIM_MM if (hu > METAL_HU).any() else np.zeros_like(seen)
    return BoneNear(
        low=low,
        distance_mm=_signed_mm(solid),
        hollow=np.minimum(
            scipy.ndimage.gaussian_filter(solid.astype(np.float64), HOLLOW_MM / STEP_MM), MOST_HOLLOW
        ),
        known=(seen & ~metal).astype(np.float64),
        threshold_hu=threshold_hu,
    )


def bone_threshold(hu: NDArray[np.float64]) -> float | None:
    """Return from which HU on a part of a scan, on the grid, shows bone; None where it shows none."""
    bone = hu[(hu > SURELY_BONE_HU) & (hu < METAL_HU)]
    soft = hu[(hu > SOFT_HU[0]) & (hu < SOFT_HU[1])]
    if bone.size * STEP_MM**3 < LEAST_BONE_MM3 or soft.size == 0:
        return None
    return float(np.clip((np.median(soft) + np.median(bone)) / 2.0, *THRESHOLD_HU))


def _own_bone(dense: NDArray[np.bool_], near_seed: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Return the one of several bones that the seed lies in or next to; None where it lies next to none."""
    labels, _count = scipy.ndimage.label(dense)
    inside = labels[near_seed & dense]
    return None if inside.size == 0 else labels == np.bincount(inside).argmax()


def _filled(bone: NDArray[np.bool_], outside: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Return bone with all that cannot be reached from most of `outside` through gaps of twice `GAP_MM`."""
    labels, _count = scipy.ndimage.label(_away_mm(bone) > GAP_MM)
    held = np.clip(outside, 0, np.array(bone.shape) - 1)
    there = labels[tuple(held.T)]
    there = there[there > 0]
    if there.size == 0:
        return bone
    return _away_mm(labels == np.bincount(there).argmax()) >= GAP_MM


def _away_mm(what: NDArray[np.bool_]) -> Grid:
    """Return the distance of each place to the nearest that is true."""
    return np.asarray(scipy.ndimage.distance_transform_edt(~what)) * STEP_MM


def _signed_mm(solid: NDArray[np.bool_]) -> Grid:
    """Return the distance to the surface, half a step off the outermost places, smoothed over one step."""
    outside, inside = _away_mm(solid), _away_mm(~solid)
    signed = np.where(solid, STEP_MM / 2.0 - inside, outside - STEP_MM / 2.0)
    return np.asarray(scipy.ndimage.gaussian_filter(signed, 1.0))
