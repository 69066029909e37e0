"""What is dropped on the window is opened, or refused in a sentence."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.dicom.write import write_ct_series
from planner.geometry.vectors import Point
from planner.plan.file import write_plan
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.ui.look import ViewKind
from planner.ui.window import Window
from tests.dicom.phantom import HEADER, PATIENT, PLANES, matrix_of

SHAPE = (9, 24, 20)


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dropped") / "ct"
    values = np.zeros(SHAPE, np.int16)
    write_ct_series(folder, values, matrix_of(PLANES["axial"], shape=SHAPE), HEADER)
    return folder


def dropped(window: Window, data: QMimeData) -> None:
    """Drag over the window and let go, as the window system does; it must be taken to be answered."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    at = window.rect().center()
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, left, none)
    # an image lies under the mouse: what it does not take goes to the window
    QApplication.sendEvent(window.views.views[ViewKind.AXIAL].viewport(), enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, left, none))


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_a_folder_is_opened(qtbot: QtBot, window: Window, series: Path) -> None:
    with qtbot.waitSignal(window.files.opened):
        dropped(window, files(series))
    assert window.notices.sentences == ()


def test_several_files_open_the_folder_they_stand_in_and_it_is_said(
    qtbot: QtBot, window: Window, series: Path
) -> None:
    with qtbot.waitSignal(window.files.opened):
        dropped(window, files(*sorted(series.iterdir())[2:5]))
    assert window.session.volume is not None
    assert window.session.volume.hu.shape == SHAPE
    assert window.notices.sentences == (
        "3 things were dropped, and one can be opened: the folder “ct” was taken.",
    )


def test_of_several_folders_the_first_is_opened(
    qtbot: QtBot, window: Window, series: Path, tmp_path: Path
) -> None:
    copytree(series, tmp_path / "second")
    with qtbot.waitSignal(window.files.opened):
        dropped(window, files(series, tmp_path / "second"))
    assert window.loader.study is not None
    assert window.loader.study.path == series
    assert "“ct”" in window.notices.sentences[0]


def test_images_with_their_plan_are_opened_together(
    qtbot: QtBot, window: Window, series: Path, tmp_path: Path
) -> None:
    needle = Needle(id="N1", device="rf-18g-100-10", entry_mm=Point(0, 60, 0), tip_mm=Point(0, 0, 0))
    write_plan(Plan(patient=PATIENT, needles=(needle,)), tmp_path / "mine.json")
    with qtbot.waitSignal(window.files.opened):
        dropped(window, files(tmp_path / "mine.json", series))
    assert [each.id for each in window.session.plan.needles] == ["N1"]


@pytest.mark.parametrize("kind", ["text", "link"])
def test_text_and_links_are_refused_in_a_sentence(window: Window, kind: str) -> None:
    data = QMimeData()
    if kind == "text":
        data.setText("/home/someone/ct")
    else:
        data.setUrls([QUrl("https://example.org/ct.zip")])
    dropped(window, data)
    assert not window.loader.busy
    assert window.notices.sentences == (
        "What was dropped is neither file nor folder. Drop a folder, a zip archive or a DICOM file.",
    )


def test_a_file_that_is_no_image_is_refused_with_a_cure(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    (tmp_path / "letter.doc").write_bytes(b"no DICOM" * 40)
    with qtbot.waitSignal(window.loader.failed):
        dropped(window, files(tmp_path / "letter.doc"))
    assert "letter.doc" in window.notices.sentences[0]


def test_a_mix_of_patients_opens_nothing_by_itself_and_says_so(
    qtbot: QtBot, window: Window, series: Path, tmp_path: Path
) -> None:
    copytree(series, tmp_path / "mix" / "one")
    other = HEADER.__class__(patient=PATIENT.__class__(id="P-9", name="Roe^Ann"), seed="other")
    values = np.zeros(SHAPE, np.int16)
    write_ct_series(tmp_path / "mix" / "two", values, matrix_of(PLANES["axial"], shape=SHAPE), other)
    with qtbot.waitSignal(window.loader.failed):
        dropped(window, files(tmp_path / "mix"))
    assert window.session.images is None
    assert not window.glimpse.isVisible()
    assert window.notices.sentences == ("Images of 2 patients stand here. Choose on the left what to show.",)


def test_what_was_said_of_one_folder_goes_when_another_is_opened(
    qtbot: QtBot, window: Window, series: Path, tmp_path: Path
) -> None:
    (tmp_path / "letter.doc").write_bytes(b"no DICOM" * 40)
    with qtbot.waitSignal(window.loader.failed):
        dropped(window, files(tmp_path / "letter.doc"))
    window.notices.add("something else")
    with qtbot.waitSignal(window.files.opened):
        dropped(window, files(series))
    assert window.notices.sentences == ("something else",)
