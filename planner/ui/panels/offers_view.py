"""The list of what is proposed: shown in all views under the pointer or when chosen, accepted or put away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from planner.plan.plan import Plan
from planner.ui.panels.fields import plain_label, push_button, row, rows
from planner.ui.panels.item_list import ItemList
from planner.ui.panels.path_offers import Offer, Offers
from planner.ui.session import Session
from planner.words import _


class OffersView(QWidget):
    """Lists offers and previews one of them; nothing of them is in the plan until it is accepted.

    Signals
    -------
    accepted
        The `Offer` that the user takes into the plan, which is done.
    left
        The user wants none of them.
    """

    accepted = Signal(object)
    left = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.offers: Offers | None = None
        self._chosen, self._under = "", ""
        self._shown: Plan | None = None
        self._before = ""
        column = rows(self)
        self.list = ItemList(_("Proposed paths"), self._choose, most=6)
        self.list.hovered.connect(self._hover)
        column.addWidget(self.list)
        self.accept = push_button(_("Accept"), "tick", _("Take this path into the plan"), primary=True)
        self.put_away = push_button(_("Put away"), hint=_("Leave the plan as it is"))
        column.addLayout(row(self.accept, self.put_away, None))
        self.details, self.told = plain_label(), plain_label("", "muted")
        self._told_head = plain_label("", "section")
        for label in (self.details, self._told_head, self.told):
            column.addWidget(label)
        self.accept.clicked.connect(self._accept)
        self.put_away.clicked.connect(self._put_away)

    @property
    def showing(self) -> bool:
        """Whether a proposal is what the views show."""
        return self._shown is not None and self.session.plan == self._shown

    @property
    def offer(self) -> Offer | None:
        """The offer that is chosen."""
        return self._named(self._chosen)

    def _named(self, entry_id: str) -> Offer | None:
        offers = self.offers.offers if self.offers is not None else ()
        return next((each for each in offers if each.entry.id == entry_id), None)

    def show_offers(self, offers: Offers) -> None:
        """List offers, and show the first of them that there is something to show of."""
        self.offers, self._before = offers, self.session.look.selected
        first = next((each for each in offers.offers if each.plan is not None), None)
        if first is not None:
            self._choose(first.entry.id)

    def refresh(self) -> None:
        """Bring list and words up to date; what another edit has pushed aside is no longer chosen."""
        if self._shown is not None and not self.showing:
            self._chosen, self._under, self._shown = "", "", None
        offers, offer = self.offers, self.offer
        self.setVisible(offers is not None)
        if offers is None:
            return
        self.list.show_entries([each.entry for each in offers.offers], self._chosen)
        self.accept.setText(_("Accept all") if offers.together else _("Accept"))
        self.accept.setVisible(offer is not None and offer.plan is not None)
        seen, head = self._named(self._under) or offer, _("C-arm") if offers.together else _("Not proposed")
        _say(self.details, _bullets(seen.details if seen is not None else ()))
        _say(self._told_head, head if offers.told else "")
        _say(self.told, _bullets(offers.told))

    def _choose(self, entry_id: str) -> None:
        """Show an offer in all views, and what was measured on it."""
        self._chosen = entry_id
        offer = self.offer
        if offer is not None and offer.plan is not None:
            self._preview(offer.plan)
            self.session.select(offer.needle_id)
        self.refresh()

    def _hover(self, entry_id: str) -> None:
        """Show an offer while the pointer is over it, then again the one that is chosen."""
        self._under = entry_id
        offer = self._named(entry_id) or self.offer
        if offer is not None and offer.plan is not None and self.showing:
            self._preview(offer.plan)
        self.refresh()

    def _preview(self, plan: Plan) -> None:
        self._shown = plan
        if plan != self.session.plan or not self.session.editing:
            self.session.preview(plan, still=False)

    def _accept(self) -> None:
        offers, offer = self.offers, self.offer
        if offers is None or offer is None or offer.plan is None:
            return
        self._drop()
        self.session.commit(offer.plan, offers.text)
        self.session.select(offer.needle_id)
        self.accepted.emit(offer)

    def _put_away(self) -> None:
        before = self._before
        self.forget()
        if self.session.committed.item(before) is not None:
            self.session.select(before)
        self.left.emit()

    def forget(self) -> None:
        """Take back what is previewed, and drop what is listed."""
        showing = self.showing
        self._drop()
        if showing:
            self.session.cancel()
            if self.session.committed.item(self.session.look.selected) is None:
                self.session.select("")

    def _drop(self) -> None:
        self.offers, self._shown, self._chosen, self._under = None, None, "", ""


def _bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"• {line}" for line in lines)


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))
