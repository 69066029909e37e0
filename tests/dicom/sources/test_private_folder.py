"""What was unpacked is seen by its user alone and does not outlive the program."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from planner.dicom.sources import private_folder
from planner.dicom.sources.private_folder import PrivateFolder, remove_left_over

KEEPING = """
import sys
from planner.dicom.sources.private_folder import PrivateFolder
folder = PrivateFolder()
(folder.path / "image").write_bytes(b"x")
print(folder.path, flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the test a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


def started() -> tuple[subprocess.Popen[str], Path]:
    """Start a program that keeps a folder, and return both."""
    program = subprocess.Popen(
        [sys.executable, "-c", KEEPING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    folder = Path(program.stdout.readline().strip())
    assert (folder / "image").exists()
    return program, folder


def ended(program: subprocess.Popen[str]) -> None:
    """Wait for a program and close what leads to it."""
    program.communicate()


def test_only_its_user_may_look() -> None:
    folder = PrivateFolder()
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.path.parent.stat().st_mode) == 0o700
    folder.close()
    folder.close()
    assert not folder.path.exists()


def test_it_goes_with_its_owner() -> None:
    folder = PrivateFolder()
    path = folder.path
    del folder
    assert not path.exists()


def test_it_goes_with_the_program() -> None:
    program, path = started()
    ended(program)
    assert not path.exists()


def test_what_a_killed_program_left_goes_at_the_next_start() -> None:
    mine = PrivateFolder()
    living, its = started()
    killed, left = started()
    killed.kill()
    ended(killed)
    assert left.exists()
    assert remove_left_over() == 1
    assert (left.exists(), its.exists(), mine.path.exists()) == (False, True, True)
    ended(living)
    mine.close()


def test_one_without_a_lock_goes_after_a_while(tmp_path: Path) -> None:
    unlocked = tmp_path / "facet-planner" / "unpacked" / "unlocked"
    unlocked.mkdir(parents=True)
    assert remove_left_over() == 0
    os.utime(unlocked, (0, 0))
    assert remove_left_over() == 1
    assert not unlocked.exists()


@pytest.mark.timeout(20)
def test_links_and_pipes_in_its_place_are_left_alone(tmp_path: Path) -> None:
    others = tmp_path / "others"
    others.mkdir()
    (others / "file").write_bytes(b"x")
    home = tmp_path / "facet-planner" / "unpacked"
    (home / "odd").mkdir(parents=True)
    os.mkfifo(home / "odd" / ".lock")
    (home / "link").symlink_to(others)
    os.utime(home / "link", (0, 0), follow_symlinks=False)
    assert remove_left_over() == 0
    assert (others / "file").exists()


def test_a_forked_process_leaves_it_alone() -> None:
    folder = PrivateFolder()
    child = os.fork()
    if child == 0:
        folder.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert folder.path.exists()
    folder.close()


def test_no_place_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(private_folder, "_home", lambda: tmp_path / "file" / "x")
    with pytest.raises(OSError, match="directory"):
        PrivateFolder()
    assert remove_left_over() == 0
