"""The files that were refused: one line for each reason, the names behind it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from planner.dicom.study import Refused, Study
from planner.sheet.facts import plain
from planner.ui.icons import icon
from planner.ui.panels.fields import GRID_PX, StatusLine, plain_label, push_button, row, rows
from planner.ui.panels.series_words import breakable
from planner.words import _, ngettext

MOST_NAMED = 200
"""So many files of one reason are named; the others are counted."""


class RefusedList(QWidget):
    """What was refused, by reason, the commonest first.

    Signals
    -------
    headerless_wanted
        Those files that do not say how they are written are to be read all the same.
    """

    headerless_wanted = Signal()

    def __init__(self, study: Study, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = rows(self)
        refused = study.refused
        n = len(refused)
        title = ngettext("{n} file refused", "{n} files refused", n).format(n=n)
        column.addWidget(plain_label(title, "section"))
        for group in by_reason(refused):
            column.addWidget(RefusedGroup(group, [_name(study, each) for each in group]))
        if any(each.headerless for each in refused):
            self.read_headerless = push_button(
                _("Read without a header"), "open", _("Guess how these files are written, and read them")
            )
            self.read_headerless.clicked.connect(self.headerless_wanted)
            column.addLayout(row(self.read_headerless, None))


class RefusedGroup(QWidget):
    """The files refused for one reason: how many, why, what to do; their names on demand."""

    def __init__(
        self, refused: Sequence[Refused], names: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._names = names
        line = StatusLine()
        line.say("not_assessed", _group_words(refused, self._names))
        self.names = plain_label("", "muted")
        self.names.hide()
        column = rows(self, gap=GRID_PX // 2)
        column.addWidget(line)
        if len(refused) > 1:
            self.disclose = push_button(_("Show the files"), "down")
            self.disclose.setProperty("kind", "quiet")
            self.disclose.clicked.connect(lambda: self._disclose(self.names.isHidden()))
            column.addLayout(row(self.disclose, None))
        column.addWidget(self.names)

    def _disclose(self, shown: bool) -> None:
        words = _("Hide the files") if shown else _("Show the files")
        self.disclose.setText(words)
        self.disclose.setAccessibleName(words)
        self.disclose.setToolTip(words)
        self.disclose.setIcon(icon("up" if shown else "down"))
        if shown and not self.names.text():
            more = len(self._names) - MOST_NAMED
            last = [_("and {n} more").format(n=more)] if more > 0 else []
            self.names.setText("\n".join([*map(breakable, self._names[:MOST_NAMED]), *last]))
        self.names.setVisible(shown)


def _name(study: Study, refused: Refused) -> str:
    """Return what to call a file in the list: its path from what was opened, or archive and member."""
    known = study.name_of(refused.file)
    path = Path(known)
    inside = path != study.path and path.is_relative_to(study.path)
    if inside:
        return plain(str(path.relative_to(study.path)))
    return plain(path.name if path.is_absolute() else known)


def by_reason(refused: Sequence[Refused]) -> list[list[Refused]]:
    """Return refused files with the same reason and cure together, the commonest first."""
    groups: dict[tuple[str, str], list[Refused]] = {}
    for each in refused:
        groups.setdefault((each.reason, each.cure), []).append(each)
    return sorted(groups.values(), key=len, reverse=True)


def _group_words(refused: Sequence[Refused], names: Sequence[str]) -> str:
    first, n = refused[0], len(refused)
    who = names[0] if n == 1 else ngettext("{n} file", "{n} files", n).format(n=n)
    return _("{file}: {reason}. {cure}").format(
        file=breakable(who), reason=breakable(plain(first.reason)), cure=plain(first.cure)
    )
