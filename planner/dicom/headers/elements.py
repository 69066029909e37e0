"""The elements of one file, headers only: raw values by keyword, each checked when it is taken."""

from __future__ import annotations

import logging
import warnings
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from io import BytesIO, FileIO
from math import isfinite
from pathlib import Path
from typing import BinaryIO

from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.tag import BaseTag
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian

from planner.dicom.errors import LoadError
from planner.dicom.foreign import Stamp, foreign, open_file, stamp_of
from planner.dicom.headers.dictionary import tag_of
from planner.dicom.headers.file_meta import FileMeta, file_meta
from planner.dicom.headers.text import decoded
from planner.dicom.headers.walk import FIRST_PIXELS, LAST_PIXELS, Walked, walked
from planner.dicom.limits import MOST_INFLATED
from planner.dicom.notes import note
from planner.dicom.syntaxes import IMPLICIT, why_misread
from planner.words import N_

DAMAGED = note(N_("its header is damaged"))
FIRST_READ = 8192
"""Bytes read at once: more than the header of most images."""
READ_ON = 7
"""A longer header is read on by so many times what was read."""
PIXEL_HEAD = 512
"""Bytes of the element with the pixels that are kept to see what it holds."""

Values = dict[int, bytes | None]

# what pydicom reports may hold values of patients
logging.getLogger("pydicom").setLevel(logging.CRITICAL + 1)


class Elements:
    """The elements of a DICOM file in front of its pixels.

    Attributes
    ----------
    path, stamp
        The file, and which it was when it was read.
    syntax
        TransferSyntaxUID; where the file does not say it, `guessed` from how its elements look.
    pixel_offset
        Where the element with the pixels begins, in bytes, after inflating where the file is deflated.
    size
        How long the file is, in bytes, after inflating.
    pixel_head
        The first bytes from there on, at most `PIXEL_HEAD`.
    character_sets
        The values of SpecificCharacterSet.
    sop_class, sop_uid
        SOPClassUID and SOPInstanceUID, those of the file header where the data set has none.
    """

    def __init__(
        self,
        path: Path,
        stamp: Stamp,
        meta: FileMeta,
        values: Values,
        pixel_offset: int,
        size: int,
        pixel_head: bytes,
    ) -> None:
        self.path = path
        self.stamp = stamp
        self.syntax = meta.syntax
        self.pixel_offset = pixel_offset
        self.size = size
        self.pixel_head = pixel_head
        self.guessed = meta.guessed
        self._meta = meta
        self._values = values
        charsets = self.raw("SpecificCharacterSet").decode("ascii", "replace")
        self.character_sets = tuple(charsets.split("\\"))
        # careless de-identification empties them in the data set and leaves them here
        self.sop_class = self.text("SOPClassUID") or meta.sop_class
        self.sop_uid = self.text("SOPInstanceUID") or meta.sop_uid

    def raw(self, keyword: str) -> bytes:
        """Return the bytes of an element; none where it is absent, empty or a sequence."""
        return (self._values.get(tag_of(keyword)) or b"").rstrip(b"\0 ")

    def text(self, keyword: str) -> str:
        """Return a text as it was meant, without padding; empty where absent."""
        return decoded(self.raw(keyword), self.character_sets).strip()

    def texts(self, keyword: str) -> tuple[str, ...]:
        """Return the values of a text element that may hold several."""
        text = self.text(keyword)
        return tuple(value.strip() for value in text.split("\\")) if text else ()

    def numbers(self, keyword: str, count: int) -> tuple[float, ...] | None:
        """Return the `count` finite numbers of a decimal or integer string; None where absent.

        Raises
        ------
        LoadError
            If they are not that many finite numbers.
        """
        value = self.raw(keyword)
        if not value.strip():
            return None
        try:
            numbers = tuple(float(part) for part in value.decode("ascii").split("\\"))
        except ValueError:
            numbers = ()
        if len(numbers) != count or not all(map(isfinite, numbers)):
            raise self.invalid(keyword)
        return numbers

    def number(self, keyword: str) -> float | None:
        """Return the one finite number of a decimal or integer string; None where absent.

        Raises
        ------
        LoadError
            If it is not one finite number.
        """
        numbers = self.numbers(keyword, 1)
        return numbers[0] if numbers else None

    def number_or_none(self, keyword: str) -> float | None:
        """Return the number of a tag that nothing rests on; None where absent or not valid."""
        try:
            return self.number(keyword)
        except LoadError:
            return None

    def whole_or_none(self, keyword: str) -> int | None:
        """Return a whole number of 32 bits (PS3.5 6.2, IS) that nothing rests on; None likewise."""
        number = self.number_or_none(keyword)
        valid = number is not None and number.is_integer() and -(2**31) <= number < 2**31
        return int(number) if number is not None and valid else None

    def positive_or_none(self, keyword: str) -> float | None:
        """Return a number above 0 that nothing rests on; None where absent or not valid."""
        number = self.number_or_none(keyword)
        return number if number is not None and number > 0.0 else None

    def spacing_or_none(self, keyword: str) -> tuple[float, float] | None:
        """Return the two distances above 0 of rows and of columns; None where absent or not valid."""
        try:
            rows_mm, columns_mm = self.numbers(keyword, 2) or (0.0, 0.0)
        except LoadError:
            return None
        return (rows_mm, columns_mm) if min(rows_mm, columns_mm) > 0.0 else None

    def has(self, keyword: str) -> bool:
        """Say whether the element is there."""
        return tag_of(keyword) in self._values

    def short(self, keyword: str) -> int | None:
        """Return a 16-bit value as an unsigned integer; None where absent."""
        value = self._values.get(tag_of(keyword))
        if value is None or len(value) != 2:
            return None
        return int.from_bytes(value, "big" if self.syntax == ExplicitVRBigEndian else "little")

    def replaced(self, values: Mapping[str, bytes]) -> Elements:
        """Return the same header with other values, as ASCII, of some elements; empty ones are absent."""
        others = {tag_of(keyword): value for keyword, value in values.items()}
        all_values = {**self._values, **others}
        return Elements(
            self.path, self.stamp, self._meta, all_values, self.pixel_offset, self.size, self.pixel_head
        )

    def invalid(self, keyword: str) -> LoadError:
        """Return the error that says an element is missing or has no valid value."""
        return LoadError(self.path, note(N_("{keyword} is missing or not valid"), keyword=keyword))


