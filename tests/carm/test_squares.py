"""Pixels that are not square are laid out anew, every value where it was."""

from __future__ import annotations

import numpy as np
import pytest

from planner.carm.squares import Squares, can_be


def test_square_pixels_are_kept() -> None:
    squares = Squares.of(5, 7, 0.3, 0.3001)
    assert squares == Squares(5, 7)
    picture = np.ones((5, 7), np.float32)
    assert squares.kept
    assert squares.resampled(picture) is picture


@pytest.mark.parametrize(
    ("sides", "shape"),
    [((0.5, 0.25), (9, 7)), ((0.3, 0.45), (5, 10)), ((0.2, 0.3), (5, 10)), ((0.41, 0.3), (6, 7))],
)
def test_a_slope_keeps_its_mm(sides: tuple[float, float], shape: tuple[int, int]) -> None:
    squares = Squares.of(5, 7, *sides)
    assert (squares.rows, squares.columns) == shape
    row, column = np.indices((5, 7))
    picture = (3.0 * row * sides[0] - 2.0 * column * sides[1]).astype(np.float32)
    resampled = squares.resampled(picture)
    for at in np.ndindex(shape):
        x, y = squares.to_pixels((at[1], at[0]), (5, 7))
        assert resampled[at] == pytest.approx(3.0 * y * sides[0] - 2.0 * x * sides[1], abs=1e-5)


def test_a_mask_stays_a_mask() -> None:
    mask = np.zeros((3, 4), np.bool_)
    mask[1, 2] = True
    wide = Squares.of(3, 4, 1.0, 0.5).nearest(mask)
    assert wide.shape == (5, 4)
    assert set(np.flatnonzero(wide.any(axis=1))) <= {1, 2, 3}
    assert wide[2, 2]
    assert not wide[:, [0, 1, 3]].any()


@pytest.mark.parametrize("sides", [(0.1, 0.5), (1e-7, 0.3), (0.0, 0.3), (-0.1, -0.2), (float("inf"), 0.3)])
def test_pixels_that_cannot_be(sides: tuple[float, float]) -> None:
    """A few bytes must not make a picture of a billion rows."""
    assert not can_be(*sides)
    with pytest.raises(ValueError, match="oblong"):
        Squares.of(5, 7, *sides)
