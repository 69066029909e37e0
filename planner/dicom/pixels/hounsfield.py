"""The pixels of one image: unpack what the file holds, then stored values to HU."""

from __future__ import annotations

from functools import lru_cache
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydicom.uid import DeflatedExplicitVRLittleEndian

from planner.dicom.errors import LoadError
from planner.dicom.foreign import Stamp, foreign, open_file
from planner.dicom.headers.elements import open_data_set
from planner.dicom.image import CtImage, PixelFormat
from planner.dicom.limits import MOST_PADDING
from planner.dicom.notes import note
from planner.dicom.pixels.codestream import begins_codestream
from planner.dicom.pixels.encapsulation import (
    DamagedError,
    EndsEarlyError,
    PixelElement,
    frame_fragments,
    pixel_element,
)
from planner.dicom.pixels.unpack import (
    DAMAGED,
    ENDS_EARLY,
    Stored,
    UnpackError,
    Words,
    meant_bits,
    unpacked,
    why_packed_or_not,
)
from planner.dicom.syntaxes import BIG_ENDIAN_PIXELS, codec_of
from planner.imaging.volume import AIR_HU
from planner.words import N_

_INT16 = np.iinfo(np.int16)
_PIXEL_DATA = 0x0010


class NotInt16Error(Exception):
    """HU that no 16-bit integer holds."""


def stored_values(image: CtImage, out: Words | None = None) -> Stored:
    """Return the stored values of an image, indexed [j, i], uint16 or int16 by PixelRepresentation.

    Bits outside BitsStored are ignored (PS3.5 8.1.1).

    Parameters
    ----------
    out
        Memory of this shape that the values are put into where its rows lie one behind the other; what is
        returned is then this memory, perhaps as another type of 16 bits.

    Raises
    ------
    LoadError
        If the file is not as its header says, or cannot be unpacked.
    """
    pixels = image.pixels
    if out is None or not out.flags.c_contiguous:
        out = np.empty((pixels.rows, pixels.columns), np.int16)
    with foreign(image.path, DAMAGED), BufferedReader(open_file(image.path, image.stamp)) as file:
        try:
            data = _data_set(image, file)
            element = pixel_element(data, pixels.offset, pixels.syntax)
            if element is None or element.number != _PIXEL_DATA:
                gone = note(N_("the file holds no pixels where it held them when it was found"))
                raise LoadError(image.path, gone)
            lie = why_packed_or_not(element.length is None, pixels)
            if lie is not None:
                raise UnpackError(lie)
            if codec_of(pixels.syntax) is None:
                return _native(data, element, image, out)
            return unpacked(_frame(data, element, image), pixels, out)
        except EndsEarlyError as error:
            raise LoadError(image.path, ENDS_EARLY) from error
        except DamagedError as error:
            raise LoadError(image.path, DAMAGED) from error
        except UnpackError as error:
            raise LoadError(image.path, error.why) from error


def to_hu_int16(stored: Stored, pixels: PixelFormat, hu: NDArray[np.int16]) -> None:
    """Write the HU of stored values into `hu`, which may be the memory they lie in; padding becomes air.

    Raises
    ------
    NotInt16Error
        If slope or intercept are not whole, or a value needs more than 16 bits.
    """
    if not pixels.whole:
        raise NotInt16Error
    padded = _padded(stored, pixels)
    # padding may reach beyond: it is not HU
    known = _all_fit(pixels) or _values_fit(pixels, stored)
    if not known and (padded is None or not _values_fit(pixels, stored[~padded])):
        raise NotInt16Error
    # modulo 2**16 the way does not matter, as the ends are known to fit
    whole = stored.view(np.int16)
    if pixels.slope != 1.0:
        whole = np.multiply(whole, _wrapped(pixels.slope))
    np.add(whole, _wrapped(pixels.intercept), out=hu)
    if padded is not None:
        np.putmask(hu, padded, np.int16(AIR_HU))


def to_hu_float32(stored: Stored, pixels: PixelFormat, hu: NDArray[np.float32]) -> None:
    """Write the HU of stored values into `hu`; padding becomes air."""
    hu[:] = stored.astype(np.float64) * pixels.slope + pixels.intercept
    padded = _padded(stored, pixels)
    if padded is not None:
        hu[padded] = AIR_HU


