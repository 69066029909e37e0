"""Files that others wrote: opened without waiting, known again by a stamp, read behind a wall."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import FileIO
from os import strerror
from pathlib import Path

from planner.dicom.errors import EXPORT_AGAIN, LEAVE_OUT, OPEN_AGAIN, LoadError
from planner.dicom.notes import Note, note
from planner.dicom.watch import in_hand
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


def read_soon(paths: Iterable[Path]) -> None:
    """Have the disk fetch files that will be read soon; what is wrong with one is found when it is read.

    Does nothing where the system cannot be asked to.
    """
    if not hasattr(os, "posix_fadvise"):
        return
    for path in dict.fromkeys(paths):
        with suppress(OSError, ValueError):
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
            try:
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_WILLNEED)
            finally:
                os.close(descriptor)


@contextmanager
def foreign(file: Path, reason: Note, cure: Note = EXPORT_AGAIN) -> Iterator[None]:
    """Turn whatever a foreign decoder raises within the block into a `LoadError`."""
    try:
        with in_hand(file):
            yield
    except LoadError:
        raise
    except MemoryError as error:
        raise LoadError(file, note(N_("it takes more memory than an image can"))) from error
    except OSError as error:
        if error.errno is None:
            # a decoder's own complaint: the disk has none
            raise LoadError(file, reason, cure) from error
        cannot = note(N_("it cannot be read ({error})"), error=strerror(error.errno or 0))
        raise LoadError(file, cannot, note(N_("Look at the disk and its permissions."))) from error
    # the one wall round the decoders: hostile files raise anything
    except Exception as error:
        raise LoadError(file, reason, cure) from error
