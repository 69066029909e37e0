"""Points and vectors."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Point, Vector, any_perpendicular

numbers = st.floats(-1e3, 1e3)
vectors = st.builds(Vector, numbers, numbers, numbers)


@given(a=vectors, b=vectors, factor=numbers)
def test_arithmetic_is_that_of_numpy(a: Vector, b: Vector, factor: float) -> None:
    x, y = np.array(tuple(a)), np.array(tuple(b))
    assert tuple(a + b) == tuple(x + y)
    assert tuple(a - b) == tuple(x - y)
    assert tuple(a * factor) == tuple(factor * a) == tuple(x * factor)
    assert tuple(-a) == tuple(-x)
    assert a.dot(b) == pytest.approx(float(x @ y), abs=1e-6)
    assert tuple(a.cross(b)) == pytest.approx(tuple(np.cross(x, y)), abs=1e-6)
    assert a.length == pytest.approx(float(np.linalg.norm(x)))


def test_left_posterior_superior_is_right_handed() -> None:
    assert LEFT.cross(POSTERIOR) == SUPERIOR


@given(direction=vectors.filter(lambda v: v.length > 1e-3))
def test_any_perpendicular(direction: Vector) -> None:
    found = any_perpendicular(direction)
    assert found.length == pytest.approx(1.0)
    assert abs(found.dot(direction.unit())) < 1e-9


@given(vector=vectors, axis=vectors.filter(lambda v: v.length > 1e-3))
def test_without_an_axis(vector: Vector, axis: Vector) -> None:
    rest = vector.without(axis.unit())
    assert abs(rest.dot(axis.unit())) < 1e-6
    assert (vector - rest).cross(axis.unit()).length < 1e-6


def test_points() -> None:
    a, b = Point(1.0, 2.0, 3.0), Point(1.0, 5.0, 7.0)
    assert b - a == Vector(0.0, 3.0, 4.0)
    assert a + Vector(1.0, 0.0, -1.0) == Point(2.0, 2.0, 2.0)
    assert a.distance_to(b) == 5.0
    assert a.towards(b, 0.25) == Point(1.0, 2.75, 4.0)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
@pytest.mark.parametrize("kind", [Point, Vector])
def test_what_is_not_finite_is_refused(kind: type[Point | Vector], bad: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        kind(0.0, bad, 0.0)


def test_nothing_has_no_direction() -> None:
    with pytest.raises(ValueError, match="no direction"):
        Vector(0.0, 0.0, 0.0).unit()


def test_in_a_file_a_point_is_three_numbers() -> None:
    assert msgspec.json.encode(Point(1.0, 2.5, -3.0)) == b"[1.0,2.5,-3.0]"
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b"[1, 2, 3, 4]", type=Point)
