"""How a stored picture lies to its beam: mirrored or not, turned by quarters; and the letters that tell it.

A `Beam` sees its picture from the detector towards the source. A console may store it mirrored, as seen from
the tube, or turned; angles do not say so, PatientOrientation does.

References
----------
PS3.3 C.7.6.1.1.1 (letters of the patient's directions); PS3.17 FFF.2.1.3.1.2 (a picture of a C-arm is
taken to be heads up, which nothing in the file says).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import radians, sin
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from planner.carm.beam import Beam
from planner.geometry.vectors import Vector

ALONG_AXIS_DEG = 15.0
"""A direction turned no further than this from an axis of the patient has the letter of that axis alone."""
NEAR = 0.5
"""The cosine of 60 degrees: so near to what its letters say a direction lies; some write one letter only."""
CLEAR = 0.3
"""By so much the best way to lay the picture must be better than the next; else the letters do not tell."""
_AXES = {
    "L": Vector(1.0, 0.0, 0.0),
    "R": Vector(-1.0, 0.0, 0.0),
    "P": Vector(0.0, 1.0, 0.0),
    "A": Vector(0.0, -1.0, 0.0),
    "H": Vector(0.0, 0.0, 1.0),
    "F": Vector(0.0, 0.0, -1.0),
}
# a second letter stands for 15 to 45 degrees
_SHARES = (1.0, 0.6, 0.35)

Pixel = TypeVar("Pixel", bound=np.generic)
Letters = tuple[str, str]
"""The directions along the rows and down the columns: ("L", "F")."""


@dataclass(frozen=True)
class Laid:
    """How a stored picture comes of what the beam sees: mirrored left to right first, then turned.

    Attributes
    ----------
    quarter_turns
        Clockwise, 0 to 3.

    Raises
    ------
    ValueError
        If they are none of these.
    """

    mirrored: bool = False
    quarter_turns: int = 0

    def __post_init__(self) -> None:
        if self.quarter_turns not in range(4):
            raise ValueError("a picture is turned by 0 to 3 quarters")

    def seen_shape(self, shape: tuple[int, int]) -> tuple[int, int]:
        """Return the rows and columns that the beam sees of a stored picture with these."""
        rows, columns = shape
        return (columns, rows) if self.quarter_turns % 2 else (rows, columns)

    def seen(self, stored: NDArray[Pixel]) -> NDArray[Pixel]:
        """Return a stored picture, [row, column], as the beam sees it."""
        upright = np.rot90(stored, self.quarter_turns)
        return np.ascontiguousarray(upright[:, ::-1] if self.mirrored else upright)

    def stored(self, seen: NDArray[Pixel]) -> NDArray[Pixel]:
        """Return what the beam sees, [row, column], as it is stored."""
        mirrored = seen[:, ::-1] if self.mirrored else seen
        return np.ascontiguousarray(np.rot90(mirrored, -self.quarter_turns))

    def to_seen(self, stored_px: tuple[float, float], shape: tuple[int, int]) -> tuple[float, float]:
        """Return where a place of the stored picture, (column, row), lies in what the beam sees.

        Parameters
        ----------
        shape
            Rows and columns of the stored picture.
        """
        column, row = stored_px
        rows, columns = shape
        for _quarter in range(self.quarter_turns):
            column, row, rows, columns = row, columns - 1 - column, columns, rows
        return (columns - 1 - column if self.mirrored else column), row

    def to_stored(self, seen_px: tuple[float, float], shape: tuple[int, int]) -> tuple[float, float]:
        """Return where a place of what the beam sees, (column, row), lies in the stored picture.

        Parameters
        ----------
        shape
            Rows and columns of the stored picture.
        """
        column, row = seen_px
        rows, columns = self.seen_shape(shape)
        if self.mirrored:
            column = columns - 1 - column
        for _quarter in range(self.quarter_turns):
            column, row, rows, columns = rows - 1 - row, column, columns, rows
        return column, row

    def directions(self, beam: Beam) -> tuple[Vector, Vector]:
        """Return the unit vectors along the rows and down the columns of the stored picture, LPS."""
        origin = self.to_seen((0.0, 0.0), (1, 1))

        def direction(step: tuple[float, float]) -> Vector:
            column, row = self.to_seen(step, (1, 1))
            return beam.right * (column - origin[0]) + beam.down * (row - origin[1])

        return direction((1.0, 0.0)), direction((0.0, 1.0))


ALL = tuple(Laid(mirrored, turns) for mirrored in (False, True) for turns in range(4))


def laid_by(letters: Letters, beam: Beam) -> Laid | None:
    """Return how a picture lies whose rows and columns go where the letters say; None where they do not tell.

    So it is where they are no letters, where they contradict the angles of the beam, and where two ways to
    lay the picture fit them about as well.
    """
    row, column = (direction_of(each) for each in letters)
    if row is None or column is None:
        return None
    fits = []
    for laid in ALL:
        along_row, along_column = laid.directions(beam)
        near = along_row.dot(row), along_column.dot(column)
        fits.append((sum(near), min(near), laid))
    fits.sort(key=lambda fit: -fit[0])
    (best, least, laid), (second, *_rest) = fits[0], fits[1]
    return laid if least > NEAR and best - second > CLEAR else None


def direction_of(letters: str) -> Vector | None:
    """Return about where letters point in the patient, a unit vector; None where they are none of DICOM's."""
    axes = [_AXES.get(letter) for letter in letters]
    if not 0 < len(axes) <= len(_SHARES) or None in axes:
        return None
    sum_ = Vector(0.0, 0.0, 0.0)
    for share, axis in zip(_SHARES, axes, strict=False):
        sum_ = sum_ + axis * share if axis is not None else sum_
    return sum_.unit() if sum_.length > NEAR else None


def orientation_letters(direction: Vector) -> str:
    """Return a direction in the patient as letters (PS3.3 C.7.6.1.1.1), the principal one first.

    One letter where it is within `ALONG_AXIS_DEG` of an axis; one more for each axis that it is turned
    towards by more than that.
    """
    pairs = zip(direction.unit(), ("LR", "PA", "HF"), strict=True)
    # the last bits, which would decide between two that are equal, are cut off
    parts = [(round(part, 9), letters) for part, letters in pairs]
    parts.sort(key=lambda each: -abs(each[0]))
    least = sin(radians(ALONG_AXIS_DEG))
    return "".join(letters[part < 0.0] for part, letters in parts if abs(part) > least)
