"""The part of a card in which somebody answers for its finding, or is seen to, and can take it back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from planner.checks.answered import (
    NEVER,
    answered_words,
    has_worsened,
    may_be_answered,
    override_of,
    with_override,
    without_override,
)
from planner.checks.result import Result
from planner.plan.parts import Override
from planner.ui.panels.fields import GRID_PX, labelled, plain_label, push_button, row, rows
from planner.ui.panels.numbers import TextField
from planner.ui.session import Session
from planner.ui.theme import outcome_role
from planner.words import _, capitalised


class AnswerForm(QWidget):
    """Two fields, both needed: why, and who. The finding stays what it is; what is said is printed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._result: Result | None = None
        self._given: Override | None = None
        self.open_form = push_button(_("Answer for it…"))
        self.open_form.clicked.connect(lambda: self._open(opened=True))
        self.take_back = push_button(_("Take back"), "undo", _("Nobody answers for this finding any more"))
        self.take_back.clicked.connect(self._take_back)
        self.said = plain_label("", "strong")
        self._never = plain_label(
            _("Nobody can answer for this: it must be right, or there is no sheet."), "muted"
        )
        self.reason = TextField(lambda _text: None, _("Why it may be so in this patient"))
        self.name = TextField(lambda _text: None, _("Who answers for it"))
        self.missing = plain_label("", "fail")
        self.accept = push_button(_("Answer for it"), primary=True)
        self.accept.clicked.connect(self._accept)
        self.name.returnPressed.connect(self._accept)
        self.cancel = push_button(_("Cancel"))
        self.cancel.clicked.connect(lambda: self._open(opened=False))
        self._lay_out()
        self._open(opened=False)

    def _lay_out(self) -> None:
        column = rows(self, gap=GRID_PX // 2)
        column.addWidget(self.said)
        column.addWidget(self._never)
        self._form = QWidget()
        form = rows(self._form, gap=GRID_PX // 2)
        form.addWidget(plain_label(_("The outcome stays as it is. Reason and name are printed."), "muted"))
        form.addLayout(labelled(_("Reason"), self.reason))
        form.addLayout(labelled(_("Name"), self.name))
        form.addWidget(self.missing)
        form.addLayout(row(self.accept, self.cancel, None))
        column.addWidget(self._form)

    def show_result(self, result: Result) -> None:
        """Show who answers for a result; what is being written stays."""
        self._result = result
        self._given = override_of(self.session.plan, result)
        self._show_parts()

    def _show_parts(self) -> None:
        result, given = self._result, self._given
        possible = result is not None and may_be_answered(result)
        if not possible:
            self._form.hide()
        opened = not self._form.isHidden()
        self.said.setText("" if given is None else capitalised(answered_words(given, result)))
        self.said.setVisible(given is not None)
        self.take_back.setVisible(given is not None and not opened)
        outdated = given is not None and result is not None and has_worsened(given, result)
        self.open_form.setVisible(possible and (given is None or outdated) and not opened)
        refused = result is not None and result.check in NEVER and outcome_role(result) != "ok"
        self._never.setVisible(refused)
        self.setVisible(given is not None or opened or refused)

    def _open(self, opened: bool) -> None:
        self._form.setVisible(opened)
        self.missing.setText("")
        self.missing.hide()
        self._show_parts()
        if opened:
            self.reason.setFocus()
        else:
            self.reason.clear()
            self.name.clear()

    def _accept(self) -> None:
        """Put the answer into the plan, once it has a reason and a name."""
        reason, name = self.reason.text().strip(), self.name.text().strip()
        if self._result is None:
            return
        if not (reason and name):
            self.missing.setText(_("A reason and a name are needed."))
            self.missing.show()
            (self.name if reason else self.reason).setFocus()
            return
        plan = with_override(self.session.committed, self._result, reason, name)
        self._open(opened=False)
        self.session.commit(plan, _("Answer for a finding"))

    def _take_back(self) -> None:
        if self._given is not None:
            plan = without_override(self.session.committed, self._given)
            self.session.commit(plan, _("Take back an answer for a finding"))
