"""The rules and their sources in a window of their own: to browse, to search, to be led to from a finding."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QLineEdit, QScrollArea, QSplitter, QWidget

from planner.checks.limit_words import rule_words
from planner.checks.rule_book import Entry, entries, entry_key, found
from planner.guideline.rules import Rule, Rules
from planner.guideline.statements import Kind
from planner.plan.parts import ProcedureKind
from planner.plan.wording import procedure_words
from planner.ui.panels.fields import GRID_PX, Choice, labelled, plain_label, row, rows
from planner.ui.panels.item_list import Entry as Line
from planner.ui.panels.item_list import ItemList
from planner.ui.rules.page import EntryPage
from planner.ui.session import Session
from planner.words import _

OWN = "own"
"""The choice of the rules that no source states."""


class RulesWindow(QDialog):
    """Every rule of the checks and every statement of the sources, with the limits of the session."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setWindowTitle(_("Rules and sources"))
        self.setModal(False)
        self.setWindowFlags(self.windowFlags() | Qt.WindowType.WindowMaximizeButtonHint)
        self.wanted = QLineEdit()
        self.wanted.setClearButtonEnabled(True)
        self.wanted.setPlaceholderText(_("R14, skin, 皮肤, author of a source …"))
        self.wanted.textChanged.connect(self.refresh)
        every = _("all")
        self.procedure = Choice(
            [(each.value, procedure_words(each)) for each in ProcedureKind],
            lambda _value: self.refresh(),
            every,
        )
        self.kind = Choice(
            [*((kind.value, _kind_words(kind)) for kind in Kind), (OWN, _("rules of this program"))],
            lambda _value: self.refresh(),
            every,
        )
        self.list = ItemList(_("Rules and sources"), self._choose, most=0)
        self.count = plain_label("", "muted")
        self.page = EntryPage()
        self.page.entry_wanted.connect(self.show_entry)
        self._chosen = ""
        self._shown: tuple[Rules, str] | None = None
        self._lay_out()
        session.changed.connect(self._follow)
        self.refresh()

    def _lay_out(self) -> None:
        left = QFrame()
        column = rows(left, margin=GRID_PX)
        column.addLayout(labelled(_("Search: number or words, in either language"), self.wanted))
        filters = row()
        filters.addLayout(labelled(_("Procedure"), self.procedure))
        filters.addLayout(labelled(_("Carried by"), self.kind))
        column.addLayout(filters)
        column.addWidget(self.count)
        column.addWidget(self.list, 1)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self._scroll)
        split.setStretchFactor(1, 1)
        split.setSizes([400, 620])
        rows(self).addWidget(split)
        self.resize(1040, 760)

    def open_at(self, key: str = "") -> None:
        """Come to the front; with the key of an entry, at that entry."""
        self.show()
        self.raise_()
        self.activateWindow()
        if key:
            self.show_entry(key)
        else:
            self.wanted.setFocus()

    def show_entry(self, key: str) -> None:
        """Show an entry; filters that hide it are put back."""
        if key not in self._keys():
            self.procedure.show_value("")
            self.kind.show_value("")
            self.wanted.clear()
        self._chosen = key
        self.refresh()
        self.list.scrollToItem(self.list.currentItem())

    def refresh(self) -> None:
        """Show the entries that are looked for, and the chosen one; the first where it is not among them."""
        met = self._found()
        keys = [entry_key(entry) for entry in met]
        if self._chosen not in keys:
            self._chosen = keys[0] if keys else ""
        self.list.show_entries([_line(entry) for entry in met], self._chosen)
        whole = len(entries(self.session.rules))
        self.count.setText(_("{n} of {total} entries").format(n=len(met), total=whole))
        self._show_page()

    def _found(self) -> tuple[Entry, ...]:
        procedure, kind = str(self.procedure.currentData() or ""), str(self.kind.currentData() or "")
        return found(
            self.session.rules,
            self.wanted.text(),
            ProcedureKind(procedure) if procedure else None,
            Kind(kind) if kind and kind != OWN else None,
            own=kind == OWN,
        )

    def _keys(self) -> list[str]:
        return [entry_key(entry) for entry in self._found()]

    def _choose(self, key: str) -> None:
        self._chosen = key
        self._show_page()

    def _follow(self) -> None:
        """Show the numbers anew where the limits have changed."""
        if self.isVisible():
            self._show_page()

    def _show_page(self) -> None:
        rules = self.session.rules
        if self._shown == (rules, self._chosen):
            return
        entry = next((each for each in entries(rules) if entry_key(each) == self._chosen), None)
        self.page.setVisible(entry is not None)
        if entry is not None:
            self.page.show_entry(rules, entry)
        if self._shown is None or self._shown[1] != self._chosen:
            self._scroll.verticalScrollBar().setValue(0)
        self._shown = (rules, self._chosen)


def _line(entry: Entry) -> Line:
    """Return an entry as a line of the list; a rule of a check has the sign of the step of checks."""
    picture = "check" if isinstance(entry, Rule) else "sheet"
    told = [rule_words(entry)]
    if isinstance(entry, Rule) and len(entry.applies_to) < len(ProcedureKind):
        told += map(procedure_words, entry.applies_to)
    return Line(entry_key(entry), str(entry.title), " · ".join(told), icon=picture)


def _kind_words(kind: Kind) -> str:
    match kind:
        case Kind.CHECK:
            return _("a check")
        case Kind.ANSWER:
            return _("a question")
        case Kind.DEFAULT:
            return _("a default")
        case Kind.WARNING:
            return _("a warning")
        case Kind.SHEET:
            return _("a line of the sheet")
