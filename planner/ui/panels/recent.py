"""What was opened lately."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from planner.ui.panels.fields import clear_layout, plain_label, push_button, row, rows
from planner.words import _

MOST_RECENT = 6
_KEY = "study/recent"


def recent(settings: QSettings) -> tuple[Path, ...]:
    """Return the folders and files opened lately that are still there, the latest first."""
    stored = settings.value(_KEY, [])
    names = stored if isinstance(stored, list) else [stored]
    return tuple(path for name in names if name and (path := Path(str(name))).exists())[:MOST_RECENT]


def remember(settings: QSettings, path: Path) -> None:
    """Put a folder or file at the top of what was opened lately."""
    path = path.absolute()
    others = [other for other in recent(settings) if other != path]
    settings.setValue(_KEY, [str(each) for each in (path, *others)][:MOST_RECENT])


def forget_all(settings: QSettings) -> None:
    """Forget what was opened."""
    settings.remove(_KEY)


def last_folder() -> str:
    """Return the folder that holds what was opened last; empty where there is none."""
    paths = recent(QSettings())
    return str(paths[0].parent) if paths else ""


class RecentList(QWidget):
    """The folders opened lately, each a button; `open_it` is called with a path."""

    def __init__(self, open_it: Callable[[Path], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._open_it = open_it
        self._column = rows(self, gap=4)
        self.reload()

    def reload(self) -> None:
        """Read the list anew."""
        clear_layout(self._column)
        paths = recent(QSettings())
        if not paths:
            return
        self._column.addWidget(plain_label(_("Opened lately"), "section"))
        for path in paths:
            # an ampersand in a button's text would mark a key
            button = push_button(str(Path(*path.parts[-2:])).replace("&", "&&"), "recent", str(path))
            button.setProperty("kind", "quiet")
            button.clicked.connect(lambda _checked=False, path=path: self._open_it(path))
            self._column.addWidget(button)
        forget = push_button(_("Forget these"), "", _("Empty the list of what was opened lately"))
        forget.setProperty("kind", "quiet")
        forget.clicked.connect(self._forget)
        self._column.addLayout(row(None, forget))

    def _forget(self) -> None:
        forget_all(QSettings())
        self.reload()
