"""The journal: after a crash at most the last edit is lost."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.plan.journal import KEPT, Journal, discard, unfinished
from planner.plan.plan import Plan

KILLS = 200


def edited(n: int) -> Plan:
    """Return a plan that tells how often it was edited."""
    return Plan(notes=str(n))


def abandoned(folder: Path, edits: int, file: Path | None = None) -> Path:
    """Leave a journal behind as a crash does, and return its file."""
    journal = Journal.open(folder, edited(0), file)
    for n in range(1, edits + 1):
        journal.record(edited(n), f"edit {n}")
    os.close(journal._handle)
    return journal.path


def test_a_crash_leaves_the_last_edit(tmp_path: Path) -> None:
    path = abandoned(tmp_path / "j", 3, tmp_path / "plan.json")
    (found,) = unfinished(tmp_path / "j")
    assert (found.plan, found.edits, found.what) == (edited(3), 3, "edit 3")
    assert (found.file, found.journal) == (tmp_path / "plan.json", path)
    discard(found)
    assert unfinished(tmp_path / "j") == []


def test_a_journal_in_use_is_left_alone(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, edited(0))
    journal.record(edited(1), "edit")
    assert unfinished(tmp_path) == []
    os.close(journal._handle)
    assert len(unfinished(tmp_path)) == 1


def test_what_is_saved_or_closed_is_not_unfinished(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, edited(0))
    journal.record(edited(1), "edit")
    journal.saved(tmp_path / "plan.json")
    os.close(journal._handle)
    assert unfinished(tmp_path) == []
    journal = Journal.open(tmp_path, edited(0))
    journal.record(edited(1), "edit")
    journal.close_clean()
    assert unfinished(tmp_path) == []


def test_edits_since_the_last_save_count(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, edited(0))
    journal.record(edited(1), "one")
    journal.saved(tmp_path / "plan.json")
    journal.record(edited(2), "two")
    os.close(journal._handle)
    (found,) = unfinished(tmp_path)
    assert (found.plan, found.edits, found.file) == (edited(2), 1, tmp_path / "plan.json")


def test_opening_another_plan_starts_anew(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path, edited(0), tmp_path / "a.json")
    journal.record(edited(1), "one")
    journal.opened(edited(7), None)
    journal.record(edited(8), "two")
    os.close(journal._handle)
    (found,) = unfinished(tmp_path)
    assert (found.plan, found.edits, found.file) == (edited(8), 1, None)


def test_a_torn_line_costs_itself_alone(tmp_path: Path) -> None:
    path = abandoned(tmp_path, 3)
    content = path.read_bytes()
    last = content.rstrip(b"\n").rindex(b"\n") + 1
    for cut in range(last, len(content) - 1, 7):
        path.write_bytes(content[:cut])
        (found,) = unfinished(tmp_path)
        assert found.plan == edited(2), cut


def test_an_altered_line_ends_what_is_believed(tmp_path: Path) -> None:
    path = abandoned(tmp_path, 3)
    path.write_bytes(path.read_bytes().replace(b'"notes":"2"', b'"notes":"9"'))
    (found,) = unfinished(tmp_path)
    assert found.plan == edited(1)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:1] + lines[3:]))
    assert unfinished(tmp_path) == []


def test_a_full_disk_leaves_the_journal_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal.open(tmp_path, edited(0))
    journal.record(edited(1), "one")
    write = os.write

    def part(handle: int, line: bytes) -> int:
        write(handle, line[:40])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", part)
    with pytest.raises(OSError, match="No space"):
        journal.record(edited(2), "two")
    monkeypatch.undo()
    journal.record(edited(3), "three")
    os.close(journal._handle)
    (found,) = unfinished(tmp_path)
    assert (found.plan, found.edits) == (edited(3), 2)


def test_an_edit_is_on_the_disk_when_record_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal.open(tmp_path, edited(0))
    synced: list[int] = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        synced.append(handle)
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watched)
    journal.record(edited(1), "one")
    assert synced == [journal._handle]
    journal.close_clean()


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "new" / "j", edited(0))
    assert (tmp_path / "new" / "j").stat().st_mode & 0o777 == 0o700
    assert journal.path.stat().st_mode & 0o777 == 0o600
    journal.close_clean()


def test_old_journals_are_forgotten_but_never_unsaved_work(tmp_path: Path) -> None:
    kept = abandoned(tmp_path, 1)
    for _ in range(KEPT + 5):
        Journal.open(tmp_path, edited(0)).close_clean()
    assert kept.exists()
    assert len(list(tmp_path.glob("*.journal"))) <= KEPT + 2


def test_there_may_be_none(tmp_path: Path) -> None:
    assert unfinished(tmp_path / "never made") == []
    (tmp_path / "empty.journal").touch()
    assert unfinished(tmp_path) == []


def test_two_hundred_kills(tmp_path: Path) -> None:
    """Never a torn plan, at most the last edit lost."""
    program = Path(__file__).with_name("killed.py")
    run = subprocess.run(
        [sys.executable, str(program), str(tmp_path / "kills"), str(KILLS)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert run.returncode == 0, run.stderr
    kills = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(kills) == KILLS
    for kill in kills:
        assert kill.get("whole"), kill
        assert kill["saved"] >= kill["saves"], kill
        on_disk = kill["saved"] if kill["recovered"] is None else max(kill["recovered"], kill["saved"])
        assert on_disk >= kill["edits"], kill
    assert len({kill["edits"] for kill in kills}) > 5, "killed at one and the same moment"
    assert any(kill["recovered"] is not None and kill["recovered"] > kill["saved"] for kill in kills)
