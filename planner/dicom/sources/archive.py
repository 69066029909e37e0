"""Archives (zip): unpacked whole into a private folder, within limits, under names that are ours.

Nothing of an archive is believed: not its names, of which no path is made, nor its sizes, which a reader of
zip may exceed by a thousand.
"""

from __future__ import annotations

import errno
import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from planner.dicom.errors import LoadError, LoadStoppedError, readable
from planner.dicom.foreign import foreign, open_file
from planner.dicom.limits import KEPT_FREE, LONGEST_CONTENTS, MOST_MEMBERS, MOST_UNPACKED
from planner.dicom.notes import note
from planner.dicom.sources.archive_member import LOCKED, UNPACK_IT, UNPACK_LOCKED, Member
from planner.dicom.sources.disc_index import (
    FileId,
    bare_name,
    check_inside,
    is_index,
    read_index,
    resolved,
    unreadable_index,
)
from planner.dicom.sources.files import Sources, is_plan
from planner.dicom.sources.private_folder import NoRoomError, no_room
from planner.dicom.study import Refused
from planner.words import N_

LONGEST_NAME = 200
"""Characters of a member's name that are shown."""

_STEP = 1 << 20
_COPY_AGAIN = note(N_("Copy or download it again."))
_DAMAGED = note(N_("the archive is damaged"))
_MEMBER_DAMAGED = note(N_("it is damaged within the archive"))
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OTHERS = {
    b"Rar!\x1a\x07": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"\x1f\x8b\x08": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "XZ",
    b"\x28\xb5\x2f\xfd": "Zstandard",
}


def is_archive(path: Path) -> bool:
    """Say whether a file is an archive that `unpack` is for; a folder is none."""
    return path.is_file() and _head(path).startswith(_ZIP)


def refusal_of_archive(file: Path) -> LoadError | None:
    """Return the error of reading an archive as if it was an image; None for any other file."""
    head = _head(file)
    if head.startswith(_ZIP):
        cure = note(N_("If images are in it, unpack it, or open it by itself."))
        return LoadError(file, note(N_("this is an archive within what was opened")), cure)
    kind = next((name for mark, name in _OTHERS.items() if head.startswith(mark)), None)
    if kind is None:
        return None
    return LoadError(file, note(N_("archives of the kind {kind} are not opened"), kind=kind), UNPACK_IT)


