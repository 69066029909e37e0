"""Roots and foramina near the targets: proposed, looked at one by one, accepted or deleted."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from planner.plan.parts import Structure
from planner.plan.vertebrae import vertebrae_of
from planner.plan.wording import origin_words, structure_title
from planner.suggest.structures import accept_structures, propose_structures
from planner.ui.editing import Editing
from planner.ui.panels.fields import icon_button, plain_label, push_button, row, rows
from planner.ui.panels.item_list import Entry, ItemList
from planner.ui.panels.panel import Panel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _


class StructuresCard(Panel):
    """How many there are, the list of them, and what can be done with all or with the selected one."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        self.editing = Editing(session, self)
        self.editing.said.connect(hand.said)
        column = rows(self)
        self._heading = plain_label(_("Roots and foramina"), "section")
        self.delete = icon_button("delete", _("Take this root or foramen out of the plan"))
        self.delete.clicked.connect(self.editing.delete)
        title = row(self._heading, self.delete)
        title.setStretch(0, 1)
        column.addLayout(title)
        self._count = plain_label("", "muted")
        column.addWidget(self._count)
        self.list = ItemList(_("Roots and foramina"), session.select)
        column.addWidget(self.list)
        self.propose = push_button(
            _("Propose roots and foramina"),
            "nerve",
            _("From the template of the marked vertebrae, near the targets; not seen on CT"),
        )
        self.accept = push_button(
            _("Accept roots and foramina"),
            "tick",
            _("I have looked at each of these and it is where the root or the foramen lies"),
            primary=True,
        )
        self.propose.clicked.connect(self._propose)
        self.accept.clicked.connect(self._accept)
        column.addLayout(row(self.propose, None))
        column.addLayout(row(self.accept, None))

    def shown(self) -> object:
        """Return the structures, what a proposal would rest on, and what is selected."""
        plan = self.session.plan
        return plan.structures, plan.targets, plan.levels, self.session.look.selected

    def refresh(self) -> None:
        """Show how many there are and which, and what can be done."""
        plan, selected = self.session.plan, self.session.look.selected
        proposals = sum(structure.is_proposal for structure in plan.structures)
        can_propose = bool(plan.targets) and bool(vertebrae_of(plan))
        there = bool(plan.structures) or can_propose
        self._heading.setVisible(there)
        self._count.setVisible(there)
        self._count.setText(_count_words(len(plan.structures), proposals))
        self.list.show_entries([structure_entry(each) for each in plan.structures], selected)
        self.delete.setVisible(isinstance(plan.item(selected), Structure))
        self.propose.setVisible(can_propose)
        self.accept.setVisible(proposals > 0)

    def _propose(self) -> None:
        before = self.session.committed
        after = propose_structures(before)
        if after == before:
            self.hand.said.emit(_("The roots and foramina near the targets are in the plan already."))
        else:
            self.commit(after, _("Propose roots and foramina"))

    def _accept(self) -> None:
        self.commit(accept_structures(self.session.committed), _("Accept roots and foramina"))


def _count_words(count: int, proposals: int) -> str:
    if not count:
        return _("None in the plan: how near a needle comes to them cannot be told.")
    if not proposals:
        return _("{n} in the plan.").format(n=count)
    words = _("{n} in the plan, of which proposals: {proposals}. Choose each to look at it, then accept.")
    return words.format(n=count, proposals=proposals)


def structure_entry(structure: Structure) -> Entry:
    """Return a structure as a line of a list, with where it comes from and whether it is accepted."""
    role = "warn" if structure.is_proposal else "ok"
    return Entry(structure.id, structure_title(structure), origin_words(structure), role)
