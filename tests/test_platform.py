"""The tests run on the Qt platform that they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_ordinary_tests_run_offscreen(qtbot: QtBot) -> None:
    assert QGuiApplication.platformName() == "offscreen"


@pytest.mark.xvfb
def test_a_window_opens_on_a_real_x_server(qtbot: QtBot) -> None:
    label = QLabel("Facet Planner")
    qtbot.addWidget(label)
    with qtbot.waitExposed(label):
        label.show()
    assert QGuiApplication.platformName() == "xcb"
    assert QGuiApplication.primaryScreen().grabWindow(label.winId()).width() == label.width()
