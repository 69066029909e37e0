"""Fields to type in: numbers with a unit, and texts. They report when the user has finished."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QLineEdit, QPlainTextEdit, QWidget

from planner.ui.panels.fields import quiet_wheel
from planner.ui.panels.panel import is_typing
from planner.words import _

PAUSE_MS = 600
"""After so long without a key or a step the number counts as finished."""


def keep_keys(event: QEvent) -> bool:
    """Claim Enter and Esc for the field that has the focus, where the window has other uses for them."""
    keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
    if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in keys:
        event.accept()
        return True
    return False


class NumberField(QDoubleSpinBox):
    """A number with its unit.

    Parameters
    ----------
    committed
        Called once with the number when the user has finished: Enter, leaving the field, or a pause.
    previewed
        Called with each number on the way there.
    """

    def __init__(
        self,
        committed: Callable[[float], None],
        previewed: Callable[[float], None] | None = None,
        *,
        unit: str = "",
        low: float = 0.0,
        high: float = 1000.0,
        step: float = 1.0,
        decimals: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._committed, self._previewed = committed, previewed
        self._before_typing = 0.0
        self.setDecimals(decimals)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setSuffix(f" {unit}" if unit else "")
        self.setStepType(QAbstractSpinBox.StepType.DefaultStepType)
        self.setMinimumWidth(76)
        self._resting = self.value()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.finish)
        self.valueChanged.connect(self._moved)
        self.editingFinished.connect(self.finish)
        quiet_wheel(self)

    def show_value(self, value: float) -> None:
        """Show a number, unless the user is typing one."""
        if is_typing(self) or self._pause.isActive():
            return
        with QSignalBlocker(self):
            self.setValue(value)
        self._resting = self._before_typing = self.value()

    def finish(self) -> None:
        """Report the number if it is another than at first."""
        self._pause.stop()
        self.lineEdit().setModified(False)
        self._before_typing = self.value()
        if self.value() != self._resting:
            self._resting = self.value()
            self._committed(self.value())

    def forget(self) -> None:
        """Drop a number that is being typed: what it was meant for is gone."""
        self._pause.stop()
        self.lineEdit().setModified(False)
        with QSignalBlocker(self):
            self.setValue(self._resting)

    def _moved(self, value: float) -> None:
        self._pause.start()
        # a step shows another number, a key only begins one
        if not self.lineEdit().isModified():
            self._before_typing = value
        if self._previewed is not None:
            self._previewed(value)

    def event(self, event: QEvent) -> bool:
        """Keep Enter and Esc for the field while it has the focus."""
        return keep_keys(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the number back with Esc."""
        if event.key() == Qt.Key.Key_Escape and self.value() != self._resting:
            self.setValue(self._resting)
            self._pause.stop()
            self.lineEdit().setModified(False)
            if self._previewed is not None:
                self._committed(self._resting)
            return
        super().keyPressEvent(event)


class OptionalNumber(NumberField):
    """A number that may be missing: an empty field, which is not the same as 0.

    `answered` is called with the number, or with None where the field was emptied.
    """

    def __init__(
        self, answered: Callable[[float | None], None], *, low: float, high: float, blank: str = ""
    ) -> None:
        self._low = low
        super().__init__(lambda value: answered(None if value < low else value), low=low - 1.0, high=high)
        self.setToolTip(_("{low:g} to {high:g}").format(low=low, high=high))
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        self._blank = blank
        self.show_number(None)

    def show_number(self, value: float | None, otherwise: str = "") -> None:
        """Show a number; without one, in muted letters, what there is instead."""
        self.lineEdit().setPlaceholderText(otherwise or self._blank)
        self.show_value(self.minimum() if value is None else value)

    def textFromValue(self, value: float) -> str:
        """Return the number without zeros at its end; nothing where there is none."""
        if value < self._low:
            return ""
        text, point = super().textFromValue(value), self.locale().decimalPoint()
        return text.rstrip("0").removesuffix(point) if point in text else text

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Take an empty field, and refuse what is below the lowest number."""
        if not text.strip():
            return QValidator.State.Acceptable, text, position
        if text.strip().startswith("-"):
            return QValidator.State.Invalid, text, position
        state, text, position = super().validate(text, position)
        if state == QValidator.State.Acceptable and self.valueFromText(text) < self._low:
            state = QValidator.State.Intermediate
        return state, text, position


class TextField(QLineEdit):
    """A line of text; `committed` is called when the user leaves it or presses Enter."""

    def __init__(
        self, committed: Callable[[str], None], hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._committed, self._resting = committed, ""
        self.setPlaceholderText(hint)
        self.setToolTip(hint)
        self.setMaxLength(MOST_LETTERS)
        self.editingFinished.connect(self.finish)

    def event(self, event: QEvent) -> bool:
        """Keep Enter for the field while it has the focus."""
        return keep_keys(event) or super().event(event)

    def show_value(self, text: str) -> None:
        """Show a text, unless the user is typing one."""
        if not is_typing(self) and text != self.text():
            self.setText(text)
        if not is_typing(self):
            self._resting = self.text()

    def finish(self) -> None:
        """Report the text if it is another than at first."""
        self.setModified(False)
        text = self.text().strip()
        if text != self._resting:
            self._resting = text
            self._committed(text)

    def forget(self) -> None:
        """Drop a text that is being typed: what it was meant for is gone."""
        self.setModified(False)
        self.setText(self._resting)


MOST_LETTERS = 400
"""More does not fit in a line of the sheet."""


class TextArea(QPlainTextEdit):
    """Several lines of text; `committed` is called when the user leaves it."""

    def __init__(
        self, committed: Callable[[str], None], hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._committed, self._resting = committed, ""
        self.setPlaceholderText(hint)
        self.setTabChangesFocus(True)

    def show_value(self, text: str) -> None:
        """Show a text, unless the user is typing one."""
        if not is_typing(self) and text != self.toPlainText():
            self.setPlainText(text)
        if not is_typing(self):
            self._resting = self.toPlainText()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Report the text if it is another than at first."""
        super().focusOutEvent(event)
        self.document().setModified(False)
        text = self.toPlainText()
        if text != self._resting:
            self._resting = text
            self._committed(text)
