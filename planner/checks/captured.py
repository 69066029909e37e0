"""How much of a nerve the lesions take in when neither needles nor nerve lie where they should."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from planner.checks.placements import displaced_course, spread
from planner.devices.placement import Accuracy
from planner.geometry.curves import Polyline, Segment
from planner.geometry.many import inside_spheroids
from planner.geometry.solids import Spheroid
from planner.plan.parts import MedialBranch, Needle

STEP_MM = 0.4
"""The stretch to treat is looked at in steps of at most this."""


def captured_mm(
    target: MedialBranch,
    lesions: Mapping[Needle, tuple[Spheroid, ...]],
    places: Mapping[str, int],
    end_mm: float,
    of: Accuracy,
) -> NDArray[np.float64]:
    """Return the length of the stretch to treat within the union of the lesions in each placement, in mm.

    Parameters
    ----------
    target
        With a course and a stretch.
    lesions
        The small models of each needle, as they lie when it lies as planned.
    places
        For each needle by its id which of several it is: each errs by itself.
    end_mm
        Standard deviation of each end of the course in each direction.
    """
    course, stretch = target.course, target.stretch
    assert course is not None
    assert stretch is not None
    inside = [
        _inside(course, stretch, end_mm, needle.segment, lesion, (of.tip_mm, of.angle_deg, places[needle.id]))
        for needle, own in lesions.items()
        for lesion in own
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
