"""Load a stack: pixels once, into one array; then onto right angles where the gantry was tilted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike

from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.filling import fill, read_into
from planner.dicom.image import CtImage
from planner.dicom.notes import Note, note
from planner.dicom.pixels import NotInt16Error
from planner.dicom.study import Stack
from planner.dicom.tilt import layout_of
from planner.imaging.volume import Hu, Volume
from planner.plan.identity import Images, Patient
from planner.words import N_

Progress = Callable[[int, int], None]


@dataclass(frozen=True, eq=False)
class LoadedImages:
    """A CT volume and whose it is.

    Attributes
    ----------
    volume
        HU at right angles.
    patient, images
        What a plan on these images has to name.
    notes
        What must be said above the images; `banners` puts them into words.
    study_date
        YYYYMMDD, empty where absent, as are the other texts; they are the DICOM values verbatim.
    slice_thickness_mm
        Nominal; it has no part in the geometry.
    sample
        Whether these are synthetic images of no person.
    """

    volume: Volume
    patient: Patient
    images: Images
    notes: tuple[Note, ...]
    study_date: str
    series_description: str
    slice_thickness_mm: float | None
    manufacturer: str
    kernel: str
    patient_position: str
    sample: bool

    @property
    def banners(self) -> tuple[str, ...]:
        """What must be said above the images, in the language in force."""
        return tuple(map(str, self.notes))


@dataclass(frozen=True, eq=False)
class Glimpse:
    """The middle slice of a stack, there before the rest of it: HU [j, i], int16 or float32."""

    image: CtImage
    hu: Hu


Allocate = Callable[[tuple[int, ...], DTypeLike], Hu]
"""Where the HU of a volume shall lie: returns an array of that shape and type, its values not set."""


def load_volume(
    stack: Stack,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    glimpse: Callable[[Glimpse], None] | None = None,
    allocate: Allocate = np.empty,
) -> LoadedImages:
    """Return the volume of a stack, with its identity.

    Parameters
    ----------
    progress
        Called with the number of slices read and the number of slices there are.
    cancelled
        Asked after each slice; true stops the reading.
    glimpse
        Called once with the middle slice, before the others are read.
    allocate
        Gives the array that the volume is read into.

    Raises
    ------
    LoadError
        If the stack is refused or a file cannot be read, or as `LoadStoppedError` when stopped.
    """
    if stack.action == "refuse":
        raise stack.refusal()
    try:
        if glimpse is not None:
            glimpse(_glimpse(stack.images[len(stack.images) // 2]))
        volume, digest = _volume(stack, progress, cancelled, allocate)
    except MemoryError as error:
        too_big = note(N_("the volume is bigger than the memory that is left"))
        raise LoadError(stack.folder, too_big, note(N_("Close other programs."))) from error
    return _described(stack, volume, digest)


def slice_hu(image: CtImage) -> Hu:
    """Return the HU of one image, [j, i], int16 where they are whole, else float32.

    Raises
    ------
    LoadError
        If its file cannot be read.
    """
    size = (image.pixels.rows, image.pixels.columns)
    try:
        hu: Hu = np.empty(size, dtype=np.int16)
        read_into(hu, image)
    except NotInt16Error:
        hu = np.empty(size, dtype=np.float32)
        read_into(hu, image)
    return hu


def _glimpse(image: CtImage) -> Glimpse:
    return Glimpse(image, slice_hu(image))


def _described(stack: Stack, volume: Volume, digest: str) -> LoadedImages:
    acquisition = stack.acquisition
    return LoadedImages(
        volume=volume,
        patient=acquisition.patient,
        images=Images(
            study_uid=acquisition.study_uid,
            series_uid=acquisition.series_uid,
            frame_of_reference_uid=acquisition.frame_of_reference_uid,
            pixel_digest=digest,
            stack=stack.index,
            patient_position=acquisition.patient_position,
        ),
        notes=stack.notes,
        study_date=acquisition.study_date,
        series_description=acquisition.series_description,
        slice_thickness_mm=acquisition.slice_thickness_mm,
        manufacturer=acquisition.manufacturer,
        kernel=acquisition.kernel,
        patient_position=acquisition.patient_position,
        sample=acquisition.sample,
    )


def _volume(
    stack: Stack,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
    allocate: Allocate,
) -> tuple[Volume, str]:
    layout = layout_of(stack)

    def filled(k: int) -> None:
        if cancelled is not None and cancelled():
            raise LoadStoppedError(stack.folder)
        if progress is not None:
            progress(k + 1, len(stack.images))

    try:
        hu = allocate(layout.shape, np.int16)
        digest = fill(stack, layout, hu.__getitem__, filled)
    except NotInt16Error:
        hu = allocate(layout.shape, np.float32)
        digest = fill(stack, layout, hu.__getitem__, filled)
    return Volume(hu, np.array(layout.voxel_to_patient)), digest
