"""The row of pictures of a page, and beside it what to look at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from planner.ui.room.picture import Framed
from planner.ui.room.style import big
from planner.ui.room.warnings import Warned
from planner.words import _

SEEN = 3
"""So many pictures are always shown."""
LEAST_PX, GAP_PX, PANEL_PX = 250.0, 12.0, 420.0
"""The least side of a picture, the gap between two, the least width of the warnings, as designed."""


class WarnedPanel(QFrame):
    """What to look at, one under the other; what there is no room for is counted."""

    def __init__(self, warnings: Sequence[Warned], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("frame", "warned")
        self.complete = True
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(6)
        column.addWidget(big(_("LOOK AGAIN"), "warned_label"))
        self._lines = [big(each.words, "warned") for each in warnings]
        for line in self._lines:
            column.addWidget(line)
        self._more, self._pattern = big("", "warned_label"), more_pattern()
        column.addWidget(self._more)
        column.addStretch(1)

    def fit(self, size: QSize) -> None:
        """Show as many as there is room for."""
        layout = self.layout()
        assert layout is not None
        for shown in range(len(self._lines), 0, -1):
            for number, line in enumerate(self._lines):
                line.setVisible(number < shown)
            left_out = len(self._lines) - shown
            self._more.setText(self._pattern.format(n=left_out))
            self._more.setVisible(left_out > 0)
            layout.invalidate()
            self.complete = left_out == 0
            if layout.totalHeightForWidth(size.width()) <= size.height():
                return


def more_pattern() -> str:
    """Return how it is said that there are ``{n}`` things more than there is room for."""
    return _("and {n} more: see the program or the sheet")


class PictureRow(QWidget):
    """Square pictures as large as there is room for; the last gives way to warnings.

    Parameters
    ----------
    pictures
        The last of more than three is left out where the warnings need its place.
    """

    def __init__(
        self, pictures: Sequence[Framed], warnings: Sequence[Warned], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.pictures = tuple(pictures)
        self.panel = WarnedPanel(warnings, self) if warnings else None
        self._unit = 1.0
        for picture in self.pictures:
            picture.setParent(self)

    def set_unit(self, unit: float) -> None:
        """Say how many pixels one of the design is."""
        self._unit = unit
        self._lay_out()

    @property
    def complete(self) -> bool:
        """Whether everything is said for which there are warnings."""
        return self.panel is None or self.panel.complete

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the pictures anew."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        count = len(self.pictures)
        self._place(count)
        if (
            count > SEEN
            and self.panel is not None
            and (not self.complete or self._side(count) < self._side(SEEN))
        ):
            self._place(SEEN)

    def _side(self, count: int) -> int:
        """Return the side of the largest squares that fit."""
        gap = round(GAP_PX * self._unit)
        panel = 0 if self.panel is None else round(PANEL_PX * self._unit) + gap
        return max(1, min(self.height(), (self.width() - panel - (count - 1) * gap) // max(count, 1)))

    def _place(self, count: int) -> None:
        """Put so many pictures side by side, and the warnings where they leave room."""
        gap, side = round(GAP_PX * self._unit), self._side(count)
        step = side + gap
        if self.panel is None and count > 1:
            step = min((self.width() - side) // (count - 1), side + 4 * gap)
        for number, picture in enumerate(self.pictures):
            picture.setVisible(number < count)
            picture.setGeometry(number * step, 0, side, side)
            picture.lay_out()
        if self.panel is not None:
            left = count * step
            self.panel.setGeometry(QRect(left, 0, self.width() - left, self.height()))
            self.panel.fit(self.panel.size())
