"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from planner.plan.whole import reason_of, sync_folder, write_whole


def test_it_stands_there_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    for content in (b"first", b"second"):
        write_whole(file, content, 0o600)
        assert file.read_bytes() == content
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.bin"
    link.symlink_to(tmp_path / "there" / "a.bin")
    write_whole(link, b"x")
    assert link.is_symlink()
    assert (tmp_path / "there" / "a.bin").read_bytes() == b"x"


@pytest.mark.parametrize("rights", [0o640, 0o664, 0o600, 0o444])
def test_the_rights_of_what_stood_there_are_kept(tmp_path: Path, rights: int) -> None:
    file = tmp_path / "a.bin"
    file.touch()
    file.chmod(rights)
    seen: list[int] = []
    for mode in (0o666, 0o600):
        write_whole(file, b"new", mode, lambda _place: seen.extend(_rights_in(tmp_path)))
        assert file.stat().st_mode & 0o777 == rights
    assert set(seen) == {rights}


def _rights_in(folder: Path) -> list[int]:
    """Return who may read and write what lies in a folder; a new file is never wider than the old one."""
    return [path.stat().st_mode & 0o777 for path in folder.iterdir()]


def test_where_rights_cannot_be_changed_they_need_not_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.bin"
    write_whole(file, b"old", 0o600)

    def refused(_path: Path, _mode: int) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "chmod", refused)
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_system_that_cannot_sync_a_folder_fails_no_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def files_only(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", files_only)
    file = tmp_path / "a.bin"
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    # a journal that is begun still hears of it
    with pytest.raises(OSError, match="Invalid argument"):
        sync_folder(tmp_path)


def test_what_stood_there_stays_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_reason_is_what_the_system_says() -> None:
    assert reason_of(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) == "No space left on device"
    assert reason_of(OSError("the printer is gone")) == "the printer is gone"
    assert reason_of(TimeoutError()) == "TimeoutError"
