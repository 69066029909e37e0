"""What the tests of the panels share: a hand, and the session with a small plan."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.ui.panels.looking import Show, W
from tests.ui.panels.plans import small_plan


@pytest.fixture(autouse=True)
def _nothing_remembered(qapp: QApplication) -> None:
    QSettings().clear()


@pytest.fixture
def hand(session: Session) -> Hand:
    """A hand on the session."""
    return Hand(session)


@pytest.fixture
def planned(session: Session) -> Session:
    """The session with the small plan open."""
    session.set_plan(small_plan(), None)
    return session


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a widget at the width of the dock, and wait until it is there."""

    def shown(widget: W) -> W:
        qtbot.addWidget(widget)
        widget.resize(360, 900)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return shown
