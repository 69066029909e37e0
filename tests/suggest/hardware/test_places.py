"""Level and side of what was found."""

from __future__ import annotations

import numpy as np
import pytest

from planner.anatomy.spine import Level, Side
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.plan import Plan
from planner.suggest.hardware.places import Places
from tests.checks.plans import L4

MARKED = Plan(levels=(L4,))


def image(bone_x_mm: float | None = None) -> Volume:
    """Return a block of tissue, with a bone beside its middle; x of the patient runs against the columns."""
    hu = np.full((20, 30, 60), 50, np.int16)
    matrix = np.diag((-1.0, 1.2, 1.4, 1.0))
    matrix[0, 3] = 30.0
    if bone_x_mm is not None:
        column = round(30.0 - bone_x_mm)
        hu[:, :, column - 3 : column + 4] = 400
    return Volume(hu, matrix)


def test_a_screw_is_of_the_marked_pedicle_that_it_passes() -> None:
    places = Places.of(MARKED, image())
    assert places.pedicle(Point(28.0, 45.0, 2.0), Point(12.0, 0.0, 2.0)) == (Level.L4, Side.LEFT)
    assert places.pedicle(Point(-28.0, 45.0, 2.0), Point(-12.0, 0.0, 2.0)) == (Level.L4, Side.RIGHT)
    assert places.pedicle(Point(28.0, 45.0, 32.0), Point(12.0, 0.0, 32.0)) is None
    assert Places.of(Plan(), image()).pedicle(Point(28.0, 45.0, 2.0), Point(12.0, 0.0, 2.0)) is None


@pytest.mark.parametrize(
    ("x_mm", "side"), [(12.0, Side.LEFT), (-12.0, Side.RIGHT), (4.0, Side.LEFT), (-4.0, Side.RIGHT)]
)
def test_the_side_is_that_of_the_marked_midline(x_mm: float, side: Side) -> None:
    assert Places.of(MARKED, image()).side(Point(x_mm, 40.0, 0.0)) is side


@pytest.mark.parametrize(
    ("x_mm", "side"), [(0.0, Side.RIGHT), (24.0, Side.LEFT), (17.0, None), (7.0, None), (3.0, Side.RIGHT)]
)
def test_without_landmarks_it_is_that_of_the_bones_or_left_open(x_mm: float, side: Side | None) -> None:
    assert Places.of(Plan(), image(bone_x_mm=12.0)).side(Point(x_mm, 40.0, 0.0)) is side


def test_without_bones_the_middle_is_that_of_the_images() -> None:
    assert Places.of(Plan(), image()).middle_x_mm == pytest.approx(0.5)


def test_what_lies_far_from_the_spine_is_no_part_of_a_construct() -> None:
    places = Places.of(MARKED, image())
    assert places.is_beside_spine(Point(50.0, 40.0, 0.0))
    assert not places.is_beside_spine(Point(75.0, 40.0, 0.0))


def test_a_cloud_is_of_the_body_that_it_lies_in() -> None:
    places = Places.of(MARKED, image())
    assert places.body(Point(4.0, -2.0, 0.0)) is Level.L4
    assert places.body(Point(4.0, -2.0, 30.0)) is None
    assert places.body(Point(4.0, 40.0, 0.0)) is None
