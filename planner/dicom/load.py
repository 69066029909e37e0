"""Load a stack: pixels once, into one array; then onto right angles where the gantry was tilted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import DTypeLike

from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.filling import fill, read_into
from planner.dicom.image import CtImage
from planner.dicom.loaded import Glimpse, LoadedImages, described, too_big
from planner.dicom.pixels.hounsfield import NotInt16Error
from planner.dicom.study import Stack
from planner.dicom.tilt import layout_of
from planner.imaging.volume import Hu, Volume

Progress = Callable[[int, int], None]


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
        raise too_big(stack) from error
    return described(stack, volume, digest)


def slice_hu(image: CtImage) -> Hu:
    """Return the HU of one image, [j, i], int16 where they are whole, else float32.

    Raises
    ------
    LoadError
        If its file cannot be read.
    """
    if image.unreadable is not None:
        raise LoadError(image.path, image.unreadable)
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
