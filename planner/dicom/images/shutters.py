"""Where a picture shows nothing because a shutter lies there.

References
----------
PS3.3 C.7.6.11 (display shutter), C.8.7.3 (X-ray collimator, which hides nothing that was recorded).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.carm.squares import can_be
from planner.dicom.images.said import Said

_EDGES = (
    *("ShutterLeftVerticalEdge", "ShutterRightVerticalEdge"),
    *("ShutterUpperHorizontalEdge", "ShutterLowerHorizontalEdge"),
)

Mask = NDArray[np.bool_]


def shuttered(said: Said, rows: int, columns: int) -> Mask | None:
    """Return where shutters lie, bool [row, column]; None where there is none, or none that can be.

    Pixels are counted from 1, and those on an edge are seen.
    """
    row, column = np.indices((rows, columns)) + 1
    shapes = {
        shape: _SHAPES[shape](said, row, column) for shape in said.texts("ShutterShape") if shape in _SHAPES
    }
    seen = [mask for mask in shapes.values() if mask is not None]
    # of several shutters each hides its part
    hidden = ~np.logical_and.reduce(seen) if seen else None
    return hidden if hidden is not None and hidden.any() else None


def _rectangle(said: Said, row: NDArray[np.intp], column: NDArray[np.intp]) -> Mask | None:
    edges = [said.number(keyword) for keyword in _EDGES]
    if None in edges:
        return None
    left, right, upper, lower = (edge or 0.0 for edge in edges)
    return _is_some((column >= left) & (column <= right) & (row >= upper) & (row <= lower))


def _circle(said: Said, row: NDArray[np.intp], column: NDArray[np.intp]) -> Mask | None:
    centre, radius = said.numbers("CenterOfCircularShutter"), said.positive("RadiusOfCircularShutter")
    if len(centre) != 2 or radius is None:
        return None
    # the radius is said in columns; pixels that are not square make an ellipse of it
    height, width = (*said.numbers("PixelAspectRatio"), 1.0, 1.0)[:2]
    aspect = height / width if can_be(height, width) else 1.0
    return _is_some(((row - centre[0]) * aspect) ** 2 + (column - centre[1]) ** 2 <= radius**2)


def _polygon(said: Said, row: NDArray[np.intp], column: NDArray[np.intp]) -> Mask | None:
    """Return what lies in a polygon, by how many of its sides are to the right of a pixel."""
    numbers = said.numbers("VerticesOfThePolygonalShutter")
    corners = list(zip(numbers[::2], numbers[1::2], strict=False))
    if len(corners) < 3 or len(corners) > MOST_CORNERS or len(numbers) % 2:
        return None
    inside = np.zeros(row.shape, np.bool_)
    for (row_a, column_a), (row_b, column_b) in zip(corners, _next(corners), strict=True):
        if row_a == row_b:
            continue
        crosses = (row >= min(row_a, row_b)) & (row < max(row_a, row_b))
        at = column_a + (row - row_a) * ((column_b - column_a) / (row_b - row_a))
        inside ^= crosses & (column <= at)
    return _is_some(inside)


MOST_CORNERS = 1000
"""A shutter with more corners than this is none that a C-arm has."""

_SHAPES = {"RECTANGULAR": _rectangle, "CIRCULAR": _circle, "POLYGONAL": _polygon}


def _next(corners: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [*corners[1:], corners[0]]


def _is_some(seen: Mask) -> Mask | None:
    """Return a mask; None where nothing would be seen at all: such a shutter is a mistake."""
    return seen if seen.any() else None