def _all_fit(pixels: PixelFormat) -> bool:
    """Say whether all HU that so many bits can hold fit into 16 bits."""
    half = 1 << pixels.bits_stored - 1
    return _fit(pixels, -half, half - 1) if pixels.signed else _fit(pixels, 0, 2 * half - 1)


def _values_fit(pixels: PixelFormat, values: Stored) -> bool:
    return not values.size or _fit(pixels, int(values.min()), int(values.max()))


def _fit(pixels: PixelFormat, lowest: int, highest: int) -> bool:
    ends = [value * pixels.slope + pixels.intercept for value in (lowest, highest)]
    return min(ends) >= _INT16.min and max(ends) <= _INT16.max


def _wrapped(value: float) -> np.int16:
    return np.int16((int(value) + 0x8000) % 0x10000 - 0x8000)


def _padded(stored: Stored, pixels: PixelFormat) -> NDArray[np.bool_] | None:
    """Return where there is no data; None where there is data everywhere."""
    if pixels.padding is None:
        return None
    first, last = pixels.padding
    padded: NDArray[np.bool_] = stored == first if first == last else (stored >= first) & (stored <= last)
    return padded if padded.any() else None


def _data_set(image: CtImage, file: BinaryIO) -> BinaryIO:
    if image.pixels.syntax != DeflatedExplicitVRLittleEndian:
        return file
    if image.pixels.frames == 1:
        return open_data_set(image.path, file)
    return BytesIO(_inflated(image.path, image.stamp))


@lru_cache(maxsize=1)
def _inflated(path: Path, stamp: Stamp) -> bytes:
    """Return a deflated file as it unfolds; the last one is remembered, as its frames come one by one."""
    with open_file(path, stamp) as file:
        data = open_data_set(path, file)
        data.seek(0)
        return data.read()


def _native(data: BinaryIO, element: PixelElement, image: CtImage, out: Words) -> Stored:
    """Return pixels that stand in the file as they are."""
    pixels = image.pixels
    width = pixels.bits_allocated // 8
    size = out.size * width
    first = image.frame * size
    if first + size > (element.length or 0):
        raise UnpackError(ENDS_EARLY)
    swapped = pixels.syntax in BIG_ENDIAN_PIXELS
    if width == 1:
        out[:] = _bytes(data, element, first, size, swapped and element.words).reshape(out.shape)
        return meant_bits(out, pixels, pixels.high_bit)
    data.seek(element.start + first)
    if data.readinto(out.view(np.uint8).data) != size:  # type: ignore[attr-defined]
        raise UnpackError(ENDS_EARLY)
    if swapped:
        out.byteswap(inplace=True)
    return meant_bits(out, pixels, pixels.high_bit)


def _bytes(data: BinaryIO, element: PixelElement, first: int, size: int, in_words: bool) -> NDArray[np.uint8]:
    """Return bytes of the pixels; a big-endian word holds the second of two pixels first."""
    begin, end = (first & ~1, first + size + (first + size & 1)) if in_words else (first, first + size)
    data.seek(element.start + begin)
    values = np.frombuffer(data.read(end - begin), np.uint8)
    if values.size < end - begin:
        raise UnpackError(ENDS_EARLY)
    if in_words:
        values = values.reshape(-1, 2)[:, ::-1].reshape(-1)
    return values[first - begin : first - begin + size]


def _frame(data: BinaryIO, element: PixelElement, image: CtImage) -> bytes:
    """Return one packed frame, joined from its fragments (PS3.5 A.4)."""
    pixels = image.pixels
    fragments = frame_fragments(
        image.path, image.stamp, data, element.start, pixels.frames, image.frame, begins_codestream
    )
    room = 2 * pixels.rows * pixels.columns * pixels.bits_allocated // 8 + MOST_PADDING
    if sum(fragment.length for fragment in fragments) > room:
        raise DamagedError
    parts = []
    for fragment in fragments:
        data.seek(fragment.start)
        parts.append(data.read(fragment.length))
    return parts[0] if len(parts) == 1 else b"".join(parts)
