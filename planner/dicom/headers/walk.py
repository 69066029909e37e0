"""Find the elements of a data set that is written in the plain way, without unpacking what is not wanted.

A series has hundreds of files and a file has a hundred elements of which forty matter, so this is where a
scan spends its time. Whatever is not plain is left to pydicom: `walked` then returns None.

References
----------
PS3.5 7.1 (elements), 7.5 (sequences), A.1 and A.2 (the two little-endian syntaxes).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from struct import Struct, error

from planner.dicom.headers.dictionary import (
    ITEM,
    ITEM_END,
    LONG_VRS,
    SEQUENCE_END,
    SHORT_VRS,
    UNDEFINED_LENGTH,
)

FIRST_PIXELS, LAST_PIXELS = 0x7FE00008, 0x7FE00010
"""PixelData and its two kinds in floating point; nothing behind them is looked for."""

_HEAD, _LENGTH = Struct("<HHHH"), Struct("<I")
_DEEPEST = 16


def _as_number(vr: bytes) -> int:
    return int.from_bytes(vr, "little")


_SHORT, _LONG = frozenset(map(_as_number, SHORT_VRS)), frozenset(map(_as_number, LONG_VRS))
_SEQUENCE = _as_number(b"SQ")


class NotPlainError(Exception):
    """The elements are not written in the plain way."""


@dataclass(frozen=True)
class Walked:
    """The wanted elements in front of the pixels.

    Attributes
    ----------
    values
        Tag to the bytes as they stand in the file; None for a sequence.
    end
        Where the element with the pixels begins; where the data end if there are none.
    """

    values: dict[int, bytes | None]
    end: int


def walked(data: bytes, start: int, implicit: bool, wanted: Collection[int], whole: bool) -> Walked | None:
    """Return the wanted elements of a little-endian data set; None where it is not plain.

    Parameters
    ----------
    data
        The file from its beginning.
    start
        Where its data set begins.
    implicit
        Whether it is Implicit VR.
    wanted
        Tags as numbers, group in the upper half.
    whole
        Whether `data` is all of the file.

    Raises
    ------
    EOFError
        If `data` ends before the walk does and is not all of the file: call again with more of it.
    """
    try:
        found = _walked(data, start, implicit, wanted)
        if found.end < len(data) or whole:
            return found
        raise EOFError
    except NotPlainError:
        return None
    except (error, EOFError):
        if not whole:
            raise EOFError from None
        return None


def _walked(data: bytes, start: int, implicit: bool, wanted: Collection[int]) -> Walked:
    head, length_at = _HEAD.unpack_from, _LENGTH.unpack_from
    values: dict[int, bytes | None] = {}
    at, end, last = start, len(data), -1
    while at != end:
        group, number, vr, length = head(data, at)
        tag = group << 16 | number
        if tag <= last:
            raise NotPlainError
        if FIRST_PIXELS <= tag <= LAST_PIXELS:
            return Walked(values, at)
        last = tag
        if implicit:
            length = length << 16 | vr
            value = at + 8
        elif vr in _SHORT:
            value = at + 8
        elif vr in _LONG:
            (length,) = length_at(data, at + 8)
            value = at + 12
        else:
            raise NotPlainError
        if length == UNDEFINED_LENGTH:
            if not implicit and vr != _SEQUENCE:
                raise NotPlainError
            at = _past_items(data, value, implicit, _DEEPEST)
            if tag in wanted:
                values[tag] = None
            continue
        at = value + length
        if at > end:
            raise EOFError
        if tag in wanted:
            values[tag] = None if vr == _SEQUENCE and not implicit else data[value:at]
    return Walked(values, at)


def _past_items(data: bytes, at: int, implicit: bool, depth: int) -> int:
    """Return where a sequence of undefined length ends (PS3.5 7.5.2)."""
    while True:
        group, number, low, high = _HEAD.unpack_from(data, at)
        length = high << 16 | low
        at += 8
        if group << 16 | number == SEQUENCE_END:
            return at
        if group << 16 | number != ITEM or depth == 0:
            raise NotPlainError
        at = _past_elements(data, at, implicit, depth) if length == UNDEFINED_LENGTH else at + length


def _past_elements(data: bytes, at: int, implicit: bool, depth: int) -> int:
    """Return where an item of undefined length ends."""
    while True:
        group, number, vr, length = _HEAD.unpack_from(data, at)
        if group << 16 | number == ITEM_END:
            return at + 8
        if implicit or vr not in _SHORT:
            if not implicit and vr not in _LONG:
                raise NotPlainError
            length = length << 16 | vr if implicit else _LENGTH.unpack_from(data, at + 8)[0]
            at += 8 if implicit else 12
        else:
            at += 8
        if length != UNDEFINED_LENGTH:
            at += length
        elif implicit or vr == _SEQUENCE:
            at = _past_items(data, at, implicit, depth - 1)
        else:
            raise NotPlainError
