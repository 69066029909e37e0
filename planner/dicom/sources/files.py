"""What a path stands for: a folder, a file, the index of a disc, or an archive, as files that can be read.

Nothing here looks into images. What is passed over or refused is said; nothing blocks: pipes and devices are
never opened, and links are not followed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from planner.dicom.errors import LEAVE_OUT, LoadError, LoadStoppedError
from planner.dicom.foreign import NO_FILE, foreign, open_file
from planner.dicom.notes import Note, note
from planner.dicom.sources.disc_index import Disc, bare_name, is_index, read_index, resolved, unreadable_index
from planner.dicom.study import Refused
from planner.words import N_

_OWN_NAMES = ("plan.json", "truth.json", "source.txt", "dicomdir", ".ds_store", "thumbs.db", "desktop.ini")
_OWN_BEGINNINGS = ("readme", "license", "._")
_OWN_ENDINGS = (".facet-plan", ".facet-plan-backup", ".journal")
_OWN_FOLDERS = ("__macosx",)


@dataclass(frozen=True)
class Sources:
    """The files that a path stands for.

    Attributes
    ----------
    files
        In the order in which they are read.
    refused
        What could not be taken, and what an index names that is not there.
    names
        What to call files and folders that lie elsewhere than the user put them: path and name.
    """

    files: tuple[Path, ...]
    refused: tuple[Refused, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


def files_at(path: Path, cancelled: Callable[[], bool] | None = None) -> Sources:
    """Return the files of a folder, the files that the index of a disc names, or a file itself.

    A folder is taken with all folders in it, whatever the names; files of ours and of file browsers are
    passed over. Where an index of a disc stands in it, what that names and is missing is said. An archive is
    a file as others are: `planner.dicom.sources.archive.unpack` opens it.

    Parameters
    ----------
    cancelled
        Asked before each folder; true stops.

    Raises
    ------
    LoadError
        If there is no such file or folder, it cannot be read, or it is neither; as `LoadStoppedError` when
        stopped.
    """
    if path.is_dir():
        return _in_folder(path, cancelled)
    if path.is_file():
        return _of_index(path) if is_index(path) else Sources((path,))
    if path.exists():
        raise LoadError(path, NO_FILE, LEAVE_OUT)
    raise LoadError(path, note(N_("there is no such file or folder")), note(N_("Look at the name.")))


def is_own_name(name: str) -> bool:
    """Say whether a file is ours, or a file browser's, by its name."""
    name = name.lower()
    half_saved = name.startswith(".") and name.endswith(".tmp")
    named_so = (
        bare_name(name) in _OWN_NAMES or name.startswith(_OWN_BEGINNINGS) or name.endswith(_OWN_ENDINGS)
    )
    return named_so or half_saved


def is_own_folder(name: str) -> bool:
    """Say whether a folder is a file browser's, by its name."""
    return name.lower() in _OWN_FOLDERS


def is_plan(file: Path) -> bool:
    """Say whether a file is a plan, whatever its name."""
    if file.suffix.lower() != ".json":
        return False
    try:
        with open_file(file) as opened:
            return b'"facet-plan"' in opened.read(1 << 20)
    except (OSError, LoadError):
        return False


def _of_index(path: Path) -> Sources:
    index = read_index(path)
    files, refused = resolved(index, Disc(path.parent), str(path))
    if not files and not refused:
        cure = note(N_("Open the folder that it stands in."))
        raise LoadError(path, note(N_("this index of a disc names no files")), cure)
    return Sources(files, refused)


def _in_folder(path: Path, cancelled: Callable[[], bool] | None) -> Sources:
    walk = _Walk(path)
    for _folder in walk.folders():
        if cancelled is not None and cancelled():
            raise LoadStoppedError(path)
    files = sorted(file for file in walk.files if not is_own_name(file.name) and not is_plan(file))
    return Sources(tuple(files), (*walk.refused, *_missing(walk.files)))


def _missing(files: Sequence[Path]) -> Iterator[Refused]:
    """Yield what the indexes among files name that is not there."""
    for file in sorted(files):
        if bare_name(file.name) == "dicomdir" and is_index(file):
            try:
                yield from resolved(read_index(file), Disc(file.parent), str(file))[1]
            except LoadError:
                yield unreadable_index(str(file))


@dataclass
class _Walk:
    """A way through a folder and the folders in it.

    Attributes
    ----------
    files
        The plain files found so far.
    refused
        What could not be taken, found so far.
    """

    root: Path
    files: list[Path] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def folders(self) -> Iterator[Path]:
        """Yield each folder before it is looked through.

        Raises
        ------
        LoadError
            If the first cannot be read.
        """
        waiting = [self.root]
        real = os.path.realpath(self.root)
        while waiting:
            folder = waiting.pop()
            yield folder
            try:
                with foreign(folder, note(N_("it cannot be read"))), os.scandir(folder) as entries:
                    waiting += [
                        inside for entry in entries if (inside := self._take(entry, real)) is not None
                    ]
            except LoadError as error:
                if folder == self.root:
                    raise
                self.refused.append(Refused.of(error))

    def _take(self, entry: os.DirEntry[str], root: str) -> Path | None:
        """Take a file; return a folder that is to be looked through."""
        path = Path(entry.path)
        if entry.is_symlink():
            self._refuse_link(path, root)
        elif entry.is_dir(follow_symlinks=False):
            return None if is_own_folder(entry.name) else path
        elif entry.is_file(follow_symlinks=False):
            self.files.append(path)
        else:
            self._refuse(path, NO_FILE, LEAVE_OUT)
        return None

    def _refuse_link(self, path: Path, root: str) -> None:
        """Refuse a link that leads out or nowhere; what one within the folder leads to is read by itself."""
        real = os.path.realpath(path)
        if os.path.commonpath((real, root)) != root:
            cure = note(N_("Open the place that it leads to."))
            self._refuse(path, note(N_("this is a link out of the folder")), cure)
        elif not path.exists():
            self._refuse(path, note(N_("this is a link that leads nowhere")), LEAVE_OUT)

    def _refuse(self, path: Path, why: Note, cure: Note) -> None:
        self.refused.append(Refused.of(LoadError(path, why, cure)))
