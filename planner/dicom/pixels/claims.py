"""Hold what a header claims of its pixels against their first bytes, and say what compression did to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from io import BufferedReader, BytesIO
from math import isfinite, nan
from typing import BinaryIO

from planner.dicom.foreign import foreign, open_file
from planner.dicom.headers.elements import Elements
from planner.dicom.image import PixelFormat
from planner.dicom.limits import LARGEST_SIDE
from planner.dicom.notes import Note, note
from planner.dicom.pixels.codestream import (
    RLE_HEAD,
    Codestream,
    UnknownCodestreamError,
    begins_rle,
    codestream,
)
from planner.dicom.pixels.encapsulation import PixelElement, first_bytes, pixel_element
from planner.dicom.pixels.unpack import DAMAGED, ENDS_EARLY, not_as_said, why_differs, why_packed_or_not
from planner.dicom.syntaxes import CODEC_NAMES, codec_of, loss_of, why_not_read
from planner.words import N_

CLAIM_KEYWORDS = (
    "LossyImageCompression",
    "LossyImageCompressionRatio",
    "LossyImageCompressionMethod",
)

_PIXEL_DATA = 0x0010
# a thumbnail or a profile may stand in front of what is looked for
_FAR = 1 << 16
_METHODS = {
    "ISO_10918_1": "JPEG",
    "ISO_14495_1": "JPEG-LS",
    "ISO_15444_1": "JPEG 2000",
    "ISO_15444_15": "High-Throughput JPEG 2000",
    "ISO_18181_1": "JPEG XL",
    "ISO_13818_1": "MPEG2",
}


@dataclass(frozen=True)
class Claims:
    """What became of holding a header against its pixels.

    Attributes
    ----------
    pixels
        The format with what is known of a loss.
    unreadable
        Why the pixels cannot be read; None where nothing speaks against it.
    cautions
        What must be said although they are read.
    """

    pixels: PixelFormat
    unreadable: Note | None
    cautions: tuple[Note, ...] = ()


def claims_of(elements: Elements, pixels: PixelFormat) -> Claims:
    """Return what the first bytes of the pixels make of what the header says of them."""
    stream: Codestream | None = None
    unreadable = why_not_read(pixels.syntax) or _why_not_pixels(elements, pixels)
    if unreadable is None and codec_of(pixels.syntax) is not None:
        unreadable, stream = _looked_at(elements, pixels)
    loss = _loss(elements, pixels, stream)
    ratio = _ratio(elements) if loss else None
    cautions = tuple(_cautions(pixels, stream)) if unreadable is None else ()
    return Claims(replace(pixels, loss=loss, loss_ratio=ratio), unreadable, cautions)


def loss_note(formats: Iterable[PixelFormat]) -> Note | None:
    """Return what is said above images whose values compression may have changed; None where none has."""
    lossy = [pixels for pixels in formats if pixels.loss]
    if not lossy:
        return None
    method = ", ".join(sorted({pixels.loss for pixels in lossy}))
    ratios = sorted(round(pixels.loss_ratio) for pixels in lossy if pixels.loss_ratio is not None)
    if ratios:
        range_ = f"{ratios[0]}" if ratios[0] == ratios[-1] else f"{ratios[0]}-{ratios[-1]}"
        method = f"{method} {range_}:1"
    why = N_(
        "The images went through a compression that loses detail ({method}): "
        "HU may have changed by the compression; geometry has not. A lossless copy is better."
    )
    return note(why, method=method)


def why_not_integers(elements: Elements) -> Note | None:
    """Return why pixels are not read that are no integers; None where they are, or where there are none."""
    element = _element(elements)
    if element is None or element.number == _PIXEL_DATA:
        return None
    return note(N_("its pixels are floating-point numbers, which are not read"))


def _element(elements: Elements) -> PixelElement | None:
    return pixel_element(BytesIO(elements.pixel_head), 0, elements.syntax)


def _why_not_pixels(elements: Elements, pixels: PixelFormat) -> Note | None:
    """Return what is wrong with the element that holds the pixels."""
    element = _element(elements)
    if element is None:
        return ENDS_EARLY
    lie = why_packed_or_not(element.length is None, pixels)
    if lie is not None:
        return lie
    if element.length is None:
        big = max(pixels.rows, pixels.columns) > LARGEST_SIDE
        return note(N_("{columns} x {rows} pixels are more than a CT has"), columns=pixels.columns,
                    rows=pixels.rows) if big else None  # fmt: skip
    size = pixels.frames * pixels.rows * pixels.columns * pixels.bits_allocated // 8
    cut = element.length < size or elements.pixel_offset + element.start + size > elements.size
    return ENDS_EARLY if cut else None


def _looked_at(elements: Elements, pixels: PixelFormat) -> tuple[Note | None, Codestream | None]:
    """Return why packed pixels are not as the header says, and their codestream where they have one."""
    codec = codec_of(pixels.syntax)
    head = _first(elements, BytesIO(elements.pixel_head), 0)
    if codec in ("plain", "deflate"):
        return None, None
    if codec == "rle":
        told = len(head) < RLE_HEAD or begins_rle(head, pixels.bits_allocated // 8)
        return None if told else not_as_said(head, pixels), None
    try:
        try:
            stream = codestream(head)
        except EOFError:
            stream = codestream(_more(elements))
    except UnknownCodestreamError as error:
        return not_as_said(head, pixels, str(error)), None
    except EOFError:
        # what is missing is found when it is unpacked
        return None, None
    return why_differs(stream, pixels), stream


def _more(elements: Elements) -> bytes:
    with foreign(elements.path, DAMAGED), BufferedReader(open_file(elements.path, elements.stamp)) as file:
        return _first(elements, file, elements.pixel_offset)


def _first(elements: Elements, file: BinaryIO, offset: int) -> bytes:
    """Return the first bytes of the first fragment of packed pixels."""
    element = pixel_element(file, offset, elements.syntax)
    return first_bytes(file, element.start, _FAR) if element is not None else b""


def _loss(elements: Elements, pixels: PixelFormat, stream: Codestream | None) -> str:
    """Return the compression that may have changed the values, by name.

    What a codestream is known to have lost counts, whatever the header says of it; what cannot be known
    counts where the header does not say "00", that nothing was ever lost.
    """
    codec = codec_of(pixels.syntax)
    said = elements.text("LossyImageCompression")
    lossless = stream.lossless if stream is not None else None
    if lossless is None and loss_of(pixels.syntax) == "maybe" and said == "00":
        lossless = True
    if lossless is None:
        lossless = loss_of(pixels.syntax) == "never"
    if codec is not None and not lossless:
        return CODEC_NAMES[codec]
    if said != "01":
        return ""
    methods = dict.fromkeys(elements.texts("LossyImageCompressionMethod"))
    return ", ".join(_METHODS.get(method, method) for method in methods) or "?"


def _ratio(elements: Elements) -> float | None:
    """Return LossyImageCompressionRatio, the largest where it was compressed more than once."""
    ratios = [_number(text) for text in elements.texts("LossyImageCompressionRatio")]
    return max((ratio for ratio in ratios if isfinite(ratio) and ratio >= 1.0), default=None)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return nan


def _cautions(pixels: PixelFormat, stream: Codestream | None) -> Iterator[Note]:
    if stream is None or stream.signed is None or stream.signed == pixels.signed:
        return
    if pixels.signed:
        disagree = N_(
            "The header says that pixels may be negative, their codestream says not: "
            "the header was followed. Look whether air is near -1000 HU."
        )
    else:
        disagree = N_(
            "The codestream says that pixels may be negative, their header says not: "
            "the header was followed. Look whether air is near -1000 HU."
        )
    yield note(disagree)
