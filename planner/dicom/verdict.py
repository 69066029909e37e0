"""Judge a stack: whether it is a volume, and the words for what it is not."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from planner.dicom.errors import EXPORT_AGAIN
from planner.dicom.grid import Grid, missing, repeated, uneven
from planner.dicom.image import CtImage
from planner.dicom.notes import Note, note
from planner.dicom.slices import axis_of, distances_of, normal_of, plane_of
from planner.dicom.study import Action, Kind
from planner.words import N_

MOST_NAMED = 12
"""Positions named in one sentence."""

CHOOSE_ANOTHER = note(N_("Choose another series, or export the whole series again."))

Verdict = tuple[Kind, Action, tuple[Note, ...], Note | None]
"""What it is, what is to be done with it, the notes, and the cure of a refusal."""


def verdict(images: Sequence[CtImage], biggest: Sequence[CtImage], grid: Grid | None) -> Verdict:
    """Return the verdict on sorted images of one grid.

    Parameters
    ----------
    biggest
        The images of the biggest stack of the series.
    grid
        What was fitted to the positions; None where they do not advance.
    """
    apart = _why_apart(images, biggest)
    if apart is not None:
        return "localizer", "refuse", (apart,), None
    refusal = _why_refused(images, grid)
    if refusal is not None or grid is None:
        why, cure = refusal or (note(N_("one slice is not a volume")), EXPORT_AGAIN)
        return "volume", "refuse", (why,), cure
    cautions = tuple(dict.fromkeys(caution for image in images for caution in image.cautions))
    if not grid.sheared:
        return "volume", "load", cautions, None
    tilted = note(N_("Gantry tilt of {tilt_deg:.1f}°: resampled to right angles."), tilt_deg=grid.tilt_deg)
    return "volume", "resample", (tilted, *cautions), None


def _why_apart(images: Sequence[CtImage], biggest: Sequence[CtImage]) -> Note | None:
    """Return why images are kept apart from the volume of their series: they are overviews."""
    if images[0].localizer:
        return note(N_("Localizer: an overview picture, kept apart."))
    lone = len(images) == 1 and images[0].unreadable is None
    if lone and len(biggest) > 2 and not biggest[0].localizer:
        if plane_of(normal_of(images)) == plane_of(normal_of(biggest)):
            return note(N_("A single image unlike the others of its series, kept apart."))
        return note(N_("Reference image: a single one of another orientation, kept apart."))
    return None


def _why_refused(images: Sequence[CtImage], grid: Grid | None) -> tuple[Note, Note] | None:
    """Return the reason and the cure of a refusal; None where the images are a volume."""
    unreadable = images[0].unreadable
    if unreadable is not None:
        return unreadable, note(N_("Export the images again, uncompressed or with lossless compression."))
    if len({image.acquisition.patient for image in images}) > 1:
        return note(N_("images of more than one patient stand in one series")), EXPORT_AGAIN
    if len(images) == 1:
        return note(N_("one slice is not a volume")), EXPORT_AGAIN
    distances = distances_of(images)
    twice = repeated(distances)
    if twice:
        places = _named(images, [(i, 0.0) for i in twice])
        return note(
            N_("different images lie in the same place, at {places} mm"), places=places
        ), CHOOSE_ANOTHER
    if grid is None or grid.regular:
        return None
    lost = missing(distances)
    if lost:
        places = _named(images, lost)
        return note(N_("slices are missing at {places} mm"), places=places), CHOOSE_ANOTHER
    gaps = uneven(distances)
    if gaps:
        places = _gaps_named(images, gaps)
        return note(N_("the slices are unevenly spaced: {places}"), places=places), CHOOSE_ANOTHER
    why = note(N_("the slices are not in line: one is {error_mm:.2f} mm off"), error_mm=grid.gap_error_mm)
    return why, CHOOSE_ANOTHER


def _named(images: Sequence[CtImage], places: Sequence[tuple[int, float]]) -> str:
    """Return places between slices as "z = -12.5, -10" in LPS mm, along the axis nearest to the normal."""
    axis = axis_of(normal_of(images))
    along = [tuple(image.position)[axis] for image in images]
    values = [along[i] + share * (along[min(i + 1, len(along) - 1)] - along[i]) for i, share in places]
    words = [_millimetres(value) for value in values]
    return f"{'xyz'[axis]} = " + _shortened(words, ", ")


def _gaps_named(images: Sequence[CtImage], gaps: Sequence[int]) -> str:
    """Return gaps as "3.4 mm from z = -12.5 to -9.1"."""
    axis = axis_of(normal_of(images))
    along = [tuple(image.position)[axis] for image in images]
    widths = [b - a for a, b in pairwise(distances_of(images))]
    name = "xyz"[axis]
    words = [
        f"{_millimetres(widths[i])} mm ({name} {_millimetres(along[i])} … {_millimetres(along[i + 1])})"
        for i in gaps
    ]
    return _shortened(words, "; ")


def _shortened(words: Sequence[str], separator: str) -> str:
    return separator.join((*words[:MOST_NAMED], *("…",) * (len(words) > MOST_NAMED)))


def _millimetres(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
