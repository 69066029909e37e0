"""A folder of this user alone for what is unpacked from archives; none of it stays for long.

It holds images of patients. So it is removed when it is no longer needed, at the end of the program, and,
where the program was killed, when it starts the next time: each folder holds a file that is locked as long as
the program lives which made it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_cache_path

from planner.dicom.errors import LoadError
from planner.dicom.notes import note
from planner.words import N_

_LOCK = ".lock"
_ABANDONED_AFTER_S = 3600.0
"""A folder that has no lock after so long was left by a program that was killed while it made it."""


class PrivateFolder:
    """A new and empty folder; `close` removes it with all it holds, as does the end of the program.

    A process that was forked from this one does not remove it.

    Raises
    ------
    OSError
        If there is no place for it.
    """

    def __init__(self) -> None:
        home = _home()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = Path(tempfile.mkdtemp(dir=home))
        # locked first and named then: whoever looks never finds it unlocked while we live
        unnamed = self.path / f"{_LOCK}.new"
        lock = os.open(unnamed, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        unnamed.rename(self.path / _LOCK)
        self._removal = weakref.finalize(self, _remove, self.path, lock, os.getpid())

    def close(self) -> None:
        """Remove the folder; closing it twice does nothing."""
        self._removal()


class NoRoomError(LoadError):
    """The disk is full."""


def room_for(path: Path) -> PrivateFolder:
    """Return a new folder to unpack an archive into; see `PrivateFolder`.

    Raises
    ------
    LoadError
        If there is no place for it.
    """
    try:
        return PrivateFolder()
    except OSError as error:
        raise no_room(path) from error


def no_room(path: Path) -> NoRoomError:
    """Return the error of an archive that cannot be unpacked for want of room."""
    return NoRoomError(
        path,
        note(N_("there is no room to unpack the archive")),
        note(N_("Make room on the disk of your home folder.")),
    )


def remove_left_over() -> int:
    """Remove the folders of programs that are no longer there, and return how many there were."""
    removed = 0
    for folder in _folders():
        lock = _lock_of(folder)
        if lock is None:
            continue
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)
        removed += 1
    return removed


def _home() -> Path:
    return user_cache_path("facet-planner") / "unpacked"


def _folders() -> Iterator[Path]:
    """Yield the folders of this user, and no links to elsewhere."""
    try:
        entries = list(os.scandir(_home()))
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == os.getuid():
            yield Path(entry.path)


def _lock_of(folder: Path) -> int | None:
    """Return the lock of a folder that nobody holds; None where somebody does."""
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return _lock_of_abandoned(folder)
    try:
        if not stat.S_ISREG(os.fstat(lock).st_mode):
            raise BlockingIOError
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return lock
    except OSError:
        os.close(lock)
        return None


def _lock_of_abandoned(folder: Path) -> int | None:
    try:
        if time.time() - folder.stat().st_mtime < _ABANDONED_AFTER_S:
            return None
        return os.open(folder, os.O_RDONLY)
    except OSError:
        return None


def _remove(folder: Path, lock: int, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)
