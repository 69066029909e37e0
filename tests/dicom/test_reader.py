"""The reading process: what it reads is what is read here; what ends it is one sentence, and it goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import words
from planner.dicom import limits
from planner.dicom.errors import LoadError, LoadStoppedError
from planner.dicom.load import load_volume, slice_hu
from planner.dicom.loaded import Glimpse
from planner.dicom.reader import Reader, shared_reader
from planner.dicom.reading import client
from planner.dicom.reading.messages import OddMessageError, answer_of
from planner.dicom.scan import scan
from planner.dicom.study import Stack
from tests.dicom.packing import SYNTAXES
from tests.dicom.phantom import edit, noise, put, written


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


def only_stack(reader: Reader, folder: Path) -> Stack:
    (stack,) = reader.scan(folder).stacks()
    return stack


def slow_file(folder: Path, name: str) -> Path:
    """Write an image that takes about a second to look into: it unfolds to much before its pixels."""
    (file,) = written(folder / "as scanned", (1, 20, 28))
    SYNTAXES["deflated"](file)
    content = file.read_bytes()
    end = 144 + int.from_bytes(content[140:144], "little")
    body = zlib.decompress(content[end:], -zlib.MAX_WBITS)
    noise_bytes = np.random.default_rng(3).integers(0, 64, 40_000_000, np.uint8).tobytes()
    filling = b"\x09\x00\x01\x10OB\0\0" + len(noise_bytes).to_bytes(4, "little") + noise_bytes
    at = body.index(b"\x10\x00\x10\x00PN")
    packer = zlib.compressobj(level=1, wbits=-zlib.MAX_WBITS)
    place = folder / name
    place.write_bytes(content[:end] + packer.compress(body[:at] + filling + body[at:]) + packer.flush())
    file.unlink()
    file.parent.rmdir()
    return place


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return slow_file(tmp_path_factory.mktemp("slow"), "slow").read_bytes()


def when_in_hand(reader: Reader, name: str, signals: list[int], times: int = 1) -> threading.Thread:
    """Send signals to the reading process as soon as it has a file of that name in hand, so many times."""
    struck: set[int] = set()

    def strike() -> None:
        until_s = time.monotonic() + 20.0
        while len(struck) < times and time.monotonic() < until_s:
            time.sleep(0.001)
            process = reader._keeper._process
            if process is None or process.pid in struck:
                continue
            if any(each.file.name == name for each in process.logbook.in_hand()):
                struck.add(process.pid)
                for number in signals:
                    os.kill(process.pid, number)

    thread = threading.Thread(target=strike)
    thread.start()
    return thread


@pytest.mark.parametrize("tilt_deg", [0.0, 12.0])
@pytest.mark.parametrize("slope", ["1", "0.5"])
def test_what_comes_is_what_is_read_here(reader: Reader, tmp_path: Path, tilt_deg: float, slope: str) -> None:
    for file in written(tmp_path, (21, 20, 28), tilt_deg=tilt_deg):
        edit(file, put(RescaleSlope=slope))
    study = reader.scan(tmp_path)
    assert study == scan(tmp_path)
    stack = study.choose()
    steps: list[tuple[int, int]] = []
    theirs, ours = reader.load(stack, lambda done, total: steps.append((done, total))), load_volume(stack)
    assert theirs.volume.hu.dtype == ours.volume.hu.dtype
    assert np.array_equal(theirs.volume.hu, ours.volume.hu)
    assert np.array_equal(theirs.volume.voxel_to_patient, ours.volume.voxel_to_patient)
    assert (theirs.images, theirs.patient, theirs.notes) == (ours.images, ours.patient, ours.notes)
    assert steps[-1] == (21, 21)
    image = stack.images[3]
    assert np.array_equal(reader.slice_hu(image), slice_hu(image))


def test_the_middle_slice_comes_before_the_rest(reader: Reader, tmp_path: Path) -> None:
    written(tmp_path)
    stack = only_stack(reader, tmp_path)
    order: list[object] = []
    reader.load(stack, lambda done, _total: order.append(done), glimpse=order.append)
    glimpse, *slices = order
    assert isinstance(glimpse, Glimpse)
    assert glimpse.image == stack.images[3]
    assert np.array_equal(glimpse.hu, slice_hu(stack.images[3]))
    assert slices == [1, 2, 3, 4, 5, 6]


def test_slices_of_another_size_after_smaller_ones(reader: Reader, tmp_path: Path) -> None:
    for name, shape in (("small", (3, 20, 28)), ("large", (11, 90, 70)), ("small again", (4, 8, 10))):
        written(tmp_path / name, shape)
        stack = only_stack(reader, tmp_path / name)
        assert np.array_equal(reader.load(stack).volume.hu, noise(shape))


def test_errors_keep_their_words_in_the_language_of_whoever_asks(reader: Reader, tmp_path: Path) -> None:
    with pytest.raises(LoadError) as caught:
        reader.scan(tmp_path / "nowhere")
    assert caught.value.reason == "there is no such file or folder"
    with words.use("zh_CN"):
        assert (
            caught.value.reason
            == words._("there is no such file or folder")
            != "there is no such file or folder"
        )
    files = written(tmp_path)
    stack = only_stack(reader, tmp_path)
    files[2].write_bytes(files[2].read_bytes()[:-100])
    with pytest.raises(LoadError, match=f"{files[2].name}: it is not the file that was found"):
        reader.load(stack)
    files[3].unlink()
    with pytest.raises(LoadError, match="No such file"):
        reader.slice_hu(stack.images[3])


def test_a_name_that_is_no_text(reader: Reader, tmp_path: Path) -> None:
    for file in written(tmp_path):
        file.rename(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\xfe" + os.fsencode(file.name)))
    stray = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.txt"))
    stray.write_text("no image")
    study = reader.scan(tmp_path)
    assert reader.load(study.choose()).volume.hu.shape == (6, 20, 28)
    (refused,) = study.refused
    refused.file.encode("utf-8")


def test_stopped_work_leaves_the_process_as_it_was(reader: Reader, tmp_path: Path) -> None:
    written(tmp_path, (60, 20, 28))
    stack = only_stack(reader, tmp_path)
    pid = reader.pid
    come: list[int] = []
    with pytest.raises(LoadStoppedError):
        reader.load(stack, lambda done, _total: come.append(done), lambda: len(come) >= 2)
    assert len(come) < 60
    with pytest.raises(LoadStoppedError):
        reader.scan(tmp_path / "..", None, lambda: True)
    assert reader.load(stack).volume.hu.shape == (60, 20, 28)
    assert reader.pid == pid


def test_what_does_not_stop_is_ended(reader: Reader, tmp_path: Path, slow: bytes) -> None:
    (tmp_path / "slow").write_bytes(slow)
    stop = threading.Event()
    stopper = threading.Timer(0.5, stop.set)
    reader.start()
    strike = when_in_hand(reader, "slow", [signal.SIGSTOP])
    stopper.start()
    begun_s = time.monotonic()
    with pytest.raises(LoadStoppedError):
        reader.scan(tmp_path, None, stop.is_set)
    assert time.monotonic() - begun_s < 3.0
    strike.join()
    (tmp_path / "slow").unlink()
    written(tmp_path)
    assert len(reader.scan(tmp_path).volumes()) == 1


def test_an_error_of_whoever_listens_leaves_the_reader_usable(reader: Reader, tmp_path: Path) -> None:
    written(tmp_path)
    stack = only_stack(reader, tmp_path)

    def broken(_done: int, _total: int) -> None:
        raise OSError("of the listener")

    with pytest.raises(OSError, match="of the listener"):
        reader.load(stack, broken)
    assert reader.load(stack).volume.hu.shape == (6, 20, 28)


def test_a_file_that_ends_the_process_twice_is_refused(reader: Reader, tmp_path: Path, slow: bytes) -> None:
    written(tmp_path)
    (tmp_path / "0 slow").write_bytes(slow)
    strike = when_in_hand(reader, "0 slow", [signal.SIGKILL], times=2)
    study = reader.scan(tmp_path)
    strike.join()
    (refused,) = study.refused
    assert refused.file == str(tmp_path / "0 slow")
    assert refused.reason == "reading it ended the reading process"
    assert reader.load(study.choose()).volume.hu.shape == (6, 20, 28)


def test_a_death_that_was_chance_is_not_seen(reader: Reader, tmp_path: Path, slow: bytes) -> None:
    (tmp_path / "slow").write_bytes(slow)
    strike = when_in_hand(reader, "slow", [signal.SIGKILL])
    study = reader.scan(tmp_path)
    strike.join()
    assert study.refused == ()
    assert len(study.stacks()) == 1


def test_a_file_that_takes_too_long_is_refused(
    reader: Reader, tmp_path: Path, slow: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SILENCE_S", 1.0)
    monkeypatch.setattr(client, "SLOWEST_DISK_BYTES_PER_S", 1e12)
    written(tmp_path)
    (tmp_path / "0 slow").write_bytes(slow)
    reader.start()
    strike = when_in_hand(reader, "0 slow", [signal.SIGSTOP])
    study = reader.scan(tmp_path)
    strike.join()
    (refused,) = study.refused
    assert refused.reason == "reading it took longer than 1 s and was stopped"
    assert len(study.volumes()) == 1


def test_slow_but_alive_is_waited_for(
    reader: Reader, tmp_path: Path, slow: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Big files are given the time that a slow disk needs for them."""
    reader.start()
    monkeypatch.setattr(limits, "SILENCE_S", 0.1)
    for number in range(3):
        (tmp_path / f"{number}").write_bytes(slow)
    begun_s = time.monotonic()
    assert reader.scan(tmp_path).refused == ()
    assert time.monotonic() - begun_s > 0.3


