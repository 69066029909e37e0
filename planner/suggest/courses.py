"""Nerve courses proposed from the template, laid on the bone that the images show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace

from planner.anatomy.shape import on_side
from planner.anatomy.spine import Level, Side
from planner.anatomy.vertebra import FittedVertebra
from planner.geometry.curves import Polyline
from planner.geometry.vectors import Point, Vector
from planner.imaging.bone_near import BoneNear, Places, bone_near
from planner.imaging.volume import Volume
from planner.plan.parts import MedialBranch, Provenance
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebrae_of
from planner.suggest.refining import laid_on_bone

FINE_MM = 1.0
"""Spacing of the points that are laid on bone."""
HANDLES_MM = 3.0
"""Spacing of the points of a proposed course: few enough to drag, near enough to follow the bone."""
AROUND_MM = 12.0
"""Bone is looked for within this of the course, and about the pedicle."""
PEDICLE_MM = 10.0
OUTSIDE_MM = 8.0
"""So far out from the template's course there is muscle, however far the bone lies from the template."""
ENOUGH = 0.8
"""The bone agrees with a course where it does at this share of its points. Ours."""


@dataclass(frozen=True)
class Course:
    """The proposed course of a nerve, from the front of the articular process to the lamina.

    Attributes
    ----------
    points
        LPS mm.
    mean_mm, most_mm
        How far its points have moved from the template to the bone; None where the bone was not seen.
    agreeing
        Share of the points, 0 to 1, at which the bone agrees: it lies a millimetre away, faces the way the
        template has it, and neither metal nor the edge of the images is near.
    disagreeing
        Points at which it does not.
    from_neighbours
        Whether the vertebra itself is told only by its neighbours.
    """

    points: tuple[Point, ...]
    mean_mm: float | None
    most_mm: float | None
    agreeing: float
    disagreeing: tuple[Point, ...] = ()
    from_neighbours: bool = False

    @property
    def agrees(self) -> bool:
        """Whether the bone agrees with it as far as to propose it without a warning."""
        return self.agreeing >= ENOUGH


@dataclass(frozen=True)
class Proposed:
    """A plan with proposed courses in it, and the course of each target that got one, by its id.

    `without_frame` are the ids of those that could get none: their vertebra is not marked.
    """

    plan: Plan
    courses: dict[str, Course]
    without_frame: tuple[str, ...] = ()


def propose_courses(plan: Plan, volume: Volume | None, only: Collection[str] | None = None) -> Proposed:
    """Return the plan with a course proposed for each medial branch that has none yet.

    A course that a person has drawn, edited or accepted stays as it is; a proposal that nobody has touched is
    made anew. What is proposed has provenance `template` and is not accepted.

    Parameters
    ----------
    volume
        The images; without them the courses are the template's, and no bone agrees.
    only
        Ids of the targets to propose for; None for all.
    """
    vertebrae, courses, without = vertebrae_of(plan), {}, []
    for target in plan.targets:
        if not isinstance(target, MedialBranch) or not is_open(target):
            continue
        if only is not None and target.id not in only:
            continue
        vertebra = vertebrae.get(target.bone)
        if vertebra is None:
            without.append(target.id)
            continue
        course = courses[target.id] = proposed_course(vertebra, target.side, volume)
        plan = plan.with_item(
            replace(target, course_mm=course.points, provenance=Provenance.TEMPLATE, accepted=False)
        )
    return Proposed(plan, courses, tuple(without))


def is_open(target: MedialBranch) -> bool:
    """Say whether a nerve may get a (new) proposal: no person has had a hand in its course."""
    return not target.course_mm or (target.provenance is Provenance.TEMPLATE and not target.accepted)


def proposed_course(vertebra: FittedVertebra, side: Side, volume: Volume | None) -> Course:
    """Return the course of the nerve that crosses a vertebra on a side."""
    places, outwards = template_course(vertebra, side)
    bone = None if volume is None else bone_of_side(volume, vertebra, side, places, outwards)
    if bone is None:
        points = _in_patient(vertebra, _handles(places))
        return Course(points, None, None, 0.0, points, vertebra.from_neighbours)
    laid = laid_on_bone(places, outwards, bone)
    return Course(
        points=_in_patient(vertebra, _handles(laid.places)),
        mean_mm=float(laid.moved_mm.mean()),
        most_mm=float(laid.moved_mm.max()),
        agreeing=float(laid.agrees.mean()),
        disagreeing=_in_patient(vertebra, laid.places[~laid.agrees]),
        from_neighbours=vertebra.from_neighbours,
    )


def template_course(vertebra: FittedVertebra, side: Side) -> tuple[Places, Places]:
    """Return points of the template's course every `FINE_MM` and the ways out of the bone there, [N, 3].

    Both in the vertebra's frame, mm. A lumbar course hangs on the pedicle of its side, as marked; the pedicle
    of the sacrum, which has no edges behind and beside, is marked too loosely for that.
    """
    shape = vertebra.shape
    knots = np.array([tuple(on_side(place, side)) for place in shape.medial_branch]) * vertebra.scale
    pedicle = vertebra.off.get(f"{side}_pedicle")
    if pedicle is not None and vertebra.level is not Level.S1:
        knots = knots + np.array(tuple(pedicle))
    ways = np.array([tuple(on_side(way, side)) for way in shape.outwards])
    arc = np.concatenate(([0.0], np.cumsum(np.linalg.norm(np.diff(knots, axis=0), axis=1))))
    at = np.linspace(0.0, arc[-1], round(float(arc[-1]) / FINE_MM) + 1)
    places = np.stack([np.interp(at, arc, knots[:, axis]) for axis in range(3)], axis=1)
    outwards = np.stack([np.interp(at, arc, ways[:, axis]) for axis in range(3)], axis=1)
    return places, outwards / np.linalg.norm(outwards, axis=1)[:, None]


def bone_of_side(
    volume: Volume, vertebra: FittedVertebra, side: Side, places: Places, outwards: Places
) -> BoneNear | None:
    """Return the bone around places of one side of a vertebra and its pedicle; None where none is seen."""
    pedicle = on_side(vertebra.shape.pedicle, side) * vertebra.scale
    middle = np.array(tuple(pedicle))
    low = np.minimum(places.min(axis=0) - AROUND_MM, middle - PEDICLE_MM)
    high = np.maximum(places.max(axis=0) + AROUND_MM, middle + PEDICLE_MM)
    return bone_near(volume, vertebra.frame, low, high, pedicle, places + OUTSIDE_MM * outwards)


def _handles(places: Places) -> Places:
    """Return points of a course about every `HANDLES_MM`, its ends among them."""
    count = max(2, round((len(places) - 1) * FINE_MM / HANDLES_MM) + 1)
    found: Places = places[np.rint(np.linspace(0, len(places) - 1, count)).astype(int)]
    return found


def _in_patient(vertebra: FittedVertebra, places: Places) -> tuple[Point, ...]:
    frame = vertebra.frame
    ways = (frame.to_patient(Vector(*map(float, place))) for place in places)
    return tuple(frame.origin + way for way in ways)


def length_mm(course: Course) -> float:
    """Return the length of a course, mm."""
    return Polyline(course.points).length_mm
