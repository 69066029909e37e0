"""Step 7: what the sheet still has to know, in which language it speaks, and the ways out."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from planner.plan.answers import Topic
from planner.sheet.compose import TRUE_SCALE, SheetBlockedError, refuse_if_blocked
from planner.ui.files import SHEET_LANGUAGE, sheet_language
from planner.ui.frames import planned_on_pictures
from planner.ui.panels.answer_fields import AnswerFields
from planner.ui.panels.fields import (
    GRID_PX,
    Choice,
    StatusLine,
    Tick,
    labelled,
    plain_label,
    push_button,
    rows,
)
from planner.ui.panels.numbers import TextArea
from planner.ui.panels.panel import Panel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import LANGUAGES, _

NOTES_PX = 96


class SheetPanel(Panel):
    """The questions that the sheet prints, notes, and the buttons to preview, print and export.

    Signals
    -------
    sheet_requested
        What to do with the sheet: "preview", "print" or "export_pdf".
    """

    sheet_requested = Signal(str)

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        column = rows(self)
        column.addLayout(self._buttons())
        self._blocked = StatusLine()
        column.addWidget(self._blocked)
        self.language = Choice(LANGUAGES.items(), self._set_language)
        column.addLayout(labelled(_("Language of the sheet"), self.language))
        scale = _("Slices along the needles at true scale, with a bar to measure")
        self.true_scale = Tick(scale, self._set_true_scale)
        column.addWidget(self.true_scale)
        column.addWidget(plain_label(_("What could stop the procedure"), "section"))
        self.hazards = AnswerFields(session, (Topic.HAZARD,))
        column.addWidget(self.hazards)
        column.addWidget(plain_label(_("Room"), "section"))
        self.room = AnswerFields(session, (Topic.ROOM,))
        column.addWidget(self.room)
        self.notes = TextArea(self._set_notes, _("Printed on the last page"))
        self.notes.setFixedHeight(NOTES_PX)
        column.addLayout(labelled(_("Notes"), self.notes))
        column.addStretch(1)

    def _buttons(self) -> QGridLayout:
        self.preview = push_button(
            _("Preview"), "preview", _("See the sheet as it will be printed"), primary=True
        )
        self.print = push_button(_("Print…"), "print", _("Print the sheet"))
        self.export = push_button(_("Export PDF…"), "pdf", _("Write the sheet to a PDF file"))
        grid = QGridLayout()
        grid.setSpacing(GRID_PX)
        grid.addWidget(self.preview, 0, 0, 1, 2)
        grid.addWidget(self.print, 1, 0)
        grid.addWidget(self.export, 1, 1)
        buttons = ((self.preview, "preview"), (self.print, "print"), (self.export, "export_pdf"))
        for button, name in buttons:
            button.clicked.connect(lambda _checked=False, name=name: self.sheet_requested.emit(name))
        return grid

    def shown(self) -> object:
        """Return what the sheet is made of; while something is dragged nothing of it changes."""
        session = self.session
        return session.committed, session.images is not None, session.runs, self._obstacle()

    def refresh(self) -> None:
        """Show the answers, and whether there can be a sheet."""
        session, plan = self.session, self.session.committed
        obstacle = self._obstacle()
        for button in (self.preview, self.print, self.export):
            button.setEnabled(not obstacle)
        self._blocked.setVisible(bool(obstacle))
        if obstacle:
            there = session.images is not None or planned_on_pictures(session)
            self._blocked.say("fail" if there else "pending", obstacle)
        self.language.show_value(sheet_language(plan))
        self.true_scale.box.setChecked(plan.answers.get(TRUE_SCALE) is True)
        self.hazards.refresh()
        self.room.refresh()
        self.notes.show_value(plan.notes)

    def _obstacle(self) -> str:
        """Return why there can be no sheet; empty where there can."""
        if self.session.images is None and not planned_on_pictures(self.session):
            return _("Open images first: the sheet shows them.")
        try:
            refuse_if_blocked(self.session.plan, self.session.results)
        except SheetBlockedError as error:
            return str(error)
        return ""

    def _set_language(self, code: str) -> None:
        plan = self.session.committed.with_answer(SHEET_LANGUAGE, code)
        self.commit(plan, _("Language of the sheet"))

    def _set_true_scale(self, wished: bool) -> None:
        plan = self.session.committed.with_answer(TRUE_SCALE, wished or None)
        self.commit(plan, _("True scale"))

    def _set_notes(self, notes: str) -> None:
        self.commit(replace(self.session.committed, notes=notes), _("Notes"))
