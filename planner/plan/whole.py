"""A file that is written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex


def write_whole(
    path: Path, content: bytes, mode: int = 0o666, before: Callable[[Path, Path], None] | None = None
) -> None:
    """Write a file beside its place, bring it to the disk, and put it there in one step.

    Parameters
    ----------
    mode
        Who may read it and write it, as far as the user's mask allows.
    before
        Called with the new file and its place, just before the one takes the other.

    Raises
    ------
    OSError
        If it cannot be written; what stood there before is then as it was.
    """
    place = path.resolve()
    temporary = place.with_name(f".{place.name}.{token_hex(4)}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            before(temporary, place)
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's own entries to the disk, so that a new name outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