def test_a_volume_is_loaded_although_the_process_dies_on_the_way(reader: Reader, tmp_path: Path) -> None:
    written(tmp_path, (40, 20, 28))
    stack = only_stack(reader, tmp_path)
    pids: list[int | None] = []

    def killing(done: int, _total: int) -> None:
        if done == 10 and not pids:
            pids.append(reader.pid)
            os.kill(reader.pid or 0, signal.SIGKILL)

    images = reader.load(stack, killing)
    assert np.array_equal(images.volume.hu, noise((40, 20, 28)))
    assert reader.pid not in pids


def test_what_dies_again_and_again_is_one_sentence(reader: Reader, tmp_path: Path) -> None:
    # more slices than can be on the way
    written(tmp_path, (40, 8, 10))
    stack = only_stack(reader, tmp_path)

    def killing(_done: int, _total: int) -> None:
        os.kill(reader.pid or 0, signal.SIGKILL)

    with pytest.raises(LoadError, match="ended the reading process"):
        reader.load(stack, killing)
    assert reader.load(stack).volume.hu.shape == (40, 8, 10)


def test_closing_stops_what_another_thread_reads(reader: Reader, tmp_path: Path) -> None:
    written(tmp_path, (60, 20, 28))
    stack = only_stack(reader, tmp_path)
    ended: list[BaseException | None] = []
    under_way = threading.Event()

    def slowly(_done: int, _total: int) -> None:
        under_way.set()
        time.sleep(0.02)

    def load() -> None:
        try:
            reader.load(stack, slowly)
            ended.append(None)
        except LoadError as error:
            ended.append(error)

    thread = threading.Thread(target=load)
    thread.start()
    assert under_way.wait(5.0)
    reader.close()
    thread.join()
    assert [type(each) for each in ended] == [LoadStoppedError]
    assert reader.pid is None


