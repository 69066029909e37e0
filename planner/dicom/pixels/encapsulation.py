"""Where the pixels of each frame lie in a file: the element that holds them, its fragments and its frames.

References
----------
PS3.5 7.1 (elements), A.4 (fragments and the Basic Offset Table); PS3.3 C.7.6.3.1.8 (Extended Offset Table).
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from io import BufferedReader
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Literal

from pydicom.uid import ExplicitVRBigEndian

from planner.dicom.foreign import Stamp, open_file
from planner.dicom.limits import MOST_FRAGMENTS
from planner.dicom.syntaxes import IMPLICIT

HEAD = 12
"""Bytes of the longest head of an element."""

_PIXELS, _UNDEFINED = 0x7FE0, 0xFFFFFFFF
_ITEM, _DELIMITER = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
_OFFSETS, _LENGTHS = b"\xe0\x7f\x01\x00", b"\xe0\x7f\x02\x00"
_MARK = 16


Begins = Callable[[bytes], bool]
"""Says whether bytes are the first of a frame."""


class EndsEarlyError(Exception):
    """The file ends within its pixels."""


class DamagedError(Exception):
    """Fragments that are not in order, or not those of so many frames."""


@dataclass(frozen=True)
class PixelElement:
    """The element that holds the pixels.

    Attributes
    ----------
    number
        The lower half of its tag: 0x0010, or 8 and 9 for numbers in floating point.
    words
        Whether its values are 16-bit words (OW).
    start
        Where its value begins in the file.
    length
        Of its value in bytes; None where it is not said, as that of fragments.
    """

    number: int
    words: bool
    start: int
    length: int | None


@dataclass(frozen=True)
class Fragment:
    """A part of packed pixels: where its bytes begin in the file, and how many there are."""

    start: int
    length: int


def pixel_element(file: BinaryIO, offset: int, syntax: str) -> PixelElement | None:
    """Return the element with the pixels at `offset` of an open data set; None where there is none."""
    file.seek(offset)
    head = file.read(HEAD)
    order: Literal["big", "little"] = "big" if syntax == ExplicitVRBigEndian else "little"
    group, number = (int.from_bytes(head[at : at + 2], order) for at in (0, 2))
    if len(head) < 8 or group != _PIXELS:
        return None
    size = 8 if syntax in IMPLICIT else HEAD
    length = int.from_bytes(head[size - 4 : size], order)
    words = syntax in IMPLICIT or head[4:6] == b"OW"
    return PixelElement(number, words, offset + size, None if length == _UNDEFINED else length)


def frame_fragments(
    path: Path, stamp: Stamp, file: BinaryIO, start: int, frames: int, frame: int, begins: Begins
) -> tuple[Fragment, ...]:
    """Return the fragments of one frame of packed pixels.

    Parameters
    ----------
    stamp
        That of the file, which is open as `file`.
    start
        Where the value of the element begins.
    begins
        Asked where no table tells the frames apart.

    Raises
    ------
    EndsEarlyError, DamagedError
        If the fragments are not whole, or not those of so many frames.
    """
    if frames == 1:
        return _fragments(file, start)[1]
    return _frames(path, stamp, start, frames, begins)[frame]


def first_bytes(file: BinaryIO, start: int, count: int) -> bytes:
    """Return the first bytes of the first fragment; none where there is no fragment."""
    file.seek(start)
    head = file.read(8)
    file.seek(int.from_bytes(head[4:], "little"), 1)
    item = file.read(8)
    if head[:4] != _ITEM or item[:4] != _ITEM:
        return b""
    return file.read(min(int.from_bytes(item[4:], "little"), count))


@lru_cache(maxsize=2)
def _frames(
    path: Path, stamp: Stamp, start: int, frames: int, begins: Begins
) -> tuple[tuple[Fragment, ...], ...]:
    """Return the fragments of each frame; remembered, as the frames of a file are asked for one by one."""
    with BufferedReader(open_file(path, stamp)) as file:
        offsets, fragments = _fragments(file, start)
        firsts = _extended_offsets(file, start, frames) or offsets
        if firsts:
            # offsets count from the first item behind the table, and point at the heads of items
            places = [fragment.start - 8 for fragment in fragments]
            zero = places[0] if places else 0
            begin = [bisect_left(places, zero + offset) for offset in firsts]
            if [places[at] if at < len(places) else -1 for at in begin] != [zero + at for at in firsts]:
                raise DamagedError
        elif len(fragments) == frames:
            begin = list(range(frames))
        else:
            begin = [at for at, fragment in enumerate(fragments) if begins(_start_of(file, fragment))]
    ordered = begin[:1] == [0] and all(a < b for a, b in pairwise(begin))
    if len(begin) != frames or not ordered:
        raise DamagedError
    return tuple(fragments[a:b] for a, b in pairwise((*begin, len(fragments))))


def _start_of(file: BinaryIO, fragment: Fragment) -> bytes:
    file.seek(fragment.start)
    return file.read(min(_MARK, fragment.length))


def _fragments(file: BinaryIO, start: int) -> tuple[tuple[int, ...], tuple[Fragment, ...]]:
    """Return the Basic Offset Table and the fragments behind it; every one is whole, and so is their end."""
    size = file.seek(0, os.SEEK_END)
    at, items = start, list[Fragment]()
    while True:
        file.seek(at)
        head = file.read(8)
        # decoders of JPEG make a whole picture of one that lacks its end
        if len(head) < 8:
            raise EndsEarlyError
        if head[:4] == _DELIMITER:
            break
        if head[:4] != _ITEM or len(items) > MOST_FRAGMENTS:
            raise DamagedError
        item = Fragment(at + 8, int.from_bytes(head[4:], "little"))
        at = item.start + item.length
        if at > size:
            raise EndsEarlyError
        items.append(item)
    if not items:
        raise DamagedError
    return _numbers(file, items[0], 4), tuple(items[1:])


def _extended_offsets(file: BinaryIO, start: int, frames: int) -> tuple[int, ...]:
    """Return the Extended Offset Table; none where there is none.

    It stands right in front of the pixels with the table of lengths: as both have a number for each frame, it
    is found by walking back.
    """
    each = HEAD + 8 * frames
    for total in (0, HEAD + 8):
        at = start - HEAD - total - 2 * each
        if at >= 0 and _at(file, at, _OFFSETS, frames) and _at(file, at + each, _LENGTHS, frames):
            return _numbers(file, Fragment(at + HEAD, 8 * frames), 8)
    return ()


def _at(file: BinaryIO, at: int, tag: bytes, frames: int) -> bool:
    file.seek(at)
    head = file.read(HEAD)
    return head[:4] == tag and int.from_bytes(head[8:], "little") == 8 * frames


def _numbers(file: BinaryIO, item: Fragment, width: int) -> tuple[int, ...]:
    if item.length % width or item.length > MOST_FRAGMENTS * 8:
        raise DamagedError
    file.seek(item.start)
    data = file.read(item.length)
    return tuple(int.from_bytes(data[at : at + width], "little") for at in range(0, len(data), width))
