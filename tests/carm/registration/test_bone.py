"""The bone of one vertebra alone: it holds its own landmarks and leaves its neighbours out."""

from __future__ import annotations

import numpy as np
import pytest

from planner.anatomy.spine import Level
from planner.carm.registration.bone import bone_alone, skeleton
from planner.geometry.vectors import Point, Vector
from planner.imaging.projection import Body
from planner.imaging.volume import Volume
from tests.carm.registration.patients import sample


def bone_hu(body: Body, point: Point) -> float:
    """Return the highest HU of a body within 3 mm of a place: the rim of a pedicle is dense."""
    i, j, k = (body.patient_to_voxel @ (*point, 1.0))[:3]
    spacing = np.linalg.norm(np.linalg.inv(body.patient_to_voxel[:3, :3]), axis=0)
    ranges = [
        slice(max(round(at - 3.0 / mm), 0), max(round(at + 3.0 / mm) + 1, 0))
        for at, mm in zip((k, j, i), spacing[::-1], strict=True)
    ]
    part = body.hu[tuple(ranges)]
    return float(part.max()) if part.size else -1000.0


@pytest.mark.parametrize("name", ["plain", "screws"])
def test_it_holds_its_own_landmarks_and_none_of_the_neighbours(name: str) -> None:
    patient = sample(name)
    body = bone_alone(patient.volume, patient.vertebrae[Level.L3], patient.vertebrae)
    assert body is not None
    for level, expected in ((Level.L2, False), (Level.L3, True), (Level.L4, False)):
        for mark in ("left_pedicle", "right_pedicle"):
            assert (bone_hu(body, patient.marks[level][mark]) > -1000.0) is expected
    centre = patient.vertebrae[Level.L3].frame.origin
    assert bone_hu(body, centre + Vector(0.0, 0.0, -12.0)) > -1000.0


def test_what_is_not_bone_is_nothing() -> None:
    patient = sample("plain")
    body = bone_alone(patient.volume, patient.vertebrae[Level.L4], patient.vertebrae)
    assert body is not None
    assert float((body.hu > -1000.0).mean()) < 0.4
    assert body.hu.min() == -1000.0


def test_a_volume_without_the_vertebra_has_no_bone_of_it() -> None:
    vertebra = sample("plain").vertebrae[Level.L4]
    for at in (Point(0.0, 0.0, 5000.0), vertebra.frame.origin):
        matrix = np.diag((2.0, 2.0, 2.0, 1.0))
        matrix[:3, 3] = tuple(at)
        empty = Volume(np.full((9, 10, 11), 30, np.int16), matrix)
        assert bone_alone(empty, vertebra, {}) is None


def test_the_skeleton_lies_within_the_vertebra() -> None:
    vertebra = sample("plain").vertebrae[Level.L4]
    own = np.array([tuple(vertebra.own(Point(*map(float, place)))) for place in skeleton(vertebra)])
    assert abs(float(own[:, 0].mean())) < 1e-6
    assert own[:, 2].max() < 12.0
    assert own[:, 2].min() > -55.0
