"""What was found in the CT: looked for, listed, looked at, accepted or turned down."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from planner.imaging.metal import SMALLEST_MM3, SURFACE_HU
from planner.plan.parts import Hardware, HardwareKind
from planner.sheet.facts import plain
from planner.suggest.hardware.cement import CEMENT_HU
from planner.suggest.hardware.proposal import HardwareProposal, accepted, is_head_of
from planner.ui.finding import Finder
from planner.ui.panels.fields import StatusLine, push_button, row, rows
from planner.ui.panels.item_list import Entry, ItemList
from planner.ui.panels.panel import Panel
from planner.ui.panels.status import piece_words, place_words
from planner.ui.selection import looking_at
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.words import _, ngettext


class FoundHardware(Panel):
    """The button that looks for hardware, and the pieces that wait to be accepted."""

    def __init__(
        self, session: Session, hand: Hand, icons: dict[HardwareKind, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(session, hand, parent)
        self._icons = icons
        self._chosen = ""
        self.finder = Finder(self)
        column = rows(self)
        self.search = push_button(
            _("Find hardware in the CT"), "metal", _("Look for screws, rods and cement in the images")
        )
        self.search.clicked.connect(self._find)
        column.addLayout(row(self.search, None))
        column.addWidget(self._progress_row())
        self.told = StatusLine()
        column.addWidget(self.told)
        self.list = ItemList(_("Hardware found in the CT"), self._look_at)
        column.addWidget(self.list)
        self.accept = push_button(_("Accept"), "check", _("Take the chosen piece into the plan"))
        self.turn_down = push_button(_("Turn down"), "delete", _("Take the chosen piece off the list"))
        self.accept_all = push_button(_("Accept all"), "check", _("Take all of them into the plan"))
        self.accept.clicked.connect(lambda: self._accept((self._chosen,)))
        self.turn_down.clicked.connect(self._turn_down)
        self.accept_all.clicked.connect(lambda: self._accept(tuple(p.id for p in self.session.proposed)))
        self._buttons = QFrame()
        lines = rows(self._buttons)
        lines.addLayout(row(self.accept, self.turn_down, None))
        lines.addLayout(row(self.accept_all, None))
        column.addWidget(self._buttons)
        self.finder.changed.connect(self.bring_up_to_date)
        self.finder.progressed.connect(lambda share: self._bar.setValue(round(100 * share)))
        self.finder.found.connect(self._on_found)
        self._searched: object = None

    def _progress_row(self) -> QWidget:
        self._progress_box = QFrame()
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setAccessibleName(_("Progress of the search"))
        self.cancel = push_button(_("Cancel"), "stop", _("Stop the search"))
        self.cancel.clicked.connect(self.finder.cancel)
        line = row(self._bar, self.cancel)
        line.setStretch(0, 1)
        self._progress_box.setLayout(line)
        return self._progress_box

    def shown(self) -> object:
        """Return what was found and still waits, what is chosen of it, and whether a search is under way."""
        return self.session.found, self.session.proposed, self._chosen, self.finder.busy, self._volume_id()

    def refresh(self) -> None:
        """Show the search, what it ended in, and the pieces that wait."""
        if self.finder.busy and self._searched != self._volume_id():
            self.finder.cancel()
        busy, pieces = self.finder.busy, self.session.proposed
        self.search.setEnabled(self.session.volume is not None and not busy)
        self._progress_box.setVisible(busy)
        found = self.session.found
        self.told.setVisible(found is not None and not busy)
        if found is not None:
            self.told.say("pending", found_words(found, len(pieces)))
        if all(piece.id != self._chosen for piece in pieces):
            self._chosen = ""
        self.list.show_entries([self._entry(piece) for piece in pieces], self._chosen)
        self._buttons.setVisible(bool(pieces))
        self.accept.setEnabled(bool(self._chosen))
        self.turn_down.setEnabled(bool(self._chosen))

    def _volume_id(self) -> object:
        return id(self.session.volume)

    def _entry(self, piece: Hardware) -> Entry:
        pieces = self.session.proposed
        screw = next((other for other in pieces if is_head_of(piece, other)), None)
        words = piece_words(piece)
        if screw is not None:
            words = _("{id} · head of {screw} {mm:g} mm").format(
                id=plain(piece.id), screw=plain(screw.id), mm=piece.diameter_mm
            )
            place = place_words(piece)
            words = f"{words} · {place}" if place else words
        found = self.session.found
        assert found is not None
        return Entry(piece.id, words, _state(piece, found), icon=self._icons[piece.kind])

    def _find(self) -> None:
        volume = self.session.volume
        if volume is not None:
            self._searched, self._chosen = self._volume_id(), ""
            self._bar.setValue(0)
            self.session.show_found(None)
            self.finder.start(self.session.committed, volume)

    def _on_found(self, found: HardwareProposal) -> None:
        if self._searched == self._volume_id():
            self.session.show_found(found)

    def _look_at(self, piece_id: str) -> None:
        """Turn the views to a piece; it is no part of the plan, so nothing in the plan is selected."""
        session = self.session
        piece = next((p for p in session.proposed if p.id == piece_id), None)
        if piece is None:
            return
        self._chosen = piece_id
        there = replace(looking_at(session.plan.with_item(piece), piece_id, session.look), selected="")
        session.look_at(there)
        session.focused.emit()
        self.bring_up_to_date()

    def _accept(self, ids: tuple[str, ...]) -> None:
        session = self.session
        if session.found is None:
            return
        plan, found = accepted(session.committed, session.found, ids)
        session.found = found
        name = _("Accept {part}").format(part=ids[0]) if len(ids) == 1 else _("Accept the hardware found")
        self.commit(plan, name)

    def _turn_down(self) -> None:
        found = self.session.found
        if found is not None:
            self.session.show_found(found.without(self._chosen))


def _state(piece: Hardware, found: HardwareProposal) -> str:
    """Return how sure a piece is, and what the landmarks do not tell of it."""
    sure = _("proposed, not accepted · surface ±{mm} mm").format(mm=ceil(found.uncertainty_mm))
    if piece.kind is HardwareKind.PEDICLE_SCREW and piece.level is None:
        return _("{sure} · level not known: choose it once accepted").format(sure=sure)
    return sure


def found_words(found: HardwareProposal, waiting: int) -> str:
    """Return in words what a search has ended in; nothing found is no answer to whether there is any."""
    if found.cut_off_hu is not None:
        return _(
            "These images are cut off at {hu:.0f} HU: metal looks like bone in them and cannot be found. Look"
            " yourself, and ask whether the patient was operated on."
        ).format(hu=found.cut_off_hu)
    if waiting:
        told = ngettext(
            "{n} piece found that is not in the plan. Check each on the images, then accept it.",
            "{n} pieces found that are not in the plan. Check each on the images, then accept it.",
            waiting,
        ).format(n=waiting)
        return f"{told} {_clipped_words()}" if found.is_clipped else told
    if found.taken or found.marked:
        return _("All that was found is in the plan. Say above whether that is all hardware there is.")
    return _(
        "Nothing found. Looked for: metal above {metal:.0f} HU of {mm3:.0f} mm³ or more, and cement above"
        " {cement:.0f} HU, within the body. Thin wires, clips, plastic and what lies outside of the images"
        " are not found. This does not say that there is no hardware: look yourself, then answer above."
    ).format(metal=SURFACE_HU, mm3=SMALLEST_MM3, cement=CEMENT_HU)


def _clipped_words() -> str:
    return _("The scan cuts metal off, so that its surface is less sure.")
