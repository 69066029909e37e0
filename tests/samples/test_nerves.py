"""The nerves lie in the grooves of the bone that was made, not where a template would have them."""

from __future__ import annotations

from itertools import pairwise
from math import isclose

import pytest

from planner.anatomy.spine import NERVES, Level, Side, bone_of
from planner.geometry.angles import angle_between_directions_deg
from planner.geometry.frames import SCANNER
from planner.samples.cases import Case
from planner.samples.nerves import MedialBranchCourse, RootCourse
from planner.samples.numbers import on_side
from planner.samples.spine import distances_mm

Branches = tuple[MedialBranchCourse, ...]


def test_there_is_one_per_nerve_and_side_on_the_bone_below(branches: Branches) -> None:
    assert [(b.nerve, b.side) for b in branches] == [(nerve, side) for nerve in NERVES for side in Side]
    assert all(b.bone is bone_of(b.nerve) for b in branches)


def test_courses_lie_close_to_bone_or_metal_and_never_inside(case: Case, branches: Branches) -> None:
    for branch in branches:
        course = branch.course
        points = [course.at(0.25 * n) for n in range(int(course.length_mm / 0.25) + 1)]
        bone = case.spine.distance_mm(points)
        metal = (
            [min(distances_mm(bar, SCANNER, [p])[0] for bar in case.implants.bars) for p in points[::4]]
            if case.screws
            else []
        )
        assert min(bone) >= 0.3
        assert min(metal, default=1.0) >= 0.3
        if branch.bone not in case.screws:
            assert max(bone) <= 3.0


def test_courses_run_backwards_in_one_smooth_line(case: Case, branches: Branches) -> None:
    for branch in branches:
        assert 14.0 < branch.course.length_mm < 30.0
        directions = [segment.vector for segment in branch.course.segments]
        bends = [angle_between_directions_deg(a, b) for a, b in pairwise(directions)]
        assert max(bends) < 45.0
        bone = case.spine.bones[branch.bone]
        first, last = (bone.to_local(p) for p in (branch.course.points[0], branch.course.points[-1]))
        assert first.y < last.y
        assert first.z > last.z
        assert first.x * branch.side.sign > 0.0


def test_courses_stay_near_the_published_groove(case: Case, branches: Branches) -> None:
    for branch in branches:
        if branch.bone in case.screws:
            continue
        bone = case.spine.bones[branch.bone]
        for published in bone.numbers.medial_branch_mm[:4]:
            place = bone.to_patient(on_side(published, branch.side))
            nearest = branch.course.at(branch.course.nearest_arc_mm(place))
            assert nearest.distance_to(place) < 4.5


def test_each_nerve_departs_from_the_common_course_by_itself(case: Case, branches: Branches) -> None:
    left, right = (next(b for b in branches if b.nerve is Level.L3 and b.side is side) for side in Side)
    bone = case.spine.bones[left.bone]
    a, b = (bone.to_local(branch.course.at(5.0)) for branch in (left, right))
    assert not isclose(a.x, -b.x, abs_tol=0.05)


def test_the_middle_two_quarters_are_as_long_as_measured(branches: Branches) -> None:
    for branch in branches:
        low, high = branch.middle_mm
        assert 0.0 < low < high < branch.course.length_mm
        assert 4.0 < high - low < 12.0


def test_roots_pass_below_their_pedicle_outside_bone(
    case: Case, root_courses: tuple[RootCourse, ...]
) -> None:
    assert len(root_courses) == 10
    for root in root_courses:
        bone = case.spine.bones[root.level]
        pedicle = bone.to_patient(on_side(bone.numbers.pedicle.centre_mm, root.side))
        assert min(case.spine.distance_mm(root.path)) > 1.5
        ganglion = root.path[1].towards(root.path[2], 0.5)
        assert bone.to_local(ganglion).z < bone.to_local(pedicle).z - 8.0
        assert (root.path[-1].x - root.path[0].x) * root.side.sign > 12.0


@pytest.mark.parametrize("side", list(Side))
def test_the_root_above_runs_clear_of_the_nerve(
    branches: Branches, root_courses: tuple[RootCourse, ...], side: Side
) -> None:
    for branch in branches:
        for root in (
            r for r in root_courses if r.side is side and r.level is branch.nerve and branch.side is side
        ):
            gaps = [p.distance_to(q) for p in branch.course.points for q in root.path]
            assert min(gaps) > 5.0
