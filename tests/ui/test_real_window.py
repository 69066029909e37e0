"""The main job once more in a real window on an X server: what is on the screen is what was planned."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.assets import sample_dicom
from planner.ui.app import Program
from planner.ui.look import ViewKind
from planner.ui.window import Window
from tests.ui.conftest import Mouse

pytestmark = pytest.mark.xvfb


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    QSettings().clear()
    program = Program(qapp, tmp_path / "journal")
    program.window.resize(1500, 920)
    program.window.show()
    qtbot.waitExposed(program.window)
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow, timeout=5000)
    with qtbot.waitSignal(program.window.files.opened, timeout=30000):
        program.window.files.open_path(sample_dicom() / "plain")
    qtbot.wait(200)
    yield program.window
    program.window.close()
    program.close()
    program.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QSettings().clear()


def on_screen(window: Window, kind: ViewKind) -> QImage:
    """Return what the screen shows where a view is."""
    view = window.views.views[kind]
    corner = view.mapToGlobal(view.rect().topLeft())
    return window.screen().grabWindow(0, corner.x(), corner.y(), view.width(), view.height()).toImage()


def brightness(image: QImage) -> NDArray[np.uint8]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()]


def test_the_sample_is_on_the_screen_and_its_needles_can_be_moved(qtbot: QtBot, window: Window) -> None:
    session = window.session
    needle = session.plan.needles[0]
    session.select(needle.id)
    qtbot.wait(300)
    for kind in ViewKind:
        picture = brightness(on_screen(window, kind))
        assert picture.std() > 10.0, f"{kind} is empty on the screen"
    before = brightness(on_screen(window, ViewKind.AXIAL)).copy()
    mouse = Mouse(window.views)
    start = mouse.pixel(ViewKind.AXIAL, needle.tip_mm)
    results = session.results
    mouse.drag(ViewKind.AXIAL, start, QPoint(24, 0))
    qtbot.wait(200)
    moved = session.plan.item(needle.id)
    assert moved != needle
    assert session.results != results
    after = brightness(on_screen(window, ViewKind.AXIAL))
    assert (before != after).mean() > 0.001
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert session.plan.item(needle.id) == needle
