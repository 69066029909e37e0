"""Pictures whose pixels are not square, laid out anew in square ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SQUARE = 1e-3
"""Sides of a pixel that differ by no more than this share are alike."""

MOST_OBLONG = 4.0
"""Pixels whose sides differ by more than this factor are none of a detector: what says so is a mistake."""


@dataclass(frozen=True)
class Squares:
    """Square pixels, as large as the shorter side of those of a picture; the middles of both lie together.

    Attributes
    ----------
    rows, columns
        How many there are: as far as the picture reaches.
    row_step, column_step
        How far it is from one to the next, in rows and columns of the picture; 1 where they are kept.
    """

    rows: int
    columns: int
    row_step: float = 1.0
    column_step: float = 1.0

    @classmethod
    def of(cls, rows: int, columns: int, row_mm: float, column_mm: float) -> Squares:
        """Return the squares of a picture by the distances of its rows and columns, in any unit.

        Raises
        ------
        ValueError
            If the two differ by more than `MOST_OBLONG`.
        """
        if not can_be(row_mm, column_mm):
            raise ValueError("pixels of a detector are not so oblong")
        side = min(row_mm, column_mm)
        if max(row_mm, column_mm) <= side * (1.0 + SQUARE):
            return cls(rows, columns)
        steps = side / row_mm, side / column_mm
        # from the middle of the first pixel to that of the last
        fit = [int((count - 1) / step + 1e-9) + 1 for count, step in zip((rows, columns), steps, strict=True)]
        return cls(fit[0], fit[1], *steps)

    def to_pixels(self, square: tuple[float, float], shape: tuple[int, int]) -> tuple[float, float]:
        """Return where a place in squares, (column, row), lies in a picture of so many rows and columns."""
        column = (square[0] - (self.columns - 1) / 2.0) * self.column_step + (shape[1] - 1) / 2.0
        row = (square[1] - (self.rows - 1) / 2.0) * self.row_step + (shape[0] - 1) / 2.0
        return column, row

    @property
    def kept(self) -> bool:
        """Whether the pixels of the picture are square themselves."""
        return self.row_step == self.column_step == 1.0

    def resampled(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the values at the middles of the squares, linear between those of the picture."""
        return self._along(self._along(picture, 0), 1)

    def nearest(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return a mask at the middles of the squares: as it is at the nearest pixel."""
        rows, columns = self._places(0, mask.shape[0]), self._places(1, mask.shape[1])
        at = np.ix_(np.rint(rows).astype(int), np.rint(columns).astype(int))
        nearest: NDArray[np.bool_] = mask[at]
        return nearest

    def _places(self, axis: int, pixels: int) -> NDArray[np.float64]:
        count, step = ((self.rows, self.row_step), (self.columns, self.column_step))[axis]
        return (np.arange(count, dtype=np.float64) - (count - 1) / 2.0) * step + (pixels - 1) / 2.0

    def _along(self, picture: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
        if (self.row_step, self.column_step)[axis] == 1.0:
            return picture
        places = self._places(axis, picture.shape[axis])
        low = np.minimum(places.astype(int), max(picture.shape[axis] - 2, 0))
        high = np.minimum(low + 1, picture.shape[axis] - 1)
        share = (places - low).astype(np.float32).reshape((-1, 1) if axis == 0 else (1, -1))
        first, second = picture.take(low, axis), picture.take(high, axis)
        between: NDArray[np.float32] = first + (second - first) * share
        return between


def can_be(row_mm: float, column_mm: float) -> bool:
    """Say whether a detector can have pixels of these sides."""
    return 0.0 < max(row_mm, column_mm) <= MOST_OBLONG * min(row_mm, column_mm)
