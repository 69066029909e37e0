"""The part of a nerve that is treated."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner.anatomy.shape import shape_of
from planner.anatomy.spine import Level, Side
from planner.anatomy.vertebra import NEEDED, fitted, landmark_places
from planner.geometry.vectors import Point
from planner.plan.parts import Landmarks, MarkedLevel, MedialBranch
from planner.plan.plan import Plan
from planner.suggest.paths.nerve_part import NervePart, stretch_of

ENDPLATE = Point(3.0, -7.0, 40.0)


def marked(bone: Level, size: float, side: Side) -> tuple[Plan, list[Point]]:
    """Return a plan with a vertebra of the table's shape, scaled, and where its nerve lies."""
    shape = shape_of(bone)
    rough = {
        name: ENDPLATE + place * size for name, place in landmark_places(shape).items() if name in NEEDED
    }
    vertebra = fitted(bone, rough)
    places = list(vertebra.places(shape.medial_branch, side))
    left, right = (vertebra.place(shape.pedicle, each) for each in Side)
    marks = Landmarks(left_pedicle=left, right_pedicle=right, endplate=ENDPLATE)
    return Plan(levels=(MarkedLevel(level=bone, landmarks_mm=marks),)), places


@pytest.mark.parametrize("bone", [Level.L2, Level.L4, Level.L5, Level.S1])
@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize(("part", "ends"), [(NervePart.MIDDLE, (1, 3)), (NervePart.POSTERIOR, (2, 4))])
def test_a_part_lies_between_its_places_of_the_shape(
    bone: Level, side: Side, part: NervePart, ends: tuple[int, int]
) -> None:
    plan, places = marked(bone, 1.15, side)
    assert bone.above is not None
    nerve = MedialBranch(id="T1", nerve=bone.above, side=side, course_mm=tuple(places))
    assert nerve.course is not None
    wanted = [nerve.course.arc_mm[n] for n in ends]
    assert stretch_of(plan, nerve, part) == pytest.approx(wanted, abs=0.2)


def test_a_course_drawn_from_behind_has_the_same_part() -> None:
    plan, places = marked(Level.L4, 1.0, Side.LEFT)
    nerve = MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=tuple(reversed(places)))
    assert nerve.course is not None
    low, high = stretch_of(plan, nerve, NervePart.MIDDLE) or (0.0, 0.0)
    ends = {nerve.course.at(low), nerve.course.at(high)}
    for place in (places[1], places[3]):
        assert min(place.distance_to(end) for end in ends) < 0.3


def test_without_landmarks_the_shares_of_the_shape_serve() -> None:
    _plan, places = marked(Level.L4, 1.0, Side.LEFT)
    nerve = MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=tuple(places))
    assert nerve.course is not None
    found = stretch_of(Plan(), nerve, NervePart.MIDDLE)
    assert found == pytest.approx([nerve.course.arc_mm[1], nerve.course.arc_mm[3]], abs=0.2)
    back = replace(nerve, course_mm=tuple(reversed(places)))
    total_mm = nerve.course.length_mm
    mirrored = [total_mm - nerve.course.arc_mm[n] for n in (3, 1)]
    assert stretch_of(Plan(), back, NervePart.MIDDLE) == pytest.approx(mirrored, abs=0.2)


def test_a_course_beside_the_part_has_not_got_it() -> None:
    plan, places = marked(Level.L4, 1.0, Side.LEFT)
    nerve = MedialBranch(id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=tuple(places[4:]))
    assert stretch_of(plan, nerve, NervePart.MIDDLE) is None
    assert stretch_of(plan, replace(nerve, course_mm=()), NervePart.OWN) is None


def test_the_stretch_as_marked_stays() -> None:
    plan, places = marked(Level.L4, 1.0, Side.LEFT)
    nerve = MedialBranch(
        id="T1", nerve=Level.L3, side=Side.LEFT, course_mm=tuple(places), stretch_mm=(1.0, 5.0)
    )
    assert stretch_of(plan, nerve, NervePart.OWN) == (1.0, 5.0)
