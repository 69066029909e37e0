"""One frame of a projection: decoded, as bright as the file says, in square pixels, with its masks.

References
----------
PS3.3 C.7.6.3 (pixels), C.7.5.1.1.2 (padding), C.8.7.1 (XA), C.8.19 (Enhanced XA).
"""

from __future__ import annotations

from io import BufferedReader
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.carm.frame_picture import FramePicture
from planner.carm.squares import Squares
from planner.dicom.errors import OPEN_AGAIN, LoadError
from planner.dicom.foreign import foreign, open_file
from planner.dicom.headers.elements import Elements, open_data_set, read_elements
from planner.dicom.images.decoding import DAMAGED_PICTURE, decoded, enter_pixels
from planner.dicom.images.frame_geometry import said_of_frame
from planner.dicom.images.functional_groups import read_header
from planner.dicom.images.overlays import overlay_of
from planner.dicom.images.pictures import PICTURE_KEYWORDS
from planner.dicom.images.shutters import shuttered
from planner.dicom.images.tables import Bright, Stored, brightness
from planner.dicom.notes import note
from planner.dicom.study import Projection
from planner.dicom.syntaxes import NATIVE
from planner.words import N_

_KEYWORDS = (
    *PICTURE_KEYWORDS,
    *("HighBit", "PixelPaddingValue", "PixelPaddingRangeLimit", "SOPClassUID"),
)
_BEFORE_PIXELS = 0x7FDFFFFF
FEW_BITS = 8
"""Pictures of no more bits are shown from black to white where the file has no window."""

Mask = NDArray[np.bool_]


def frame_of(projection: Projection, frame: int) -> FramePicture:
    """Return one frame of a projection.

    Raises
    ------
    LoadError
        If the file cannot be read, is not the one that was found, or its picture is damaged.
    """
    # what was found without a header was allowed then
    elements = read_elements(projection.file, _KEYWORDS, headerless=True)
    if elements.stamp != projection.stamp or not 0 <= frame < projection.frames:
        raise LoadError(
            projection.file, note(N_("it is not the file that was found here before")), OPEN_AGAIN
        )
    with foreign(projection.file, DAMAGED_PICTURE):
        said = said_of_frame(elements, frame)
        header = read_header(elements, _BEFORE_PIXELS)
        with BufferedReader(open_file(projection.file, elements.stamp)) as file:
            data = open_data_set(projection.file, file)
            enter_pixels(data, elements)
            words = decoded(data, elements, header, projection.frames, frame, whole_words=True)
        shape = (elements.short("Rows") or 0, elements.short("Columns") or 0)
        if words.shape != shape:
            raise ValueError("a picture of another size")
        kept = _kept(elements)
        stored = _meant(words, elements, kept)
        bright = brightness(said, stored, kept)
        outside = _together(shuttered(said, *shape), _padding(elements, stored, kept))
        overlay = overlay_of(header, frame, shape, words)
        return _squared(bright, outside, overlay, kept, projection.geometry(frame).squares)


def _kept(elements: Elements) -> Stored:
    bits = elements.short("BitsStored") or elements.short("BitsAllocated") or 16
    if not 1 <= bits <= 16:
        raise ValueError("pixels of more bits than a C-arm has")
    return Stored(bits, elements.short("PixelRepresentation") == 1)


def _meant(words: NDArray[Any], elements: Elements, kept: Stored) -> NDArray[np.int32]:
    """Return the stored values, without bits that are no part of them (PS3.5 8.1.1)."""
    values = words.astype(np.int32)
    if elements.syntax in NATIVE:
        high = elements.short("HighBit")
        below = max((kept.bits - 1 if high is None else high) + 1 - kept.bits, 0)
        values = (values & 0xFFFF) >> min(below, 16)
    elif not kept.signed:
        return values
    values = values & kept.most
    return np.where(values > kept.most >> 1, values - kept.most - 1, values) if kept.signed else values


def _padding(elements: Elements, stored: NDArray[np.int32], kept: Stored) -> Mask | None:
    """Return where the file says that nothing was recorded."""
    first, last = elements.short("PixelPaddingValue"), elements.short("PixelPaddingRangeLimit")
    if first is None:
        return None
    ends = [first, first if last is None else last]
    if kept.signed:
        ends = [end - (1 << 16) if end >= 1 << 15 else end for end in ends]
    padded = (stored >= min(ends)) & (stored <= max(ends))
    # all of it padded: then the value is a mistake
    return padded if padded.any() and not padded.all() else None


def _together(first: Mask | None, second: Mask | None) -> Mask | None:
    if first is None or second is None:
        return second if first is None else first
    return first | second


def _squared(
    bright: Bright, outside: Mask | None, overlay: Mask | None, kept: Stored, squares: Squares
) -> FramePicture:
    values = bright.values
    window = bright.window or _whole_range(bright, outside, kept)
    if not squares.kept:
        values = np.rint(squares.resampled(values.astype(np.float32))).astype(np.uint16)
        outside = None if outside is None else squares.nearest(outside)
        overlay = None if overlay is None else squares.nearest(overlay)
    return FramePicture(values, window, outside, overlay)


def _whole_range(bright: Bright, outside: Mask | None, kept: Stored) -> tuple[float, float]:
    """Return a window that shows all that was recorded."""
    if kept.bits <= FEW_BITS:
        return 0.0, float(bright.most)
    seen = bright.values if outside is None or outside.all() else bright.values[~outside]
    return float(seen.min()), float(seen.max())
