"""Judge a stack: whether it is a volume, and the words for what it is not."""

from __future__ import annotations

from collections.abc import Sequence

from planner.dicom.errors import CHOOSE_ANOTHER, EXPORT_AGAIN
from planner.dicom.image import CtImage
from planner.dicom.notes import Note, note
from planner.dicom.pixels.claims import loss_note
from planner.dicom.series.flavour import flavour_of
from planner.dicom.series.grid import Grid, missing, repeated, uneven
from planner.dicom.series.places import gaps_named, places_named
from planner.dicom.series.slices import distances_of, normal_of, plane_of
from planner.dicom.series.stack import Action, Kind
from planner.words import N_

_SLAB = note(
    N_("These are projections through a slab: what lies at different depths is seen in one picture.")
)

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
    lossy = loss_note(image.pixels for image in images)
    slab = (_SLAB,) if flavour_of(images[0]) == "slab" else ()
    said = dict.fromkeys(caution for image in images for caution in image.cautions)
    cautions = (*((lossy,) if lossy else ()), *slab, *said)
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
        return unreadable, note(
            N_("Export the images again, as Explicit VR Little Endian or with lossless compression.")
        )
    if flavour_of(images[0]) == "curved":
        curved = note(N_("the pictures were cut along a curve: what they show does not lie in flat slices"))
        return curved, CHOOSE_ANOTHER
    if len({image.acquisition.patient for image in images}) > 1:
        return note(N_("images of more than one patient stand in one series")), EXPORT_AGAIN
    if len(images) == 1:
        return note(N_("one slice is not a volume")), EXPORT_AGAIN
    distances = distances_of(images)
    twice = repeated(distances)
    if twice:
        places = places_named(images, [(i, 0.0) for i in twice])
        return note(
            N_("different images lie in the same place, at {places} mm"), places=places
        ), CHOOSE_ANOTHER
    if grid is None or grid.regular:
        return None
    lost = missing(distances)
    if lost:
        places = places_named(images, lost)
        return note(N_("slices are missing at {places} mm"), places=places), CHOOSE_ANOTHER
    gaps = uneven(distances)
    if gaps:
        places = gaps_named(images, gaps)
        return note(N_("the slices are unevenly spaced: {places}"), places=places), CHOOSE_ANOTHER
    why = note(N_("the slices are not in line: one is {error_mm:.2f} mm off"), error_mm=grid.gap_error_mm)
    return why, CHOOSE_ANOTHER
