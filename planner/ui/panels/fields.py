"""The small widgets that panels are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from planner.ui.icons import icon, outcome_icon

GRID_PX = 8
"""Distances between widgets are multiples of this."""
NAME_PX = 96
"""Width of the names in a list of facts."""


def plain_label(text: str = "", role: str = "") -> QLabel:
    """Return a label that shows its text letter by letter, whatever stands in it.

    Text that comes from a file is never taken for markup. `role` is one of the style sheet: "title",
    "section", "muted", "strong", "value", "ok", "warn", "fail", "not_assessed".
    """
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    label.setIndent(0)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    set_role(label, role)
    return label


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget another role of the style sheet."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def push_button(text: str, icon_name: str = "", hint: str = "", *, primary: bool = False) -> QPushButton:
    """Return a button; `hint` is its tooltip. A primary one is what the user will want next."""
    button = QPushButton(text)
    if icon_name:
        button.setIcon(icon(icon_name, "on_accent" if primary else "text"))
    button.setAccessibleName(text)
    button.setToolTip(hint or text)
    if primary:
        button.setProperty("kind", "primary")
    return button


def icon_button(icon_name: str, text: str) -> QToolButton:
    """Return a button with an icon only; `text` is its tooltip and its accessible name."""
    button = QToolButton()
    button.setIcon(icon(icon_name))
    button.setIconSize(QSize(18, 18))
    button.setToolTip(text)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def rows(parent: QWidget | None = None, *, margin: int = 0, gap: int = GRID_PX) -> QVBoxLayout:
    """Return a vertical layout on the grid."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    return layout


def row(*widgets: QWidget | None, gap: int = GRID_PX) -> QHBoxLayout:
    """Return widgets side by side; None is a stretch of empty space."""
    layout = QHBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    for widget in widgets:
        if widget is None:
            layout.addStretch(1)
        else:
            layout.addWidget(widget)
    return layout


def rule() -> QFrame:
    """Return a thin line across the panel."""
    line = QFrame()
    line.setProperty("role", "rule")
    return line


def labelled(text: str, field: QWidget) -> QVBoxLayout:
    """Return a field under its label, which is its buddy and its accessible name."""
    label = plain_label(text, "muted")
    label.setBuddy(field)
    field.setAccessibleName(text)
    layout = rows(gap=GRID_PX // 2)
    layout.addWidget(label)
    layout.addWidget(field)
    return layout


def labelled_value(name: str, value: str) -> QHBoxLayout:
    """Return a name and, beside it, what it is."""
    label, text = plain_label(name, "muted"), plain_label(value)
    label.setFixedWidth(NAME_PX)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    layout = row(label, text)
    layout.setStretch(1, 1)
    return layout


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)


class Tick(QWidget):
    """A box to tick with words that wrap; `ticked` is called when the user changes it."""

    def __init__(self, text: str, ticked: Callable[[bool], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox()
        self.box.setAccessibleName(text)
        self.box.clicked.connect(ticked)
        self._label = plain_label(text)
        self._label.setBuddy(self.box)
        line = row(self.box, self._label)
        line.setAlignment(self.box, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self.setLayout(line)

    def show_words(self, text: str, role: str) -> None:
        """Show other words beside the box, in a role of the style sheet."""
        self._label.setText(text)
        set_role(self._label, role)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tick the box by a click on its words as well."""
        self.box.click()


class StatusLine(QWidget):
    """An icon and a word beside it, both saying the same: "ok", "warn", "fail", "not_assessed" or plain."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._icon.setFixedSize(16, 16)
        self.label = plain_label()
        layout = row(self._icon, self.label)
        layout.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def say(self, role: str, text: str) -> None:
        """Show an outcome with its word."""
        self._icon.setPixmap(outcome_icon(role).pixmap(16, 16))
        self.label.setText(text)
        set_role(self.label, role)
        self.setAccessibleName(text)


class Choice(QComboBox):
    """One of several values, each with its words. `show_value` does not count as choosing."""

    def __init__(
        self, choices: Iterable[tuple[str, str]], chosen: Callable[[str], None], blank: str = ""
    ) -> None:
        super().__init__()
        self._blank = blank
        if blank:
            self.addItem(blank, "")
        for value, words in choices:
            self.addItem(words, value)
        self.activated.connect(lambda _index: chosen(str(self.currentData() or "")))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        quiet_wheel(self)

    def show_value(self, value: str) -> None:
        """Show a value; one that is not among the choices is added as it is."""
        index = self.findData(value)
        if index < 0:
            self.addItem(value or self._blank, value)
            index = self.count() - 1
        if index != self.currentIndex():
            with QSignalBlocker(self):
                self.setCurrentIndex(index)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other values; the value shown stays."""
        value = self.currentData()
        with QSignalBlocker(self):
            self.clear()
            for each, words in choices:
                self.addItem(words, each)
        self.show_value(str(value or ""))


def quiet_wheel(widget: QWidget) -> None:
    """Let the wheel scroll the panel instead of changing a value that merely lies under the pointer."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.installEventFilter(_WheelGuard(widget))


class _WheelGuard(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False
