"""Unpack one frame into stored values, after asking its codestream whether it is what the header says.

What the header and the codestream may disagree on, and what is done about it:

* **What it is, its size, its components:** refused. A decoder is started only where the codestream claims
  exactly the picture that the header claims, so nothing bigger is ever allocated.
* **Signs.** JPEG 2000 codestreams say whether samples have signs, and some writers say it wrongly. The bits
  are kept and read as PixelRepresentation says, as pydicom and others do, with a caution: without signs
  instead of with them, a negative value is 2 to the BitsStored too high. JPEG, JPEG-LS and JPEG XL know no
  signs: two's complement of as many bits as the codestream has.
* **Bits.** A codestream of more or fewer bits than BitsStored is read where every value means the same in
  both readings, and refused where one does not.

References
----------
PS3.5 8.1.1 (unused bits), 8.2 and A.4 (what is packed how); A.4.4 (signs in JPEG 2000).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from planner.dicom.image import PixelFormat
from planner.dicom.notes import Note, note
from planner.dicom.pixels.codestream import Codestream, UnknownCodestreamError, begins_rle, codestream
from planner.dicom.syntaxes import BIG_ENDIAN_PIXELS, CODEC_NAMES, Codec, codec_of, syntax_name
from planner.words import N_

Stored = NDArray[np.uint16] | NDArray[np.int16]
Words = NDArray[np.int16]

DAMAGED = note(N_("its pixels are damaged"))
ENDS_EARLY = note(N_("the file ends before its pixels do"))
_UNEXPECTED_BITS = note(N_("its pixels have more bits than the header says"))
_END_OF_IMAGE = b"\xff\xd9"
# padding may follow the end of a picture
_LAST = 16

_DECODERS: dict[Codec, Callable[..., NDArray[np.generic]]] = {
    "jpeg": imagecodecs.jpeg8_decode,
    # twice as fast as ljpeg_decode, and as exact: libjpeg-turbo 3
    "jpeg_lossless": imagecodecs.jpeg8_decode,
    "jpeg_ls": imagecodecs.jpegls_decode,
    "jpeg_2000": imagecodecs.jpeg2k_decode,
    "htj2k": imagecodecs.htj2k_decode,
    "jpeg_xl": imagecodecs.jpegxl_decode,
}


class UnpackError(Exception):
    """Why a frame is not unpacked, as a note."""

    def __init__(self, why: Note) -> None:
        super().__init__(why)
        self.why = why


def unpacked(frame: bytes, pixels: PixelFormat, out: Words) -> Stored:
    """Return the stored values of one packed frame, [j, i], in the memory of `out` where that is possible.

    Raises
    ------
    UnpackError
        If the frame is not what the header says.
    Exception
        Whatever the decoder raises.
    """
    codec = codec_of(pixels.syntax)
    if codec == "plain":
        return placed(np.frombuffer(frame, np.uint8), pixels, out)
    if codec == "deflate":
        size = out.size * pixels.bits_allocated // 8
        return placed(
            np.frombuffer(zlib.decompressobj(-zlib.MAX_WBITS).decompress(frame, size + 1), np.uint8),
            pixels,
            out,
        )
    if codec == "rle":
        return _rle(frame, pixels, out)
    stream = _codestream(frame, pixels)
    why = why_differs(stream, pixels)
    if why is not None:
        raise UnpackError(why)
    if stream.codec in ("jpeg", "jpeg_lossless") and _END_OF_IMAGE not in frame[-_LAST:]:
        raise UnpackError(ENDS_EARLY)
    decode = _DECODERS[stream.codec]
    kind = "i" if stream.signed else "u"
    if (stream.bits or 16) > 8:
        samples = out.view(np.dtype(f"{kind}2"))
        decode(frame, out=samples)
        return _as_stored(samples.view(np.int16), stream, pixels)
    narrow = np.empty(out.shape, np.dtype(f"{kind}1"))
    decode(frame, out=narrow)
    out[:] = narrow
    return _as_stored(out, stream, pixels)


def why_packed_or_not(packed: bool, pixels: PixelFormat) -> Note | None:
    """Return why pixels are not read that are packed where the header says not, or the reverse; else None."""
    if packed == (codec_of(pixels.syntax) is not None):
        return None
    said = syntax_name(pixels.syntax)
    if packed:
        return note(N_("it says that its pixels are not packed ({said}), but they are"), said=said)
    return note(N_("it says that its pixels are packed as {said}, but they are not packed"), said=said)


def why_differs(stream: Codestream, pixels: PixelFormat) -> Note | None:
    """Return why a codestream is not unpacked, as it is not what the header says; None where it is."""
    said = codec_of(pixels.syntax)
    if stream.codec != said:
        found = CODEC_NAMES[stream.codec]
        return note(N_("it says that it is packed as {said}, but it is packed as {found}"),
                    said=syntax_name(pixels.syntax), found=found)  # fmt: skip
    if (stream.rows, stream.columns) != (pixels.rows, pixels.columns):
        return note(N_("the header says {columns} x {rows} pixels, but {in_width} x {in_height} are packed"),
                    columns=pixels.columns, rows=pixels.rows,
                    in_width=stream.columns, in_height=stream.rows)  # fmt: skip
    if stream.components != 1:
        return note(N_("these are colour pictures"))
    if stream.bits is not None and stream.bits > 16:
        return note(N_("{bits} bits of {allocated} per pixel are not read"), bits=stream.bits,
                    allocated=pixels.bits_allocated)  # fmt: skip
    if stream.codec == "jpeg" and pixels.signed:
        return note(N_("lossy JPEG holds no negative values, but the header says there are some"))
    return None


def placed(values: NDArray[np.uint8], pixels: PixelFormat, out: Words) -> Stored:
    """Return stored values that stand as they are in bytes, in the memory of `out`."""
    count = out.size
    if values.size < count * pixels.bits_allocated // 8:
        raise UnpackError(ENDS_EARLY)
    if pixels.bits_allocated == 8:
        out[:] = values[:count].reshape(out.shape)
    else:
        out[:] = values[: 2 * count].view("<i2").reshape(out.shape)
        if pixels.syntax in BIG_ENDIAN_PIXELS:
            out.byteswap(inplace=True)
    return meant_bits(out, pixels, pixels.high_bit)


def meant_bits(raw: Words, pixels: PixelFormat, high_bit: int) -> Stored:
    """Return, in place, the BitsStored bits up to `high_bit`, with their sign where they have one."""
    above, below = 15 - high_bit, 16 - pixels.bits_stored
    bits = raw.view(np.uint16)
    if above:
        np.left_shift(bits, np.uint16(above), out=bits)
    if pixels.signed:
        return np.right_shift(raw, np.int16(below), out=raw) if below else raw
    return np.right_shift(bits, np.uint16(below), out=bits) if below else bits


def _rle(frame: bytes, pixels: PixelFormat, out: Words) -> Stored:
    width = pixels.bits_allocated // 8
    if not begins_rle(frame, width):
        raise UnpackError(not_as_said(frame, pixels))
    if width == 2:
        imagecodecs.dicomrle_decode(frame, np.dtype("<u2"), out=out.data.cast("B"))
    else:
        values = np.empty(out.shape, np.uint8)
        imagecodecs.dicomrle_decode(frame, values.dtype, out=values.data.cast("B"))
        out[:] = values
    return meant_bits(out, pixels, pixels.high_bit)


def _codestream(frame: bytes, pixels: PixelFormat) -> Codestream:
    try:
        return codestream(frame)
    except EOFError as error:
        raise UnpackError(ENDS_EARLY) from error
    except UnknownCodestreamError as error:
        raise UnpackError(not_as_said(frame, pixels, str(error))) from error


def not_as_said(frame: bytes, pixels: PixelFormat, found: str = "") -> Note:
    """Return the words for a frame that is not packed in the way that the header says."""
    try:
        found = found or CODEC_NAMES[codestream(frame).codec]
    except (EOFError, UnknownCodestreamError):
        found = "RLE" if begins_rle(frame, 1) or begins_rle(frame, 2) else ""
    said = syntax_name(pixels.syntax)
    if not found:
        return note(N_("it says that it is packed as {said}, but it is not"), said=said)
    return note(
        N_("it says that it is packed as {said}, but it is packed as {found}"), said=said, found=found
    )


def _as_stored(samples: Words, stream: Codestream, pixels: PixelFormat) -> Stored:
    """Return decoded samples as stored values, in place; see the top of this file for what is refused."""
    packed, stored = stream.bits or pixels.bits_stored, pixels.bits_stored
    if packed == stored:
        if bool(stream.signed) != pixels.signed and stored < 16:
            return meant_bits(samples, pixels, stored - 1)
    elif not _means_the_same(samples, bool(stream.signed), packed, pixels):
        raise UnpackError(_UNEXPECTED_BITS)
    elif packed > stored:
        return meant_bits(samples, pixels, stored - 1)
    return samples if pixels.signed else samples.view(np.uint16)


def _means_the_same(samples: Words, signed: bool, packed: int, pixels: PixelFormat) -> bool:
    """Say whether samples of `packed` bits mean the same as the BitsStored of the header."""
    values = samples.astype(np.int32) if signed else samples.view(np.uint16).astype(np.int32)
    stored = pixels.bits_stored
    low, high = (-(1 << stored - 1), 1 << stored - 1) if pixels.signed else (0, 1 << stored)
    if not pixels.signed or signed:
        return bool(values.min() >= low and values.max() < high)
    if packed < stored:
        return bool(values.max() < 1 << packed - 1)
    # two's complement, of BitsStored bits or of those of the codestream
    of_packed = np.where(values >= 1 << packed - 1, values - (1 << packed), values)
    return bool(((values < 1 << stored) | ((of_packed >= low) & (of_packed < high))).all())
