"""The vertebra over a frame: it lies where it is seen, is blended only where it is, has its edges there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.carm.angles import CArmAngles
from planner.carm.beam import Beam, Detector
from planner.carm.registration.overlay import beam_in_ct, blended, bone_picture, edges
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Point, Vector
from planner.imaging.projection import Body
from planner.imaging.volume import Volume

BEAM = Beam(CArmAngles(170.0, 12.0), Point(0.0, 0.0, 0.0), detector=Detector(120, 160, 1.0))
CT_TO_C_ARM = Rigid.about(Point(50.0, 60.0, -900.0), Vector(5.0, -9.0, 14.0), Vector(-52.0, -57.0, 906.0))


def block() -> Body:
    """Return a block of bone about (50, 60, -900) in CT space, nothing round it."""
    hu = np.full((30, 30, 30), -1000, np.int16)
    hu[8:22, 8:22, 8:22] = 800
    matrix = np.diag((1.0, 1.5, 1.2, 1.0))
    matrix[:3, 3] = (50.0 - 14.5, 60.0 - 14.5 * 1.5, -900.0 - 14.5 * 1.2)
    return Body.of(Volume(hu, matrix))


def test_the_beam_in_ct_sees_the_plan_where_the_frame_shows_it() -> None:
    point = Point(47.0, 71.0, -894.0)
    there = beam_in_ct(BEAM, CT_TO_C_ARM)
    assert there.to_pixel(point) == pytest.approx(BEAM.to_pixel(CT_TO_C_ARM.point(point)), abs=1e-7)
    assert there.angles == BEAM.angles


def test_the_bone_is_seen_round_its_middle() -> None:
    picture = bone_picture(block(), BEAM, CT_TO_C_ARM)
    seen = BEAM.to_pixel(CT_TO_C_ARM.point(Point(50.0, 60.0, -900.0)))
    rows, columns = np.indices(picture.shape)
    at = ((columns * picture).sum() / picture.sum(), (rows * picture).sum() / picture.sum())
    assert at == pytest.approx(seen, abs=0.3)


def test_it_is_blended_only_where_it_is() -> None:
    picture = bone_picture(block(), BEAM, CT_TO_C_ARM)
    frame = np.full(picture.shape, 120, np.uint8)
    frame[:, ::2] = 90
    assert (blended(frame, picture, 0.0) == frame).all()
    half, dark, bright = (
        blended(frame, picture, share, bone_dark=is_dark)
        for share, is_dark in ((0.5, True), (1.0, True), (1.0, False))
    )
    assert (half[picture == 0.0] == frame[picture == 0.0]).all()
    thick = picture > 0.9 * picture.max()
    assert dark[thick].max() < 40
    assert bright[thick].min() > 215
    assert half[thick].mean() < frame[thick].mean()
    assert (blended(frame, np.zeros_like(picture), 0.7) == frame).all()


def test_edges_lie_on_the_outline_and_are_thin() -> None:
    straight = replace(BEAM, angles=CArmAngles(180.0, 0.0))
    picture = bone_picture(block(), straight, Rigid(shift=Vector(-50.0, -60.0, 900.0)))
    mask = edges(picture, 1.0)
    assert mask.dtype == np.uint8
    assert set(np.unique(mask).tolist()) == {0, 255}
    inside = picture > 0.05 * picture.max()
    rows, columns = np.nonzero(inside)
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    on = mask[inside] == 255
    assert 0.5 * 2 * (height + width) < on.sum() < 3.5 * 2 * (height + width)
    assert mask[rows.mean().astype(int), columns.mean().astype(int)] == 0
    assert not edges(np.zeros((20, 30), np.float32), 1.0).any()


def test_pictures_of_other_sizes_and_wrong_shares_are_refused() -> None:
    picture = np.zeros((20, 30), np.float32)
    with pytest.raises(ValueError, match="same rows"):
        blended(np.zeros((20, 31), np.uint8), picture, 0.5)
    with pytest.raises(ValueError, match="share"):
        blended(np.zeros((20, 30), np.uint8), picture, 1.5)
