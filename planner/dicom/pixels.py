"""The pixels of one image: unpack what the file holds, then stored values to HU."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom.encaps import generate_fragments
from pydicom.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

from planner.dicom.elements import foreign, open_data_set
from planner.dicom.errors import LoadError
from planner.dicom.image import CtImage, PixelFormat
from planner.dicom.notes import note
from planner.dicom.syntaxes import codec_of
from planner.imaging.volume import AIR_HU
from planner.words import N_

Stored = NDArray[np.uint16] | NDArray[np.int16]
_PIXEL_DATA = (b"\xe0\x7f\x10\x00", b"\x7f\xe0\x00\x10")
_SEQUENCE_DELIMITER = b"\xfe\xff\xdd\xe0"
_DAMAGED = note(N_("its pixels are damaged"))
_INT16 = np.iinfo(np.int16)


class NotInt16Error(Exception):
    """HU that no 16-bit integer holds."""


def stored_values(image: CtImage) -> Stored:
    """Return the stored values of an image, indexed [j, i], uint16 or int16 by PixelRepresentation.

    Bits outside BitsStored are ignored (PS3.5 8.1.1).

    Raises
    ------
    LoadError
        If the file is not as its header says, or cannot be unpacked.
    """
    pixels = image.pixels
    with foreign(image.path, _DAMAGED), image.path.open("rb") as file:
        data = open_data_set(image.path, file)
        data.seek(pixels.offset)
        length = _enter_pixel_data(image.path, data, pixels.syntax)
        if codec_of(pixels.syntax) is None:
            return _meant_bits(_native(image, data, length), pixels, pixels.high_bit)
        if pixels.frames > 1:
            raise LoadError(image.path, note(N_("packed images of several in one file are not read")))
        raw = _unpacked(_frame(image.path, data), pixels)
    if raw.shape != (pixels.rows, pixels.columns) or raw.dtype.itemsize > 2:
        raise LoadError(image.path, _DAMAGED)
    # a codec hands out samples, without the unused bits below or above
    widened = (
        raw.astype(np.int16).view(np.uint16) if raw.dtype.kind == "i" else raw.astype(np.uint16, copy=False)
    )
    high_bit = pixels.high_bit if codec_of(pixels.syntax) == "rle" else pixels.bits_stored - 1
    return _meant_bits(widened, pixels, high_bit)


def to_hu_int16(stored: Stored, pixels: PixelFormat, hu: NDArray[np.int16]) -> None:
    """Write the HU of stored values into `hu`; padding becomes air.

    Raises
    ------
    NotInt16Error
        If slope or intercept are not whole, or a value needs more than 16 bits.
    """
    padded = _padded(stored, pixels)
    values = stored if padded is None else stored[~padded]
    if not pixels.whole:
        raise NotInt16Error
    if values.size:
        ends = [int(value) * pixels.slope + pixels.intercept for value in (values.min(), values.max())]
        if min(ends) < _INT16.min or max(ends) > _INT16.max:
            raise NotInt16Error
    # modulo 2**16 the way does not matter, as the ends are known to fit
    whole = stored.view(np.int16)
    if pixels.slope != 1.0:
        whole = np.multiply(whole, _wrapped(pixels.slope))
    np.add(whole, _wrapped(pixels.intercept), out=hu)
    if padded is not None:
        hu[padded] = int(AIR_HU)


def to_hu_float32(stored: Stored, pixels: PixelFormat, hu: NDArray[np.float32]) -> None:
    """Write the HU of stored values into `hu`; padding becomes air."""
    hu[:] = stored.astype(np.float64) * pixels.slope + pixels.intercept
    padded = _padded(stored, pixels)
    if padded is not None:
        hu[padded] = AIR_HU


def _wrapped(value: float) -> np.int16:
    return np.int16((int(value) + 0x8000) % 0x10000 - 0x8000)


def _padded(stored: Stored, pixels: PixelFormat) -> NDArray[np.bool_] | None:
    """Return where there is no data; None where there is data everywhere."""
    if pixels.padding is None:
        return None
    first, last = pixels.padding
    padded: NDArray[np.bool_] = stored == first if first == last else (stored >= first) & (stored <= last)
    return padded if padded.any() else None


def _enter_pixel_data(path: Path, data: BinaryIO, syntax: str) -> int:
    """Go past the head of the element with the pixels and return its length in bytes."""
    head = data.read(8)
    if head[:4] != _PIXEL_DATA[syntax == ExplicitVRBigEndian]:
        raise LoadError(path, note(N_("the file holds no pixels where it held them when it was found")))
    length = head[4:8] if syntax == ImplicitVRLittleEndian else data.read(4)
    return int.from_bytes(length, "big" if syntax == ExplicitVRBigEndian else "little")


def _ends_early(path: Path) -> LoadError:
    return LoadError(path, note(N_("the file ends before its pixels do")))


def _native(image: CtImage, data: BinaryIO, length: int) -> Stored:
    """Return pixels that stand in the file as they are, as uint16."""
    pixels = image.pixels
    size = pixels.rows * pixels.columns * pixels.bits_allocated // 8
    values = np.empty(size, dtype=np.uint8)
    data.seek(image.frame * size, 1)
    if length < (image.frame + 1) * size or data.readinto(values.data) != size:  # type: ignore[attr-defined]
        raise _ends_early(image.path)
    if pixels.bits_allocated == 8:
        return values.astype(np.uint16).reshape(pixels.rows, pixels.columns)
    order = ">u2" if pixels.syntax == ExplicitVRBigEndian else "<u2"
    return values.view(order).astype(np.uint16, copy=False).reshape(pixels.rows, pixels.columns)


def _frame(path: Path, data: BinaryIO) -> bytes:
    """Return the one frame of encapsulated pixels (PS3.5 A.4), joined from its fragments."""
    _offsets, *fragments = generate_fragments(data)
    data.seek(-4, 1)
    # decoders of JPEG make a whole picture of one that lacks its end
    if data.read(4) != _SEQUENCE_DELIMITER:
        raise _ends_early(path)
    return b"".join(fragments)


def _unpacked(frame: bytes, pixels: PixelFormat) -> NDArray[np.generic]:
    codec = codec_of(pixels.syntax)
    if codec == "rle":
        dtype = np.dtype("<u2" if pixels.bits_allocated == 16 else "u1")
        flat = np.frombuffer(imagecodecs.dicomrle_decode(frame, dtype), dtype)
        return flat.reshape(pixels.rows, pixels.columns)
    decode = {
        "jpeg_lossless": imagecodecs.ljpeg_decode,
        "jpeg_ls": imagecodecs.jpegls_decode,
        "jpeg_2000": imagecodecs.jpeg2k_decode,
    }[codec or ""]
    return np.asarray(decode(frame))


def _meant_bits(raw: Stored, pixels: PixelFormat, high_bit: int) -> Stored:
    """Return the BitsStored bits up to `high_bit`, with their sign where they have one."""
    above, below = 15 - high_bit, 16 - pixels.bits_stored
    bits = raw.view(np.uint16)
    if above:
        bits = np.left_shift(bits, np.uint16(above))
    if not below:
        return bits.view(np.int16) if pixels.signed else bits
    if pixels.signed:
        return np.right_shift(bits.view(np.int16), np.int16(below))
    return np.right_shift(bits, np.uint16(below))
