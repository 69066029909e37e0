"""How alike the edges of a vertebra's bone and those in a frame are, whatever the frame's grey scale.

Correlated are derivatives along rows and columns within small windows, each window by its own brightness and
contrast: a gamma, a logarithm, a window level change little. A window counts by how much of the bone's edges
it holds, so that what is elsewhere does not count, and a needle or a neighbour only where it crosses them.
The sign of each frame is left open: bone may be dark or bright.

After gradient correlation in patches (R. Grupp et al., IEEE Trans. Biomed. Eng. 67 (2020) 441-452; G. Penney
et al., IEEE Trans. Med. Imaging 17 (1998) 586-595); the weights are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.carm.beam import Beam
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Point
from planner.imaging.grains import Grains, thrown
from planner.imaging.projection import Screen
from planner.imaging.smoothing import box_mean

Picture = NDArray[np.float32]

HALF_MM = 60.0
"""So far round the middle of the vertebra a frame is looked at, in mm at the isocentre."""
FLAT = 0.1
"""Contrast below this share of the frame's median is taken for noise."""
FAINT = 1e-4
"""So is the bone's below this share of its highest, as squares."""
LEAST_PIXELS = 24
"""A frame that shows fewer rows or columns than this of the vertebra's surroundings shows it not at all."""


@dataclass(frozen=True, eq=False)
class Shot:
    """A frame with its geometry: `picture` is [row, column] as the detector has it, in any grey scale.

    Raises
    ------
    ValueError
        If the picture has other numbers of rows and columns than the beam's detector.
    """

    beam: Beam
    picture: NDArray[np.generic]

    def __post_init__(self) -> None:
        if self.picture.shape != (self.beam.detector.rows, self.beam.detector.columns):
            raise ValueError("a frame has as many rows and columns as its beam's detector")


@dataclass(frozen=True)
class Fineness:
    """How finely pictures are compared: grains of bone, pixels, width of a window; mm at the isocentre."""

    grain_mm: float
    pixel_mm: float
    window_mm: float


COARSE = Fineness(grain_mm=3.0, pixel_mm=2.24, window_mm=17.0)
FINE = Fineness(grain_mm=1.3, pixel_mm=0.84, window_mm=8.5)


class Seen:
    """What one frame shows round a place, ready to be compared at one fineness."""

    def __init__(self, shot: Shot, fineness: Fineness, middle: Point) -> None:
        beam = shot.beam
        self.factor = max(1, round(fineness.pixel_mm * beam.magnification / beam.detector.pixel_mm))
        pixel_mm = beam.detector.pixel_mm * self.factor
        self.beam = beam
        self.window_px = max(3, round(fineness.window_mm * beam.magnification / pixel_mm) | 1)
        whole = block_mean(shot.picture, self.factor)
        at = beam.to_pixel(middle)
        column, row = (0.0, 0.0) if at is None else (each / self.factor for each in at)
        half = HALF_MM * beam.magnification / pixel_mm
        self.rows = slice(max(int(row - half), 0), min(int(row + half), whole.shape[0]))
        self.columns = slice(max(int(column - half), 0), min(int(column + half), whole.shape[1]))
        part = np.ascontiguousarray(whole[self.rows, self.columns])
        self.is_seen = min(part.shape) >= LEAST_PIXELS and float(np.ptp(part)) > 0.0
        if self.is_seen:
            self.edges = [self._standard(each) for each in derivatives(part)]

    def _standard(self, values: Picture) -> tuple[Picture, Picture, Picture]:
        """Return values, their mean in each window, and 1 over their spread."""
        mean, square = self._moments(values)
        return values, mean, 1.0 / np.sqrt(square + FLAT**2 * np.median(square) + 1e-12)

    def _moments(self, values: Picture) -> tuple[Picture, Picture]:
        mean = box_mean(values, self.window_px)
        return mean, np.maximum(box_mean(values * values, self.window_px) - mean * mean, 0.0)

    def bone(self, grains: Grains, ct_to_c_arm: Rigid) -> Picture:
        """Return the water paths of bone there, for the part of the frame that is looked at."""
        beam = self.beam.moved(ct_to_c_arm.inverse)
        middle = (self.factor - 1) / 2.0
        first = beam.at_pixel(
            self.columns.start * self.factor + middle, self.rows.start * self.factor + middle
        )
        screen = Screen(
            self.rows.stop - self.rows.start,
            self.columns.stop - self.columns.start,
            first,
            beam.right_mm * self.factor,
            beam.down_mm * self.factor,
        )
        return thrown(grains, beam.source, screen)

    def likeness(self, grains: Grains, ct_to_c_arm: Rigid) -> float:
        """Return how alike the edges are: 1 the same, or just the other way round; 0 unlike, or no bone."""
        total = weight = 0.0
        edges = derivatives(self.bone(grains, ct_to_c_arm))
        for bone, (frame, frame_mean, per_spread) in zip(edges, self.edges, strict=True):
            mean, square = self._moments(bone)
            together = (box_mean(bone * frame, self.window_px) - mean * frame_mean) * per_spread
            spread = np.sqrt(square)
            most = float(square.max())
            if most > 0.0:
                total += float((spread * together / np.sqrt(square + FAINT * most)).sum())
                weight += float(spread.sum())
        return abs(total) / weight if weight > 0.0 else 0.0


def block_mean(picture: NDArray[np.generic], factor: int) -> Picture:
    """Return the means of whole blocks of pixels, float32."""
    rows, columns = (n // factor for n in picture.shape)
    whole = picture[: rows * factor, : columns * factor].astype(np.float32)
    blocks = whole.reshape(rows, factor, columns, factor)
    means: Picture = blocks.mean(axis=(1, 3), dtype=np.float32)
    return means


def derivatives(picture: Picture) -> tuple[Picture, Picture]:
    """Return the central differences along rows and along columns; 0 at the edges."""
    across, along = np.zeros_like(picture), np.zeros_like(picture)
    across[:, 1:-1] = picture[:, 2:] - picture[:, :-2]
    along[1:-1] = picture[2:] - picture[:-2]
    return across, along
