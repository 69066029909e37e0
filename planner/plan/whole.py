"""A file that is written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex


def write_whole(
    path: Path, content: bytes, mode: int = 0o666, before: Callable[[Path], None] | None = None
) -> None:
    """Write a file beside its place, bring it to the disk, and put it there in one step.

    Parameters
    ----------
    mode
        Who may read it and write it, as far as the user's mask allows. What stood there passes its own on.
    before
        Called with the place, just before the new file takes it.

    Raises
    ------
    OSError
        If it cannot be written; what stood there before is then as it was.
    """
    place = path.resolve()
    temporary = place.with_name(f".{place.name}.{token_hex(4)}.tmp")
    kept = _rights(place)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    handle = os.open(temporary, flags, mode if kept is None else kept)
    try:
        with os.fdopen(handle, "wb") as file:
            # only where it changes something: not every file system lets one change rights
            if kept is not None and kept != _rights(temporary):
                temporary.chmod(kept)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            before(place)
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    # the file is there by now, and some file systems cannot do this for a folder: no failure to save
    with suppress(OSError):
        sync_folder(place.parent)


def reason_of(error: OSError) -> str:
    """Return why a file cannot be read or written, in the words of the system, else in the error's own.

    An error that has none of either is named by its type.
    """
    return error.strerror or str(error) or type(error).__name__


def _rights(path: Path) -> int | None:
    """Return who may read and write a file; None where there is none."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return None


def sync_folder(folder: Path) -> None:
    """Bring a folder's own entries to the disk, so that a new name outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
