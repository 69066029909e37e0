"""The past of a plan: a snapshot for every edit. Nobody ever writes an inverse."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from planner.plan.plan import Plan


class History(QUndoStack):
    """Snapshots of a plan, and the names of the edits between them as Qt's menus want them.

    The names are empty macros. Commands of our own would be deleted under the stack when Python collects
    both: PySide 6.11 gives a command back to Python then, as if the stack let go of it.

    Signals
    -------
    went
        The plan that holds now, and the name of the edit that was made, undone or made again.
    """

    went = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._plans = [Plan()]
        self._at = 0
        self.indexChanged.connect(self._go)

    def begin(self, plan: Plan) -> None:
        """Take up a plan, with an empty past."""
        self._plans, self._at = [plan], 0
        self.clear()

    def add(self, plan: Plan, text: str) -> None:
        """Make `plan` the plan that holds; what was undone is gone."""
        self._plans[self.index() + 1 :] = [plan]
        self.beginMacro(text)
        self.endMacro()

    def _go(self, index: int) -> None:
        before, self._at = self._at, index
        if index != before:
            self.went.emit(self._plans[index], self.text(min(before, index)))
