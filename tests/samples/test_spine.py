"""The bones: who stands where, which side of a joint is whose, and that none runs into another."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from planner.anatomy.spine import Level, Side
from planner.anatomy.vertebra import frame_from_landmarks
from planner.geometry.angles import angle_between_directions_deg, angle_between_lines_deg
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector
from planner.samples.cases import TROPISM_DEG, Case
from planner.samples.joint import FACE_RADIUS_MM, FacetJoint
from planner.samples.numbers import lumbar_numbers, on_side
from planner.samples.truth import landmarks


def _joints(case: Case) -> list[FacetJoint]:
    return list(case.spine.joints.values())


def test_l3_is_level_and_the_spine_is_lordotic(case: Case) -> None:
    frames = case.spine.frames
    assert frames[Level.L3].superior == SUPERIOR
    assert frames[Level.L3].origin == case.anchor
    slopes = [
        angle_between_directions_deg(SUPERIOR, frames[level].superior) for level in (Level.L1, Level.S1)
    ]
    leaning = [frames[level].superior.dot(POSTERIOR) for level in (Level.L1, Level.S1)]
    assert leaning[0] > 0.0 > leaning[1]
    assert 40.0 < sum(slopes) < 55.0
    heights = [frame.origin.z for frame in frames.values()]
    assert all(25.0 < upper - lower < 38.0 for upper, lower in pairwise(heights))


def test_the_distance_between_vertebrae_is_that_of_the_table(case: Case) -> None:
    for step in lumbar_numbers().stack:
        if step.lower is not Level.S1:
            upper, lower = case.spine.frames[step.upper], case.spine.frames[step.lower]
            found = lower.to_frame(upper.origin - lower.origin)
            assert tuple(found) == pytest.approx((0.0, -step.origin_mm[0], step.origin_mm[2]), abs=1e-9)
            tilt = angle_between_directions_deg(upper.superior, lower.superior)
            assert tilt == pytest.approx(-step.tilt_deg, abs=1e-6)


def test_discs_are_as_high_as_discs_are(case: Case) -> None:
    for upper, lower in pairwise(case.spine.bones.values()):
        bottom = upper.to_patient(Vector(0.0, 0.0, -upper.centrum.mid_height_mm))
        assert 5.0 < lower.to_local(bottom).z < 12.5


def test_the_superior_process_lies_forward_and_outward_of_the_inferior(case: Case) -> None:
    for joint in _joints(case):
        lower = case.spine.bones[joint.lower]
        upper = case.spine.bones[Level(joint.lower.above or "")]
        outer, middle, inner = (
            lower.to_patient(joint.centre + joint.outward * mm) for mm in (3.0, 0.0, -3.0)
        )
        assert (outer - inner).x * joint.side.sign > 0.0
        assert (outer - inner).y < 0.0
        assert lower.distance_mm([outer])[0] < 0.0 < upper.distance_mm([outer])[0]
        assert upper.distance_mm([inner])[0] < 0.0 < lower.distance_mm([inner])[0]
        assert lower.distance_mm([middle])[0] > 0.3
        assert upper.distance_mm([middle])[0] > 0.3


def test_the_joint_space_has_its_width_along_the_bent_face(case: Case) -> None:
    for joint in _joints(case):
        lower = case.spine.bones[joint.lower]
        upper = case.spine.bones[Level(joint.lower.above or "")]
        for arc in (-4.0, 0.0, 5.0):
            place = lower.to_patient(joint.on_face(arc))
            gap = lower.distance_mm([place])[0] + upper.distance_mm([place])[0]
            assert gap == pytest.approx(joint.gap_mm, abs=0.75)


def test_the_face_is_bent_round_its_axis() -> None:
    joint = FacetJoint.typical(Level.L5, Side.RIGHT)
    axis = joint.centre - joint.outward * FACE_RADIUS_MM
    points = [joint.on_face(arc) for arc in (-6.0, 0.0, 9.0)]
    assert [(p - axis).length for p in points] == pytest.approx([FACE_RADIUS_MM] * 3)
    assert points[2].y > points[1].y > points[0].y
    assert points[2].x < points[0].x < 0.0


def test_the_dorsal_edge_lies_where_it_was_measured() -> None:
    measured = {Level.L3: (17.0, 47.5), Level.L4: (18.8, 45.8), Level.L5: (22.7, 41.7)}
    for level, (lateral, behind) in measured.items():
        edge = FacetJoint.typical(level, Side.LEFT).on_face(10.0)
        assert (edge.x, edge.y) == pytest.approx((lateral, behind), abs=2.0)


def test_planes_lie_in_the_published_range_and_differ_between_the_sides(case: Case) -> None:
    for joint in _joints(case):
        upper_levels = joint.lower in (Level.L1, Level.L2)
        low, high = (25.0, 36.0) if upper_levels else (38.0, 60.0)
        assert low - TROPISM_DEG <= joint.plane_deg <= high + TROPISM_DEG
    pairs = [
        (case.spine.joints[level, Side.LEFT], case.spine.joints[level, Side.RIGHT])
        for level in list(Level)[1:]
    ]
    assert all(left.plane_deg != right.plane_deg for left, right in pairs)


def test_no_vertebra_runs_into_the_next(case: Case) -> None:
    chance = np.random.default_rng(3)
    for joint in _joints(case):
        lower = case.spine.bones[joint.lower]
        upper = case.spine.bones[Level(joint.lower.above or "")]
        around = [joint.centre + Vector(*map(float, chance.uniform(-16, 16, 3))) for _ in range(4000)]
        points = [lower.to_patient(place) for place in around]
        pairs = zip(upper.distance_mm(points), lower.distance_mm(points), strict=True)
        assert min(max(pair) for pair in pairs) > 0.0


def test_landmarks_are_bone_and_give_back_the_frame(case: Case) -> None:
    for level in list(Level)[1:]:
        bone = case.spine.bones[level]
        marks = landmarks(bone)
        assert marks.left_pedicle is not None
        assert marks.right_pedicle is not None
        assert marks.endplate is not None
        assert max(bone.distance_mm([marks.left_pedicle, marks.right_pedicle])) < -2.0
        assert marks.left_pedicle.x > case.anchor.x > marks.right_pedicle.x
        frame = frame_from_landmarks(level, marks.left_pedicle, marks.right_pedicle, marks.endplate)
        assert angle_between_lines_deg(frame.superior, bone.frame.superior) < 0.1
        assert angle_between_lines_deg(frame.left, LEFT) < 0.1


def test_processes_reach_the_measured_tips(case: Case) -> None:
    for level in (Level.L2, Level.L3, Level.L4, Level.L5):
        bone = case.spine.bones[level]
        for side in Side:
            tip = on_side(bone.numbers.transverse_tip_mm or (0, 0, 0), side)
            assert abs(bone.distance_mm([bone.to_patient(tip)])[0]) < 1.5
        spinous = on_side(bone.numbers.spinous_tip_mm or (0, 0, 0), Side.LEFT)
        assert abs(bone.distance_mm([bone.to_patient(spinous)])[0]) < 2.5


def test_the_canal_is_open(case: Case) -> None:
    for level in list(Level)[1:-1]:
        bone = case.spine.bones[level]
        depth = bone.numbers.canal.depth_mm if bone.numbers.canal else 0.0
        middle = bone.numbers.superior_endplate.depth_mm / 2.0 + depth / 2.0
        points = [bone.to_patient(Vector(0.0, middle, -float(mm))) for mm in range(0, 30, 3)]
        assert min(case.spine.distance_mm(points)) > 5.0
