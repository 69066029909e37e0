"""Where a shaft lies across the slices: by what slices of some thickness show of a cone that lies in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from planner.geometry.curves import Segment
from planner.geometry.vectors import Vector
from planner.imaging.metal import AROUND_HU
from planner.imaging.volume import Volume
from planner.suggest.hardware.fitting import (
    AROUND_MM,
    COMPARED,
    LEAST,
    ODD_HU,
    REACH_MM,
    ROUNDS,
    USUAL_HU,
    voxels_beside,
)

Array = NDArray[np.float64]

SEEN_HU = (1500.0, 3050.0)
"""Darker voxels, streaks, and brighter ones, cut off, all count as these (ours)."""
SHARPEST_MM, SOFTEST_MM = 0.3, 1.6
"""Standard deviation of the blur within a slice, streaks and all (ours)."""
CORE, TAPER = 0.9, 0.8
"""Where to start: the radius at the head and at the tip, of that of the shaft with its thread (ours)."""
NODES, WEIGHTS = np.polynomial.legendre.leggauss(7)
"""Over these heights the thickness of a slice is averaged."""
TOLERANCE = 1e-4


def across_slices(volume: Volume, line: Segment, radius_mm: float) -> Segment:
    """Return a line moved across the slices to where the image of a cone is most like the voxels round it.

    The line must not stand on the slices. Where too few voxels lie round it, it is left as it is.
    """
    places, hu = voxels_beside(volume, line, radius_mm + AROUND_MM, COMPARED)
    if len(places) < LEAST:
        return line
    seen = np.clip(hu, *SEEN_HU)
    model = _Model.of(volume, line, places)

    def off(numbers: Array) -> Array:
        return model.hu(numbers) - seen

    low = np.array([-REACH_MM, -REACH_MM, 0.4 * radius_mm, 0.4 * radius_mm, SHARPEST_MM])
    high = np.array([REACH_MM, REACH_MM, 2.0 * radius_mm, 2.0 * radius_mm, SOFTEST_MM])
    start = np.array([0.0, 0.0, CORE * radius_mm, TAPER * radius_mm, 0.8])
    found = scipy.optimize.least_squares(
        off,
        start,
        bounds=(low, high),
        loss="soft_l1",
        f_scale=ODD_HU,
        x_scale=np.array([0.3, 0.3, 0.3, 0.3, 0.2]),
        max_nfev=ROUNDS,
        ftol=TOLERANCE,
        xtol=TOLERANCE,
    )
    return model.line(found.x)


@dataclass(frozen=True, eq=False)
class _Model:
    """What voxels show of a cone about `about`, moved at its ends along `steep`.

    Attributes
    ----------
    level, steep
        Unit vectors across the line: within the slices, and at right angles to that.
    """

    about: Segment
    level: Vector
    steep: Vector
    normal: Vector
    slice_mm: float
    places: Array

    @classmethod
    def of(cls, volume: Volume, about: Segment, places: Array) -> _Model:
        """Return the model of some places, LPS mm, [n, 3]."""
        normal = slice_normal(volume)
        level = normal.cross(about.direction).unit()
        slice_mm = abs(float(volume.voxel_to_patient[:3, 2] @ np.array(tuple(normal))))
        return cls(about, level, about.direction.cross(level), normal, slice_mm, places)

    def line(self, numbers: Array) -> Segment:
        """Return the axis of numbers: mm at both ends, both radii, blur."""
        start, end = (float(mm) for mm in numbers[:2])
        return Segment(self.about.start + self.steep * start, self.about.end + self.steep * end)

    def hu(self, numbers: Array) -> Array:
        """Return what the voxels show, [n].

        Within a slice a cone is a strip as wide as the chord at that height; both edges of it are blurred,
        and what a slice shows is the mean over its thickness.
        """
        line, blur_mm = self.line(numbers), numbers[4]
        axis = np.array(tuple(line.direction))
        off = self.places - np.array(tuple(line.start))
        radius = numbers[2] + (numbers[3] - numbers[2]) * (off @ axis) / line.length_mm
        beside = np.abs(off @ np.array(tuple(self.level)))
        sine = abs(line.direction.dot(self.normal))
        half_mm = np.hypot(self.slice_mm * np.sqrt(1.0 - sine**2) / 2.0, np.sqrt(3.0) * sine * blur_mm)
        height = (off @ np.array(tuple(line.direction.cross(self.level))))[:, None] + half_mm * NODES
        chord = np.sqrt(np.maximum(radius[:, None] ** 2 - height**2, 0.0))
        near, far = (chord - beside[:, None]) / blur_mm, (chord + beside[:, None]) / blur_mm
        share = (scipy.special.ndtr(near) + scipy.special.ndtr(far) - 1.0) @ WEIGHTS / 2.0
        return np.asarray(np.clip(AROUND_HU + (USUAL_HU - AROUND_HU) * share, *SEEN_HU))


def slice_normal(volume: Volume) -> Vector:
    """Return the unit vector across the slices of a volume."""
    x, y, z = np.cross(volume.voxel_to_patient[:3, 0], volume.voxel_to_patient[:3, 1])
    return Vector(float(x), float(y), float(z)).unit()
