"""The journal: every committed plan goes to the disk at once, so that a crash loses at most the last edit.

A journal is a file of JSON lines, only ever appended to. Each line holds the SHA-256 of the one before it
and its own content, so that a torn or altered line shows and everything before it still counts. While a
program writes to it, it holds a lock on the file, which the system takes back however the program ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import uuid4

import msgspec

from planner.plan.plan import Plan
from planner.plan.whole import sync_folder

KEPT = 20
"""How many journals of sessions that ended well are kept."""


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One line without its checksum. `file` is where the plan is saved, `plan` the plan after the edit."""

    kind: Literal["open", "edit", "save", "close"]
    at: str
    what: str = ""
    file: str = ""
    plan: Plan | None = None


class _Line(msgspec.Struct, frozen=True):
    entry: msgspec.Raw
    sha256: str


@dataclass(frozen=True)
class Recovered:
    """Work that was not saved when a program ended without closing its journal.

    Attributes
    ----------
    journal
        The journal's file, for `discard`.
    plan
        The plan after the last edit that reached the disk.
    file
        Where the plan was last opened from or saved to; None where it never was.
    edits
        How many edits were made since it was last opened or saved.
    at
        When the last of them was made.
    what
        Its name.
    """

    journal: Path
    plan: Plan
    file: Path | None
    edits: int
    at: datetime
    what: str


class Journal:
    """The journal of one session; `Journal.open` makes it."""

    def __init__(self, path: Path, handle: int) -> None:
        self.path = path
        self._handle = handle
        self._last = ""

    @classmethod
    def open(cls, folder: Path, plan: Plan, file: Path | None = None) -> Journal:
        """Start a journal in a folder with the plan as opened; the folder is made for its owner alone.

        Raises
        ------
        OSError
            If it cannot be written.
        """
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget_old(folder)
        path = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{uuid4().hex[:8]}.journal"
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)
        journal = cls(path, handle)
        journal._write("open", plan=plan, file=file)
        sync_folder(folder)
        return journal

    def record(self, plan: Plan, what: str) -> None:
        """Write a committed plan; when this returns it is on the disk.

        Raises
        ------
        OSError
            If it cannot be written, as do the other methods; the journal is then as it was.
        """
        self._write("edit", what=what, plan=plan)

    def opened(self, plan: Plan, file: Path | None) -> None:
        """Write that another plan was opened: what came before is no longer unsaved work."""
        self._write("open", plan=plan, file=file)

    def saved(self, file: Path) -> None:
        """Write that the plan stands in a file."""
        self._write("save", file=file)

    def close_clean(self) -> None:
        """Write that the session ended as it should, and let go of the journal."""
        self._write("close")
        self.leave()

    def leave(self) -> None:
        """Let go of the journal as it is: unsaved work in it is offered again (`unfinished`)."""
        os.close(self._handle)
        self._handle = -1

    def _write(
        self,
        kind: Literal["open", "edit", "save", "close"],
        what: str = "",
        plan: Plan | None = None,
        file: Path | None = None,
    ) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        entry = _Entry(kind=kind, at=at, what=what, plan=plan, file="" if file is None else str(file))
        content = msgspec.json.encode(entry)
        chained = _chained(self._last, content)
        self._append(msgspec.json.encode(_Line(msgspec.Raw(content), chained)) + b"\n")
        self._last = chained

    def _append(self, line: bytes) -> None:
        """Bring a line to the disk, or leave the file as it was: a torn line would hide those after it."""
        before = os.fstat(self._handle).st_size
        try:
            while line:
                line = line[os.write(self._handle, line) :]
            os.fsync(self._handle)
        except OSError:
            os.ftruncate(self._handle, before)
            raise


def _chained(last: str, content: bytes) -> str:
    return hashlib.sha256(last.encode() + content).hexdigest()


def unfinished(folder: Path) -> list[Recovered]:
    """Return the unsaved work of sessions that did not end as they should, newest first.

    Journals that a running program still writes to are left alone.
    """
    found = [_recovered(path) for path in _journals(folder) if not _in_use(path)]
    return sorted((each for each in found if each is not None), key=lambda each: each.at, reverse=True)


def discard(recovered: Recovered) -> None:
    """Remove the journal of work that was restored or is not wanted."""
    recovered.journal.unlink(missing_ok=True)


def _recovered(path: Path) -> Recovered | None:
    plan, file, edits, last = None, "", 0, None
    for entry in _entries(path):
        plan = entry.plan or plan
        file = entry.file or ("" if entry.kind == "open" else file)
        edits = edits + 1 if entry.kind == "edit" else 0
        last = entry if entry.kind == "edit" else last
        if entry.kind == "close":
            return None
    if plan is None or last is None or edits == 0:
        return None
    where = Path(file) if file else None
    return Recovered(path, plan, where, edits, datetime.fromisoformat(last.at), last.what)


def _entries(path: Path) -> Iterator[_Entry]:
    """Yield the entries of a journal up to the first line that is torn or does not fit the one before."""
    last = ""
    for line in path.read_bytes().splitlines():
        try:
            parsed = msgspec.json.decode(line, type=_Line)
            last = _chained(last, bytes(parsed.entry))
            if parsed.sha256 != last:
                return
            yield msgspec.json.decode(parsed.entry, type=_Entry)
        except msgspec.DecodeError:
            return


def _journals(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.journal"))


def _in_use(path: Path) -> bool:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _forget_old(folder: Path) -> None:
    """Remove the oldest journals that hold no unsaved work."""
    done = [path for path in _journals(folder) if not _in_use(path) and _recovered(path) is None]
    for path in done[:-KEPT]:
        path.unlink(missing_ok=True)
