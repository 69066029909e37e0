"""What a person would see and do on a panel."""

from __future__ import annotations

from typing import Protocol, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QListWidget, QWidget

W = TypeVar("W", bound=QWidget)


class Show(Protocol):
    """Show a widget at the width of the dock, and wait until it is there."""

    def __call__(self, widget: W) -> W: ...


def texts(widget: QWidget) -> str:
    """The visible text of all labels below a widget, one a line."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def click(button: QWidget) -> None:
    """Click in the middle of a button."""
    assert button.isVisible()
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(combo: QComboBox, words: str) -> None:
    """Choose an entry of a combo box by its words, as the keyboard and the mouse do."""
    index = combo.findText(words)
    assert index >= 0, [combo.itemText(n) for n in range(combo.count())]
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def write(field: QLineEdit | QAbstractSpinBox, text: str, *, enter: bool = True) -> None:
    """Write into a field, and finish with Enter."""
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    if enter:
        QTest.keyClick(field, Qt.Key.Key_Return)


def click_line(view: QListWidget, row: int) -> None:
    """Click a line of a list, scrolling to it as a person would."""
    view.scrollToItem(view.item(row))
    place = view.visualItemRect(view.item(row)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
