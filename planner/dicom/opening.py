"""Open files that others wrote: a pipe in the place of one is not waited for, and another file is noticed."""

from __future__ import annotations

import os
import stat
from io import FileIO
from pathlib import Path

from planner.dicom.errors import LEAVE_OUT, OPEN_AGAIN, LoadError
from planner.dicom.notes import note
from planner.words import N_

Stamp = tuple[int, int, int]
"""Size of a file in bytes, and when its content and its entry were changed last, in ns."""

NO_FILE = note(N_("this is neither a file nor a folder"))


def open_file(path: Path, stamp: Stamp | None = None) -> FileIO:
    """Return a file, open for reading.

    Parameters
    ----------
    stamp
        That of the file that is meant; None: any.

    Raises
    ------
    LoadError
        If it is a pipe or a device, or another file than was meant: what was found in that says nothing of
        this one.
    OSError
        If it cannot be opened.
    """
    # without waiting for whoever writes into a pipe
    file = FileIO(os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK))
    try:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise LoadError(path, NO_FILE, LEAVE_OUT)
        if stamp not in (None, stamp_of(file)):
            raise LoadError(path, note(N_("it is not the file that was found here before")), OPEN_AGAIN)
    except BaseException:
        file.close()
        raise
    return file


def stamp_of(file: FileIO) -> Stamp:
    """Return the stamp of an open file."""
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns
