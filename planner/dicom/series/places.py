"""Places of slices and of gaps between them in words: millimetres along an axis of the patient."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from planner.dicom.image import CtImage
from planner.dicom.notes import listed
from planner.dicom.series.slices import axis_of, distances_of, normal_of


def places_named(images: Sequence[CtImage], places: Sequence[tuple[int, float]]) -> str:
    """Return places as "z = -12.5, -10" in LPS mm, along the axis nearest to the normal, each once.

    Parameters
    ----------
    images
        Along their normal.
    places
        Index of the slice before, and share of the way to the next.
    """
    axis = axis_of(normal_of(images))
    along = [tuple(image.position)[axis] for image in images]
    values = [along[i] + share * (along[min(i + 1, len(along) - 1)] - along[i]) for i, share in places]
    return f"{'xyz'[axis]} = " + listed(tuple(dict.fromkeys(map(millimetres, values))))


def gaps_named(images: Sequence[CtImage], gaps: Sequence[int]) -> str:
    """Return gaps after slices of these indices as "3.4 mm (z -12.5 … -9.1)"."""
    axis = axis_of(normal_of(images))
    along = [tuple(image.position)[axis] for image in images]
    widths = [b - a for a, b in pairwise(distances_of(images))]
    name = "xyz"[axis]
    words = [
        f"{millimetres(widths[i])} mm ({name} {millimetres(along[i])} … {millimetres(along[i + 1])})"
        for i in gaps
    ]
    return listed(words, "; ")


def millimetres(value: float) -> str:
    """Return a number of mm with at most two decimals."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
