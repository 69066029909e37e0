"""The part of the plan that a card is about, whatever becomes of it while somebody writes in the card."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from planner.plan.plan import Item
from planner.ui.panels.numbers import NumberField
from planner.ui.session import Session

T = TypeVar("T", bound=Item)


class ShownPart(QObject):
    """Which part a card shows.

    Only its id is kept: a number is reported after a pause, when the part may have been changed by something
    else, deleted, or left for another.
    """

    def __init__(self, session: Session, card: QWidget) -> None:
        super().__init__(card)
        self.session, self._card, self._id = session, card, ""
        # another plan may well have a part of the same name
        session.opened_plan.connect(self._forget)

    def turn_to(self, item: Item | None) -> None:
        """Be about another part, once what waits in the card has been kept for the one before."""
        item_id = "" if item is None else item.id
        if item_id != self._id:
            self.finish()
            self._id = item_id

    def finish(self) -> None:
        """Keep every number of the card that waits for a pause."""
        for field in self._card.findChildren(NumberField):
            field.finish()

    def now(self, kind: type[T]) -> T | None:
        """Return the part as it stands in the plan; None where it is there no more, or is of another kind."""
        item = self.session.committed.item(self._id)
        return item if isinstance(item, kind) else None

    def keep(self, item: Item, text: str) -> None:
        """Put the part, changed, into the plan; `text` names the edit in the undo menu."""
        self.session.commit(self.session.committed.with_item(item), text)

    def _forget(self) -> None:
        self._id = ""
