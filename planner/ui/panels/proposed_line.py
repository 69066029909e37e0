"""The line of a card for a part that the program put in the plan and nobody has accepted."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from planner.plan.parts import Hardware, Needle
from planner.ui.panels.fields import StatusLine, push_button, row, rows
from planner.ui.panels.shown_part import ShownPart
from planner.words import _


class ProposedLine(QWidget):
    """Says that a needle or a piece of hardware is a proposal, and takes that somebody has looked at it."""

    def __init__(self, part: ShownPart, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = part
        column = rows(self)
        line = StatusLine()
        line.say("warn", proposed_words())
        column.addWidget(line)
        self.accept = push_button(_("Accept"), "tick", _("I have looked at it on the images"), primary=True)
        self.accept.clicked.connect(self._accept)
        column.addLayout(row(self.accept, None))

    def show_item(self, item: Needle | Hardware) -> None:
        """Show the line for a part that waits to be accepted; hide it for any other."""
        self.setVisible(not item.accepted)

    def _accept(self) -> None:
        item = self._part.now(Needle) or self._part.now(Hardware)
        if item is not None:
            self._part.finish()
            item = self._part.now(type(item)) or item
            self._part.keep(replace(item, accepted=True), _("Accept {part}").format(part=item.id))


def proposed_words() -> str:
    """Return what is said of a part that nobody has accepted."""
    return _("Proposed by the program, accepted by nobody")
