"""Step 6: every result with its value, limits, whose they are, source, grade and notes; and the limits."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QWidget

from planner.checks.answered import answered_words, unmatched, without_override
from planner.checks.result import Result
from planner.plan.parts import Override
from planner.ui.panels.check_list import CheckList
from planner.ui.panels.fields import GRID_PX, clear_layout, plain_label, push_button, row, rows
from planner.ui.panels.limit_fields import LimitFields
from planner.ui.panels.panel import Panel
from planner.ui.panels.result_card import ResultCard
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _


class CheckPanel(Panel):
    """The results as cards, worst first, then the limits that they are judged by.

    Signals
    -------
    rule_wanted
        The key of an entry of the rule book; empty: the book as a whole.
    """

    rule_wanted = Signal(str)

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        column = rows(self)
        self.check_list = CheckList(session)
        column.addWidget(self.check_list)
        column.addWidget(plain_label(_("Results"), "section"))
        self.book = push_button(_("All rules and sources…"), "sheet", _("Browse and search the rules (F6)"))
        self.book.clicked.connect(lambda: self.rule_wanted.emit(""))
        self.to_limits = push_button(
            _("To the limits"), "down", _("Change the limits, at the end of this step")
        )
        self.to_limits.clicked.connect(self.show_limits)
        for button in (self.book, self.to_limits):
            column.addLayout(row(button, None))
        self._empty = plain_label(_("Nothing to check yet: choose targets and draw needles first."), "muted")
        column.addWidget(self._empty)
        self._cards = rows()
        column.addLayout(self._cards)
        self.cards: list[ResultCard] = []
        self._by_result: dict[tuple[str, str], ResultCard] = {}
        self._loose = rows(gap=GRID_PX // 2)
        column.addLayout(self._loose)
        column.addWidget(plain_label(_("Limits"), "section"))
        column.addWidget(
            plain_label(
                _(
                    "The consensus prints neither an angle nor a distance: these limits are ours, and you"
                    " can change them. What a source states cannot be changed: a finding is answered for."
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
            self._last = (self.session.plan, self.session.results, self.session.site_limits)
        return self._last

    def refresh(self) -> None:
        """Show the results and the limits."""
        session = self.session
        results, plan = session.results, session.plan
        self._empty.setVisible(not results)
        self.cards = [self._card(result) for result in results]
        for place, (card, result) in enumerate(zip(self.cards, results, strict=True)):
            if self._cards.indexOf(card) != place:
                self._cards.insertWidget(place, card)
            card.show_result(plan, result)
        for card in self._by_result.values():
            card.setVisible(card in self.cards)
        self._show_loose(unmatched(plan, results))
        self.check_list.refresh()
        self.limits.refresh()

    def _card(self, result: Result) -> ResultCard:
        """Return the card of a result, the same as long as the result is there: somebody may write in it."""
        key = (result.check, result.subject)
        if key not in self._by_result:
            card = self._by_result[key] = ResultCard(self.session)
            card.rule_wanted.connect(self.rule_wanted)
        return self._by_result[key]

    def show_card(self, check: str, subject: str) -> None:
        """Bring the card of a result into sight, its way to the rule under the keys."""
        self.bring_up_to_date()
        card = self._by_result.get((check, subject))
        if card is None:
            return
        card.rule.setFocus()
        self._scroll_to(card)

    def show_limits(self) -> None:
        """Bring the limits into sight."""
        self._scroll_to(self.limits)

    def _scroll_to(self, part: QWidget) -> None:
        """Bring a part of the panel to the top, where the panel is scrolled."""
        above = self.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None:
            bar = above.verticalScrollBar()
            self.later(lambda: bar.setValue(part.y()))

    def _show_loose(self, overrides: tuple[Override, ...]) -> None:
        """Show what answers for findings that are gone: it is printed until it is taken back."""
        clear_layout(self._loose)
        if overrides:
            self._loose.addWidget(plain_label(_("Answered for, and not found any more"), "section"))
        for override in overrides:
            about = _("{check} · {subject}").format(check=override.check, subject=override.subject)
            self._loose.addWidget(plain_label(about, "muted"))
            self._loose.addWidget(plain_label(answered_words(override)))
            button = push_button(_("Take back"), "undo")
            button.clicked.connect(lambda _checked=False, o=override: self._take_back(o))
            self._loose.addLayout(row(button, None))

    def _take_back(self, override: Override) -> None:
        plan = without_override(self.session.committed, override)
        self.commit(plan, _("Take back an answer for a finding"))
