"""The page of one needle as the room sees it."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from planner.carm.site import screen_words
from planner.ui.room.content import NeedlePage, RoomContent
from planner.ui.room.darkroom import Darkroom
from planner.ui.room.flow import Cell, Flow
from planner.ui.room.picture import Framed, SlicePicture, XrayPicture
from planner.ui.room.pictures import PictureRow
from planner.ui.room.style import big, style_sheet, tighten
from planner.ui.room.urgent import Stops, Urgent, WarnedPanel

SIZES = ((340.0, 1.0), (340.0, 0.75), (340.0, 0.5), (340.0, 0.25), (200.0, 0.0))
"""The least height of pictures, as designed, and how large letters are between their least and their designed
size: the first in which everything fits is taken, and pictures grow into what is left."""
LEAST = (120.0, 0.0)
"""The same where there is no room for any of these."""
GAP_PX = 6.0
"""Between two parts of the page, as designed."""


class Board(QWidget):
    """Side, nerve, what stops it, where the C-arm goes, depth, entry, pictures, what is done."""

    def __init__(self, content: RoomContent, page: NeedlePage, darkroom: Darkroom) -> None:
        super().__init__()
        self.stops, self.warned = Stops(page.stops), WarnedPanel(page.warnings)
        self.row = PictureRow(_pictures(content, page, darkroom))
        self._flows = tuple(
            Flow(cells) for cells in (_where(page), _entry(page), _work(page), _small(content, page))
        )
        where, entry, work, small = self._flows
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._title = _title(page)
        self._column.addLayout(self._title)
        for widget in (self.stops, where, entry):
            self._column.addWidget(widget)
        self._column.addWidget(self.row, 1)
        self._place_warned(in_row=False)
        for widget in (work, small):
            self._column.addWidget(widget)

    def fit(self, unit: float, width: int, height: int) -> None:
        """Give letters and pictures the largest size in which everything has room."""
        self._column.setSpacing(round(GAP_PX * unit))
        self._title.setSpacing(round(28 * unit))
        sized: tuple[Flow | Urgent | PictureRow, ...] = (*self._flows, self.stops, self.warned, self.row)
        for part in sized:
            part.set_unit(unit)
        for urgent in (self.stops, self.warned):
            urgent.show_first(urgent.count)
        self._size(unit, width, height)
        self._leave_out(width, height, round(LEAST[0] * unit))
        self._column.activate()
        laid_out: tuple[Flow | PictureRow, ...] = (*self._flows, self.row)
        for part in laid_out:
            part.lay_out()

    def _leave_out(self, width: int, height: int, picture_px: int) -> None:
        """Show no more of what is urgent than there is room for: what stops goes last, one of each stays."""
        shown = self.warned.count
        while shown > 1 and not self._fits(width, height, picture_px):
            shown -= 1
            self.warned.show_first(shown)
        stops = self.stops.count
        while stops > 1 and not self._fits(width, height, picture_px):
            stops -= 1
            self.stops.show_first(stops)
        # where stops went, there may be room again
        while shown < self.warned.count and stops < self.stops.count:
            self.warned.show_first(shown + 1)
            if not self._fits(width, height, picture_px):
                self.warned.show_first(shown)
                break
            shown += 1
        self._fits(width, height, picture_px)

    def _size(self, unit: float, width: int, height: int) -> None:
        """Take the first of the `SIZES` in which all has room, else `LEAST`.

        Where all has in none, what to look at again stands in the place of the last picture.
        """

        def fits_at(size: tuple[float, float]) -> bool:
            least_px, share = size
            sheet = style_sheet(unit, share)
            if sheet != self.styleSheet():
                self.setStyleSheet(sheet)
                tighten(self, unit, share)
            return self._fits(width, height, round(least_px * unit))

        for in_row, sizes in ((False, SIZES), (True, (*SIZES, LEAST))):
            self._place_warned(in_row)
            if in_row or fits_at(sizes[-1]):
                # each takes long to measure, and what fits at one size fits at every smaller one
                first = bisect_left(sizes, True, key=fits_at)
                fits_at(sizes[min(first, len(sizes) - 1)])
                return

    def _place_warned(self, in_row: bool) -> None:
        """Put what to look at again above the pictures, or among them."""
        self._column.removeWidget(self.warned)
        if not in_row:
            self._column.insertWidget(self._column.indexOf(self.row), self.warned)
        self.row.set_panel(self.warned if in_row and self.warned.count else None)
        self.warned.setVisible(bool(self.warned.count))

    def _fits(self, width: int, height: int, picture_px: int) -> bool:
        self.row.setMinimumHeight(self.row.needed_px(width, picture_px))
        # Qt measures layouts within layouts anew only where they are shown
        for layout in self.findChildren(QLayout):
            layout.invalidate()
        return self._column.totalHeightForWidth(width) <= height


def _title(page: NeedlePage) -> QHBoxLayout:
    side = big(page.side_words, "side", wraps=False)
    side.setProperty("side", page.side.value if page.side is not None else "")
    setting = "" if page.setting is None else page.setting.letter
    right = QVBoxLayout()
    right.setSpacing(0)
    name = " · ".join(filter(None, (page.shown_id, setting)))
    for text, kind in ((name, "needle"), (page.cannula, "fact")):
        label = big(text, kind)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        right.addWidget(label)
    line = QHBoxLayout()
    line.addWidget(side)
    line.addWidget(big(page.name, "nerve", wraps=False))
    line.addLayout(right, 1)
    return line


def _where(page: NeedlePage) -> tuple[Cell, ...]:
    """Return where the C-arm goes."""
    setting = page.setting
    if setting is None:
        return ()
    then = Cell(setting.then.label or setting.letter, setting.then.text, "angle", begins=True)
    square = setting.square
    first = () if square is None else (Cell(square.label, square.text, "square", begins=True),)
    moves = page.detector
    detector = () if moves is None else (Cell(moves.label, moves.text, "detector"),)
    return (*first, *detector, then) if first else (then, *detector)


def _entry(page: NeedlePage) -> tuple[Cell, ...]:
    """Return how deep, and where the needle goes in."""
    depth = Cell(page.depth.label, page.depth.text, "depth")
    return (depth, *(Cell(line.label, line.text, "entry") for line in page.lines))


def _work(page: NeedlePage) -> tuple[Cell, ...]:
    """Return what is done, what else a picture tells, and the signs on which it is stopped."""
    remarks = tuple(Cell(view.title, view.remark, "work") for view in page.views if view.remark)
    work = tuple(Cell(line.label, line.text, "work") for line in page.work)
    return (*work, *remarks, Cell(page.signs.label, page.signs.text, "sign", begins=True))


def _small(content: RoomContent, page: NeedlePage) -> tuple[Cell, ...]:
    """Return what holds for every needle: that nobody confirmed the monitor, from where depth counts."""
    unsure = page.views and content.case.site.patient_left is None
    monitor = (Cell("", screen_words(content.case.site), "unsure"),) if unsure else ()
    return (*monitor, *((Cell("", content.depth, "foot"),) if content.depth else ()))


def _pictures(content: RoomContent, page: NeedlePage, darkroom: Darkroom) -> tuple[Framed, ...]:
    if page.views:
        return tuple(XrayPicture(content, page, view, darkroom) for view in page.views)
    return tuple(SlicePicture(content, page, number) for number in range(len(page.slices)))
