"""What packed pixels say of themselves, by their first bytes: how they are packed and what comes out.

Nothing is unpacked here. A file may claim one thing in its header and hold another in its pixels, and a
few bytes may claim to be a picture of any size: this is asked before a decoder is.

References
----------
ISO/IEC 10918-1 annex B (JPEG), 14495-1 annex C (JPEG-LS), 15444-1 annex A and I (JPEG 2000), 15444-15 A
(High-Throughput JPEG 2000), 18181-1 annex D (JPEG XL); PS3.5 annex G (RLE).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from planner.dicom.syntaxes import Codec

RLE_HEAD = 64
"""Bytes of the head of a frame of RLE."""

_JP2 = b"\x00\x00\x00\x0cjP  "
_JPEG_XL_BOXES = b"\x00\x00\x00\x0cJXL "
_JPEG_2000 = b"\xff\x4f\xff\x51"
_JPEG = b"\xff\xd8\xff"
_JPEG_XL = b"\xff\x0a"
_SOS, _JPEG_LS, _SOF = 0xDA, 0xF7, range(0xC0, 0xD0)
_NO_SOF = (0xC4, 0xC8, 0xCC)
_DCT, _LOSSLESS = (0xC0, 0xC1, 0xC2), 0xC3
_COD, _CAP, _SOT = 0x52, 0x50, 0x90
# width to height of JPEG XL, by number (table D.2)
_RATIOS = ((1, 1), (1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


class UnknownCodestreamError(Exception):
    """Bytes that begin as nothing known here, or as a kind that cannot be decoded here; says which."""


@dataclass(frozen=True)
class Codestream:
    """What packed pixels claim to be.

    Attributes
    ----------
    bits
        Per sample; None where it was not found out.
    signed
        None where this way of packing knows no signs.
    lossless
        Whether nothing was lost; None where it cannot be told.
    """

    codec: Codec
    rows: int
    columns: int
    components: int
    bits: int | None
    signed: bool | None
    lossless: bool | None


def begins_codestream(head: bytes) -> bool:
    """Say whether bytes begin as the packed pixels of a whole picture do."""
    return head.startswith((_JPEG, _JPEG_2000, _JP2, _JPEG_XL, _JPEG_XL_BOXES))


def begins_rle(head: bytes, count: int) -> bool:
    """Say whether bytes begin as a frame of RLE with `count` bytes per pixel, one component (PS3.5 G.5)."""
    numbers = [int.from_bytes(head[at : at + 4], "little") for at in range(0, RLE_HEAD, 4)]
    offsets, rest = numbers[1 : count + 1], numbers[count + 1 :]
    ascending = all(a < b for a, b in pairwise(offsets))
    return (
        len(head) >= RLE_HEAD
        and numbers[0] == count
        and offsets[0] == RLE_HEAD
        and ascending
        and not any(rest)
    )


def codestream(head: bytes) -> Codestream:
    """Return what packed pixels claim to be, given their first bytes or all of them.

    Raises
    ------
    UnknownCodestreamError
        If they begin as nothing known here.
    EOFError
        If more of them is needed.
    """
    try:
        if head.startswith(_JPEG):
            return _jpeg(head)
        if head.startswith((_JPEG_2000, _JP2)):
            return _jpeg_2000(head)
        if head.startswith((_JPEG_XL, _JPEG_XL_BOXES)):
            return _jpeg_xl(head)
    except IndexError:
        raise EOFError from None
    raise UnknownCodestreamError


def _jpeg(head: bytes) -> Codestream:
    """Walk the markers up to the first scan."""
    frame, kind = b"", 0
    for marker, body in _jpeg_markers(head):
        if marker == _JPEG_LS or (marker in _SOF and marker not in _NO_SOF):
            kind, frame = marker, body
        if marker == _SOS:
            break
    if not frame:
        raise UnknownCodestreamError
    if kind != _JPEG_LS and kind != _LOSSLESS and kind not in _DCT:
        raise UnknownCodestreamError(f"JPEG (SOF{kind - _SOF.start})")
    codec: Codec = "jpeg"
    lossless = False
    # body is that of the scan: components, two bytes each, then what differs by the kind
    after = body[1 + 2 * body[0] :]
    if kind == _JPEG_LS:
        codec, lossless = "jpeg_ls", after[0] == 0
    elif kind == _LOSSLESS:
        # the point transform drops that many bits
        codec, lossless = "jpeg_lossless", after[2] & 0x0F == 0
    return Codestream(
        codec, _big(frame, 1, 2), _big(frame, 3, 2), frame[5], frame[0], signed=None, lossless=lossless
    )


def _jpeg_markers(head: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each marker segment of a JPEG file with its body."""
    at = 2
    while True:
        if head[at] != 0xFF:
            raise UnknownCodestreamError
        if head[at + 1] == 0xFF:
            at += 1
            continue
        length = _big(head, at + 2, 2)
        if length < 2:
            raise UnknownCodestreamError
        yield head[at + 1], _part(head, at + 4, length - 2)
        at += 2 + length


