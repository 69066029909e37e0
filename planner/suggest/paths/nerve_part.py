"""Which part of a nerve a needle is laid along: the middle two quarters, the posterior half, or a stretch."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

from planner.anatomy.shape import shape_of
from planner.anatomy.spine import Level
from planner.geometry.curves import Polyline
from planner.geometry.solids import Interval
from planner.geometry.vectors import POSTERIOR, Point
from planner.plan.parts import MedialBranch
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebrae_of
from planner.words import _


class NervePart(StrEnum):
    """The part of a nerve to treat."""

    OWN = "own"
    MIDDLE = "middle"
    POSTERIOR = "posterior"


_ENDS = {NervePart.MIDDLE: (1, 3), NervePart.POSTERIOR: (2, 4)}
"""Between which of the places N1, N2, ... a part lies, counted from 0 (Lau 2004; Tran 2023)."""
SHORTEST_MM = 2.0
"""A course that has less of a part has not got it: it was drawn beside it."""


def part_words(part: NervePart) -> str:
    """Return the name of a part."""
    match part:
        case NervePart.OWN:
            return _("The stretch as marked")
        case NervePart.MIDDLE:
            return _("Middle two quarters")
        case NervePart.POSTERIOR:
            return _("Posterior half")


def stretch_of(plan: Plan, target: MedialBranch, part: NervePart) -> Interval | None:
    """Return a part of a nerve as arc lengths of its course, in mm; None where the course has not got it.

    Its ends are the places of the course that are nearest to those of the vertebra's own shape. Where the
    vertebra is not marked, they lie at the same shares of the course's length as in that shape.
    """
    course = target.course
    if course is None:
        return None
    if part is NervePart.OWN:
        return target.stretch
    places = _places(plan, target)
    if places is None:
        arcs = _by_share(course, target.bone, part)
    else:
        arcs = [course.nearest_arc_mm(places[n]) for n in _ENDS[part]]
    low, high = sorted(round(arc, 2) for arc in arcs)
    return (low, high) if high - low >= SHORTEST_MM else None


def _places(plan: Plan, target: MedialBranch) -> list[Point] | None:
    """Return where the vertebra's own shape, laid on its landmarks, has the nerve; None without them."""
    vertebra = vertebrae_of(plan).get(target.bone)
    if vertebra is None or vertebra.from_neighbours:
        return None
    return list(vertebra.places(vertebra.shape.medial_branch, target.side))


def _by_share(course: Polyline, bone: Level, part: NervePart) -> list[float]:
    shape = [Point(0.0, 0.0, 0.0) + place for place in shape_of(bone).medial_branch]
    steps = [one.distance_to(other) for one, other in pairwise(shape)]
    shares = [sum(steps[:n]) / sum(steps) for n in _ENDS[part]]
    from_front = (course.points[-1] - course.points[0]).dot(POSTERIOR) >= 0.0
    return [course.length_mm * (share if from_front else 1.0 - share) for share in shares]
