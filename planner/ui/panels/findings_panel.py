"""The findings, live and worst first: what was measured, and where to look."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from planner.checks.answered import answered_words, override_of
from planner.checks.result import Result
from planner.checks.wording import check_words, subject_text
from planner.plan.plan import Plan
from planner.ui.panels.fields import GRID_PX, StatusLine, plain_label, push_button, row, rows
from planner.ui.panels.item_list import Entry, ItemList
from planner.ui.panels.panel import Panel
from planner.ui.panels.status import finding_words
from planner.ui.session import Session
from planner.ui.theme import outcome_role
from planner.ui.tools.hand import Hand
from planner.words import _

ROLES = ("fail", "not_assessed", "warn", "ok")
"""The outcomes, worst first."""


class FindingsPanel(Panel):
    """Every result in two lines; choosing one selects what it is about and moves the views there.

    Signals
    -------
    card_wanted
        The check and the subject of the chosen result, whose card is asked for.
    """

    card_wanted = Signal(str, str)

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        column = rows(self, margin=GRID_PX)
        self.only_selected = QCheckBox(_("selected part only"))
        self.only_selected.toggled.connect(self.refresh)
        title = plain_label(_("Findings"), "section")
        column.addLayout(row(title, None, self.only_selected))
        self._counts = {role: StatusLine() for role in ROLES}
        self._summary = QFrame()
        self._summary.setLayout(row(*self._counts.values(), None))
        column.addWidget(self._summary)
        self._empty = plain_label(
            _("Nothing to check yet. Findings appear here as soon as there is a needle or a target."), "muted"
        )
        column.addWidget(self._empty)
        self.list = ItemList(_("Findings"), self._choose, most=0)
        column.addWidget(self.list, 1)
        self.card = push_button(
            _("Limit, rule and source of it…"), "check", _("Show the card of the chosen finding")
        )
        self.card.clicked.connect(self._ask_for_card)
        self.list.itemDoubleClicked.connect(self._ask_for_card)
        column.addWidget(self.card)
        column.addStretch()
        self._results: dict[str, Result] = {}
        self._chosen = ""

    def shown(self) -> object:
        """Return the results and what is selected."""
        return self.session.plan, self.session.results, self.session.look.selected

    def refresh(self) -> None:
        """Show the results as they are now."""
        session = self.session
        results, selected = session.results, session.look.selected
        counts = Counter(outcome_role(result) for result in results)
        for role, line in self._counts.items():
            line.setVisible(counts[role] > 0)
            line.say(role, str(counts[role]))
            line.setToolTip(count_words(role, counts[role]))
            line.setAccessibleName(count_words(role, counts[role]))
        shown = [r for r in results if not self.only_selected.isChecked() or r.subject == selected]
        self._results = {f"{r.check} {r.subject}": r for r in shown}
        self._empty.setVisible(not results)
        self.list.setVisible(bool(results))
        chosen = self._results.get(self._chosen)
        if chosen is not None and chosen.subject != selected:
            self._chosen = ""
        self.list.show_entries(
            [finding_entry(session.plan, key, r) for key, r in self._results.items()], self._chosen
        )
        self.card.setEnabled(self._chosen in self._results)
        self.card.setVisible(bool(results))

    def _ask_for_card(self) -> None:
        result = self._results.get(self._chosen)
        if result is not None:
            self.card_wanted.emit(result.check, result.subject)

    def _choose(self, key: str) -> None:
        result = self._results.get(key)
        if result is None:
            return
        self._chosen = key
        show_finding(self.session, result)
        self.card.setEnabled(True)


def finding_entry(plan: Plan, key: str, result: Result) -> Entry:
    """Return a result as a line of the list."""
    about = _("{check} · {subject}").format(check=check_words(result), subject=subject_text(plan, result))
    given = override_of(plan, result)
    state = about if given is None else f"{about}\n{answered_words(given, result)}"
    return Entry(key, finding_words(result), state, outcome_role(result))


def show_finding(session: Session, result: Result) -> None:
    """Select what a result is about; where it was measured between two points, look there."""
    session.select(result.subject)
    witness = getattr(result, "witness", None)
    if witness is not None:
        first, second = witness
        session.look_at(replace(session.look, cursor=first.towards(second, 0.5)))


def count_words(role: str, n: int) -> str:
    """Return how many results came out so."""
    match role:
        case "fail":
            return _("fails: {n}").format(n=n)
        case "not_assessed":
            return _("cannot be assessed: {n}").format(n=n)
        case "warn":
            return _("to look at again: {n}").format(n=n)
    return _("within limits: {n}").format(n=n)