def unpack(
    path: Path,
    into: Path,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Sources:
    """Unpack an archive and return its files, each with the name that it has for the user.

    Files of ours and of file browsers are left out; where an index of a disc is in it, what that names and is
    missing is said.

    Parameters
    ----------
    into
        An empty folder; what is unpacked stays there until whoever made it removes it.
    progress
        Called with the number of members unpacked and the number there are.
    cancelled
        Asked before each member; true stops.

    Raises
    ------
    LoadError
        If it is no archive, is locked with a password, holds too much, or there is no room for it; as
        `LoadStoppedError` when stopped.
    """
    with foreign(path, _DAMAGED, _COPY_AGAIN), _Bounded(open_file(path)) as file, ZipFile(file) as archive:
        members = [member for member in map(Member.of, archive.infolist()) if member is not None]
        _check_whole(path, members, into)
        unpacked = _Unpacked(path, into)
        for done, member in enumerate(members):
            if cancelled is not None and cancelled():
                raise LoadStoppedError(path)
            if progress is not None:
                progress(done, len(members))
            unpacked.take(archive, member)
        return unpacked.sources()


class _Bounded(io.BufferedReader):
    """A file that gives away no more at once than the longest table of contents."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Return so many bytes.

        Raises
        ------
        BadZipFile
            If they are more than a table of contents may have.
        """
        if size is not None and size > LONGEST_CONTENTS:
            raise BadZipFile("the table of contents is too long")
        return super().read(size)


def _check_whole(path: Path, members: list[Member], into: Path) -> None:
    """Refuse an archive that holds too much, or nothing that can be unpacked."""
    if members and all(member.locked for member in members):
        raise LoadError(path, LOCKED, UNPACK_LOCKED)
    if len(members) > MOST_MEMBERS:
        raise LoadError(path, note(N_("the archive holds too many files")), UNPACK_IT)
    size = sum(member.info.file_size for member in members if member.refusal() is None)
    if size > MOST_UNPACKED:
        raise LoadError(path, note(N_("the archive unfolds to more than a disc holds")), UNPACK_IT)
    if size > shutil.disk_usage(into).free - KEPT_FREE:
        raise no_room(path)


@dataclass
class _Unpacked:
    """What has been unpacked so far."""

    path: Path
    into: Path
    files: dict[Path, Member] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    folders: dict[FileId, Path] = field(default_factory=dict)

    def take(self, archive: ZipFile, member: Member) -> None:
        """Unpack a member, or say why not."""
        name = self._shown(member.parts)
        try:
            if (refusal := member.refusal()) is not None:
                raise LoadError(name, *refusal)
            target = self._folder(member.parts[:-1]) / f"{len(self.files):06d}{_plan_ending(member)}"
            try:
                with foreign(Path(name), _MEMBER_DAMAGED, _COPY_AGAIN):
                    self._write(archive, member, target)
            except LoadError:
                target.unlink(missing_ok=True)
                raise
            self.files[target] = member
        except NoRoomError:
            raise
        except LoadError as error:
            self.refused.append(Refused.of(error))

    def sources(self) -> Sources:
        """Return everything, the images in the order of their names."""
        indexes = [file for file, member in self.files.items() if bare_name(member.parts[-1]) == "dicomdir"]
        missing = [refused for index in indexes for refused in self._missing(index)]
        ordered = sorted(self.files.items(), key=lambda item: item[1].parts)
        files = tuple(file for file, _member in ordered if file not in indexes and not is_plan(file))
        names = [(file, self._shown(member.parts)) for file, member in self.files.items()]
        names += [(folder, self._shown(parts)) for parts, folder in self.folders.items()]
        return Sources(files, (*self.refused, *missing), tuple((str(file), name) for file, name in names))

    def _missing(self, index: Path) -> Iterator[Refused]:
        if not is_index(index):
            return
        base = self.files[index].parts[:-1]
        there = {tuple(map(bare_name, member.parts)): file for file, member in self.files.items()}
        name = self._shown(self.files[index].parts)

        def lookup(file_id: FileId) -> Path | None:
            check_inside(file_id)
            return there.get(tuple(map(bare_name, (*base, *file_id))))

        try:
            yield from resolved(read_index(index), lookup, name)[1]
        except LoadError:
            yield unreadable_index(name)

    def _folder(self, parts: FileId) -> Path:
        """Return the folder that stands for one of the archive."""
        if parts not in self.folders:
            self.folders[parts] = self.into / f"{len(self.folders):05d}"
            self.folders[parts].mkdir()
        return self.folders[parts]

    def _shown(self, parts: FileId) -> str:
        archive = readable(self.path if not parts else self.path.name)
        return f"{archive}: {'/'.join(parts)[:LONGEST_NAME]}" if parts else archive

    def _write(self, archive: ZipFile, member: Member, target: Path) -> None:
        try:
            with archive.open(member.info) as packed, target.open("xb") as file:
                # to its end, where the checksum is compared
                shutil.copyfileobj(packed, file, _STEP)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise no_room(self.path) from error
            raise


def _plan_ending(member: Member) -> str:
    """Return the ending by which a plan is told; no other part of a member's name becomes one of a file."""
    return ".json" if member.parts[-1].lower().endswith(".json") else ""


def _head(file: Path) -> bytes:
    """Return the first bytes of a file; none of a DICOM file, whatever stands in front of it."""
    try:
        with open_file(file) as opened:
            head = opened.read(132)
    except (OSError, LoadError):
        return b""
    return b"" if head[128:] == b"DICM" else head
