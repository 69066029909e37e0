"""Pictures without geometry: looked at frame by frame, under a banner that stays."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton
from pytestqt.qtbot import QtBot

from planner.dicom.errors import LoadError
from planner.dicom.notes import note
from planner.dicom.study import Pictures
from planner.ui.app import Program
from planner.ui.views.pictures_window import PicturesWindow
from tests.dicom.captures import colour, smooth
from tests.ui.panels.looking import click, texts

ROWS, COLUMNS, FRAMES = 30, 50, 24
BROKEN = 5
PICTURES = Pictures(Path("/x/sc"), "Multi-frame Grayscale Byte", FRAMES, ROWS, COLUMNS, False, ())


class Film:
    """Frame n is grey 10 * n, its left upper corner white; one frame cannot be read."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.slow_s = 0.0

    def __call__(self, pictures: Pictures, frame: int) -> NDArray[np.uint8]:
        self.asked.append(frame)
        time.sleep(self.slow_s)
        if frame == BROKEN:
            raise LoadError("/x/sc", note("the frame is torn"))
        values = np.full((pictures.rows, pictures.columns), 10 * frame, np.uint8)
        values[:10, :10] = 255
        return np.stack([values, values // 2, values // 4], axis=-1) if pictures.colour else values


@pytest.fixture
def film() -> Film:
    return Film()


@pytest.fixture
def window(qtbot: QtBot, film: Film) -> PicturesWindow:
    made = PicturesWindow(PICTURES, film, "Doe Jane · <b>Captures</b>")
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def grey(window: PicturesWindow) -> int:
    """Return what is painted in the middle of the canvas."""
    seen = window.canvas.grab().toImage()
    return seen.pixelColor(seen.width() // 2, seen.height() // 2).lightness()


def wheel(window: PicturesWindow, notches: int) -> None:
    at = QPointF(window.canvas.geometry().center())
    event = QWheelEvent(
        at,
        QPointF(window.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(window, event)


def test_wheel_keys_and_slider_go_through_the_frames(qtbot: QtBot, window: PicturesWindow) -> None:
    qtbot.waitUntil(lambda: grey(window) == 0)
    wheel(window, -1)
    qtbot.waitUntil(lambda: grey(window) == 10)
    wheel(window, 1)
    assert window.frame == 0
    for key, frame in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 2),
        (Qt.Key.Key_Left, 1),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_PageDown, 10),
        (Qt.Key.Key_End, FRAMES - 1),
        (Qt.Key.Key_Down, FRAMES - 1),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(window, key)
        assert window.frame == frame
    window.slider.setValue(7)
    qtbot.waitUntil(lambda: grey(window) == 70)
    assert window.words.text() == "Picture 8 of 24"


def test_the_banner_stays(window: PicturesWindow) -> None:
    sentence = "No geometry: for viewing only. Nothing can be measured or planned on it."
    assert window.banner.label.text() == sentence
    assert window.banner.isVisible()
    assert not window.findChildren(QAbstractButton)
    assert not window.isModal()
    assert "for viewing only" in window.windowTitle()


def test_a_picture_keeps_its_shape_and_lies_right_way_round(qtbot: QtBot, window: PicturesWindow) -> None:
    window.go_to(3)
    qtbot.waitUntil(lambda: grey(window) == 30)
    area = window.canvas.area()
    assert area.width() / area.height() == pytest.approx(COLUMNS / ROWS)
    seen = window.canvas.grab().toImage()
    corners = [(0.05, 0.05), (0.95, 0.05), (0.05, 0.95), (0.95, 0.95)]
    places = [(area.left() + u * area.width(), area.top() + v * area.height()) for u, v in corners]
    assert [seen.pixelColor(round(x), round(y)).lightness() for x, y in places] == [255, 30, 30, 30]


def test_colour_is_red_green_and_blue(qtbot: QtBot, film: Film) -> None:
    colourful = Pictures(Path("/x/c"), "True Color", 21, ROWS, COLUMNS, True, ())
    window = PicturesWindow(colourful, film, "")
    qtbot.addWidget(window)
    window.show()
    window.go_to(20)

    def middle() -> tuple[int, int, int]:
        seen = window.canvas.grab().toImage()
        colour = seen.pixelColor(seen.width() // 2, seen.height() // 2)
        return colour.red(), colour.green(), colour.blue()

    qtbot.waitUntil(lambda: middle() == (200, 100, 50))


def test_a_frame_that_cannot_be_read_says_why_and_the_others_go_on(
    qtbot: QtBot, window: PicturesWindow
) -> None:
    window.go_to(BROKEN)
    qtbot.waitUntil(lambda: "the frame is torn" in str(window.canvas.picture))
    window.go_to(BROKEN + 1)
    qtbot.waitUntil(lambda: grey(window) == 10 * (BROKEN + 1))


def test_a_slow_source_never_holds_up_the_window_and_frames_in_between_are_left_out(
    qtbot: QtBot, film: Film, window: PicturesWindow
) -> None:
    qtbot.waitUntil(lambda: film.asked == [0] and not window.canvas.area().isEmpty())
    film.slow_s = 0.1
    start = time.perf_counter()
    for _n in range(FRAMES - 1):
        wheel(window, -1)
    assert time.perf_counter() - start < 0.3
    qtbot.waitUntil(lambda: grey(window) == 10 * (FRAMES - 1))
    assert len(film.asked) < 6


def test_closing_while_a_frame_is_on_its_way_is_quiet(qtbot: QtBot, film: Film) -> None:
    film.slow_s = 0.1
    window = PicturesWindow(PICTURES, film, "x")
    window.show()
    with qtbot.waitSignal(window.destroyed):
        window.close()
    qtbot.wait(150)


def test_one_picture_needs_no_slider(qtbot: QtBot, film: Film) -> None:
    window = PicturesWindow(Pictures(Path("/x/s"), "SC", 1, ROWS, COLUMNS, False, ()), film, "x")
    qtbot.addWidget(window)
    window.show()
    assert not window.slider.isVisible()
    assert window.words.text() == "Picture 1 of 1"


def test_captures_of_a_folder_are_looked_at_from_the_list(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    QSettings().clear()
    taken = smooth()
    colour(tmp_path / "capture", taken)
    program = Program(qapp, tmp_path / "journal")
    main = program.window
    main.show()
    try:
        with qtbot.waitSignal(main.loader.failed, timeout=20000):
            main.files.open_path(tmp_path / "capture")
        assert main.notices.sentences == (
            "There is no CT volume here. The list on the left says what there is.",
        )
        qtbot.waitUntil(
            lambda: "Look at" in [b.text() for b in main.findChildren(QPushButton) if b.isVisible()]
        )
        (look,) = (b for b in main.findChildren(QPushButton) if b.text() == "Look at")
        click(look)
        (window,) = main.findChildren(PicturesWindow)
        assert window.isVisible()
        assert window.isWindow()
        window.go_to(2)
        qtbot.waitUntil(lambda: window.canvas.picture == as_image(taken[2]))
        assert "It may show the patient's name in the picture." in texts(window)
        assert texts(window).count("No geometry") == 1
        assert main.session.images is None
        with qtbot.waitSignal(window.destroyed):
            QTest.keyClick(window, Qt.Key.Key_Escape)
    finally:
        main.close()
        program.close()
        main.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QSettings().clear()


def as_image(values: NDArray[np.uint8]) -> QImage:
    rows, columns = values.shape[:2]
    return QImage(values.tobytes(), columns, rows, columns * 3, QImage.Format.Format_RGB888).copy()
