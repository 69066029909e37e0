"""Whether files are still what they were when they were read, by what the disk says of them."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path


def print_of(paths: Iterable[Path]) -> bytes:
    """Return a digest over name, size and times of files, and of all files in folders.

    What lies within a file, as a member of an archive does, counts as that file; what is not there counts as
    that.
    """
    digest = hashlib.sha256()
    for path in sorted({_on_disk(path) for path in paths}):
        for line in _lines(path):
            digest.update(line + b"\0")
    return digest.digest()


def _on_disk(path: Path) -> Path:
    return next((place for place in (path, *path.parents) if _exists(place)), path)


def _exists(path: Path) -> bool:
    try:
        os.stat(path)
    except (OSError, ValueError):
        return False
    return True


def _lines(path: Path) -> Iterator[bytes]:
    """Yield what the disk says of a file, or of every file in a folder; links to folders are not followed."""
    yield _line(path)
    if path.is_dir():
        for folder, folders, files in os.walk(path):
            folders.sort()
            yield from (_line(Path(folder, name)) for name in sorted(files))


def _line(path: Path) -> bytes:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return os.fsencode(path) + b" -"
    # a folder's own times change with what is none of ours: a plan that is saved into it
    facts = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
    folder = stat.S_ISDIR(found.st_mode)
    return os.fsencode(path) + (b" /" if folder else repr(facts).encode())
