"""Fill a volume slice by slice: unpack, turn into HU, lay onto right angles, take the digest on the way."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import cast

import numpy as np
from numpy.typing import NDArray

from planner.dicom.foreign import read_soon
from planner.dicom.image import CtImage
from planner.dicom.pixels.hounsfield import stored_values, to_hu_float32, to_hu_int16
from planner.dicom.study import Stack
from planner.dicom.syntaxes import codec_of
from planner.dicom.tilt import Layout
from planner.imaging.volume import Hu

READ_AHEAD = 4
"""So many slices are under way at once, each in a place of its own."""
SOON = 8
"""So many files at a time are asked of the disk before they are read."""

Place = Callable[[int], Hu]
"""Gives the array [j, i] that slice k is laid into; asked in the order of the slices."""


def fill(stack: Stack, layout: Layout, place: Place, filled: Callable[[int], None]) -> str:
    """Lay every slice of a stack in its place and return the digest of its HU as they were before.

    Parameters
    ----------
    place
        Asked for the place of slice k up to `READ_AHEAD` slices before it is filled. Its type, int16 or
        float32, is that of the volume.
    filled
        Called in the order of the slices, when slice k stands in its place.

    Returns
    -------
    str
        "sha256:" and the digest over the HU in C order [k, j, i], little-endian, before any resampling.

    Raises
    ------
    NotInt16Error
        If the places are int16 and the values are not.
    LoadError
        If a file cannot be read.
    """
    digest = hashlib.sha256()
    under_way: deque[tuple[int, Future[Hu]]] = deque()

    def finish_one() -> None:
        k, reading = under_way.popleft()
        hu = reading.result()
        digest.update(hu.astype(hu.dtype.newbyteorder("<"), copy=False).data)
        filled(k)

    workers = ThreadPoolExecutor(max_workers=_threads(stack))
    try:
        for k, image in enumerate(stack.images):
            if len(under_way) == READ_AHEAD:
                finish_one()
            if k % SOON == 0:
                read_soon(each.path for each in stack.images[k + SOON : k + 2 * SOON])
            under_way.append((k, workers.submit(_lay, image, layout, k, place(k))))
        while under_way:
            finish_one()
    finally:
        workers.shutdown(wait=True, cancel_futures=True)
    return f"sha256:{digest.hexdigest()}"


def _threads(stack: Stack) -> int:
    """Return how many threads read: decoding gains by each core, plain bytes come faster than the digest."""
    packed = any(codec_of(image.pixels.syntax) is not None for image in stack.images)
    return min(os.cpu_count() or 1, READ_AHEAD) if packed else 1


def read_into(hu: Hu, image: CtImage) -> None:
    """Fill an array [j, i] with the HU of one image.

    Raises
    ------
    NotInt16Error
        If the array is int16 and the values are not.
    LoadError
        If the file cannot be read.
    """
    if hu.dtype == np.int16:
        whole = cast("NDArray[np.int16]", hu)
        to_hu_int16(stored_values(image, whole), image.pixels, whole)
    else:
        stored = stored_values(image)
        to_hu_float32(stored, image.pixels, cast("NDArray[np.float32]", hu))


def _lay(image: CtImage, layout: Layout, k: int, out: Hu) -> Hu:
    """Lay one slice in its place and return its HU as they were before."""
    hu = out if layout.shift is None else np.empty((image.pixels.rows, image.pixels.columns), out.dtype)
    read_into(hu, image)
    if hu is not out:
        layout.lay(k, hu, out)
    return hu
