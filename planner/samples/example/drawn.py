"""The course of a nerve as a user would draw it: along the groove of the bone, as far as metal lets see it.

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

OFF_METAL_MM = 0.8
"""From the middle of the nerve to metal: nothing is drawn nearer."""
EVERY = 2
"""A user marks every other point of what the model knows to the millimetre."""
LEAST_POINTS = 5
SHORTEST_MM = 1.0


def drawn_course(branch: MedialBranch, implants: Implants) -> tuple[Polyline, Interval] | None:
    """Return the course as drawn, and the arc lengths of the middle two quarters of the process on it.

    None where metal has taken the place of the groove. Where no more than an end of the middle two quarters
    is left, that end is returned.
    """
    free = _longest_run(branch.groove.points, implants.capsules)
    if len(free) < LEAST_POINTS:
        return None
    course = Polyline(rounded([*free[:-1:EVERY], free[-1]]))
    low, high = (course.nearest_arc_mm(branch.groove.at(arc)) for arc in branch.groove_middle_mm)
    if high - low < SHORTEST_MM:
        low, high = max(0.0, low - SHORTEST_MM), min(course.length_mm, low + SHORTEST_MM)
    return course, (round(low, 2), round(high, 2))


def _longest_run(points: Sequence[Point], metal: Sequence[Capsule]) -> list[Point]:
    """Return the longest part of a course that is clear of metal."""
    best: list[Point] = []
    run: list[Point] = []
    for point in points:
        run = [*run, point] if _is_clear(point, metal) else []
        if len(run) > len(best):
            best = run
    return best


def _is_clear(point: Point, metal: Sequence[Capsule]) -> bool:
    for capsule in metal:
        witness = between_segments(point, point, capsule.start, capsule.end)
        if witness.distance_mm - capsule.radius_mm < OFF_METAL_MM:
            return False
    return True
