"""Step 6: every result with its value, limits, whose they are, source, grade and notes; and the limits."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from planner.checks.limit_words import limit_text, rule_words
from planner.checks.result import Result
from planner.checks.wording import check_words, placed_words, subject_text
from planner.plan.plan import Plan
from planner.ui.icons import icon
from planner.ui.panels.fields import GRID_PX, StatusLine, icon_button, plain_label, row, rows
from planner.ui.panels.findings_panel import show_finding
from planner.ui.panels.limit_fields import LimitFields
from planner.ui.panels.panel import Panel
from planner.ui.panels.status import finding_words
from planner.ui.session import Session
from planner.ui.theme import outcome_role
from planner.ui.tools.hand import Hand
from planner.words import _


class CheckPanel(Panel):
    """The results as cards, worst first, then the limits that they are judged by."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        column = rows(self)
        self._empty = plain_label(_("Nothing to check yet: choose targets and draw needles first."), "muted")
        column.addWidget(self._empty)
        self._cards = rows()
        column.addLayout(self._cards)
        self.cards: list[ResultCard] = []
        column.addWidget(plain_label(_("Limits"), "section"))
        column.addWidget(
            plain_label(
                _(
                    "The consensus prints neither an angle nor a distance: these limits are ours, and you"
                    " can change them."
                ),
                "muted",
            )
        )
        self.limits = LimitFields(session)
        column.addWidget(self.limits)
        column.addStretch(1)
        self._last: object = None

    def shown(self) -> object:
        """Return the plan and its results; while something is dragged, what they were before."""
        if not self.session.editing or self._last is None:
            self._last = (self.session.plan, self.session.results)
        return self._last

    def refresh(self) -> None:
        """Show the results and the limits."""
        session = self.session
        results, plan = session.results, session.plan
        self._empty.setVisible(not results)
        while len(self.cards) < len(results):
            card = ResultCard(session)
            self.cards.append(card)
            self._cards.addWidget(card)
        for number, card in enumerate(self.cards):
            card.setVisible(number < len(results))
            if number < len(results):
                card.show_result(plan, results[number])
        self.limits.refresh()


class ResultCard(QFrame):
    """One result; a click on its arrow opens what the rule says and where the evidence disagrees."""

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
        self._limit, self._source = plain_label(), plain_label("", "muted")
        self._text = plain_label()
        self._notes = plain_label("", "muted")
        for label in (self._subject, self._placed, self._limit, self._source, self._text, self._notes):
            column.addWidget(label)
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
        self._source.setText(_("Source: {source}").format(source=rule_words(rule)))
        self._text.setText(str(rule.text))
        reasons = [str(each.rationale) for each in rule.limits.values() if each.rationale is not None]
        self._notes.setText("\n\n".join([*reasons, *(str(note.text) for note in rule.notes)]))

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
