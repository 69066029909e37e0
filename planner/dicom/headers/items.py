"""Nested elements of a header in memory, walked in place: only what is asked for is unfolded.

A file of a thousand frames nests tens of thousands of elements; a library that makes an object of each takes
seconds, and a hostile file can make it take minutes. Here each byte is passed a fixed number of times.

References
----------
PS3.5 7.1 (elements), 7.5 (items and their delimiters), 6.2.2 note 1 (unknown values of undefined length).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from struct import Struct
from typing import Literal

from planner.dicom.headers.dictionary import (
    ITEM,
    ITEM_END,
    LONG_VRS,
    SEQUENCE_END,
    UNDEFINED_LENGTH,
    tag_of,
)

MOST_LEVELS = 64
"""Sequences nested deeper than this are no header of an image."""


class DamagedHeaderError(ValueError):
    """Elements that do not stand as PS3.5 says."""


@dataclass(frozen=True)
class Coding:
    """How elements are written: with or without their value representation, and in which byte order."""

    implicit: bool
    little: bool

    @cached_property
    def head(self) -> Struct:
        """Group, element and a length of 32 bits."""
        return Struct("<HHI" if self.little else ">HHI")

    @cached_property
    def short_length(self) -> Struct:
        """A length of 16 bits."""
        return Struct("<H" if self.little else ">H")

    @cached_property
    def long_length(self) -> Struct:
        """A length of 32 bits."""
        return Struct("<I" if self.little else ">I")


_UNKNOWN = Coding(implicit=True, little=True)


@dataclass(frozen=True)
class Span:
    """Where the value of an element stands, and how what is nested in it is written."""

    start: int
    end: int
    coding: Coding


class Item:
    """The elements between two places of a header.

    Parameters
    ----------
    data
        The header.
    span
        Where the elements stand, and how they are written.
    last
        Elements behind this tag are not looked at.
    """

    def __init__(self, data: bytes, span: Span, last: int = ITEM) -> None:
        self._data = data
        self._span = span
        self._last = last
        self._firsts: dict[str, Item | None] = {}

    @cached_property
    def _spans(self) -> dict[int, Span]:
        spans: dict[int, Span] = {}
        for tag, span in _elements(self._data, self._span):
            if tag > self._last:
                break
            spans[tag] = span
        return spans

    def raw(self, keyword: str) -> bytes:
        """Return the bytes of an element as they stand; none where it is absent.

        Raises
        ------
        DamagedHeaderError
            If the elements cannot be followed.
        """
        span = self._spans.get(tag_of(keyword))
        return b"" if span is None else self._data[span.start : span.end]

    def whole_numbers(self, keyword: str, size: int) -> tuple[int, ...]:
        """Return the unsigned integers of `size` bytes of an element; none where it is absent."""
        value = self.raw(keyword)
        order = "little" if self._span.coding.little else "big"
        return tuple(
            int.from_bytes(value[at : at + size], order)  # type: ignore[arg-type]
            for at in range(0, len(value) - size + 1, size)
        )

    def floats(self, keyword: str, size: int) -> tuple[float, ...]:
        """Return the numbers in floating point, of 4 or 8 bytes, of an element; none where it is absent."""
        value = self.raw(keyword)
        kind = ("<" if self._span.coding.little else ">") + ("f" if size == 4 else "d")
        return tuple(number for (number,) in Struct(kind).iter_unpack(value[: len(value) // size * size]))

    def at(self, tag: int) -> bytes:
        """Return the bytes of an element by its tag, as `raw` does."""
        span = self._spans.get(tag)
        return b"" if span is None else self._data[span.start : span.end]

    @property
    def int16(self) -> str:
        """How NumPy calls signed integers of 16 bits as they stand here."""
        return "<i2" if self._span.coding.little else ">i2"

    def whole(self, tag: int, signed: bool = False) -> int | None:
        """Return the first integer of 16 bits of an element by its tag; None where it is absent."""
        value = self.at(tag)[:2]
        order: Literal["little", "big"] = "little" if self._span.coding.little else "big"
        return int.from_bytes(value, order, signed=signed) if len(value) == 2 else None

    def items(self, keyword: str) -> Iterator[Item]:
        """Go through the items of a sequence; none where it is absent.

        Raises
        ------
        DamagedHeaderError
            If they cannot be followed.
        """
        span = self._spans.get(tag_of(keyword))
        return iter(()) if span is None else (Item(self._data, item) for item in _items(self._data, span))

    def first(self, keyword: str) -> Item | None:
        """Return the first item of a sequence; None where there is none."""
        if keyword not in self._firsts:
            self._firsts[keyword] = next(self.items(keyword), None)
        return self._firsts[keyword]


def _elements(data: bytes, span: Span) -> Iterator[tuple[int, Span]]:
    """Walk the elements of an item: the tag and where the value stands."""
    at = span.start
    while at < span.end:
        tag, start, length, inner = _head(data, at, span.end, span.coding)
        if tag == ITEM_END:
            return
        end = _delimiter(data, start, span.end, inner) if length == UNDEFINED_LENGTH else start + length
        if end > span.end:
            raise DamagedHeaderError("an element reaches beyond what it stands in")
        yield tag, Span(start, end, inner)
        at = end + 8 if length == UNDEFINED_LENGTH else end


def _items(data: bytes, span: Span) -> Iterator[Span]:
    """Walk the items of a sequence."""
    at = span.start
    while at < span.end:
        tag, start, length, _inner = _head(data, at, span.end, span.coding)
        if tag == SEQUENCE_END:
            return
        if tag != ITEM:
            raise DamagedHeaderError("there is something between two items")
        end = _delimiter(data, start, span.end, span.coding) if length == UNDEFINED_LENGTH else start + length
        if end > span.end:
            raise DamagedHeaderError("an item reaches beyond its sequence")
        yield Span(start, end, span.coding)
        at = end + 8 if length == UNDEFINED_LENGTH else end


def _head(data: bytes, at: int, end: int, coding: Coding) -> tuple[int, int, int, Coding]:
    """Return tag, start and length of the value, and how what is nested in it is written."""
    if at + 8 > end:
        raise DamagedHeaderError("the header ends within an element")
    group, element, length = coding.head.unpack_from(data, at)
    tag = group << 16 | element
    if coding.implicit or group == 0xFFFE:
        return tag, at + 8, length, coding
    vr = data[at + 4 : at + 6]
    if vr not in LONG_VRS:
        if not (vr.isalpha() and vr.isupper()):
            raise DamagedHeaderError("an element has no value representation")
        return tag, at + 8, coding.short_length.unpack_from(data, at + 6)[0], coding
    if at + 12 > end:
        raise DamagedHeaderError("the header ends within an element")
    (length,) = coding.long_length.unpack_from(data, at + 8)
    # a sequence that a sender on the way did not know
    return tag, at + 12, length, _UNKNOWN if vr == b"UN" else coding


def _delimiter(data: bytes, at: int, end: int, coding: Coding) -> int:
    """Return where the delimiter stands that ends a value or item of undefined length."""
    open_levels = [coding]
    while open_levels:
        tag, start, length, inner = _head(data, at, end, open_levels[-1])
        if tag in (ITEM_END, SEQUENCE_END):
            open_levels.pop()
            if not open_levels:
                return at
            at = start
        elif length == UNDEFINED_LENGTH:
            if len(open_levels) >= MOST_LEVELS:
                raise DamagedHeaderError("sequences are nested without end")
            open_levels.append(inner)
            at = start
        else:
            at = start + length
    raise DamagedHeaderError("a sequence does not end")
