"""What stands in the room instead of a needle: why there is none, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from planner.ui.room.style import big


class Notice(QWidget):
    """One sentence in the middle of the screen, how to leave, and what the program is not.

    Parameters
    ----------
    stop
        Whether the work must not begin.
    """

    def __init__(self, reason: str, leave: str, aid: str, stop: bool = False) -> None:
        super().__init__()
        frame = QFrame()
        if stop:
            frame.setProperty("frame", "stop")
        inner = QVBoxLayout(frame)
        inner.setContentsMargins(40, 30, 40, 30)
        inner.addWidget(_centred(reason, "reason"))
        column = QVBoxLayout(self)
        column.setContentsMargins(60, 0, 60, 0)
        column.addStretch(1)
        column.addWidget(frame)
        column.addSpacing(30)
        column.addWidget(_centred(leave, "hint"))
        column.addStretch(1)
        column.addWidget(_centred(aid, "aid"))


def _centred(text: str, kind: str) -> QLabel:
    label = big(text, kind)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
