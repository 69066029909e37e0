"""Where the voxels of each series lie, once it is known where the vertebrae are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, degrees, sqrt

import numpy as np

from planner.anatomy.spine import Level
from planner.geometry.frames import Frame
from planner.geometry.vectors import Point
from planner.samples.angles import cos_sin
from planner.samples.grid import Grid
from planner.samples.series.acquisition import STEEPEST_GANTRY_DEG, Acquisition, Reconstruction

HALF_DISC_MM = 4.0
"""About so far above the endplate below it lies the middle of a disc."""
FIRST_NUMBER = 2
"""SeriesNumber of the first series; the overview before it is not kept."""


@dataclass(frozen=True)
class Block:
    """Slices one behind the other.

    Attributes
    ----------
    tilt_deg
        Of the gantry, to a tenth of a degree, as the header says it.
    first
        Number of its first image within the series.
    last_is_first
        Whether images are numbered from the last slice to the first.
    """

    grid: Grid
    tilt_deg: float
    first: int
    last_is_first: bool


@dataclass(frozen=True)
class Series:
    """One series that is to be made: its blocks of slices, from the head downwards."""

    number: int
    reconstruction: Reconstruction
    acquisition: Acquisition
    blocks: tuple[Block, ...]


def series_of(acquisition: Acquisition, frames: Mapping[str, Frame]) -> tuple[Series, ...]:
    """Return the series of an acquisition.

    Parameters
    ----------
    frames
        Of the vertebrae, by name: the origin is the middle of the upper endplate. L3 and the lowest that is
        scanned must be among them, or those of the discs.
    """
    return tuple(
        Series(number, each, acquisition, _blocks(acquisition, each, frames))
        for number, each in enumerate(acquisition.reconstructions, FIRST_NUMBER)
    )


def _blocks(
    acquisition: Acquisition, reconstruction: Reconstruction, frames: Mapping[str, Frame]
) -> tuple[Block, ...]:
    slices = acquisition.slices(reconstruction)
    tilts = [_along_disc(acquisition, frames[disc]) for disc in acquisition.discs]
    middles = [_middle_of_disc(acquisition, frames[disc]) for disc in acquisition.discs]
    if not acquisition.discs:
        tilts, middles = [cos_sin(acquisition.tilt_deg)], [_middle(acquisition, frames)]
    headwards = acquisition.position.along.z > 0.0
    return tuple(
        Block(
            _grid(acquisition, reconstruction, middle, tilt),
            round(degrees(asin(tilt[1])), 1) + 0.0,
            1 + number * slices,
            acquisition.from_head == headwards,
        )
        for number, (middle, tilt) in enumerate(zip(middles, tilts, strict=True))
    )


def _middle(acquisition: Acquisition, frames: Mapping[str, Frame]) -> Point:
    """Return the middle of all slices, of the field of view in them."""
    spine = frames[Level.L3].origin
    bottom = frames[acquisition.lowest].origin.z - acquisition.below_mm
    upwards = bottom + acquisition.length_mm / 2.0
    return Point(spine.x + acquisition.left_mm, spine.y + acquisition.behind_mm, upwards)


def _middle_of_disc(acquisition: Acquisition, lower: Frame) -> Point:
    """Return the middle of the slices through a disc: the field of view lies behind it, in its own plane."""
    disc = lower.origin + lower.superior * HALF_DISC_MM
    return disc + lower.posterior * acquisition.behind_mm + lower.left * acquisition.left_mm


def _along_disc(acquisition: Acquisition, lower: Frame) -> tuple[float, float]:
    """Return cosine and sine of the tilt that lays slices along a disc, as far as the gantry goes.

    The gantry tilts about its horizontal axis, so only the slope from the front of the image to its back
    counts; that between its sides stays.
    """
    position = acquisition.position
    down, along = lower.superior.dot(position.down), lower.superior.dot(position.along)
    length = sqrt(down * down + along * along)
    if along < 0.0:
        down, along = -down, -along
    cosine, sine = along / length, -down / length
    most_cosine, most_sine = cos_sin(STEEPEST_GANTRY_DEG)
    if abs(sine) > most_sine:
        return most_cosine, most_sine if sine > 0.0 else -most_sine
    return cosine, sine


def _grid(
    acquisition: Acquisition, reconstruction: Reconstruction, middle: Point, tilt: tuple[float, float]
) -> Grid:
    """Return voxels round a middle: the gantry is tilted, the table goes straight on (a sheared stack)."""
    position, (cosine, sine) = acquisition.position, tilt
    shape = (acquisition.slices(reconstruction), reconstruction.rows, reconstruction.columns)
    row = position.right * reconstruction.pixel_mm
    column = (position.down * cosine + position.along * sine) * reconstruction.pixel_mm
    step = position.along * reconstruction.spacing_mm
    first = middle
    for axis, n in zip((step, column, row), shape, strict=True):
        first = first + axis * (-(n - 1) / 2.0)
    matrix = np.eye(4)
    matrix[:3] = np.array([tuple(row), tuple(column), tuple(step), tuple(_on_the_console(first))]).T
    return Grid(shape, matrix)


def _on_the_console(point: Point) -> Point:
    """Return a place as a console sets it, in tenths of a millimetre."""
    return Point(*(round(value, 1) + 0.0 for value in point))
