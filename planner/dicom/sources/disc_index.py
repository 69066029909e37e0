"""The index of a disc (DICOMDIR): which files it names, and where they lie; it is never believed beyond that.

Its records are read one after the other as they stand in the file. The offsets by which they name each other
(PS3.3 F.3.2.2) play no part: loops and dead ends among them lose nothing.

References
----------
PS3.10 8 (file IDs), PS3.3 F.3 (directory records). ISO 9660 names end in a version as ";1".
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from pydicom.filereader import read_dataset
from pydicom.tag import BaseTag

from planner.dicom.errors import LoadError
from planner.dicom.foreign import foreign, open_file
from planner.dicom.headers.elements import open_data_set
from planner.dicom.limits import LONGEST_INDEX, MOST_RECORDS
from planner.dicom.notes import Note, listed, note, printable
from planner.dicom.study import Refused
from planner.words import N_

LONGEST_FILE_ID = 512
"""Bytes of the longest file id that is read; the standard has eight names of eight."""

FileId = tuple[str, ...]
"""A file as an index names it: folders, then the file."""
Lookup = Callable[[FileId], Path | None]
"""Finds a file by its id; None where it is not there."""

_OPEN_FOLDER = note(N_("Open the folder that it stands in."))
_DAMAGED = note(N_("this index of a disc is damaged"))
# MediaStorageSOPClassUID as the file header writes it
_MARK = b"\x02\x00\x02\x00UI\x14\x001.2.840.10008.1.3.10"
_RECORD = re.compile(rb"\xfe\xff\x00\xe0.{4}(?=\x04\x00.\x14)", re.DOTALL)
_FILE_ID = 0x00041500
_VERSION = re.compile(r";\d+$")


@dataclass(frozen=True)
class DiscIndex:
    """What an index names: the ids of its files, each once, and how many of its records could not be read."""

    file_ids: tuple[FileId, ...]
    damaged: int


class OutsideError(ValueError):
    """A file id that leads out of the folder of its index."""


def is_index(file: Path) -> bool:
    """Say whether a file is the index of a disc, whatever it is called."""
    try:
        with open_file(file) as opened:
            head = opened.read(1024)
    except (OSError, LoadError):
        return False
    return head[128:132] == b"DICM" and _MARK in head


def bare_name(name: str) -> str:
    """Return the name of a file on a disc without version and case: discs are mounted in either."""
    return _VERSION.sub("", name).rstrip(".").casefold()


def read_index(file: Path) -> DiscIndex:
    """Return what an index names.

    Raises
    ------
    LoadError
        If it is not a DICOM file, or longer than any disc needs.
    """
    with foreign(file, _DAMAGED, _OPEN_FOLDER), open_file(file) as opened:
        data = open_data_set(file, opened).read(LONGEST_INDEX + 1)
    starts = [match.end() for match, _n in zip(_RECORD.finditer(data), range(MOST_RECORDS + 1), strict=False)]
    if len(data) > LONGEST_INDEX or len(starts) > MOST_RECORDS:
        raise LoadError(file, note(N_("this index names more than a disc holds")), _OPEN_FOLDER)
    implicit = not data[4:6].isalpha()
    file_ids: dict[FileId, None] = {}
    damaged = 0
    for start, end in pairwise([*starts, len(data)]):
        try:
            with foreign(file, _DAMAGED):
                file_ids |= dict.fromkeys(_file_ids(data[start:end], implicit))
        except LoadError:
            damaged += 1
    return DiscIndex(tuple(file_ids), damaged)


def _file_ids(record: bytes, implicit: bool) -> Iterator[FileId]:
    """Yield the file id of a record, where it has one."""
    dataset = read_dataset(BytesIO(record), implicit, True, stop_when=_past_file_id, specific_tags=[_FILE_ID])
    if _FILE_ID in dataset:
        item = dataset.get_item(_FILE_ID)
        value = item.value
        if not isinstance(value, bytes) or item.VR not in (None, "CS") or len(value) > LONGEST_FILE_ID:
            raise ValueError("a file id is a short text")
        parts = tuple(os.fsdecode(part.strip(b" \0")) for part in value.split(b"\\"))
        if any(parts):
            yield parts


def _past_file_id(tag: BaseTag, _vr: str | None, _length: int) -> bool:
    return int(tag) > _FILE_ID


class Disc:
    """The files beside an index, found by the ids in it; a `Lookup`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = os.path.realpath(folder)
        self._names: dict[Path, dict[str, str]] = {}

    def __call__(self, file_id: FileId) -> Path | None:
        """Return the file of an id; None where it is not there.

        Raises
        ------
        OutsideError
            If it lies outside the folder of the index, by its name or by a link.
        """
        check_inside(file_id)
        place = self._folder
        for part in file_id:
            names = self._names_in(place)
            name = names.get(part) or names.get(bare_name(part))
            if name is None:
                return None
            place /= name
        real = os.path.realpath(place)
        if os.path.commonpath((real, self._root)) != self._root:
            raise OutsideError
        return place if place.is_file() else None

    def _names_in(self, folder: Path) -> dict[str, str]:
        """Return the names in a folder by themselves, and by what is left without case and version."""
        if folder not in self._names:
            try:
                names = os.listdir(folder)
            except OSError:
                names = []
            self._names[folder] = {bare_name(name): name for name in names} | {name: name for name in names}
        return self._names[folder]


def check_inside(file_id: FileId) -> None:
    """Refuse a file id that is not made of plain names.

    Raises
    ------
    OutsideError
        If a part of it is no plain name.
    """
    if any(part in ("", ".", "..") or "/" in part or "\0" in part for part in file_id):
        raise OutsideError


def resolved(index: DiscIndex, lookup: Lookup, name: str) -> tuple[tuple[Path, ...], tuple[Refused, ...]]:
    """Return the files of an index that are there, in its order, and what must be said of the others.

    Parameters
    ----------
    name
        What the index is called in what is said.
    """
    files: dict[Path, None] = {}
    missing: list[FileId] = []
    outside: list[FileId] = []
    for file_id in index.file_ids:
        try:
            file = lookup(file_id)
        except OutsideError:
            outside.append(file_id)
            continue
        if file is None:
            missing.append(file_id)
        else:
            files[file] = None
    return tuple(files), tuple(_said(name, missing, outside, index.damaged))


def _said(name: str, missing: list[FileId], outside: list[FileId], damaged: int) -> Iterator[Refused]:
    if missing:
        why = note(
            N_("files named by the disc's index, but not there: {count} ({names})"),
            count=len(missing),
            names=_named(missing),
        )
        yield _refused(name, why, note(N_("Copy the whole disc again, or open the disc itself.")))
    if outside:
        why = note(N_("the index points outside its disc: {names}"), names=_named(outside))
        yield Refused(
            name, why, note(N_("Open the folder of the images itself, if you trust where they lie."))
        )
    if damaged:
        why = note(N_("damaged entries in the disc's index: {count}"), count=damaged)
        yield _refused(name, why, _OPEN_FOLDER)


def _refused(name: str, why: Note, cure: Note) -> Refused:
    return Refused.of(LoadError(name, why, cure))


def _named(file_ids: list[FileId]) -> str:
    return listed([printable("/".join(file_id), "�") for file_id in file_ids])


def unreadable_index(name: str) -> Refused:
    """Return what is said of an index beside images that are read without it."""
    why: Note = note(N_("the disc's index cannot be read: whether files are missing is not known"))
    return _refused(name, why, note(N_("Compare the images with the disc.")))
