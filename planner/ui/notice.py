"""Sentences that must not be missed: a bar above the views, one line for each, put away by the user."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from planner.words import _


class NoticeBar(QWidget):
    """The notices that stand. Text is plain text: part of it may come from a file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notices")
        self._rows: dict[str, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is shown, from above downwards."""
        return tuple(self._rows)

    def add(self, sentence: str) -> None:
        """Show a sentence; one that stands already is not said twice."""
        if not sentence or sentence in self._rows:
            return
        row = QWidget(self)
        row.setObjectName("noticeRow")
        row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        label = QLabel(row)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setText(sentence)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton(row)
        close.setText("×")
        close.setToolTip(_("Put away"))
        close.setAccessibleName(_("Put away"))
        close.clicked.connect(lambda: self.remove(sentence))
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 4, 8, 4)
        line.addWidget(label, 1)
        line.addWidget(close)
        self._rows[sentence] = row
        self._column.addWidget(row)
        self.show()

    def remove(self, sentence: str) -> None:
        """Take a sentence away."""
        row = self._rows.pop(sentence, None)
        if row is not None:
            self._column.removeWidget(row)
            row.deleteLater()
        self.setVisible(bool(self._rows))

    def clear(self) -> None:
        """Take all away."""
        for sentence in self.sentences:
            self.remove(sentence)
