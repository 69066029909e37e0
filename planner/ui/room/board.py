"""The page of one needle as the room sees it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from planner.carm.site import screen_words
from planner.sheet.content import Labelled
from planner.ui.room.content import NeedlePage, RoomContent
from planner.ui.room.darkroom import Darkroom
from planner.ui.room.picture import Framed, SlicePicture, XrayPicture
from planner.ui.room.pictures import LEAST_PX, PictureRow, more_pattern
from planner.ui.room.style import big, style_sheet, tighten

SIZES = ((400.0, 1.0), (370.0, 0.75), (370.0, 0.5), (370.0, 0.25), (320.0, 0.0), (LEAST_PX, 0.0))
"""The least height of pictures, as designed, and how large letters are between their least and their designed
size: the first in which everything fits is taken."""
GAP_PX = 6.0
"""Between two lines, as designed."""


class Board(QWidget):
    """Side, nerve, where the C-arm goes, depth, entry, pictures, what is done, what stops it."""

    def __init__(self, content: RoomContent, page: NeedlePage, darkroom: Darkroom) -> None:
        super().__init__()
        self.page = page
        self._stops = _Stops(page.stops)
        self.row = PictureRow(_pictures(content, page, darkroom), page.warnings)
        self._lines = (_Lines(_where(page)), _Lines(_entry(page)), _Lines(_order(page)), _Lines(_work(page)))
        where, entry, order, work = self._lines
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(_title(page))
        for widget in (self._stops, where, entry):
            column.addWidget(widget)
        column.addWidget(self.row, 1)
        for widget in (order, work, _Lines((((page.signs.label, page.signs.text, "sign"),),))):
            column.addWidget(widget)
        if page.views and content.site.patient_left is None:
            column.addWidget(big(screen_words(content.site), "amiss"))
        if content.depth:
            column.addWidget(big(content.depth, "foot"))

    def fit(self, unit: float, width: int, height: int) -> None:
        """Give letters and pictures the largest size in which everything has room."""
        layout = self.layout()
        assert layout is not None
        layout.setSpacing(round(GAP_PX * unit))
        for line in self._lines:
            line.set_unit(unit)
        self.row.set_unit(unit)
        shown = len(self.page.stops)
        self._stops.show_first(shown)
        for least_px, share in SIZES:
            self.row.setMinimumHeight(round(least_px * unit))
            self.setStyleSheet(style_sheet(unit, share))
            tighten(self, unit, share)
            free = height - layout.totalHeightForWidth(width)
            self.row.resize(width, self.row.minimumHeight() + max(0, free))
            self.row.set_unit(unit)
            if free >= 0 and self.row.complete:
                break
        while shown > 1 and layout.totalHeightForWidth(width) > height:
            shown -= 1
            self._stops.show_first(shown)
        self.row.set_unit(unit)


def _title(page: NeedlePage) -> QHBoxLayout:
    side = big(page.side_words, "side", wraps=False)
    side.setProperty("side", page.side.value if page.side is not None else "")
    setting = "" if page.setting is None else page.setting.letter
    right = QVBoxLayout()
    right.setSpacing(0)
    name = " · ".join(filter(None, (page.needle.id, setting)))
    for text, kind in ((name, "needle"), (page.cannula, "fact")):
        label = big(text, kind)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        right.addWidget(label)
    line = QHBoxLayout()
    line.setSpacing(28)
    line.addWidget(side)
    line.addWidget(big(page.name, "nerve", wraps=False))
    line.addLayout(right, 1)
    return line


Cell = tuple[str, str, str]
"""A label, the text beside it, and the kind of the text."""


def _where(page: NeedlePage) -> tuple[tuple[Cell, ...], ...]:
    """Return where the C-arm goes."""
    setting = page.setting
    if setting is None:
        return ()
    square = () if setting.square is None else ((setting.square.label, setting.square.text, "square"),)
    then = (setting.then.label or setting.letter, setting.then.text, "angle")
    return tuple((cell,) for cell in (*square, then))


def _entry(page: NeedlePage) -> tuple[tuple[Cell, ...], ...]:
    """Return how deep, and where the needle goes in."""
    depth = (page.depth.label, page.depth.text, "depth")
    *others, last = ((line.label, line.text, "entry") for line in page.lines)
    return ((depth, last), *((other,) for other in others))


def _order(page: NeedlePage) -> tuple[tuple[Cell, ...], ...]:
    return tuple(((line.label, line.text, "work"),) for line in page.work[:1])


def _work(page: NeedlePage) -> tuple[tuple[Cell, ...], ...]:
    """Return tests and burn side by side, and what else a picture tells."""
    cells = tuple((line.label, line.text, "work") for line in reversed(page.work[1:]))
    remarks = tuple(((view.title, view.remark, "work"),) for view in page.views if view.remark)
    return (*remarks, *((cells,) if cells else ()))


class _Lines(QWidget):
    """Labels with their texts, in lines; the last text of a line takes what is left of it."""

    def __init__(self, lines: Sequence[Sequence[Cell]]) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        widest = max((len(line) for line in lines), default=0)
        for number, line in enumerate(lines):
            for place, (label, text, kind) in enumerate(line):
                ends = place == len(line) - 1
                self._grid.addWidget(big(label, "label", wraps=False), number, 2 * place)
                span = 2 * (widest - place) - 1 if ends else 1
                self._grid.addWidget(big(text, kind, wraps=ends), number, 2 * place + 1, 1, span)
        self._grid.setColumnStretch(2 * widest - 1, 1)
        self.setVisible(bool(lines))

    def set_unit(self, unit: float) -> None:
        """Say how many pixels one of the design is."""
        self._grid.setHorizontalSpacing(round(18 * unit))
        self._grid.setVerticalSpacing(round(GAP_PX * unit))


class _Stops(QFrame):
    """What must be settled first, in red; nothing where nothing is."""

    def __init__(self, stops: Sequence[Labelled]) -> None:
        super().__init__()
        self.setProperty("frame", "stops")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16, 8, 16, 8)
        self._grid.setHorizontalSpacing(18)
        self._grid.setColumnStretch(1, 1)
        self._lines = [(big(each.label, "stop_label"), big(each.text, "stop")) for each in stops]
        for number, (label, text) in enumerate(self._lines):
            label.setWordWrap(False)
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(label, number, 0)
            self._grid.addWidget(text, number, 1)
        self._more, self._pattern = big("", "stop_label"), more_pattern()
        self._grid.addWidget(self._more, len(stops), 1)
        self.setVisible(bool(stops))

    def show_first(self, count: int) -> None:
        """Show only so many; how many more there are is said."""
        for number, pair in enumerate(self._lines):
            for label in pair:
                label.setVisible(number < count)
        left_out = len(self._lines) - count
        self._more.setText(self._pattern.format(n=left_out))
        self._more.setVisible(left_out > 0)


def _pictures(content: RoomContent, page: NeedlePage, darkroom: Darkroom) -> tuple[Framed, ...]:
    if page.views:
        return tuple(XrayPicture(content, page, view, darkroom) for view in page.views)
    return tuple(SlicePicture(content, page, number) for number in range(len(page.slices)))
