"""Load a stack: pixels once, into one array; then onto right angles where the gantry was tilted."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import DTypeLike, NDArray

from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.image import CtImage
from planner.dicom.notes import Note, note
from planner.dicom.pixels import NotInt16Error, stored_values, to_hu_float32, to_hu_int16
from planner.dicom.study import Stack
from planner.dicom.tilt import resampled, right_angled
from planner.imaging.volume import Volume
from planner.plan.identity import Images, Patient
from planner.words import N_

Hu = NDArray[np.int16] | NDArray[np.float32]
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
    hu: NDArray[np.int16] | NDArray[np.float32]


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
        Asked before each slice; true stops the reading.
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
    stored = stored_values(image)
    try:
        whole = np.empty(stored.shape, dtype=np.int16)
        to_hu_int16(stored, image.pixels, whole)
        return whole
    except NotInt16Error:
        hu = np.empty(stored.shape, dtype=np.float32)
        to_hu_float32(stored, image.pixels, hu)
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
    try:
        hu, digest = _hu(stack, allocate(stack.shape, np.int16), progress, cancelled)
    except NotInt16Error:
        hu, digest = _hu(stack, allocate(stack.shape, np.float32), progress, cancelled)
    straighten = resampled if stack.action == "resample" else right_angled
    return straighten(hu, stack.affine()), digest


def _hu(
    stack: Stack,
    hu: Hu,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
) -> tuple[Hu, str]:
    """Fill `hu` [k, j, i] with the HU as loaded and return it with its digest; slices are read side by side.

    Raises
    ------
    NotInt16Error
        If `hu` is int16 and the values are not.
    """
    digest = hashlib.sha256()
    workers = ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4))
    try:
        slices = [workers.submit(_read, image, hu, k) for k, image in enumerate(stack.images)]
        for k, read in enumerate(slices):
            if cancelled is not None and cancelled():
                raise LoadStoppedError(stack.folder)
            read.result()
            digest.update(hu[k].astype(hu.dtype.newbyteorder("<"), copy=False).data)
            if progress is not None:
                progress(k + 1, len(slices))
    finally:
        workers.shutdown(wait=True, cancel_futures=True)
    return hu, f"sha256:{digest.hexdigest()}"


def _read(image: CtImage, hu: Hu, k: int) -> None:
    stored = stored_values(image)
    if hu.dtype == np.int16:
        to_hu_int16(stored, image.pixels, hu[k])
    else:
        to_hu_float32(stored, image.pixels, hu[k])
