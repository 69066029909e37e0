"""The course of a nerve as a user would draw it: along the groove of the bone, and outside the metal.

Nobody sees the nerve on CT. What is drawn follows the bone and lies near the true nerve, not on it; of an
aberrant nerve it says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from planner.geometry.curves import Polyline
from planner.geometry.distances import between_segments
from planner.geometry.solids import Capsule, Interval
from planner.geometry.vectors import Point
from planner.samples.example.rounding import rounded
from planner.samples.implants.values import Implants
from planner.samples.known.values import MedialBranch

OFF_METAL_MM = 1.0
EVERY = 2
"""A user marks every other point of what the model knows to the millimetre."""
ROUNDS = 6


def drawn_course(branch: MedialBranch, implants: Implants) -> tuple[Polyline, Interval]:
    """Return the course as drawn, and the arc lengths of the middle two quarters of the process on it."""
    points = branch.groove.points
    kept = [*points[:-1:EVERY], points[-1]]
    course = Polyline(rounded(_outside(point, implants.capsules) for point in kept))
    low, high = (course.nearest_arc_mm(branch.groove.at(arc)) for arc in branch.groove_middle_mm)
    return course, (round(low, 2), round(max(high, low + 1.0), 2))


def _outside(point: Point, metal: Sequence[Capsule]) -> Point:
    """Return a point moved out of the metal it lies in, the shortest way."""
    for _ in range(ROUNDS):
        nearest, gap_mm = point, OFF_METAL_MM
        for capsule in metal:
            witness = between_segments(point, point, capsule.start, capsule.end)
            gap = witness.distance_mm - capsule.radius_mm
            if gap < gap_mm and witness.distance_mm > 0.0:
                nearest, gap_mm = witness.second, gap
        if nearest == point:
            break
        point = point + (point - nearest).unit() * (OFF_METAL_MM - gap_mm + 0.01)
    return point
