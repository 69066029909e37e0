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
from planner.samples.implants.values import Implants
from planner.samples.known.values import MedialBranch
from planner.samples.rounding import rounded

OFF_METAL_MM = 0.8
"""From the middle of the nerve to metal: nothing is drawn nearer."""
BEFORE_MM, BEHIND_MM = 5.0, 6.0
"""How far before and behind the middle two quarters of the process it is drawn."""
STEP_MM = 2.5
"""From one point that is drawn to the next, about."""
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
    middle = [branch.groove.at(arc) for arc in branch.groove_middle_mm]
    course = _marked(Polyline(tuple(free)), middle)
    low, high = map(course.nearest_arc_mm, middle)
    if high - low < SHORTEST_MM:
        low, high = max(0.0, low - SHORTEST_MM), min(course.length_mm, low + SHORTEST_MM)
    return course, (round(low, 2), round(high, 2))


def _marked(line: Polyline, middle: Sequence[Point]) -> Polyline:
    """Return the part of a line that is drawn, by a few points."""
    low, high = map(line.nearest_arc_mm, middle)
    low, high = max(0.0, low - BEFORE_MM), min(line.length_mm, high + BEHIND_MM)
    steps = max(round((high - low) / STEP_MM), 2)
    return Polyline(rounded([line.at(low + (high - low) * n / steps) for n in range(steps + 1)]))


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
