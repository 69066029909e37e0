"""Proposed courses: on the shipped samples against the truth, on a real L3 against its labels, in a plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from planner.anatomy.spine import Joint, Level, Side
from planner.anatomy.vertebra import fitted
from planner.assets import sample_dicom
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.geometry.curves import Polyline
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.parts import Landmarks, MedialBranch, Provenance
from planner.plan.plan import Plan
from planner.samples.known.truth import Truth, read_truth
from planner.suggest.courses import propose_courses, proposed_course
from tests.carm.test_scotty_dog import L3, read
from tests.suggest.table import off_mm

CASES = ("plain", "screws")
JOINTS = (Joint(Level.L2), Joint(Level.L5))


@cache
def truth_of(case: str) -> Truth:
    return read_truth((sample_dicom() / case / "truth.json").read_bytes())


@cache
def volume_of(case: str) -> Volume:
    return load_volume(scan(sample_dicom() / case).choose()).volume


def planned(case: str) -> Plan:
    """Return a plan with the true landmarks of all levels and eight nerves, none drawn."""
    plan = Plan()
    for level in truth_of(case).levels:
        plan = plan.with_landmarks(level.level, level.landmarks_mm)
    for side in Side:
        plan = plan.with_nerves_of(JOINTS, side)
    return plan


@pytest.mark.parametrize(("case", "mean_mm", "most_mm"), [("plain", 2.5, 5.0), ("screws", 2.5, 5.0)])
def test_courses_of_the_samples_lie_where_the_bone_puts_the_nerve(
    case: str, mean_mm: float, most_mm: float
) -> None:
    proposed = propose_courses(planned(case), volume_of(case))
    assert len(proposed.courses) == 8
    off = []
    for nerve in truth_of(case).nerves:
        for target in proposed.plan.targets:
            assert isinstance(target, MedialBranch)
            if (target.nerve, target.side) == (nerve.nerve, nerve.side):
                off.append(off_mm(target.course_mm, Polyline(nerve.groove_mm)))
    every = np.concatenate(off)
    assert len(off) == 8
    assert every.mean() <= mean_mm
    assert np.percentile(every, 95) <= most_mm
    assert np.mean([course.agreeing for course in proposed.courses.values()]) > 0.8


def test_a_proposal_is_marked_as_one_and_touches_nothing_of_a_person() -> None:
    plan = planned("plain")
    line = (Point(0.0, 0.0, 0.0), Point(0.0, 0.0, 9.0))
    nerves = [target for target in plan.targets if isinstance(target, MedialBranch)]
    kept = (
        replace(nerves[0], course_mm=line),
        replace(nerves[1], course_mm=line, provenance=Provenance.TEMPLATE, accepted=True),
        replace(nerves[2], course_mm=line, provenance=Provenance.TEMPLATE_EDITED, accepted=False),
    )
    stale = replace(nerves[3], course_mm=line, provenance=Provenance.TEMPLATE, accepted=False)
    plan = replace(plan, targets=(*kept, stale, nerves[4]))
    proposed = propose_courses(plan, None)
    assert proposed.plan.targets[:3] == kept
    assert set(proposed.courses) == {nerves[3].id, nerves[4].id}
    for target in proposed.plan.targets[3:]:
        assert isinstance(target, MedialBranch)
        assert (target.provenance, target.accepted) == (Provenance.TEMPLATE, False)
        assert target.course is not None
        assert target.course_mm != line
        assert 10.0 < target.course.length_mm < 35.0
    only = propose_courses(plan, None, only=[nerves[4].id])
    assert set(only.courses) == {nerves[4].id}


def test_without_images_no_bone_agrees() -> None:
    proposed = propose_courses(planned("plain"), None)
    for course in proposed.courses.values():
        assert (course.mean_mm, course.agreeing, course.agrees) == (None, 0.0, False)
        assert course.disagreeing == course.points


def test_a_level_that_is_not_marked_gets_none_and_is_named() -> None:
    plan = planned("plain").without_level(Level.L3)
    proposed = propose_courses(plan, None)
    on_l3 = {t.id for t in plan.targets if isinstance(t, MedialBranch) and t.bone is Level.L3}
    assert set(proposed.without_frame) == on_l3
    partly = plan.with_landmarks(Level.L3, Landmarks(endplate=truth_landmarks(Level.L3).endplate))
    filled = propose_courses(partly, None)
    assert not filled.without_frame
    assert {key for key, course in filled.courses.items() if course.from_neighbours} == on_l3


def truth_landmarks(level: Level) -> Landmarks:
    return next(each.landmarks_mm for each in truth_of("plain").levels if each.level is level)


def test_in_moved_images_the_course_moves_along() -> None:
    """Bone 3 mm farther down than the landmarks say: the proposal follows the bone most of the way."""
    volume, plan = volume_of("plain"), planned("plain")
    plan = replace(plan, targets=plan.targets[:3])
    matrix = volume.voxel_to_patient.copy()
    matrix[2, 3] -= 3.0
    here, there = (propose_courses(plan, each).plan for each in (volume, Volume(volume.hu, matrix)))
    steps = []
    for a, b in zip(here.targets, there.targets, strict=True):
        assert isinstance(a, MedialBranch)
        assert isinstance(b, MedialBranch)
        steps.append(np.mean([q.z - p.z for p, q in zip(a.course_mm, b.course_mm, strict=True)]))
    assert -3.5 < np.median(steps) < -1.5


LANDMARKS = {
    "left_pedicle": Point(42.9, 181.8, -59.6),
    "right_pedicle": Point(6.4, 181.0, -60.2),
    "endplate": Point(25.5, 160.5, -52.3),
}
"""Of the real L3, marked in its axial slices; the endplate in the middle of its dish."""


@pytest.mark.parametrize(("side", "transverse", "articular"), [(Side.LEFT, 43, 45), (Side.RIGHT, 44, 46)])
def test_on_a_real_l3_it_runs_between_the_labelled_processes(
    real_data: Callable[[str], Path], side: Side, transverse: int, articular: int
) -> None:
    folder = real_data("l3_crop_labels")
    ct = read(folder / "sub-ct_label-22_ct.nii.gz")
    parts = read(folder / "sub-ct_seg-subreg_label-22_msk.nii.gz").hu
    own = read(folder / "sub-ct_seg-vert_label-22_msk.nii.gz").hu == L3
    border = _border(ct, own & (parts == transverse), own & (parts == articular))
    course = proposed_course(fitted(Level.L3, LANDMARKS), side, ct)
    line, shape = Polyline(course.points), fitted(Level.L3, LANDMARKS).shape
    table = Polyline(tuple(Point(0.0, 0.0, 0.0) + place for place in shape.medial_branch))
    mid_neck = line.at(line.length_mm * table.arc_mm[1] / table.length_mm)
    assert course.agrees
    assert _nearest_mm(border, mid_neck) <= 4.0
    assert min(_nearest_mm(border, point) for point in line.points) <= 3.0


def _border(ct: Volume, one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the places between neighbouring voxels of two labels, LPS mm."""
    a, b = (
        np.argwhere(mask)[:, ::-1] @ ct.voxel_to_patient[:3, :3].T + ct.voxel_to_patient[:3, 3]
        for mask in (one, other)
    )
    apart, at = cKDTree(a).query(b)
    touching = np.asarray(apart) <= 2.2
    middles: NDArray[np.float64] = (b[touching] + a[np.asarray(at)[touching]]) / 2.0
    return middles


def _nearest_mm(border: NDArray[np.float64], point: Point) -> float:
    return min(point.distance_to(Point(*map(float, place))) for place in border)
