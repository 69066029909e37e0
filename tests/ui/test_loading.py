from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from planner import words
from planner.dicom.errors import LoadStoppedError
from planner.dicom.loaded import Glimpse, LoadedImages
from planner.dicom.scan import scan
from planner.dicom.study import Study
from planner.dicom.write import write_ct_series
from planner.ui.loading import Loader
from tests.dicom.phantom import HEADER, PLANES, matrix_of

SHAPE = (12, 24, 20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("series")
    values = np.arange(np.prod(SHAPE), dtype=np.int16).reshape(SHAPE)
    write_ct_series(made, values, matrix_of(PLANES["sagittal"], shape=SHAPE), HEADER)
    return made


@pytest.fixture
def loader(qtbot: QtBot) -> Loader:
    return Loader()


def test_a_folder_is_scanned_beside_the_window(loader: Loader, folder: Path, qtbot: QtBot) -> None:
    steps: list[tuple[int, int]] = []
    loader.progressed.connect(lambda done, total: steps.append((done, total)))
    with qtbot.waitSignals([loader.study_found, loader.finished]):
        loader.scan(folder)
    assert not loader.busy
    assert isinstance(loader.study, Study)
    assert steps[-1] == (12, 12)


def test_a_stack_is_loaded(loader: Loader, folder: Path, qtbot: QtBot) -> None:
    stack = scan(folder).choose()
    with qtbot.waitSignal(loader.loaded) as loaded:
        loader.load(stack)
    images = loaded.args[0]
    assert isinstance(images, LoadedImages)
    assert images.volume.hu.shape == SHAPE


def test_the_middle_slice_is_seen_before_the_volume(loader: Loader, folder: Path, qtbot: QtBot) -> None:
    stack = scan(folder).choose()
    loader.reader.forget()  # what is remembered comes all at once
    order: list[object] = []
    loader.glimpsed.connect(order.append)
    loader.loaded.connect(order.append)
    with qtbot.waitSignal(loader.loaded):
        loader.load(stack)
    glimpse, images = order
    assert isinstance(glimpse, Glimpse)
    assert isinstance(images, LoadedImages)
    assert glimpse.image == stack.images[6]
    assert (glimpse.hu == images.volume.hu[6]).all()


def test_a_companion_is_told_apart_from_the_images_to_open(
    loader: Loader, folder: Path, qtbot: QtBot
) -> None:
    stack = scan(folder).choose()
    with qtbot.assertNotEmitted(loader.loaded, wait=50), qtbot.waitSignal(loader.companion_loaded) as loaded:
        loader.load_beside(stack)
        assert loader.beside
        assert loader.stack is stack
    assert isinstance(loaded.args[0], LoadedImages)
    assert not loader.busy
    with qtbot.assertNotEmitted(loader.companion_loaded, wait=50), qtbot.waitSignal(loader.loaded):
        loader.load(stack)


def test_open_scans_and_loads_the_best(loader: Loader, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignals([loader.study_found, loader.loaded]):
        loader.open(folder)


def test_a_scan_alone_loads_nothing(loader: Loader, folder: Path, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(loader.loaded, wait=100), qtbot.waitSignal(loader.study_found):
        loader.scan(folder)


def test_a_folder_without_images_fails_in_words(loader: Loader, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loader.failed) as failed:
        loader.open(tmp_path)
    assert "there is nothing here that could be an image" in failed.args[0]


def test_a_missing_folder_fails_in_the_language_of_the_moment(
    loader: Loader, tmp_path: Path, qtbot: QtBot
) -> None:
    with words.use("zh_CN"):
        expected = words._("there is no such file or folder")
    with qtbot.waitSignal(loader.failed) as failed:
        loader.scan(tmp_path / "none")
        words.set_language("zh_CN")
    assert expected in failed.args[0]


def test_what_was_cancelled_reports_nothing(loader: Loader, folder: Path, qtbot: QtBot) -> None:
    with (
        qtbot.assertNotEmitted(loader.study_found, wait=200),
        qtbot.assertNotEmitted(loader.failed, wait=200),
        qtbot.waitSignal(loader.finished),
    ):
        loader.scan(folder)
        loader.cancel()
    loader.wait()


def test_what_was_cancelled_stops_working(
    loader: Loader, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(path: Path, _report: object, cancelled: Callable[[], bool]) -> Study:
        while not cancelled():
            time.sleep(0.001)
        raise LoadStoppedError(path)

    monkeypatch.setattr(loader.reader, "scan", endless)
    loader.scan(folder)
    loader.wait()
    assert not loader.busy


def test_a_cancelled_opening_is_not_taken_up_by_the_next_scan(
    loader: Loader, folder: Path, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(loader.loaded, wait=100), qtbot.waitSignal(loader.study_found):
        loader.open(folder)
        loader.cancel()
        loader.scan(folder)


def test_another_start_stops_the_first(loader: Loader, folder: Path, tmp_path: Path, qtbot: QtBot) -> None:
    found: list[Study] = []
    loader.study_found.connect(found.append)
    loader.scan(tmp_path)
    with qtbot.waitSignal(loader.study_found):
        loader.scan(folder)
    qtbot.wait(50)
    assert [study.path for study in found] == [folder]
    loader.wait()


def test_an_unforeseen_error_reaches_the_one_handler(
    loader: Loader, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> Study:
        raise ZeroDivisionError("unforeseen")

    monkeypatch.setattr(loader.reader, "scan", broken)
    with qtbot.captureExceptions() as caught, qtbot.waitSignal(loader.finished):
        loader.scan(folder)
    assert [kind for kind, _error, _trace in caught] == [ZeroDivisionError]
    assert not loader.busy
