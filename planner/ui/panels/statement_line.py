"""What a question rests on: a statement's id, level and grade; a click opens what it says."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from planner.checks.limit_words import level_words
from planner.guideline.rules import Rules
from planner.guideline.statements import Statement
from planner.ui.icons import icon
from planner.ui.panels.fields import GRID_PX, plain_label, row, rows
from planner.words import _


class StatementLine(QWidget):
    """One muted line, "R17 · evidence moderate, grade B"; once opened, the statement and its notes below."""

    def __init__(self, rules: Rules, statement: Statement, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = [str(statement.text), *map(str, rules.notes_of(statement))]
        self.more = QToolButton()
        self.more.setProperty("kind", "reference")
        self.more.setText(statement_words(statement))
        self.more.setToolTip(f"<p>{'</p><p>'.join(map(escape, words))}</p>")
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.more.setIconSize(QSize(16, 16))
        self.more.setCheckable(True)
        self.more.toggled.connect(self._open)
        self._text = plain_label(words[0])
        self._notes = plain_label("\n\n".join(words[1:]), "muted")
        column = rows(self, gap=GRID_PX // 2)
        column.addLayout(row(self.more, None))
        for label in (self._text, self._notes):
            label.setContentsMargins(3 * GRID_PX, 0, 0, GRID_PX // 2)
            column.addWidget(label)
        self._open(opened=False)

    def _open(self, opened: bool) -> None:
        self._text.setVisible(opened)
        self._notes.setVisible(opened and bool(self._notes.text()))
        self.more.setIcon(icon("up" if opened else "down", "muted", "muted"))
        name = _("{rule}: hide what it says") if opened else _("{rule}: show what it says")
        self.more.setAccessibleName(name.format(rule=self.more.text()))


def statement_words(statement: Statement) -> str:
    """Return a statement by its id with level and grade: "R17 · evidence moderate, grade B"."""
    if statement.level is None:
        return _("{rule} · not graded").format(rule=statement.id)
    return _("{rule} · evidence {level}, grade {grade}").format(
        rule=statement.id, level=level_words(statement.level), grade=statement.grade
    )
