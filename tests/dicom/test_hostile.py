"""Damaged and hostile files end in a `LoadError` or in a volume, never in anything else."""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from numpy.typing import DTypeLike
from pydicom import uid

from planner.dicom import limits
from planner.dicom.errors import LoadError
from planner.dicom.load import load_volume
from planner.dicom.reader import Reader, shared_reader
from planner.dicom.scan import scan
from tests.dicom.bombs import BESIDE, PACKED, SHAPE, with_all
from tests.dicom.phantom import edit, noise, put, put_raw, written


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


@pytest.mark.parametrize("bomb", BESIDE)
def test_a_bomb_beside_good_images(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bomb: str
) -> None:
    """It is refused in words, within seconds; the good images are loaded."""
    BESIDE[bomb](tmp_path)
    reader.start()
    monkeypatch.setattr(limits, "SILENCE_S", 2.0)
    begun_s = time.monotonic()
    study = reader.scan(tmp_path)
    assert len(study.refused) + sum(stack.action == "refuse" for stack in study.stacks()) == 1
    (stack,) = study.volumes()
    assert reader.load(stack).volume.hu.shape == SHAPE
    for image in (image for stack in study.stacks() if stack.action == "refuse" for image in stack.images):
        with pytest.raises(LoadError):
            reader.slice_hu(image)
    assert time.monotonic() - begun_s < 10.0
    assert _most_memory(reader) < 1024


def test_what_hangs_is_stopped_and_named(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    BESIDE["a million empty items"](tmp_path)
    monkeypatch.setattr(limits, "SILENCE_S", 1.0)
    (refused,) = reader.scan(tmp_path).refused
    assert refused.reason == "reading it took longer than 1 s and was stopped"
    assert "bomb" in refused.file


@pytest.mark.parametrize("bomb", PACKED)
def test_a_bomb_for_a_codec(reader: Reader, tmp_path: Path, bomb: str) -> None:
    PACKED[bomb](tmp_path)
    reader.scan(tmp_path)
    pid = reader.pid
    for stack in reader.scan(tmp_path).stacks():
        if stack.action == "load" or len(stack.images) == 1:
            with pytest.raises(LoadError):
                reader.load(stack)
    assert reader.pid == pid
    assert _most_memory(reader) < 300


def _most_memory(reader: Reader) -> float:
    """Return the most memory that the reading process has had, in MiB."""
    status = Path(f"/proc/{reader.pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def test_what_is_no_file_does_not_block(reader: Reader, tmp_path: Path) -> None:
    written(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "round").symlink_to(tmp_path)
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    (tmp_path / "device").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "socket"))
        study = reader.scan(tmp_path)
    assert reader.load(study.choose()).volume.hu.shape == (6, 20, 28)
    for name in ("pipe", "device"):
        with pytest.raises(LoadError):
            reader.scan(tmp_path / name)


def test_files_that_change_between_the_scan_and_the_loading(reader: Reader, tmp_path: Path) -> None:
    files = written(tmp_path, (6, 20, 28))
    stack = reader.scan(tmp_path).choose()
    for change in (b"\0", bytes(100_000)):
        files[2].write_bytes(files[2].read_bytes() + change)
        with pytest.raises(LoadError, match=f"{files[2].name}: it is not the file that was found"):
            reader.load(stack)
    stack = reader.scan(tmp_path).choose()
    assert np.array_equal(reader.load(stack).volume.hu, noise((6, 20, 28)))
    files[2].unlink()
    with pytest.raises(LoadError, match="No such file"):
        reader.load(stack)
    os.mkfifo(files[2])
    begun_s = time.monotonic()
    with pytest.raises(LoadError, match=f"{files[2].name}: this is neither a file nor a folder"):
        reader.load(stack)
    assert time.monotonic() - begun_s < 1.0


