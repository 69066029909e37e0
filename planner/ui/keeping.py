"""Nothing is lost: every edit goes to the journal, and work left by a crash is offered again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from planner.plan.journal import Journal, Recovered, discard, unfinished
from planner.plan.plan import Plan
from planner.ui.session import Session
from planner.words import _


class Keeper(QObject):
    """Writes what happens to a session's plan into a journal until the program ends.

    A plan that gives way to another, or to the end of the program, without having been saved keeps its
    journal and is offered at the next start.
    """

    def __init__(self, session: Session, folder: Path) -> None:
        super().__init__(session)
        self._folder = folder
        self._session = session
        self._journal = Journal.open(folder, session.committed, session.path)
        session.committed_plan.connect(self._record)
        session.opened_plan.connect(self._opened)
        session.saved.connect(self._saved)

    def _record(self, plan: Plan, text: str) -> None:
        self._journal.record(plan, text)

    def _opened(self, plan: Plan, path: Path | None) -> None:
        if self._session.undo_stack.isClean():
            self._journal.opened(plan, path)
        else:
            self._journal.leave()
            self._journal = Journal.open(self._folder, plan, path)

    def _saved(self, path: Path) -> None:
        self._journal.saved(path)

    def close(self) -> None:
        """End the journal; unsaved work stays in it."""
        if self._session.undo_stack.isClean():
            self._journal.close_clean()
        else:
            self._journal.leave()


def offer_recovery(session: Session, folder: Path, parent: QWidget) -> QMessageBox | None:
    """Ask whether to go on with work that a crash left unsaved; return the open question, if any."""
    found = unfinished(folder)
    if not found:
        return None
    latest = found[0]
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(_("Unsaved work"))
    box.setText(_recovery_words(latest))
    restore = box.addButton(_("Go on with it"), QMessageBox.ButtonRole.AcceptRole)
    forget = box.addButton(_("Discard it"), QMessageBox.ButtonRole.DestructiveRole)
    box.addButton(_("Later"), QMessageBox.ButtonRole.RejectRole)

    def answer() -> None:
        if box.clickedButton() is restore:
            session.restore(latest.plan, latest.file)
        if box.clickedButton() in (restore, forget):
            discard(latest)

    box.finished.connect(answer)
    box.open()
    return box


def _recovery_words(found: Recovered) -> str:
    name = found.file.name if found.file is not None else _("a new plan")
    return _(
        "The program ended without saving {name}: {edits} edits, the last at {time} ({what}). Go on with it?"
    ).format(name=name, edits=found.edits, time=f"{found.at.astimezone():%Y-%m-%d %H:%M}", what=found.what)
