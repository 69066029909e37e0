"""What all panels share: they draw themselves from the session, when something they show has changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget

from planner.plan.plan import Plan
from planner.ui.session import Session
from planner.ui.tools.hand import Hand


class Panel(QWidget):
    """A part of the window that shows the session and edits it.

    A subclass builds its widgets in its constructor, names what it shows in `shown` and brings its widgets up
    to date in `refresh`, which is called when that has changed and the panel can be seen; hidden panels wait
    until they are shown. `refresh` must leave alone a field for which `is_typing` is true.
    """

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.hand = hand
        self._shown: object = _NEVER
        session.changed.connect(self.bring_up_to_date)

    def shown(self) -> object:
        """Return what the panel shows, as a value that compares: while it is the same nothing is redrawn."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Bring the widgets up to date with the session."""
        raise NotImplementedError

    def commit(self, plan: Plan, text: str) -> None:
        """Make `plan` the plan; `text` names the edit in the undo menu."""
        self.session.commit(plan, text)

    def later(self, work: Callable[[], None]) -> None:
        """Do something after the event at hand: a widget must not vanish while it reports a click."""
        QTimer.singleShot(0, self, work)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while the panel was hidden."""
        super().showEvent(event)
        self.bring_up_to_date()

    def bring_up_to_date(self) -> None:
        """Redraw the panel if it can be seen and what it shows has changed."""
        if not self.isVisible():
            return
        shown = self.shown()
        if shown != self._shown:
            self._shown = shown
            self.refresh()


_NEVER = object()


def is_typing(field: QLineEdit | QAbstractSpinBox | QPlainTextEdit) -> bool:
    """Say whether the user is in the middle of writing in a field, which must then not be filled anew."""
    if QApplication.focusWidget() is not field:
        return False
    if isinstance(field, QPlainTextEdit):
        return field.document().isModified()
    line = field if isinstance(field, QLineEdit) else field.lineEdit()
    return line.isModified()
