"""A result as a card: value, limits and whose they are, source, grade, the rule, and who answers for it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from planner.checks.limit_words import change_lines, limit_text, rule_words
from planner.checks.result import Result
from planner.checks.rule_book import entry_key
from planner.checks.wording import check_words, placed_words, subject_text
from planner.plan.plan import Plan
from planner.ui.icons import icon
from planner.ui.panels.answer_form import AnswerForm
from planner.ui.panels.fields import GRID_PX, StatusLine, icon_button, plain_label, push_button, row, rows
from planner.ui.panels.findings_panel import show_finding
from planner.ui.panels.status import finding_words
from planner.ui.session import Session
from planner.ui.theme import outcome_role
from planner.words import _


class ResultCard(QFrame):
    """One result; a click on its arrow opens what the rule says and where the evidence disagrees.

    Signals
    -------
    rule_wanted
        The key of its rule, to be shown in the rule book.
    """

    rule_wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._result: Result | None = None
        self.setProperty("role", "card")
        column = rows(self, margin=GRID_PX, gap=GRID_PX // 2)
        self._finding = StatusLine()
        self.more = QToolButton()
        self.more.setCheckable(True)
        self.more.setProperty("kind", "open")
        self.more.toggled.connect(self._open)
        self.show_it = icon_button("eye", _("Show in the views"))
        self.show_it.clicked.connect(self._show_in_views)
        line = row(self._finding, self.show_it, self.more, gap=2)
        line.setStretch(0, 1)
        column.addLayout(line)
        self._subject = plain_label("", "muted")
        self._placed = plain_label()
        self._limit, self._changed = plain_label(), plain_label("", "strong")
        self._source = plain_label("", "muted")
        self._text = plain_label()
        self._notes = plain_label("", "muted")
        shown = (self._subject, self._placed, self._limit, self._changed, self._source)
        for label in shown:
            column.addWidget(label)
        self.answer = AnswerForm(session)
        self.rule = push_button(_("Rule and sources…"), hint=_("Open the rule book at this rule"))
        self.rule.clicked.connect(self._ask_for_rule)
        column.addWidget(self.answer)
        column.addLayout(row(self.rule, self.answer.open_form, self.answer.take_back, None))
        column.addWidget(self._text)
        column.addWidget(self._notes)
        self._open(opened=False)

    def show_result(self, plan: Plan, result: Result) -> None:
        """Show a result."""
        self._result = result
        rule = result.rule
        self._finding.say(outcome_role(result), finding_words(result))
        self._subject.setText(
            _("{check} · {subject}").format(check=check_words(result), subject=subject_text(plan, result))
        )
        placed = placed_words(result)
        self._placed.setText(placed)
        self._placed.setVisible(bool(placed))
        limit = limit_text(result)
        self._limit.setText(_("Limit: {limit}").format(limit=limit))
        self._limit.setVisible(bool(limit))
        changed = "\n".join(change_lines(rule))
        self._changed.setText(changed)
        self._changed.setVisible(bool(changed))
        self._source.setText(_("Source: {source}").format(source=rule_words(rule)))
        self._text.setText(str(rule.text))
        reasons = [str(each.rationale) for each in rule.limits.values() if each.rationale is not None]
        self._notes.setText("\n\n".join([*reasons, *(str(note.text) for note in rule.notes)]))
        self.answer.show_result(result)

    def _open(self, opened: bool) -> None:
        self._text.setVisible(opened)
        self._notes.setVisible(opened)
        self.more.setIcon(icon("up" if opened else "down", "muted"))
        words = _("Hide the rule") if opened else _("What the rule says")
        self.more.setToolTip(words)
        self.more.setAccessibleName(words)

    def _show_in_views(self) -> None:
        if self._result is not None:
            show_finding(self.session, self._result)

    def _ask_for_rule(self) -> None:
        if self._result is not None:
            self.rule_wanted.emit(entry_key(self._result.rule))
