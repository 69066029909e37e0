"""A file is written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from planner.plan.whole import write_whole


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
