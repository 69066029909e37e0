"""Shapes against closed forms, and laid into other frames."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.geometry.vectors import LEFT, POSTERIOR, SUPERIOR, Vector
from planner.samples.field.kernels import NUMBERS
from planner.samples.field.shape import (
    UPRIGHT,
    Shape,
    axes_along,
    bar,
    barrel,
    block,
    ellipsoid,
    half_space,
    limb,
)
from planner.samples.field.solid import Part, Solid

RNG = np.random.default_rng(4)
POINTS = RNG.uniform(-20.0, 20.0, (500, 3))


def distances(shape: Shape, points: NDArray[np.float64] = POINTS) -> NDArray[np.float64]:
    return Solid((Part(shape, 0.0),)).distances_mm(points)


def test_a_sphere_is_exact() -> None:
    expected = np.linalg.norm(POINTS - (1.0, -2.0, 3.0), axis=1) - 5.0
    assert distances(ellipsoid(Vector(1, -2, 3), (5, 5, 5))) == pytest.approx(expected)


def test_a_round_limb_is_a_capsule() -> None:
    start, end = np.array((2.0, 1.0, -4.0)), np.array((5.0, 9.0, 3.0))
    shares = np.clip((POINTS - start) @ (end - start) / ((end - start) @ (end - start)), 0.0, 1.0)
    expected = np.linalg.norm(POINTS - start - shares[:, None] * (end - start), axis=1) - 3.0
    found = distances(limb(Vector(*start), Vector(*end), LEFT, (3, 3)))
    assert np.maximum(found, -2.9) == pytest.approx(np.maximum(expected, -2.9))


def test_a_block_and_a_half_space_are_exact() -> None:
    u, v, w = axes_along(Vector(1, 2, 3), LEFT)
    local = POINTS @ np.array([tuple(u), tuple(v), tuple(w)]).T
    beyond = np.abs(local) - (7.0, 4.0, 2.0)
    outside = np.linalg.norm(np.maximum(beyond, 0.0), axis=1)
    expected = outside + np.minimum(beyond.max(axis=1), 0.0)
    sharp = distances(block(Vector(0, 0, 0), (7, 4, 2), 0.0, (u, v, w)))
    assert sharp == pytest.approx(expected)
    plane = distances(half_space(Vector(1, 1, 1), Vector(0, 2, 0)))
    assert plane == pytest.approx(POINTS[:, 1] - 1.0)


def test_a_barrel_has_no_end_and_a_bar_has_two() -> None:
    radial = np.hypot(POINTS[:, 0] - 1.0, POINTS[:, 1])
    assert distances(barrel(Vector(1, 0, 0), SUPERIOR, 6.0)) == pytest.approx(radial - 6.0)
    found = distances(bar(Vector(1, 0, -5), Vector(1, 0, 9), 6.0, 0.0))
    expected = np.maximum(radial - 6.0, np.abs(POINTS[:, 2] - 2.0) - 7.0)
    assert found == pytest.approx(expected)


def test_an_ellipsoid_has_its_half_sizes() -> None:
    shape = ellipsoid(Vector(1, 2, 3), (4, 7, 2), axes_along(Vector(0, 1, 1), LEFT))
    for axis, half in zip(shape.axes, (4, 7, 2), strict=True):
        surface = np.array([tuple(Vector(1, 2, 3) + axis * s) for s in (-half, half)])
        assert distances(shape, surface) == pytest.approx(0.0, abs=1e-9)
        outside = np.array([tuple(Vector(1, 2, 3) + axis * (half + 3.0))])
        assert distances(shape, outside) == pytest.approx(3.0)


def test_a_tapering_limb_has_its_radii() -> None:
    shape = limb(Vector(0, 0, 0), Vector(10, 0, 0), POSTERIOR, (6, 3), (2, 1), caps_mm=(4, 5))
    surface = [(0, 6, 0), (0, 0, 3), (10, -2, 0), (10, 0, 1), (5, 4, 0), (5, 0, -2), (-4, 0, 0), (15, 0, 0)]
    assert distances(shape, np.array(surface, float)) == pytest.approx(0.0, abs=1e-9)


def test_within_a_thin_limb_nothing_is_deeper_than_it_is_thin() -> None:
    plate = limb(Vector(0, 0, 0), Vector(0, 0, 20), LEFT, (12, 2))
    inside = distances(plate, np.array([(x, 0.0, 10.0) for x in np.linspace(-11.0, 11.0, 45)]))
    assert inside.min() >= -2.0
    assert inside.max() < 0.0


def test_the_box_holds_the_surface() -> None:
    axes = axes_along(Vector(3, -1, 2), SUPERIOR)
    for shape in (
        limb(Vector(-3, 2, 1), Vector(4, 5, -6), LEFT, (5, 2), (3, 4)),
        ellipsoid(Vector(2, 2, 2), (9, 4, 3), axes),
        block(Vector(0, 3, 0), (5, 6, 2), 1.0, axes),
        bar(Vector(0, 0, 0), Vector(4, 5, 6), 3.0),
    ):
        low, high = (np.array(tuple(corner)) for corner in shape.box)
        inside = POINTS[distances(shape) < 0.0]
        assert len(inside) > 0
        assert ((inside >= low) & (inside <= high)).all()


def test_a_moved_shape_is_the_shape_seen_from_elsewhere() -> None:
    shape = limb(Vector(-3, 2, 1), Vector(4, 5, -6), LEFT, (5, 2), (3, 4))
    axes, origin = axes_along(Vector(1, -2, 0.5), SUPERIOR), Vector(3, -4, 5)
    matrix = np.array([tuple(axis) for axis in axes])
    there = POINTS @ matrix + tuple(origin)
    assert distances(shape.moved(origin, axes), there) == pytest.approx(distances(shape))
    assert shape.moved(Vector(0, 0, 0), UPRIGHT) == shape


def test_a_shape_with_too_many_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="numbers"):
        Shape(0, Vector(0, 0, 0), UPRIGHT, (1.0,) * (NUMBERS + 1), (Vector(0, 0, 0), Vector(0, 0, 0)))
