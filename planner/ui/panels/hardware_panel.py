"""Step 5: the metal in the spine: whether there is any, and where."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QRadioButton, QWidget

from planner.anatomy.spine import Level, Side
from planner.anatomy.wording import side_words
from planner.plan.parts import Hardware, HardwareKind
from planner.sheet.stop import hardware_words
from planner.ui.editing import Editing
from planner.ui.finding import Finder
from planner.ui.look import Tool
from planner.ui.panels.fields import (
    GRID_PX,
    Choice,
    icon_button,
    labelled,
    plain_label,
    push_button,
    row,
    rows,
)
from planner.ui.panels.found_hardware import FoundHardware
from planner.ui.panels.item_list import Entry, ItemList
from planner.ui.panels.numbers import NumberField
from planner.ui.panels.panel import Panel
from planner.ui.panels.proposed_line import ProposedLine, proposed_words
from planner.ui.panels.shown_part import ShownPart
from planner.ui.panels.status import piece_words
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _

PIECE_ICONS = {
    HardwareKind.PEDICLE_SCREW: "screw",
    HardwareKind.ROD: "rod",
    HardwareKind.CEMENT: "metal",
    HardwareKind.OTHER: "metal",
}
"""The icon of each kind of hardware."""


class HardwarePanel(Panel):
    """The question whether there is hardware, the list of pieces, and the selected piece."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(session, hand, parent)
        column = rows(self)
        column.addWidget(plain_label(_("Is there hardware?"), "section"))
        column.addLayout(self._question())
        self.found = FoundHardware(session, hand, PIECE_ICONS)
        column.addWidget(self.found)
        self.screw = push_button(_("Draw screw"), "screw", _("Click the middle of the head, then the tip"))
        self.rod = push_button(_("Draw rod"), "rod", _("Click along the rod; Enter ends it"))
        self.screw.clicked.connect(lambda: hand.take(Tool.SCREW))
        self.rod.clicked.connect(lambda: hand.take(Tool.ROD))
        column.addLayout(row(self.screw, self.rod, None))
        self._hint = plain_label(
            _("The metal window (key 4) shows screws without their glare. Mark every piece near a target."),
            "muted",
        )
        column.addWidget(self._hint)
        self.list = ItemList(_("Hardware"), session.select)
        column.addWidget(self.list)
        self.card = HardwareCard(session, hand)
        column.addWidget(self.card)
        column.addStretch(1)

    @property
    def finder(self) -> Finder:
        """What looks for hardware in the CT."""
        return self.found.finder

    def _question(self) -> QGridLayout:
        self.not_reviewed = QRadioButton(_("not looked for yet"))
        self.none = QRadioButton(_("none: I have looked"))
        self.marked = QRadioButton(_("yes: all of it is marked below"))
        self._group = QButtonGroup(self)
        grid = QGridLayout()
        for line, button in enumerate((self.not_reviewed, self.none, self.marked)):
            self._group.addButton(button)
            grid.addWidget(button, line, 0)
        self.not_reviewed.clicked.connect(lambda: self._review(reviewed=False))
        self.none.clicked.connect(lambda: self._review(reviewed=True))
        self.marked.clicked.connect(lambda: self._review(reviewed=True))
        return grid

    def shown(self) -> object:
        """Return the hardware, whether it was reviewed, and what is selected."""
        plan = self.session.plan
        return plan.hardware, plan.hardware_reviewed, self.session.look.selected

    def refresh(self) -> None:
        """Show the answer, the pieces and the selected one."""
        plan, selected = self.session.plan, self.session.look.selected
        pieces = bool(plan.hardware)
        self.none.setEnabled(not pieces)
        self.marked.setEnabled(pieces)
        self.not_reviewed.setChecked(not plan.hardware_reviewed)
        self.none.setChecked(plan.hardware_reviewed and not pieces)
        self.marked.setChecked(plan.hardware_reviewed and pieces)
        self.list.show_entries([piece_entry(piece) for piece in plan.hardware], selected)
        item = plan.item(selected)
        self.card.show_piece(item if isinstance(item, Hardware) else None)

    def _review(self, reviewed: bool) -> None:
        plan = replace(self.session.committed, hardware_reviewed=reviewed)
        self.commit(plan, _("Answer: is there hardware"))


def piece_entry(piece: Hardware) -> Entry:
    """Return a piece as a line of the list, which says where nobody has accepted it."""
    state = "" if piece.accepted else proposed_words()
    return Entry(piece.id, piece_words(piece), state, icon=PIECE_ICONS[piece.kind])


class HardwareCard(QFrame):
    """The selected piece of hardware."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.editing = Editing(session, self)
        self.editing.said.connect(hand.said)
        self.part = ShownPart(session, self)
        self.setProperty("role", "card")
        column = rows(self, margin=GRID_PX + 4)
        self._name = plain_label("", "strong")
        self.mirror = icon_button("mirror", _("Mirror to the other side"))
        self.delete = icon_button("delete", _("Take this piece out of the plan"))
        for button in (self.mirror, self.delete):
            button.clicked.connect(self.part.finish)
        self.mirror.clicked.connect(self.editing.mirror)
        self.delete.clicked.connect(self.editing.delete)
        title = row(self._name, self.mirror, self.delete, gap=2)
        title.setStretch(0, 1)
        column.addLayout(title)
        self.proposed = ProposedLine(self.part)
        column.addWidget(self.proposed)
        self.kind = Choice([(k.value, hardware_words(k)) for k in HardwareKind], self._set_kind)
        self.level = Choice([(level.value, level.value) for level in Level], self._set_level, _("not given"))
        self.side = Choice([(side.value, side_words(side)) for side in Side], self._set_side, _("not given"))
        self.diameter = NumberField(
            self._commit_diameter, self._preview_diameter, unit=_("mm"), low=0.5, high=60.0, step=0.5
        )
        grid = QGridLayout()
        grid.setSpacing(GRID_PX)
        grid.addLayout(labelled(_("Kind"), self.kind), 0, 0)
        grid.addLayout(labelled(_("Diameter"), self.diameter), 0, 1)
        grid.addLayout(labelled(_("Level"), self.level), 1, 0)
        grid.addLayout(labelled(_("Side"), self.side), 1, 1)
        column.addLayout(grid)

    def show_piece(self, piece: Hardware | None) -> None:
        """Show a piece; None hides the card."""
        self.part.turn_to(piece)
        self.setVisible(piece is not None)
        if piece is None:
            return
        self._name.setText(piece_words(piece))
        self.proposed.show_item(piece)
        self.kind.show_value(piece.kind.value)
        self.level.show_value(piece.level.value if piece.level is not None else "")
        self.side.show_value(piece.side.value if piece.side is not None else "")
        self.diameter.show_value(piece.diameter_mm)

    def _set_kind(self, kind: str) -> None:
        self._change(kind=HardwareKind(kind))

    def _set_level(self, level: str) -> None:
        self._change(level=Level(level) if level else None)

    def _set_side(self, side: str) -> None:
        self._change(side=Side(side) if side else None)

    def _commit_diameter(self, diameter_mm: float) -> None:
        self._change(diameter_mm=diameter_mm)

    def _preview_diameter(self, diameter_mm: float) -> None:
        piece = self.part.now(Hardware)
        if piece is not None:
            changed = replace(piece, diameter_mm=diameter_mm)
            self.session.preview(self.session.committed.with_item(changed))

    def _change(self, **changes: object) -> None:
        piece = self.part.now(Hardware)
        if piece is not None:
            self.part.keep(replace(piece, **changes), _("Change {part}").format(part=piece.id))
