"""The vertebra of the CT over a real frame: the beam as CT space has it, the bone blended in, its edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planner.carm.beam import Beam
from planner.carm.fluoroscopy import water_picture
from planner.geometry.rigid import Rigid
from planner.imaging.projection import Body
from planner.imaging.smoothing import gaussian

Greys = NDArray[np.uint8]
Picture = NDArray[np.float32]

SMOOTH_MM = 0.6
"""Edges are looked for after smoothing by this, at the detector."""
STEEP_PERCENT = 70.0
"""An inner edge is one of the steepest 30 of 100 pixels of the bone."""
FAINT = 0.04
"""Less than this share of the most bone is none: the silhouette ends there."""


def beam_in_ct(beam: Beam, ct_to_c_arm: Rigid) -> Beam:
    """Return a frame's beam in CT space: what it sees there of the plan lies over the frame."""
    return beam.moved(ct_to_c_arm.inverse)


def bone_picture(bone: Body, beam: Beam, ct_to_c_arm: Rigid) -> Picture:
    """Return the water paths through a vertebra's bone in a frame's pixels, mm, float32 [row, column]."""
    return water_picture(bone, beam_in_ct(beam, ct_to_c_arm))


def blended(frame: Greys, bone: Picture, share: float, bone_dark: bool = True) -> Greys:
    """Return a frame with a vertebra's bone laid over it, uint8 [row, column].

    Parameters
    ----------
    frame
        As it is shown, uint8.
    bone
        What `bone_picture` gives.
    share
        0 the frame alone, 1 the bone alone where it is; beside the bone the frame stays as it is.
    bone_dark
        Whether the frame shows bone dark.

    Raises
    ------
    ValueError
        If the two are not of one shape, or the share is not within 0 and 1.
    """
    if frame.shape != bone.shape:
        raise ValueError("a frame and the bone over it have the same rows and columns")
    if not 0.0 <= share <= 1.0:
        raise ValueError("a share lies within 0 and 1")
    most = float(bone.max())
    if most <= 0.0:
        return frame.copy()
    dense = np.minimum(bone / np.float32(np.percentile(bone[bone > FAINT * most], STRONGEST)), 1.0)
    shown = 1.0 - dense if bone_dark else dense
    weight = share * np.minimum(bone / (FAINT * most), 1.0)
    mixed = frame * (1.0 - weight) + 255.0 * shown * weight
    whole: Greys = np.rint(mixed).astype(np.uint8)
    return whole


STRONGEST = 98.0
"""Bone thicker than in 98 of 100 of its pixels is black."""


def edges(bone: Picture, pixel_mm: float) -> Greys:
    """Return a vertebra's outline and its sharpest inner edges: uint8 [row, column], 255 on an edge, else 0.

    Parameters
    ----------
    bone
        What `bone_picture` gives.
    pixel_mm
        Size of a pixel at the detector.
    """
    most = float(bone.max())
    if most <= 0.0:
        return np.zeros(bone.shape, np.uint8)
    inside = bone > FAINT * most
    smooth = gaussian(bone, SMOOTH_MM / pixel_mm)
    down, right = (np.asarray(part) for part in np.gradient(smooth))
    steep = np.hypot(down, right)
    enough = steep >= np.percentile(steep[inside], STEEP_PERCENT)
    ridge = inside & enough & _is_ridge(steep, down, right)
    mask: Greys = np.where(ridge | _outline(inside), 255, 0).astype(np.uint8)
    return mask


def _outline(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the pixels inside that touch one outside, across or along."""
    around = np.pad(inside, 1)
    whole = around[:-2, 1:-1] & around[2:, 1:-1] & around[1:-1, :-2] & around[1:-1, 2:]
    return np.asarray(inside & ~whole)


def _is_ridge(
    steep: NDArray[np.float32], down: NDArray[np.float32], right: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Say where nothing is steeper one pixel up or down the slope, in the nearest of eight directions."""
    around = np.pad(steep, 1)
    rows, columns = np.indices(steep.shape)
    length = np.maximum(steep, 1e-12)
    step_down, step_right = (np.rint(part / length).astype(int) for part in (down, right))
    before = around[rows + 1 - step_down, columns + 1 - step_right]
    after = around[rows + 1 + step_down, columns + 1 + step_right]
    return np.asarray((steep >= before) & (steep > after))
