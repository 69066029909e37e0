"""An angle to a side, typed by real keys: which side a number goes to when no side is typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.ui.panels.angle_field import AngleField
from planner.ui.panels.numbers import PAUSE_MS
from tests.ui.panels.looking import write


@pytest.mark.parametrize(
    ("before_deg", "typed", "after_deg", "shown"),
    [
        (-20.0, "25", -25.0, "25° right"),
        (-20.0, "25°", -25.0, "25° right"),
        (-20.0, "25 x", -25.0, "25° right"),
        (20.0, "25", 25.0, "25° left"),
        (20.0, "25 x", 25.0, "25° left"),
        (-20.0, "25 l", 25.0, "25° left"),
        (-20.0, "+25", 25.0, "25° left"),
        (-20.0, "-25", -25.0, "25° right"),
        (20.0, "-25", -25.0, "25° right"),
        (0.0, "25", 25.0, "25° left"),
    ],
)
def test_a_number_without_a_side_stays_on_the_side_that_was_shown(
    qtbot: QtBot, before_deg: float, typed: str, after_deg: float, shown: str
) -> None:
    committed: list[float] = []
    field = AngleField("left", "right", 180.0, committed.append)
    qtbot.addWidget(field)
    field.show()
    field.show_value(before_deg)
    write(field, typed)
    assert committed == [after_deg]
    assert field.text() == shown
    write(field, "31")
    assert committed == [after_deg, 31.0 if after_deg > 0.0 else -31.0]


@pytest.mark.parametrize(("then", "after_deg"), [("30", 30.0), ("30 f", -30.0)])
def test_a_step_to_the_other_side_shows_that_side(qtbot: QtBot, then: str, after_deg: float) -> None:
    """The step need not be finished for it: what counts is the side that was read before the first key."""
    committed: list[float] = []
    field = AngleField("head", "feet", 89.0, committed.append)
    qtbot.addWidget(field)
    field.show()
    field.show_value(-1.0)
    field.setFocus()
    field.stepBy(2)
    assert field.text() == "1° head"
    write(field, then)
    assert committed == [after_deg]


def test_after_esc_the_side_is_the_one_that_came_back(qtbot: QtBot) -> None:
    committed: list[float] = []
    field = AngleField("head", "feet", 89.0, committed.append)
    qtbot.addWidget(field)
    field.show()
    field.show_value(-7.0)
    write(field, "12 h", enter=False)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "7° feet"
    write(field, "12")
    assert committed == [-12.0]


def test_a_text_that_is_emptied_is_no_angle(qtbot: QtBot) -> None:
    """Whoever clears the field to think first has not turned anything to 0°."""
    committed: list[float] = []
    field = AngleField("left", "right", 180.0, committed.append)
    qtbot.addWidget(field)
    field.show()
    field.show_value(-20.0)
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    qtbot.wait(PAUSE_MS + 100)
    assert committed == []
    QTest.keyClicks(field, "25")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert committed == [-25.0]
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert committed == [-25.0]
    assert field.text() == "25° right"
