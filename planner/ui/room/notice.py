"""What stands in the room instead of a needle: why there is none, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from planner.ui.room.style import big


class Notice(QWidget):
    """One sentence in the middle of the screen, and how to leave.

    Parameters
    ----------
    stop
        Whether the work must not begin.
    """

    def __init__(self, reason: str, leave: str, stop: bool = False) -> None:
        super().__init__()
        frame = QFrame()
        if stop:
            frame.setProperty("frame", "stops")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(40, 30, 40, 30)
        sentence = big(reason, "reason")
        sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner.addWidget(sentence)
        hint = big(leave, "hint")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(60, 0, 60, 0)
        column.addStretch(1)
        column.addWidget(frame)
        column.addSpacing(30)
        column.addWidget(hint)
        column.addStretch(1)