def test_slices_that_change_places_between_the_scan_and_the_loading(reader: Reader, tmp_path: Path) -> None:
    """The headers have the same length: with the geometry of one the pixels of the other would be read."""
    files = written(tmp_path, (6, 20, 28))
    stack = reader.scan(tmp_path).choose()
    assert files[1].stat().st_size == files[3].stat().st_size
    files[1].rename(tmp_path / "between")
    files[3].rename(files[1])
    (tmp_path / "between").rename(files[3])
    with pytest.raises(LoadError, match="it is not the file that was found here before"):
        reader.load(stack)
    assert np.array_equal(reader.load(reader.scan(tmp_path).choose()).volume.hu, noise((6, 20, 28)))


def test_no_path_is_made_of_a_uid(reader: Reader, tmp_path: Path) -> None:
    with_all(SOPInstanceUID="../../../tmp/x", SeriesInstanceUID="../x")(tmp_path / "a" / "b")
    before = set(tmp_path.rglob("*"))
    reader.load(reader.scan(tmp_path).choose())
    assert set(tmp_path.rglob("*")) == before


def test_nested_sequences_without_end(tmp_path: Path) -> None:
    """Each level is a sequence of undefined length in an item of undefined length."""
    file = written(tmp_path, (1, 20, 28))[0]
    content = file.read_bytes()
    at = content.index(b"\x08\x00\x08\x00CS")
    level = b"\x08\x00\x06\x00SQ\x00\x00\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff"
    file.write_bytes(content[:at] + level * 3000 + content[at:])
    study = scan(tmp_path)
    (refused,) = study.refused
    assert refused.reason == "its header is damaged"


def test_no_text_of_a_patient_reaches_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    secrets = {b"Doe^Jane": b"Secret\xff\xfe", b"ISO_IR 192": b"Secret 192", b"Lumbar 1.7": b"Secret\\<b>"}
    for file in written(tmp_path):
        content = file.read_bytes()
        for plain, secret in secrets.items():
            assert plain in content
            content = content.replace(plain, secret)
        file.write_bytes(content)
    with caplog.at_level(logging.DEBUG):
        for stack in scan(tmp_path).stacks():
            load_volume(stack)
    assert "Secret" not in caplog.text


def test_a_volume_that_memory_does_not_hold_is_refused(tmp_path: Path) -> None:
    written(tmp_path)

    def no_room(_shape: tuple[int, ...], _dtype: DTypeLike) -> NoReturn:
        raise MemoryError

    (stack,) = scan(tmp_path).stacks()
    with pytest.raises(LoadError, match="bigger than the memory"):
        load_volume(stack, allocate=no_room)


@pytest.mark.parametrize("representation", [b"SW", b"S\x02", b"\xff\xff"])
def test_an_empty_element_of_no_known_kind(tmp_path: Path, representation: bytes) -> None:
    (file,) = written(tmp_path, (1, 20, 28))
    content = file.read_bytes()
    at = content.index(b"\x18\x00\x10\x12SH")
    file.write_bytes(content[: at + 4] + representation + content[at + 6 :])
    assert len(scan(file).stacks()) + len(scan(file).refused) == 1


@pytest.mark.parametrize("keyword", ["SeriesNumber", "InstanceNumber", "NumberOfFrames"])
def test_a_number_that_no_message_holds(tmp_path: Path, keyword: str) -> None:
    """An integer string has 32 bits (PS3.5 6.2); a file with more must not hide the others of its folder."""
    (run,) = written(tmp_path / "run", (1, 20, 28))
    edit(run, put(SOPClassUID=uid.XRayAngiographicImageStorage, SeriesInstanceUID="2.25.3"))
    for file in (*written(tmp_path / "volume"), run):
        if keyword != "NumberOfFrames" or file is run:
            edit(file, put_raw(keyword, b"9" * 60))
    study = shared_reader().scan(tmp_path)
    assert study.refused == ()
    assert [stack.action for stack in study.stacks()] == ["load"]
    ((projection,),) = (series.projections for series in study.series if series.projections)
    assert projection.frames == 1
    assert {series.number for series in study.series} == ({0} if keyword == "SeriesNumber" else {1})
