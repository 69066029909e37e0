"""View planes and frames."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geometry.frames import SCANNER, Frame, ViewPlane, axial, coronal, sagittal
from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector, any_perpendicular

HERE = Point(3.0, -7.0, 41.0)
numbers = st.floats(-200.0, 200.0)


def oblique() -> ViewPlane:
    """Return a plane along no axis."""
    right = Vector(0.8, -0.36, 0.48)
    return ViewPlane(HERE, right, any_perpendicular(right))


@pytest.mark.parametrize(
    ("plane", "right", "down", "away"),
    [
        (axial(HERE), LEFT, POSTERIOR, SUPERIOR),
        (sagittal(HERE), POSTERIOR, -SUPERIOR, -LEFT),
        (coronal(HERE), LEFT, -SUPERIOR, POSTERIOR),
    ],
)
def test_the_radiological_planes(plane: ViewPlane, right: Vector, down: Vector, away: Vector) -> None:
    """Patient right on screen left, anterior or superior up; a sagittal picture is seen from the left."""
    assert (plane.right, plane.down) == (right, down)
    assert tuple(plane.normal) == pytest.approx(tuple(away))


@given(u=numbers, v=numbers, depth=numbers)
def test_into_the_patient_and_back(u: float, v: float, depth: float) -> None:
    plane = oblique()
    assert plane.to_view(plane.to_patient(u, v, depth)) == pytest.approx((u, v, depth), abs=1e-9)


def test_a_plane_moves_along_its_normal() -> None:
    plane, target = oblique(), Point(20.0, 30.0, -10.0)
    through = plane.through(target)
    assert through.to_view(target)[2] == pytest.approx(0.0, abs=1e-9)
    assert through.to_view(target)[:2] == pytest.approx(plane.to_view(target)[:2])
    assert plane.to_view(plane.moved(4.0).centre) == pytest.approx((0.0, 0.0, 4.0), abs=1e-9)


def test_a_quarter_turn_clockwise() -> None:
    turned = axial(HERE).turned(90.0)
    assert tuple(turned.right) == pytest.approx(tuple(POSTERIOR))
    assert tuple(turned.down) == pytest.approx(tuple(-LEFT))
    assert tuple(turned.normal) == pytest.approx(tuple(SUPERIOR))


def test_axes_that_are_not_square_are_refused() -> None:
    with pytest.raises(ValueError, match="perpendicular"):
        ViewPlane(HERE, LEFT, (LEFT + POSTERIOR).unit())
    with pytest.raises(ValueError, match="perpendicular"):
        ViewPlane(HERE, LEFT * 1.1, POSTERIOR)
    with pytest.raises(ValueError, match="right-handed"):
        Frame(HERE, LEFT, SUPERIOR, POSTERIOR)
    with pytest.raises(ValueError, match="right-handed"):
        Frame(HERE, LEFT, POSTERIOR, (SUPERIOR + LEFT * 0.1).unit())


@given(x=numbers, y=numbers, z=numbers)
def test_a_frame_there_and_back(x: float, y: float, z: float) -> None:
    plane = oblique()
    frame = Frame(HERE, plane.right, plane.down, plane.normal)
    vector = Vector(x, y, z)
    assert tuple(frame.to_patient(frame.to_frame(vector))) == pytest.approx(tuple(vector), abs=1e-9)
    assert SCANNER.to_frame(vector) == vector
