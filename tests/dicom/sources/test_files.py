"""A path stands for files: nothing blocks, nothing outside is read, and what is not taken is said."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.scan import scan
from planner.dicom.sources.files import Sources, files_at
from tests.dicom.disc import index, record
from tests.dicom.phantom import written


def reasons(path: Path) -> dict[str, str]:
    """Return what is refused at a path, by the name of the file."""
    return {Path(refused.file).name: refused.reason for refused in files_at(path).refused}


def test_a_folder_holds_its_files_in_order(tmp_path: Path) -> None:
    files = written(tmp_path / "z" / "deep") + written(tmp_path / "a b 王")
    assert files_at(tmp_path).files == tuple(sorted(files))
    assert files_at(files[0]).files == (files[0],)


@pytest.mark.timeout(20)
def test_pipes_and_sockets_are_refused_unopened(tmp_path: Path) -> None:
    file = written(tmp_path, (1, 20, 28))[0]
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
        assert files_at(tmp_path).files == (file,)
        assert reasons(tmp_path) == dict.fromkeys(("pipe", "socket"), "this is neither a file nor a folder")
    with pytest.raises(LoadError, match="neither a file nor a folder"):
        scan(tmp_path / "pipe")
    with pytest.raises(LoadError, match="neither a file nor a folder"):
        scan(Path(os.devnull))


def test_links_are_not_followed(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "inside of others"
    files = written(inside / "ct", (2, 20, 28))
    secret = written(outside, (1, 20, 28))[0]
    (inside / "loop").symlink_to(inside)
    (inside / "self").symlink_to(inside / "self")
    (inside / "again").symlink_to(files[0])
    (inside / "file").symlink_to(secret)
    (inside / "folder").symlink_to(outside)
    (inside / "gone").symlink_to(inside / "nothing")
    assert files_at(inside).files == files
    assert reasons(inside) == {
        "file": "this is a link out of the folder",
        "folder": "this is a link out of the folder",
        "gone": "this is a link that leads nowhere",
        "self": "this is a link that leads nowhere",
    }


def test_a_folder_that_is_itself_a_link_is_opened(tmp_path: Path) -> None:
    files = written(tmp_path / "real", (2, 20, 28))
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert len(files_at(tmp_path / "link").files) == len(files)
    assert files_at(tmp_path / "link").refused == ()


def test_a_folder_within_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = written(tmp_path / "open", (2, 20, 28))
    locked = tmp_path / "locked"
    locked.mkdir()
    scandir = os.scandir

    def refusing(folder: Path) -> object:
        if Path(folder) == locked:
            raise PermissionError(13, "Permission denied")
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", refusing)
    assert files_at(tmp_path).files == files
    assert reasons(tmp_path) == {"locked": "it cannot be read (Permission denied)"}
    with pytest.raises(LoadError, match="Permission denied"):
        files_at(locked)


def test_what_is_ours_is_passed_over_in_any_case(tmp_path: Path) -> None:
    for name in ("Plan.JSON", "TRUTH.json", "ReadMe.TXT", "Thumbs.DB", "._IM001", "DICOMDIR;1"):
        (tmp_path / name).write_bytes(b"not an image")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "IM001").write_bytes(b"not an image")
    assert files_at(tmp_path) == Sources(())


def test_looking_can_be_stopped(tmp_path: Path) -> None:
    written(tmp_path / "a")
    with pytest.raises(LoadStoppedError):
        files_at(tmp_path, lambda: True)


def test_names_that_are_no_unicode(tmp_path: Path) -> None:
    """A disc written in China, mounted without its character set."""
    file = written(tmp_path, (1, 20, 28))[0]
    os.rename(file, os.fsencode(tmp_path) + b"/" + "影像".encode("gbk"))
    os.symlink("nothing", os.fsencode(tmp_path) + b"/" + "链".encode("gbk"))
    study = scan(tmp_path)
    assert len(study.stacks()) == 1
    assert Path(study.refused[0].file).name == "��"
    assert str(study.refused[0].error).isprintable()
    assert Path(study.name_of(study.stacks()[0].images[0].path)).name == "Ӱ��"


def test_a_disc_is_read_by_its_index(tmp_path: Path) -> None:
    files = written(tmp_path / "IMAGES" / "S1", (3, 20, 28))
    written(tmp_path / "not on the disc", (2, 20, 28))
    ids = [f"IMAGES\\S1\\{file.name}" for file in files]
    disc = tmp_path / "DICOMDIR"
    disc.write_bytes(index([record(None), *map(record, ids)]))
    assert files_at(disc) == Sources(files)
    (stack,) = scan(disc).stacks()
    assert stack.files == files


def test_a_disc_in_lower_case_and_with_versions(tmp_path: Path) -> None:
    for number, file in enumerate(written(tmp_path / "images", (3, 20, 28))):
        file.rename(file.with_name(f"im{number}" + ";1" * (number == 1) + "." * (number == 2)))
    disc = tmp_path / "dicomdir;1"
    disc.write_bytes(index([record(f"IMAGES\\IM{number}") for number in range(3)]))
    assert [file.name for file in files_at(disc).files] == ["im0", "im1;1", "im2."]


@pytest.mark.parametrize("offset", [0, 1, 140, 0xFFFFFFFF])
@pytest.mark.parametrize("endless", [False, True])
def test_the_offsets_of_records_lose_nothing(tmp_path: Path, offset: int, endless: bool) -> None:
    files = written(tmp_path, (3, 20, 28))
    disc = tmp_path / "DICOMDIR"
    disc.write_bytes(index([record(None, offset), *(record(file.name, offset, endless) for file in files)]))
    assert files_at(disc).files == files


def test_one_bad_record_does_not_spoil_the_others(tmp_path: Path) -> None:
    files = written(tmp_path, (4, 20, 28))
    records = [record(file.name) for file in files]
    # its file id claims to be longer than all that follows
    records[1] = records[1].replace(b"\x04\x00\x00\x15CS", b"\x04\x00\x00\x15UN", 1)
    disc = tmp_path / "DICOMDIR"
    disc.write_bytes(index(records))
    assert files_at(disc).files == (files[0], *files[2:])
    (said,) = files_at(disc).refused
    assert said.reason == "damaged entries in the disc's index: 1"


def test_an_index_is_confined_to_its_disc(tmp_path: Path) -> None:
    secret = written(tmp_path / "elsewhere", (1, 20, 28))[0]
    root = tmp_path / "disc"
    file = written(root, (1, 20, 28))[0]
    (root / "LINK").symlink_to(secret)
    (root / "AWAY").symlink_to(secret.parent)
    ids = ["..\\elsewhere\\" + secret.name, str(secret), "LINK", f"AWAY\\{secret.name}", ".", "A\\\\B", "\0"]
    disc = root / "DICOMDIR"
    disc.write_bytes(index([*map(record, ids), record(file.name)]))
    taken = files_at(disc)
    assert taken.files == (file,)
    (said,) = taken.refused
    assert said.reason.startswith("the index points outside its disc: ../elsewhere/")
    assert said.file == str(disc)


def test_what_an_index_names_and_is_not_there_is_listed(tmp_path: Path) -> None:
    files = written(tmp_path / "IM", (3, 20, 28))
    disc = tmp_path / "DICOMDIR"
    gone = [f"IM\\GONE{number:02d}" for number in range(14)]
    disc.write_bytes(index([*map(record, gone), *(record(f"IM\\{file.name}") for file in files)]))
    for path in (disc, tmp_path):
        taken = files_at(path)
        assert taken.files == files
        (said,) = taken.refused
        assert said.reason.startswith(
            "files named by the disc's index, but not there: 14 (IM/GONE00, IM/GONE01,"
        )
        assert said.reason.endswith("IM/GONE11, …)")


def test_a_damaged_index_in_a_folder_is_said_and_the_images_are_read(tmp_path: Path) -> None:
    files = written(tmp_path / "IM", (3, 20, 28))
    whole = index([record("IM\\GONE")])
    (tmp_path / "DICOMDIR").write_bytes(whole[: whole.index(b"\x02\x00\x10\x00")])
    taken = files_at(tmp_path)
    assert taken.files == files
    (said,) = taken.refused
    assert "whether files are missing is not known" in said.reason


def test_an_index_that_names_nothing(tmp_path: Path) -> None:
    disc = tmp_path / "DICOMDIR"
    disc.write_bytes(index([record(None)]))
    with pytest.raises(LoadError, match=r"names no files. Open the folder"):
        files_at(disc)


def test_an_index_as_senders_write_it(tmp_path: Path, real_index: Path) -> None:
    """The set of files that pydicom brings: three patients, CT and MR and others."""
    taken = files_at(real_index)
    assert len(taken.files) == 31
    assert taken.refused == ()


@pytest.fixture
def real_index() -> Path:
    """Return the DICOMDIR that pydicom brings for its tests."""
    from pydicom.data import get_testdata_file

    found = get_testdata_file("DICOMDIR")
    if found is None:
        pytest.skip("this pydicom brings no DICOMDIR")
    return Path(str(found))