def _jpeg_2000(head: bytes) -> Codestream:
    at = _after_boxes(head, b"jp2c") if head.startswith(_JP2) else 0
    if _part(head, at, 4) != _JPEG_2000:
        raise UnknownCodestreamError
    size = _part(head, at + 4, _big(head, at + 4, 2))
    right, bottom, left, top = (_big(size, place, 4) for place in (4, 8, 12, 16))
    bits = size[38]
    throughput, reversible = bool(size[2] & 0x40), None
    at += 4 + len(size)
    while head[at + 1] != _SOT and reversible is None:
        if head[at] != 0xFF:
            raise UnknownCodestreamError
        if head[at + 1] == _CAP:
            throughput = True
        if head[at + 1] == _COD:
            reversible = head[at + 13] == 1
        at += 2 + _big(head, at + 2, 2)
    return Codestream(
        codec="htj2k" if throughput else "jpeg_2000",
        rows=bottom - top,
        columns=right - left,
        components=_big(size, 36, 2),
        bits=(bits & 0x7F) + 1,
        signed=bool(bits & 0x80),
        # layers may have been cut off a reversible one
        lossless=None if reversible else False,
    )


def _jpeg_xl(head: bytes) -> Codestream:
    at = 0
    if head.startswith(_JPEG_XL_BOXES):
        at = _after_boxes(head, b"jxlc", b"jxlp")
        at += 4 if head[at - 4 : at] == b"jxlp" else 0
    if _part(head, at, 2) != _JPEG_XL:
        raise UnknownCodestreamError
    bits = _Bits(head, at + 2)
    rows, columns = _jpeg_xl_size(bits)
    if bits.take(1):
        return Codestream("jpeg_xl", rows, columns, 3, 8, signed=None, lossless=False)
    if bits.take(1):
        # orientation, preview or animation
        raise UnknownCodestreamError("JPEG XL")
    if bits.take(1):
        raise UnknownCodestreamError("JPEG XL")
    depth = (8, 10, 12, 0)[bits.take(2)] or bits.take(6) + 1
    bits.take(1)
    if bits.take(2):
        raise UnknownCodestreamError("JPEG XL")
    changed = bool(bits.take(1))
    # its only components are one of grey or three of colour; the colour encoding tells
    colour = 3 if bits.take(1) or bits.take(1) or bits.take(2) != 1 else 1
    return Codestream(
        "jpeg_xl", rows, columns, colour, depth, signed=None, lossless=False if changed else None
    )


def _jpeg_xl_size(bits: _Bits) -> tuple[int, int]:
    eighths = bits.take(1)

    def number() -> int:
        return (bits.take(5) + 1) * 8 if eighths else bits.take((9, 13, 18, 30)[bits.take(2)]) + 1

    rows = number()
    ratio = bits.take(3)
    return rows, rows * _RATIOS[ratio][0] // _RATIOS[ratio][1] if ratio else number()


class _Bits:
    """Bits from the lowest of each byte."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._at = start * 8

    def take(self, count: int) -> int:
        value = 0
        for place in range(count):
            value |= (self._data[self._at >> 3] >> (self._at & 7) & 1) << place
            self._at += 1
        return value


def _after_boxes(head: bytes, *names: bytes) -> int:
    """Return where the content of the first box of these names begins (ISO/IEC 15444-1 I.4)."""
    at = 0
    while _part(head, at + 4, 4) not in names:
        length = _big(head, at, 4)
        if length < 8:
            raise UnknownCodestreamError
        at += length
    return at + 8


def _part(data: bytes, at: int, length: int) -> bytes:
    if at + length > len(data):
        raise IndexError
    return data[at : at + length]


def _big(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(_part(data, at, length), "big")
