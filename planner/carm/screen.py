"""The screen of a C-arm: how attenuation becomes the greys that a radiologist expects.

A C-arm's screen does not show attenuation as it is: a lumbar spine would be a dark bar beside bright flanks.
Its processing takes wide differences down, holds contrast even over the picture and sharpens edges
(M. Stahl, T. Aach, S. Dippel: Digital radiography enhancement by nonlinear multiscale processing, Med. Phys.
27 (2000) 56-65, for the principle; the numbers here are ours).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.imaging.smoothing import box_mean, gaussian

EVEN_MM = 42.0
"""Differences wider than this on the detector are taken down, and contrast is held even over such a width."""
KEPT_PER_MM = 0.012
"""So much of a wide difference stays, per mm of water, that air is still brighter than a flank."""
LEAST_CONTRAST, FAINTEST_MM = 0.55, 3.0
"""Contrast is not raised where it is less than this share of what is typical, or less mm of water: noise."""
OUTLIER = 3.0
"""What differs by more than this many times the typical, metal and gas, sets no brightness or contrast."""
EDGE_MM, EDGE_GAIN = 1.3, 0.7
"""Differences narrower than this on the detector are enhanced by so much."""
STRONGEST_PERCENT = 99.0
LEAST_RANGE, MOST_RANGE = 2.0, 4.2
"""Black and white stand where 1 of 100 pixels is farther off, within so many times the usual difference."""
BEAM_EDGE_MM = 1.0
"""Less than this of water is the beam itself, not a patient."""
QUANTUM_MM, WATER_PER_MM = 1.4, 0.02
"""Noise of a pixel of 1 mm behind 200 mm of water, in mm of water; it grows with the root of what is lost."""


@dataclass(frozen=True)
class Greys:
    """How the screen is set.

    Attributes
    ----------
    bone_dark
        Bone dark, as on a fluoroscope; else bright, as on a radiograph.
    contrast
        1 as it comes; 2 is twice as steep about the middle grey.
    brightness
        0 as it comes; 0.1 is brighter by a tenth of the range.

    Raises
    ------
    ValueError
        If the contrast is not above 0.
    """

    bone_dark: bool = True
    contrast: float = 1.0
    brightness: float = 0.0

    def __post_init__(self) -> None:
        if not self.contrast > 0.0:
            raise ValueError("the contrast of a screen lies above 0")

    @property
    def levels(self) -> tuple[float, float]:
        """The values of an evened picture that are shown black and white."""
        middle, half = 0.5 - self.brightness, 0.5 / self.contrast
        low, high = middle - half, middle + half
        return (low, high) if self.bone_dark else (1.0 - low, 1.0 - high)


def evened(attenuation: NDArray[np.float32], pixel_mm: float) -> NDArray[np.float32]:
    """Return a picture with even brightness and contrast: 0 where most is lost, 1 where least.

    Parameters
    ----------
    attenuation
        mm of water, float32 [row, column].
    pixel_mm
        Size of a pixel at the detector.
    """
    met = attenuation > BEAM_EDGE_MM
    if not met.any():
        return np.ones(attenuation.shape, np.float32)
    mean, usual = _wide_differences(attenuation, EVEN_MM / pixel_mm)
    off = (attenuation - mean) / usual
    off += KEPT_PER_MM * (mean - mean[met].mean())
    off += EDGE_GAIN * (off - gaussian(off, EDGE_MM / pixel_mm))
    bright, dark = np.percentile(off[met][::THINNED], (100.0 - STRONGEST_PERCENT, STRONGEST_PERCENT))
    white, black = (float(np.clip(end, LEAST_RANGE, MOST_RANGE)) for end in (-bright, dark))
    picture: NDArray[np.float32] = np.where(met, (black - off) / np.float32(black + white), np.float32(1.0))
    return picture


THINNED = 7
"""One pixel of so many is enough to find black and white."""
BLOCKS = 12
"""Brightness and contrast over a width are found from the means of so many blocks along it."""


def _wide_differences(
    attenuation: NDArray[np.float32], width_px: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the mean round each pixel over a width, and how far values usually lie from it, both in mm.

    What lies far off, metal and gas, counts only up to a limit, and open beam not at all.
    """
    step = max(1, round(width_px / BLOCKS))
    width = max(3, round(width_px / step))
    met = attenuation > BEAM_EDGE_MM
    weight = np.maximum(_over(_blocks(met.astype(np.float32), step), width), np.float32(1e-4))

    def around(values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the mean round each block of what has met the patient."""
        filled = np.where(met, values, np.float32(0.0)).astype(np.float32, copy=False)
        found: NDArray[np.float32] = np.divide(_over(_blocks(filled, step), width), weight, dtype=np.float32)
        return found

    mean = around(attenuation)
    off = attenuation - _spread(mean, attenuation.shape, step)
    usual = around(np.abs(off))
    inside = usual[_blocks(met, step) > 0.5]
    typical = max(float(np.median(inside)) if inside.size else 0.0, FAINTEST_MM)
    limit = OUTLIER * typical
    mean = mean + around(np.clip(off, -limit, limit))
    whole = _spread(mean, attenuation.shape, step)
    usual = around(np.minimum(np.abs(attenuation - whole), limit))
    return whole, _spread(np.maximum(usual, LEAST_CONTRAST * typical), attenuation.shape, step)


def _blocks(values: NDArray[np.float32] | NDArray[np.bool_], step: int) -> NDArray[np.float32]:
    """Return the means of blocks of `step` by `step` pixels; at the last edges the edge goes on."""
    rows, columns = values.shape
    whole = np.pad(values, ((0, -rows % step), (0, -columns % step)), mode="edge")
    parts = whole.reshape(whole.shape[0] // step, step, whole.shape[1] // step, step)
    means: NDArray[np.float32] = parts.mean(axis=(1, 3), dtype=np.float32)
    return means


def _over(values: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """Return the mean over about a width: two boxes, one after the other."""
    return box_mean(box_mean(values, width), width)


def _spread(blocks: NDArray[np.float32], shape: tuple[int, ...], step: int) -> NDArray[np.float32]:
    """Return the means of blocks as a picture of every pixel, linear between the middles of the blocks."""
    for axis in (0, 1):
        last = blocks.shape[axis] - 1
        at = np.clip((np.arange(shape[axis]) - (step - 1) / 2.0) / step, 0.0, last)
        below = np.minimum(at.astype(int), max(last - 1, 0))
        share = (at - below).astype(np.float32).reshape((-1, 1) if axis == 0 else (1, -1))
        lower, upper = blocks.take(below, axis), blocks.take(np.minimum(below + 1, last), axis)
        blocks = (lower + (upper - lower) * share).astype(np.float32, copy=False)
    return blocks


def with_noise(attenuation: NDArray[np.float32], pixel_mm: float, seed: int = 1) -> NDArray[np.float32]:
    """Return attenuation with the noise of counted photons, mm of water, the same for the same seed.

    The relative noise of a count is the root of its inverse, and the count falls by e every 50 mm of water.
    """
    noise = np.random.default_rng(seed).standard_normal(attenuation.shape, np.float32)
    lost = np.exp(np.clip((attenuation - 200.0) * (WATER_PER_MM / 2.0), -2.0, 2.0))
    noisy: NDArray[np.float32] = attenuation + noise * (lost * (QUANTUM_MM / pixel_mm)).astype(np.float32)
    return noisy


def greys(picture: NDArray[np.float32], setting: Greys) -> NDArray[np.uint8]:
    """Return an evened picture as the screen shows it, uint8 [row, column]."""
    black, white = setting.levels
    shown = np.clip((picture - black) * (255.0 / (white - black)), 0.0, 255.0)
    whole: NDArray[np.uint8] = np.rint(shown).astype(np.uint8)
    return whole
