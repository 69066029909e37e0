"""Step 4: the needles, and the selected one in full."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from planner.plan.parts import Needle
from planner.ui.look import Tool
from planner.ui.panels.fields import plain_label, push_button, row, rows
from planner.ui.panels.item_list import ItemList
from planner.ui.panels.needle_card import NeedleCard
from planner.ui.panels.panel import Panel
from planner.ui.panels.paths_card import PathsCard
from planner.ui.panels.status import needle_entry
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _


class NeedlesPanel(Panel):
    """The list of needles and the card of the selected one."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        column = rows(self)
        self.paths = PathsCard(session)
        column.addWidget(self.paths)
        self.draw = push_button(_("Draw needle"), "needle", _("Click the tip, then a point on the way out"))
        self.draw.clicked.connect(lambda: hand.take(Tool.NEEDLE))
        column.addLayout(row(self.draw, None))
        column.addWidget(
            plain_label(
                _("Select a target first: the needle is then for it. Drag tip, entry or shaft in any view."),
                "muted",
            )
        )
        self.list = ItemList(_("Needles"), session.select)
        column.addWidget(self.list)
        self.card = NeedleCard(session, hand)
        column.addWidget(self.card)
        column.addStretch(1)

    def shown(self) -> object:
        """Return the plan, its results, what is selected, and whether the skin is coloured."""
        session = self.session
        return session.plan, session.results, session.look.selected, session.look.access, session.volume

    def refresh(self) -> None:
        """Show the needles and the selected one."""
        session = self.session
        self.paths.refresh()
        plan, results = session.plan, session.results
        self.list.show_entries(
            [needle_entry(plan, needle, results) for needle in plan.needles], session.look.selected
        )
        item = None if self.paths.view.showing else plan.item(session.look.selected)
        self.card.show_needle(item if isinstance(item, Needle) else None)
