"""Needle paths on the bone of a real patient, whose landmarks were marked by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.anatomy.shape import shape_of
from planner.anatomy.spine import Level, Side
from planner.checks.scene import Scene
from planner.dicom.load import load_volume
from planner.dicom.scan import scan
from planner.geometry.vectors import LEFT, Point, Vector
from planner.guideline.rules import load_rules
from planner.plan.parts import Landmarks, MedialBranch
from planner.plan.plan import Plan
from planner.plan.vertebrae import vertebra_frame
from planner.suggest.paths.nerve_part import NervePart
from planner.suggest.paths.obstacles import Obstacle
from planner.suggest.paths.propose import Wish, propose

ENDPLATE, BACKWARDS = Point(-12.5, 41.2, -1210.0), Vector(0.0, 0.927, 0.376).unit()
"""The middle of the upper endplate of L5 and the direction along it to the back, off the middle slice."""


def test_the_first_path_is_clear_of_bone_and_within_the_scan(real_data: Callable[[str], Path]) -> None:
    images = load_volume(scan(real_data("lumbar_ct_sagittal")).choose())
    up, shape = BACKWARDS.cross(LEFT) * -1.0, shape_of(Level.L5).pedicle
    left, right = (
        ENDPLATE + LEFT * (sign * shape.x) + BACKWARDS * shape.y + up * shape.z for sign in (1.0, -1.0)
    )
    marks = Landmarks(left_pedicle=left, right_pedicle=right, endplate=ENDPLATE)
    plan = Plan(patient=images.patient, images=images.images, hardware_reviewed=True)
    plan = plan.with_landmarks(Level.L5, marks)
    frame = vertebra_frame(plan, Level.L5)
    assert frame is not None
    course = tuple(frame.origin + frame.to_patient(place) for place in shape_of(Level.L5).medial_branch)
    nerve = MedialBranch(id="T1", nerve=Level.L4, side=Side.LEFT, course_mm=course)
    scene = Scene(images.volume, images.patient, images.images)
    found = propose(plan.with_item(nerve), nerve, scene, load_rules(), Wish(NervePart.MIDDLE))
    first = found.proposals[0]
    assert first.number("bone_path", "bone_mm") == 0.0
    assert first.number("coverage", "judged_share") == pytest.approx(1.0, abs=0.1)
    assert scene.volume is not None
    assert scene.volume.contains(first.needle.entry_mm)
    assert [result.check for result in first.doubts] == ["structure_clearance"], "no root is drawn"
    assert dict(found.excluded)[Obstacle.SCAN] > 1000, "the scan ends 6 cm beside the spine"
