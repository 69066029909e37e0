"""How much of a nerve the lesions take in when neither needles nor nerve lie where they should."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from planner.checks.placements import displaced_course, spread
from planner.devices.placement import Accuracy
from planner.geometry.curves import Polyline, Segment
from planner.geometry.many import inside_spheroids
from planner.geometry.solids import Spheroid

STEP_MM = 0.4
"""The stretch to treat is looked at in steps of at most this."""


@dataclass(frozen=True)
class Burns:
    """What one needle burns: the small models of its lesions, as they lie when it lies as planned.

    `place` is which of several needles it is: each errs by itself.
    """

    needle: Segment
    place: int
    lesions: tuple[Spheroid, ...]


@lru_cache(maxsize=512)
def captured_mm(
    course: Polyline, stretch: tuple[float, float], burns: tuple[Burns, ...], end_mm: float, of: Accuracy
) -> NDArray[np.float64]:
    """Return the length of a stretch of a nerve within the union of all lesions in each placement, in mm.

    Parameters
    ----------
    stretch
        From and to, as arc lengths in mm along the course.
    end_mm
        Standard deviation of each end of the course in each direction.
    """
    inside = [
        _inside(course, stretch, end_mm, each.needle, lesion, (of.tip_mm, of.angle_deg, each.place))
        for each in burns
        for lesion in each.lesions
    ]
    return np.asarray(reduce(np.logical_or, inside).mean(axis=1) * (stretch[1] - stretch[0]))


@lru_cache(maxsize=256)
def _inside(
    course: Polyline,
    stretch: tuple[float, float],
    end_mm: float,
    needle: Segment,
    lesion: Spheroid,
    errs: tuple[float, float, int],
) -> NDArray[np.bool_]:
    """Return which steps of the stretch lie in a lesion in each placement, [n, m]; kept while others move."""
    points = displaced_course(course, _steps(stretch), end_mm)
    placed = spread(needle, *errs)
    behind_mm = (needle.end - lesion.centre).dot(needle.direction)
    centres = placed.tips - behind_mm * placed.directions
    return inside_spheroids(points, centres, placed.directions, lesion.length_mm, lesion.width_mm)


@lru_cache(maxsize=64)
def _steps(stretch: tuple[float, float]) -> tuple[float, ...]:
    low, high = stretch
    count = max(1, int(np.ceil((high - low) / STEP_MM)))
    return tuple(low + (np.arange(count) + 0.5) * (high - low) / count)