def test_several_threads_ask_at_once(reader: Reader, tmp_path: Path) -> None:
    written(tmp_path, (12, 20, 28))
    stack = only_stack(reader, tmp_path)
    expected = noise((12, 20, 28))
    wrong: list[int] = []

    def look(k: int) -> None:
        if not np.array_equal(reader.slice_hu(stack.images[k]), expected[k]):
            wrong.append(k)

    threads = [threading.Thread(target=look, args=(k,)) for k in range(12)]
    threads.append(threading.Thread(target=reader.load, args=(stack,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


CHILD = """
import sys, time
from pathlib import Path
from planner.dicom.reader import shared_reader
reader = shared_reader()
reader.scan(Path(sys.argv[1]))
print(reader.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_process_ends_with_the_program(tmp_path: Path, number: int) -> None:
    written(tmp_path)
    command = [sys.executable, "-c", CHILD, str(tmp_path)]
    root = str(Path(__file__).parents[2])
    program = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": root}
    )
    assert program.stdout is not None
    pid = int(program.stdout.readline())
    assert Path(f"/proc/{pid}").exists()
    program.send_signal(number)
    program.wait()
    program.stdout.close()
    until_s = time.monotonic() + 5.0
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until_s:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()


def test_nothing_is_imported_from_the_folder_of_the_images(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path)
    for name in ("planner", "numpy", "pydicom", "imagecodecs"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    assert len(reader.scan(Path()).volumes()) == 1
    assert not (tmp_path / "run").exists()


def test_the_process_has_its_limits(reader: Reader, tmp_path: Path) -> None:
    written(tmp_path)
    reader.scan(tmp_path)
    limits = Path(f"/proc/{reader.pid}/limits").read_text()
    (core,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4] == "0"
    assert Path(f"/proc/{reader.pid}/oom_score_adj").read_text().strip() == "1000"


def test_a_second_opening_is_instant_and_sees_every_change(reader: Reader, tmp_path: Path) -> None:
    files = written(tmp_path, (400, 8, 10))
    study = reader.scan(tmp_path)
    images = reader.load(study.choose())
    taken_s = []
    for _opening in range(5):
        begun_s = time.monotonic()
        again = reader.scan(tmp_path)
        loaded = reader.load(again.choose())
        taken_s.append(time.monotonic() - begun_s)
        assert again is study
        assert loaded is images
    # others at work on the machine may hold up one opening, not the opening
    assert min(taken_s) < 0.05

    files[7].touch()
    with pytest.raises(LoadError, match=f"{files[7].name}: it is not the file that was found"):
        reader.load(study.choose())
    again = reader.scan(tmp_path)
    assert again is not study
    assert reader.load(again.choose()) is not images
    study = reader.scan(tmp_path)
    files[7].write_bytes(files[7].read_bytes() + b"\0\0")
    assert reader.scan(tmp_path) is not study
    study = reader.scan(tmp_path)
    (tmp_path / "new").write_bytes(b"something")
    assert len(reader.scan(tmp_path).refused) == len(study.refused) + 1
    files[-1].unlink()
    assert reader.scan(tmp_path).choose().shape == (399, 8, 10)


def test_remembered_volumes_are_bounded(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stacks = []
    for name in "abc":
        written(tmp_path / name)
        stacks.append(only_stack(reader, tmp_path / name))
    size = 6 * 20 * 28 * 2
    monkeypatch.setattr("planner.dicom.reading.remembered.VOLUME_BYTES", 2 * size)
    first, second, third = (reader.load(stack) for stack in stacks)
    assert reader.load(stacks[2]) is third
    assert reader.load(stacks[1]) is second
    assert reader.load(stacks[0]) is not first
    monkeypatch.setattr("planner.dicom.reading.remembered.VOLUME_BYTES", 1)
    last = reader.load(stacks[1])
    assert reader.load(stacks[1]) is last


def test_a_volume_bigger_than_the_memory_is_refused(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path)
    monkeypatch.setattr("planner.dicom.reader.memory_available", lambda: 6 * 20 * 28 * 2 - 1)
    with pytest.raises(LoadError, match="bigger than the memory that is left"):
        reader.load(only_stack(reader, tmp_path))


@given(st.binary(max_size=300))
def test_what_is_no_answer_is_none(data: bytes) -> None:
    try:
        answer_of(data)
    except OddMessageError:
        return


def test_there_is_one_reader_for_all() -> None:
    assert shared_reader() is shared_reader()
