"""Bone on the grid: dense where it should be, the same in slabs as at once, nothing away from bone."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from planner.anatomy.spine import Side
from planner.geometry.vectors import Point, Vector
from planner.samples.grid import Grid
from planner.samples.person.draw import typical
from planner.samples.skeleton.bones import Skeleton, VertebraBone
from planner.samples.skeleton.inside import BoneTissue
from planner.samples.skeleton.paint import paint
from planner.samples.skeleton.spine import frames

SPACING_MM = 0.6


@cache
def painted() -> tuple[VertebraBone, Grid, NDArray[np.float32]]:
    person = typical()
    bone = Skeleton(person.spine, frames(person.spine, Point(0.0, 0.0, 0.0)), 5).vertebrae["L3"]
    spacing = (SPACING_MM, SPACING_MM, SPACING_MM)
    grid = Grid.upright((90, 170, 190), spacing, Point(-57.0, -22.0, -46.0))
    hu = np.full(grid.shape, np.float32(50.0))
    paint(hu, grid, grid.everything, bone, BoneTissue.of(person))
    return bone, grid, hu


def around(local: Vector, reach_mm: float) -> NDArray[np.float32]:
    bone, grid, hu = painted()
    place = bone.to_patient(local)
    index = np.linalg.inv(grid.voxel_to_patient) @ (*place, 1.0)
    i, j, k = (round(float(at)) for at in index[:3])
    n = round(reach_mm / SPACING_MM)
    return hu[k - n : k + n + 1, j - n : j + n + 1, i - n : i + n + 1]


def test_cancellous_bone_has_the_density_of_the_person_and_varies() -> None:
    bone, _, _ = painted()
    body = bone.traits.body
    inside = around(Vector(9.0, -6.0, -0.35 * body.middle_mm), 3.5)
    assert abs(float(inside.mean()) - typical().cancellous_hu) < 30.0
    assert 15.0 < float(inside.std()) < 90.0


def test_shells_and_joint_faces_are_denser_than_what_is_within() -> None:
    bone, _, _ = painted()
    wall = around(Vector(0.0, -bone.traits.body.waist_depth_mm / 2.0, -0.6 * bone.traits.body.middle_mm), 1.5)
    assert float(wall.max()) > 500.0
    joint = bone.above[Side.LEFT]
    face = around(joint.on_face(0.0, 0.0, joint.gap_mm / 2.0 + 0.7), 0.6)
    assert float(face.max()) > 1100.0


def test_nothing_is_painted_in_the_canal_or_away_from_the_bone() -> None:
    bone, _, hu = painted()
    back = bone.traits.body.upper_depth_mm / 2.0
    assert float(np.abs(around(Vector(0.0, back + 8.0, -12.0), 3.0) - 50.0).max()) == 0.0
    assert float(hu[0, 0, 0]) == 50.0


def test_slabs_come_out_as_the_whole() -> None:
    bone, grid, hu = painted()
    tissue = BoneTissue.of(typical())
    for start, stop in ((0, 31), (31, 90)):
        slab = (slice(start, stop), slice(0, grid.shape[1]), slice(0, grid.shape[2]))
        part = np.full((stop - start, *grid.shape[1:]), np.float32(50.0))
        paint(part, grid, slab, bone, tissue)
        assert np.array_equal(part, hu[start:stop])