def read_elements(path: Path, keywords: Sequence[str], headerless: bool = False) -> Elements:
    """Return the named elements of a DICOM file, read up to its pixels.

    Parameters
    ----------
    headerless
        Whether a file that does not say how it is written is read as it looks; see `file_meta`.

    Raises
    ------
    LoadError
        If the file is not DICOM, or not whole up to there.
    """
    wanted = _tags((*keywords, "SpecificCharacterSet"))
    with foreign(path, DAMAGED), open_file(path) as file:
        head, stamp = file.read(FIRST_READ), stamp_of(file)
        meta = file_meta(path, head, headerless)
        size, *_times = stamp
        if meta.syntax != DeflatedExplicitVRLittleEndian:
            _refuse_misread(path, head[meta.start : meta.start + 8], meta.syntax)
        if meta.syntax != ExplicitVRBigEndian and meta.syntax != DeflatedExplicitVRLittleEndian:
            plain = _plainly(file, head, size, meta, wanted)
            if plain is not None:
                file.seek(plain.end)
                return Elements(path, stamp, meta, plain.values, plain.end, size, file.read(PIXEL_HEAD))
        return _by_pydicom(path, file, meta, wanted)


def _plainly(file: FileIO, head: bytes, size: int, meta: FileMeta, wanted: frozenset[int]) -> Walked | None:
    """Return the wanted elements of a file, reading on as far as they go; None where it is not plain."""
    while True:
        try:
            return walked(head, meta.start, meta.syntax in IMPLICIT, wanted, whole=len(head) >= size)
        except EOFError:
            more = file.read(len(head) * READ_ON)
            if not more:
                return None
            head += more


def _by_pydicom(path: Path, file: FileIO, meta: FileMeta, wanted: frozenset[int]) -> Elements:
    """Return the wanted elements of a file that is written in any other way."""
    file.seek(meta.start)
    data = _data_set(path, file, meta.syntax)
    if data is not file:
        _refuse_misread(path, data.read(8), meta.syntax)
        data.seek(0)
    implicit, little = meta.syntax in IMPLICIT, meta.syntax != ExplicitVRBigEndian
    with warnings.catch_warnings():
        # they quote values of patients, and tell nothing that is not found out by itself
        warnings.simplefilter("ignore")
        tags: list[BaseTag | int] = list(wanted)
        dataset = read_dataset(data, implicit, little, stop_when=_at_pixels, specific_tags=tags)
    offset = data.tell()
    pixel_head = data.read(PIXEL_HEAD)
    values = {int(tag): _bytes_of(dataset, tag) for tag in list(dataset.keys())}
    return Elements(path, stamp_of(file), meta, values, offset, data.seek(0, 2), pixel_head)


def _refuse_misread(path: Path, first: bytes, syntax: str) -> None:
    why = why_misread(first, syntax)
    if why is not None:
        raise LoadError(path, why)


def _bytes_of(dataset: Dataset, tag: BaseTag) -> bytes | None:
    """Return the bytes of an element as they stand in the file; None for a sequence."""
    value = dataset.get_item(tag, keep_deferred=True).value
    return value if isinstance(value, bytes) else None


def open_data_set(path: Path, file: BinaryIO) -> BinaryIO:
    """Return the open data set of an open DICOM file; offsets are those of `Elements`.

    Raises
    ------
    LoadError
        If the file is not DICOM, or unfolds to more than `MOST_INFLATED`.
    """
    # what was found without a header was allowed then
    meta = file_meta(path, file.read(FIRST_READ), headerless=True)
    file.seek(meta.start)
    return _data_set(path, file, meta.syntax)


def _data_set(path: Path, file: BinaryIO, syntax: str) -> BinaryIO:
    """Return the file itself, or the data set of a deflated one as Explicit VR Little Endian (PS3.5 A.5)."""
    if syntax != DeflatedExplicitVRLittleEndian:
        return file
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    data = unpacker.decompress(file.read(MOST_INFLATED), MOST_INFLATED)
    if unpacker.unconsumed_tail:
        raise LoadError(path, note(N_("it unfolds to more than an image can be")))
    return BytesIO(data)


def _at_pixels(tag: BaseTag, _vr: str | None, _length: int) -> bool:
    return FIRST_PIXELS <= int(tag) <= LAST_PIXELS


@cache
def _tags(keywords: tuple[str, ...]) -> frozenset[int]:
    return frozenset(map(tag_of, keywords))
