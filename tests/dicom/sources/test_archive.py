"""Archives are unpacked within limits, under names that are ours, and called by those the user knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import IO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.reader import Reader
from planner.dicom.scan import scan
from planner.dicom.sources import archive, archive_member, private_folder
from planner.dicom.sources.archive import is_archive, unpack
from planner.dicom.study import Refused
from tests.dicom.disc import index, record, zipped
from tests.dicom.phantom import written


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """Return an empty folder to unpack into."""
    folder = tmp_path / "room"
    folder.mkdir()
    return folder


def packed(tmp_path: Path, fill: Callable[[ZipFile], object]) -> Path:
    """Return an archive filled so."""
    path = tmp_path / "disc.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as opened:
        fill(opened)
    return path


def said(path: Path, room: Path) -> tuple[Refused, ...]:
    """Return what is refused of an archive."""
    return unpack(path, room).refused


def test_a_volume_is_read_from_an_archive(tmp_path: Path, room: Path) -> None:
    files = written(tmp_path / "ct")
    path = zipped(tmp_path / "disc.zip", files)
    path = path.rename(tmp_path / "disc without ending")
    study = scan(path, into=room)
    (stack,) = study.stacks()
    assert [file.read_bytes() for file in stack.files] == [file.read_bytes() for file in files]
    assert study.path == path
    assert study.name_of(stack.files[0]) == f"disc without ending: DICOM/{files[0].name}"
    assert study.name_of(stack.folder) == "disc without ending: DICOM"
    assert study.refused == ()


def test_no_path_is_made_of_a_name(tmp_path: Path, room: Path) -> None:
    content = written(tmp_path / "ct", (1, 20, 28))[0].read_bytes()
    names = ["../../out", "/tmp/out", "C:\\out", "a/../../out", "a\0b", "x" * 400, "im", "im", "\x1b[31m"]

    def fill(opened: ZipFile) -> None:
        for name in names:
            opened.writestr(ZipInfo(name), content)

    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path, fill)
    before = set(tmp_path.rglob("*")) - set(room.rglob("*"))
    sources = unpack(path, room)
    assert set(tmp_path.rglob("*")) - set(room.rglob("*")) == before
    assert len(sources.files) == len(names)
    assert all(file.parent.parent == room and file.name.isdigit() for file in sources.files)
    assert all(len(name) < 250 for _file, name in sources.names)


def test_progress_and_stop(tmp_path: Path, room: Path) -> None:
    path = zipped(tmp_path / "disc.zip", written(tmp_path / "ct", (3, 20, 28)))
    seen: list[tuple[int, int]] = []
    scan(path, lambda done, total: seen.append((done, total)), into=room)
    assert seen == [(done, 6) for done in range(7)]
    with pytest.raises(LoadStoppedError):
        unpack(path, tmp_path, cancelled=lambda: True)


def test_what_is_ours_is_left_out(tmp_path: Path, room: Path) -> None:
    def fill(opened: ZipFile) -> None:
        for name in ("plan.json", "a/README.txt", "__MACOSX/im", "._im", "folder/", "DICOMDIR"):
            opened.writestr(name, b"not an image")
        opened.writestr("mine.json", b'{"format": "facet-plan"}')

    sources = unpack(packed(tmp_path, fill), room)
    assert (sources.files, sources.refused) == ((), ())


def test_a_damaged_member_does_not_spoil_the_others(tmp_path: Path, room: Path) -> None:
    files = written(tmp_path / "ct", (4, 20, 28))
    path = zipped(tmp_path / "disc.zip", files)
    with ZipFile(path) as opened:
        at = opened.infolist()[1].header_offset + 200
    content = bytearray(path.read_bytes())
    content[at : at + 4] = bytes(255 - byte for byte in content[at : at + 4])
    path.write_bytes(content)
    sources = unpack(path, room)
    assert len(sources.files) == 3
    (refused,) = sources.refused
    assert refused.file == f"disc.zip: DICOM/{files[1].name}"
    assert refused.reason == "it is damaged within the archive"
    assert len([file for file in room.rglob("*") if file.is_file()]) == 3


@pytest.mark.parametrize("cut", [10, 400])
def test_an_archive_that_ends_early(tmp_path: Path, room: Path, cut: int) -> None:
    path = zipped(tmp_path / "disc.zip", written(tmp_path / "ct"))
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(LoadError, match=r"the archive is damaged. Copy or download it again."):
        unpack(path, room)


def test_a_locked_archive(tmp_path: Path, room: Path) -> None:
    files = written(tmp_path / "ct", (2, 20, 28))
    path = zipped(tmp_path / "disc.zip", files)
    content = path.read_bytes()
    # bit 0 of the flags, in both heads of a member
    locked = content.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\1\0")
    locked = locked.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0")
    path.write_bytes(locked)
    with pytest.raises(LoadError, match=r"locked with a password. Unpack it with its password"):
        unpack(path, room)
    path.write_bytes(content.replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0", 1))
    sources = unpack(path, room)
    assert len(sources.files) == 1
    assert sources.refused[0].reason == "it is locked with a password"


@pytest.mark.parametrize(("method", "name"), [(9, "Deflate64"), (14, "LZMA"), (77, "77")])
def test_a_method_that_is_not_opened_is_named(tmp_path: Path, room: Path, method: int, name: str) -> None:
    path = zipped(tmp_path / "disc.zip", written(tmp_path / "ct", (1, 20, 28)))
    content = path.read_bytes()
    number = method.to_bytes(2, "little")
    at = content.index(b"PK\x01\x02") + 10
    path.write_bytes(content[:at] + number + content[at + 2 :])
    assert said(path, room)[0].reason == f"it is packed with {name}, which is not opened"


def test_bzip2_is_not_opened(tmp_path: Path, room: Path) -> None:
    """It unfolds by thousands and would do so in memory."""
    path = packed(tmp_path, lambda opened: opened.writestr("im", b"0" * 1000, ZIP_BZIP2))
    assert said(path, room)[0].reason == "it is packed with bzip2, which is not opened"


def test_links_are_refused(tmp_path: Path, room: Path) -> None:
    link = ZipInfo("link")
    link.external_attr = 0o120777 << 16
    path = packed(tmp_path, lambda opened: opened.writestr(link, "/etc/passwd"))
    assert said(path, room)[0].reason == "this is a link or a device, and no file"
    assert not any(room.rglob("*"))


def twenty(opened: ZipFile) -> None:
    """Pack twenty files of zeros."""
    for number in range(20):
        opened.writestr(str(number), bytes(100_000))


def test_bombs_are_refused_before_they_unfold(
    tmp_path: Path, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zeros = packed(tmp_path, twenty)
    monkeypatch.setattr(archive_member, "MUCH", 90_000)
    assert {refused.reason for refused in said(zeros, room)} == {"it unfolds to more than an image can be"}
    monkeypatch.undo()
    for limit, value, words in (
        ("MOST_UNPACKED", 1_900_000, "unfolds to more than a disc holds"),
        ("MOST_MEMBERS", 19, "holds too many files"),
        ("KEPT_FREE", 1 << 62, "no room to unpack"),
        ("LONGEST_CONTENTS", 500, "is damaged"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(archive, limit, value)
            with pytest.raises(LoadError, match=words):
                unpack(zeros, room)
    assert not any(room.rglob("*"))
    assert len(unpack(zeros, room).files) == 20


def test_a_member_that_lies_about_its_size(tmp_path: Path, room: Path) -> None:
    path = packed(tmp_path, lambda opened: opened.writestr("im", bytes(1_000_000)))
    content = path.read_bytes()
    path.write_bytes(content.replace((1_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    assert said(path, room)[0].reason == "it is damaged within the archive"
    assert not any(file.is_file() for file in room.rglob("*"))


def test_a_full_disk_ends_it(tmp_path: Path, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "disc.zip", written(tmp_path / "ct", (3, 20, 28)))
    plainly = Path.open

    def opened(file: Path, mode: str) -> IO[bytes]:
        return plainly(Path("/dev/full"), "wb") if mode == "xb" else plainly(file, mode)

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(LoadError, match="no room to unpack"):
        unpack(path, room)


def test_archives_within_are_refused_with_a_cure(tmp_path: Path, room: Path) -> None:
    files = written(tmp_path / "ct", (2, 20, 28))
    inner = zipped(tmp_path / "inner.zip", files)
    outer = zipped(tmp_path / "outer.zip", [inner, *files])
    (refused,) = scan(outer, into=room).refused
    assert (refused.file, refused.reason) == (
        "outer.zip: DICOM/inner.zip",
        "this is an archive within what was opened",
    )
    folder = tmp_path / "folder"
    folder.mkdir()
    inner.rename(folder / "inner")
    (folder / "x.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(200))
    reasons = {Path(refused.file).name: refused.reason for refused in scan(folder).refused}
    assert reasons == {
        "inner": "this is an archive within what was opened",
        "x.7z": "archives of the kind 7-Zip are not opened",
    }


def test_a_dicom_file_that_begins_as_an_archive_is_dicom(tmp_path: Path) -> None:
    file = written(tmp_path, (1, 20, 28))[0]
    file.write_bytes(b"PK\x03\x04" + file.read_bytes()[4:])
    assert not is_archive(file)
    assert len(scan(file).stacks()) == 1


def test_what_the_index_in_an_archive_names_and_is_not_there(tmp_path: Path, room: Path) -> None:
    files = written(tmp_path / "ct", (3, 20, 28))
    ids = [f"IM\\{file.name.upper()}" for file in files]

    def fill(opened: ZipFile) -> None:
        opened.writestr("CD/DICOMDIR", index([*map(record, ids), record("IM\\GONE"), record("..\\x")]))
        for file in files:
            opened.write(file, f"CD/im/{file.name.lower()}")

    sources = unpack(packed(tmp_path, fill), room)
    assert len(sources.files) == 3
    missing, outside = sources.refused
    assert missing.file == "disc.zip: CD/DICOMDIR"
    assert missing.reason == "files named by the disc's index, but not there: 1 (IM/GONE)"
    assert outside.reason == "the index points outside its disc: ../x"


@pytest.mark.parametrize(
    ("raw", "name"), [("影像".encode("gbk"), "影像"), ("影像".encode(), "影像"), (b"M\x81ller", "Müller")]
)
def test_names_of_any_country(tmp_path: Path, room: Path, raw: bytes, name: str) -> None:
    content = written(tmp_path / "ct", (1, 20, 28))[0].read_bytes()
    path = packed(tmp_path, lambda opened: opened.writestr(ZipInfo("N" * len(raw)), content, ZIP_STORED))
    path.write_bytes(path.read_bytes().replace(b"N" * len(raw), raw))
    assert unpack(path, room).names[0][1] == f"disc.zip: {name}"


def test_no_zip_at_all(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"hello")
    (refused,) = scan(tmp_path / "x.zip").refused
    assert refused.reason == "this is not a DICOM file"


def test_the_reader_keeps_an_archive_until_the_next_one(tmp_path: Path) -> None:
    files = written(tmp_path / "ct")
    first, second = zipped(tmp_path / "1.zip", files), zipped(tmp_path / "2.zip", files)
    reader = Reader()
    old = reader.scan(first).stacks()[0]
    with pytest.raises(LoadError):
        reader.scan(tmp_path / "nothing")
    assert reader.load(old).volume.hu.shape == (6, 20, 28)
    new = reader.scan(second).stacks()[0]
    assert not old.images[0].path.exists()
    assert reader.slice_hu(new.images[0]).shape == (20, 28)
    new.images[2].path.write_bytes(new.images[2].path.read_bytes()[:-100])
    with pytest.raises(LoadError, match=f"2.zip: DICOM/{files[2].name}: it is not the file"):
        reader.load(new)
    reader.close()
    assert not new.folder.exists()
    assert private_folder.remove_left_over() == 0


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    assert not is_archive(tmp_path)
    assert not is_archive(tmp_path / "nothing")
