"""One entry of the rule book in full: what it says, whose its numbers are, sources, what carries it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from planner.checks import rule_book
from planner.checks.limit_words import rule_words
from planner.checks.rule_book import Entry, Number, entry_key
from planner.guideline.carriers import carrier_words, checked_by
from planner.guideline.rules import Rule, Rules
from planner.guideline.sources import Source
from planner.plan.parts import ProcedureKind
from planner.plan.wording import procedure_words
from planner.ui.panels.fields import GRID_PX, clear_layout, plain_label, push_button, rows
from planner.words import _


class EntryPage(QWidget):
    """Shows an entry. A rule of a check leads to the statement that it rests on, and the other way round.

    Signals
    -------
    entry_wanted
        The key of another entry to be shown.
    """

    entry_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = rows(self, margin=2 * GRID_PX, gap=GRID_PX // 2)
        self.links: dict[str, QPushButton] = {}

    def show_entry(self, rules: Rules, entry: Entry) -> None:
        """Show an entry."""
        clear_layout(self._column)
        self.links = {}
        self._rules, self._entry = rules, entry
        self._cited = {key: n for n, key in enumerate(rule_book.cited(rules, entry), 1)}
        self._add(str(entry.title), "title")
        self._add(rule_words(entry), "value")
        self._add(_applies(entry), "muted")
        self._add(str(entry.text))
        self._show_numbers()
        self._show_notes()
        self._show_sources()
        self._show_carriers()
        self._column.addStretch(1)

    def _add(self, text: str, role: str = "") -> None:
        label = plain_label(text, role)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(label)

    def _section(self, title: str, lines: Iterable[str]) -> None:
        told = tuple(lines)
        if told:
            self._add(title, "section")
        for line in told:
            self._add(line)

    def _show_numbers(self) -> None:
        numbers = rule_book.numbers(self._entry)
        if numbers:
            self._add(_("Numbers, and whose they are"), "section")
        for number in numbers:
            self._add(_("{words}: {whose}").format(words=number.words, whose=number.whose), "strong")
            self._add(self._reason(number))
        if not numbers:
            self._section(_("Numbers, and whose they are"), (_("It gives no number."),))

    def _reason(self, number: Number) -> str:
        marks = " ".join(f"[{self._cited[key]}]" for key in number.sources)
        return " ".join(filter(None, (number.why, marks)))

    def _show_notes(self) -> None:
        told = [str(note) for note in rule_book.notes(self._rules, self._entry)]
        self._section(_("What to know about it: faults of the source, and what it does not prove"), told)

    def _show_sources(self) -> None:
        against = rule_book.speaking_against(self._rules, self._entry)
        saying = [key for key in self._cited if key not in against]
        self._section(_("Sources"), (self._citation(key) for key in saying))
        self._section(_("Sources that say otherwise"), (self._citation(key) for key in against))

    def _citation(self, key: str) -> str:
        source = self._rules.sources[key]
        parts = (
            f"[{self._cited[key]}]",
            source.citation,
            _where(source),
            f"({rule_book.read_words(source)})",
        )
        return " ".join(filter(None, parts))

    def _show_carriers(self) -> None:
        rules, entry = self._rules, self._entry
        self._add(_("What of this program carries it"), "section")
        if isinstance(entry, Rule):
            self._add(_("Check: {title}").format(title=entry.title))
            statement = rule_book.statement_of(rules, entry)
            if statement is None:
                self._add(_("No source states it: it is a rule of this program."))
            else:
                self._link(statement)
            return
        for carrier in entry.carried_by:
            check = checked_by(carrier)
            measured = [rule for rule in rules.rules if check and rule.check == check]
            for rule in measured:
                self._link(rule)
            if not measured:
                self._add(carrier_words(rules, carrier))

    def _link(self, entry: Entry) -> None:
        """Lead to another entry by a click."""
        key = entry_key(entry)
        pattern = _("Check: {title} ({id})") if isinstance(entry, Rule) else _("Rests on {id}: {title}")
        button = push_button(pattern.format(id=entry.id, title=entry.title), "next")
        button.setProperty("kind", "quiet")
        button.clicked.connect(lambda: self.entry_wanted.emit(key))
        self._column.addWidget(button)
        self.links[key] = button


def _applies(entry: Entry) -> str:
    if len(entry.applies_to) == len(ProcedureKind):
        return _("for every procedure")
    return _("for: {procedures}").format(procedures=_(", ").join(map(procedure_words, entry.applies_to)))


def _where(source: Source) -> str:
    return " ".join(filter(None, (f"doi:{source.doi}" if source.doi else "", source.url)))
