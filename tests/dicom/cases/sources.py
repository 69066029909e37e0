"""Cases of what is opened: folders, discs by their index, archives, and what stands beside the images."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from planner.plan.identity import Patient
from tests.dicom.cases.case import Case
from tests.dicom.disc import index, record, zipped
from tests.dicom.phantom import HEADER, written

_SHAPE = (9, 20, 28)
_JOHN = replace(HEADER, patient=Patient(id="P-18", name="Doe^John", birth_date="19580101"), seed="john")


def _nested(folder: Path) -> Path:
    for number, file in enumerate(written(folder / "a" / "b", _SHAPE)):
        file.rename((folder if number % 2 else folder / "a") / f"I{number}")
    return folder


def _single(folder: Path) -> Path:
    return written(folder, _SHAPE)[4]


def _beside(name: str, content: bytes) -> Callable[[Path], Path]:
    """Return the writer of images with another file beside them."""

    def write(folder: Path) -> Path:
        written(folder, _SHAPE)
        (folder / name).write_bytes(content)
        return folder

    return write


def _links(folder: Path) -> Path:
    opened = folder / "opened"
    written(opened, _SHAPE)
    elsewhere = written(folder / "elsewhere", (2, 20, 28))
    (opened / "loop").symlink_to(opened)
    (opened / "out").symlink_to(elsewhere[0])
    os.mkfifo(opened / "pipe")
    return opened


def _two_patients(folder: Path) -> Path:
    written(folder / "1", _SHAPE)
    written(folder / "2", _SHAPE, header=_JOHN)
    return folder


def _disc(*others: str, lower: bool = False, by_index: bool = True) -> Callable[[Path], Path]:
    """Return the writer of a disc whose index names the images and others."""

    def write(folder: Path) -> Path:
        ids = [f"IMAGES\\{file.name.upper()}" for file in written(folder / "IMAGES", _SHAPE)]
        if not lower:
            for file in (folder / "IMAGES").iterdir():
                file.rename(file.with_name(file.name.upper()))
        disc = folder / ("dicomdir" if lower else "DICOMDIR")
        disc.write_bytes(index([record(None), *map(record, (*ids, *others))]))
        return disc if by_index else folder

    return write


def _disc_with_a_bad_record(folder: Path) -> Path:
    files = written(folder, _SHAPE)
    records = [record(file.name) for file in files]
    records.append(records[0].replace(b"\x04\x00\x00\x15CS", b"\x04\x00\x00\x15UN", 1))
    (folder / "DICOMDIR").write_bytes(index(records))
    return folder / "DICOMDIR"


def _empty_disc(*records: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        (folder / "DICOMDIR").write_bytes(index(records))
        return folder / "DICOMDIR"

    return write


def _archive(change: Callable[[Path], object] | None = None) -> Callable[[Path], Path]:
    """Return the writer of an archive that is changed then."""

    def write(folder: Path) -> Path:
        path = zipped(folder / "disc.zip", written(folder / "ct", _SHAPE))
        if change is not None:
            change(path)
        return path

    return write


def _damage(path: Path) -> None:
    with ZipFile(path) as opened:
        at = opened.infolist()[8].header_offset + 200
    content = bytearray(path.read_bytes())
    content[at] ^= 0xFF
    path.write_bytes(content)


def _lock(path: Path) -> None:
    marked = path.read_bytes().replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\1\0")
    path.write_bytes(marked)


def _pack_otherwise(path: Path) -> None:
    content = path.read_bytes()
    at = content.rindex(b"PK\x01\x02") + 10
    path.write_bytes(content[:at] + b"\x09\0" + content[at + 2 :])


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-500])


def _add_bomb(path: Path) -> None:
    with ZipFile(path, "a", ZIP_DEFLATED) as opened, opened.open("bomb", "w") as file:
        for _part in range(65):
            file.write(bytes(1 << 20))


def _add_escape(path: Path) -> None:
    with ZipFile(path, "a") as opened:
        link = ZipInfo("link")
        link.external_attr = 0o120777 << 16
        opened.writestr(link, "/etc/passwd")
        opened.writestr("../../out", "not an image")


def _add_archive(path: Path) -> None:
    with ZipFile(path, "a") as opened:
        opened.writestr("inner.zip", path.read_bytes())


def _archive_in_folder(folder: Path) -> Path:
    files = written(folder, _SHAPE)
    zipped(folder / "more.zip", files)
    return folder


def _headerless(folder: Path) -> Path:
    for file in written(folder, _SHAPE):
        file.write_bytes(file.read_bytes()[132:])
    return folder


def _empty_folder(folder: Path) -> Path:
    shutil.rmtree(folder)
    folder.mkdir()
    return folder


_PATH, _DISC, _ZIP = "any path", "disc by its index (DICOMDIR)", "archive (zip)"

CASES: tuple[Case, ...] = (
    Case(_PATH, "nested folders, files without ending", _nested, "load"),
    Case(_PATH, "one file of a series", _single, "refuse", ("One slice is not a volume",)),
    Case(_PATH, "an empty folder", _empty_folder, "refuse", ("there is nothing here",)),
    Case(
        _PATH, "a file that does not exist", lambda folder: folder / "x", "refuse", ("there is no such file",)
    ),
    Case(
        _PATH, "a text beside the images", _beside("a.txt", b"hello"), "load", ("a.txt: this is not a DICOM",)
    ),
    Case(
        _PATH, "an empty file beside the images", _beside("a", b""), "load", ("a: this is not a DICOM file",)
    ),
    Case(_PATH, "a plan and files of file browsers beside the images", _beside("Plan.JSON", b"{}"), "load"),
    Case(
        _PATH,
        "links that loop or lead out, and a pipe",
        _links,
        "load",
        ("opened/out: this is a link out of the folder", "opened/pipe: this is neither a file nor a folder"),
    ),
    Case(_PATH, "two patients", _two_patients, "apart", ("images of 2 patients stand here",)),
    Case(
        _PATH,
        "files without the header that says how they are written",
        _headerless,
        "refuse",
        ("`--headerless` on the command line",),
    ),
    Case(_DISC, "as it should be", _disc(), "load"),
    Case(_DISC, "in lower case", _disc(lower=True), "load"),
    Case(
        _DISC,
        "a file that is not there",
        _disc("IMAGES\\GONE"),
        "load",
        ("DICOMDIR: files named by the disc's index, but not there: 1 (IMAGES/GONE)",),
    ),
    Case(
        _DISC,
        "its folder is opened, and a file is not there",
        _disc("IMAGES\\GONE", by_index=False),
        "load",
        ("DICOMDIR: files named by the disc's index, but not there: 1 (IMAGES/GONE)",),
    ),
    Case(
        _DISC,
        "a file outside the disc",
        _disc("..\\X", "/etc/passwd"),
        "load",
        ("DICOMDIR: the index points outside its disc: ../X, /etc/passwd",),
    ),
    Case(
        _DISC,
        "a damaged record",
        _disc_with_a_bad_record,
        "load",
        ("damaged entries in the disc's index: 1",),
    ),
    Case(_DISC, "no files in it", _empty_disc(record(None)), "refuse", ("index of a disc names no files",)),
    Case(_DISC, "nothing in it", _empty_disc(), "refuse", ("index of a disc names no files",)),
    Case(_ZIP, "as it should be", _archive(), "load"),
    Case(_ZIP, "a damaged file in it", _archive(_damage), "load", ("disc.zip: DICOM/", "damaged within the")),
    Case(_ZIP, "its end is missing", _archive(_cut), "refuse", ("disc.zip: the archive is damaged",)),
    Case(_ZIP, "a password", _archive(_lock), "refuse", ("locked with a password. Unpack it with its",)),
    Case(_ZIP, "a file packed in another way", _archive(_pack_otherwise), "load", ("packed with Deflate64",)),
    Case(
        _ZIP, "a file that unfolds without end", _archive(_add_bomb), "load", ("disc.zip: bomb: it unfolds",)
    ),
    Case(
        _ZIP,
        "a link and a name that lead out",
        _archive(_add_escape),
        "load",
        ("disc.zip: link: this is a link", "disc.zip: ../../out: this is not a DICOM file"),
    ),
    Case(
        _ZIP, "an archive in it", _archive(_add_archive), "load", ("disc.zip: inner.zip: this is an archive",)
    ),
    Case(_ZIP, "in a folder of images", _archive_in_folder, "load", ("more.zip: this is an archive within",)),
)
