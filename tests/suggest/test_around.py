"""Joints and corridors told by frames, against the truth of the shipped samples."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from planner.anatomy.spine import Level, Side
from planner.geometry.curves import Polyline
from planner.geometry.vectors import Point
from planner.plan.parts import FacetTarget, Provenance
from planner.plan.vertebrae import vertebrae_of
from planner.suggest.around import DEEP_MM, joint_planes, screw_corridor
from planner.suggest.joints import propose_joints
from tests.anatomy.test_vertebra import angle_deg
from tests.suggest.test_courses import CASES, planned, truth_of


@pytest.mark.parametrize("case", CASES)
def test_joints_lie_within_millimetres_of_the_truth(case: str) -> None:
    planes = {(plane.joint.name, plane.side): plane for plane in joint_planes(planned(case))}
    off_mm, off_deg, approach_deg = [], [], []
    for joint in truth_of(case).joints:
        if joint.joint == "T12-L1":
            continue
        plane = planes[joint.joint, joint.side]
        off_mm.append(plane.centre.distance_to(joint.centre_mm))
        off_deg.append(min(angle_deg(plane.across, way) for way in (joint.outward, -joint.outward)))
        true_way = joint.opening_mm[1] - joint.opening_mm[0]
        approach_deg.append(angle_deg(plane.approach, true_way))
    assert len(off_mm) == 10
    assert np.mean(off_mm) < 3.5
    assert np.mean(off_deg) < 20.0
    assert np.mean(approach_deg) < 30.0


@pytest.mark.parametrize("case", CASES)
def test_the_joint_lies_between_its_processes(case: str) -> None:
    """The way across goes outwards and forwards, from the inferior process to the superior one."""
    for plane in joint_planes(planned(case)):
        assert plane.across.x * plane.side.sign > 0.0
        assert plane.across.y < 0.0
        assert plane.approach.y < -0.5


def test_a_corridor_runs_through_the_middle_of_its_pedicle() -> None:
    for vertebra in vertebrae_of(planned("plain")).values():
        for side in Side:
            corridor = screw_corridor(vertebra, side)
            pedicle = vertebra.place(vertebra.shape.pedicle, side)
            axis = Polyline((corridor.start, corridor.end))
            assert pedicle.distance_to(axis.at(axis.nearest_arc_mm(pedicle))) < 1e-6
            inwards = vertebra.frame.to_frame(corridor.end - corridor.start)
            assert inwards.y < 0.0
            assert inwards.x * side.sign < 0.0


def test_left_and_right_mirror() -> None:
    vertebra = vertebrae_of(planned("plain"))[Level.L4]
    left, right = (vertebra.own(vertebra.place(vertebra.shape.mamillary, side)) for side in Side)
    assert tuple(Point(-left.x, left.y, left.z)) == pytest.approx(tuple(right))


def test_joints_to_inject_are_proposed_but_not_over_what_a_person_has_done() -> None:
    plan = planned("plain")
    bare = FacetTarget(id="T91", joint="L4-L5", side=Side.LEFT)
    drawn = FacetTarget(id="T92", joint="L4-L5", side=Side.RIGHT, point_mm=Point(1.0, 2.0, 3.0))
    accepted = FacetTarget(
        id="T93", joint="L3-L4", side=Side.LEFT, point_mm=Point(1.0, 2.0, 3.0), provenance=Provenance.TEMPLATE
    )
    plan = replace(plan, targets=(bare, drawn, accepted))
    proposed, *others = propose_joints(plan).targets
    assert others == [drawn, accepted]
    assert isinstance(proposed, FacetTarget)
    assert (proposed.provenance, proposed.accepted) == (Provenance.TEMPLATE, False)
    assert proposed.opening_mm is not None
    assert proposed.point_mm == proposed.opening_mm[0]
    assert proposed.opening_mm[0].distance_to(proposed.opening_mm[1]) == pytest.approx(DEEP_MM)
    assert propose_joints(plan, only=["T92"]).targets == plan.targets
    assert propose_joints(plan.without_level(Level.L5)).targets == plan.targets
