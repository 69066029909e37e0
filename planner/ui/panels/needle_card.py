"""The selected needle: what it is for, which device, where it lies, its burns."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QFrame, QGridLayout, QLabel, QWidget

from planner.devices.catalogue import DeviceKind, catalogue
from planner.plan.edits import SHORTEST_MM, advanced
from planner.plan.parts import Needle, Role
from planner.plan.wording import role_words, target_words
from planner.ui.editing import Editing
from planner.ui.panels.aim_fields import AimFields
from planner.ui.panels.fields import GRID_PX, Choice, icon_button, labelled, plain_label, rows, rule
from planner.ui.panels.lesions import LesionTable
from planner.ui.panels.needle_facts import needle_facts
from planner.ui.panels.proposed_line import ProposedLine
from planner.ui.panels.shown_part import ShownPart
from planner.ui.panels.status import device_choice, needle_words
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _

_DEVICE_OF = {
    Role.ELECTRODE: DeviceKind.ELECTRODE,
    Role.INJECTION: DeviceKind.SPINAL,
    Role.THERMOMETER: DeviceKind.THERMOMETER,
}
STEP_MM = 1.0
"""How far the needle is advanced or drawn back by a click."""


class NeedleCard(QFrame):
    """Shows one needle and edits it."""

    def __init__(self, session: Session, hand: Hand, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.hand = session, hand
        self.editing = Editing(session, self)
        self.editing.said.connect(hand.said)
        self.part = ShownPart(session, self)
        self.setProperty("role", "card")
        column = rows(self, margin=GRID_PX + 4)
        self._name = plain_label("", "strong")
        column.addWidget(self._name)
        column.addLayout(self._buttons())
        self.proposed = ProposedLine(self.part)
        column.addWidget(self.proposed)
        column.addWidget(rule())
        column.addLayout(self._choices())
        self.aim = AimFields(session, self)
        column.addWidget(self.aim)
        self._facts = QFormLayout()
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(GRID_PX)
        self._facts.setVerticalSpacing(GRID_PX // 2)
        self._fact_labels: list[tuple[QLabel, QLabel]] = []
        column.addLayout(self._facts)
        self.lesions = LesionTable(session)
        column.addWidget(self.lesions)

    def _buttons(self) -> QGridLayout:
        self.snap = icon_button("skin", _("Snap entry to the skin"))
        self.advance = icon_button("deeper", _("Advance the tip by 1 mm along the needle"))
        self.withdraw = icon_button("shallower", _("Draw the tip back by 1 mm along the needle"))
        self.mirror = icon_button("mirror", _("Mirror to the other side"))
        self.copy = icon_button("copy-down", _("Copy to the next level"))
        self.delete = icon_button("delete", _("Delete this needle"))
        buttons = (self.snap, self.advance, self.withdraw, self.mirror, self.copy, self.delete)
        for button in buttons:
            # what a button does, it does to the needle as it is written in the fields
            button.clicked.connect(self.part.finish)
        self.snap.clicked.connect(self.editing.snap)
        self.advance.clicked.connect(lambda: self._move_tip(STEP_MM))
        self.withdraw.clicked.connect(lambda: self._move_tip(-STEP_MM))
        self.mirror.clicked.connect(self.editing.mirror)
        self.copy.clicked.connect(self.editing.copy_down)
        self.delete.clicked.connect(self.editing.delete)
        grid = QGridLayout()
        grid.setSpacing(GRID_PX // 2)
        for column, button in enumerate(buttons):
            grid.addWidget(button, 0, column)
        grid.setColumnStretch(len(buttons), 1)
        return grid

    def _choices(self) -> QGridLayout:
        self.target = Choice([], self._set_target)
        self.role = Choice([(role.value, role_words(role)) for role in Role], self._set_role)
        self.device = Choice(
            [(device.id, device_choice(device)) for device in catalogue().values()], self._set_device
        )
        grid = QGridLayout()
        grid.setSpacing(GRID_PX)
        for row, (name, choice) in enumerate(
            ((_("For"), self.target), (_("Used as"), self.role), (_("Device"), self.device))
        ):
            grid.addLayout(labelled(name, choice), row, 0)
        return grid

    def show_needle(self, needle: Needle | None) -> None:
        """Show a needle; None hides the card."""
        self.part.turn_to(needle)
        self.setVisible(needle is not None)
        if needle is None:
            return
        plan = self.session.plan
        self._name.setText(needle_words(plan, needle))
        self.proposed.show_item(needle)
        self.target.set_choices([("", _("no target")), *((t.id, target_words(t)) for t in plan.targets)])
        self.target.show_value(needle.target)
        self.role.show_value(needle.role.value)
        self.device.show_value(needle.device)
        self.aim.show_needle(needle)
        self._show_facts(needle_facts(plan, needle, self.session.results))
        self.lesions.show_needle(needle if needle.role is Role.ELECTRODE else None)

    def _show_facts(self, facts: tuple[tuple[str, str], ...]) -> None:
        while len(self._fact_labels) < len(facts):
            labels = plain_label("", "muted"), plain_label()
            self._facts.addRow(*labels)
            self._fact_labels.append(labels)
        for (name_label, value_label), (name, value) in zip(self._fact_labels, facts, strict=True):
            name_label.setText(name)
            value_label.setText(value)
            value_label.setAccessibleName(name)
        QTimer.singleShot(0, self, self._fit_facts)

    def _fit_facts(self) -> None:
        """Give every fact the lines that it needs at its width, which a form does not ask for by itself."""
        for _name, value in self._fact_labels:
            value.setMinimumHeight(value.heightForWidth(value.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the facts the lines that they need at another width: beside a scroll bar there is less."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self._fit_facts)

    def _move_tip(self, step_mm: float) -> None:
        needle = self.part.now(Needle)
        if needle is not None and needle.segment.length_mm + step_mm >= SHORTEST_MM:
            text = _("Advance {part}") if step_mm > 0.0 else _("Draw back {part}")
            self.part.keep(advanced(needle, step_mm), text.format(part=needle.id))

    def _set_target(self, target_id: str) -> None:
        needle = self.part.now(Needle)
        if needle is not None:
            text = _("Choose target of {part}").format(part=needle.id)
            self.part.keep(replace(needle, target=target_id), text)

    def _set_role(self, role: str) -> None:
        """Choose what the needle is for; a device that cannot be that is changed for one that can."""
        needle = self.part.now(Needle)
        if needle is None:
            return
        chosen = Role(role)
        wanted = _DEVICE_OF[chosen]
        device = catalogue().get(needle.device)
        if device is None or device.kind is not wanted:
            fitting = next(each for each in catalogue().values() if each.kind is wanted)
            needle = replace(needle, device=fitting.id)
        if chosen is not Role.ELECTRODE:
            needle = replace(needle, lesions=())
        self.part.keep(replace(needle, role=chosen), _("Choose use of {part}").format(part=needle.id))

    def _set_device(self, device: str) -> None:
        needle = self.part.now(Needle)
        if needle is not None:
            text = _("Choose device of {part}").format(part=needle.id)
            self.part.keep(replace(needle, device=device), text)
