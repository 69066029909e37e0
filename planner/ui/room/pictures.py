"""The row of pictures of a page: side by side over its whole width."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from planner.ui.room.picture import Framed

GAP_PX, BETWEEN_PX = 12.0, 14.0
"""Between two pictures, and between two captions in a line, as designed."""
PANEL_WIDER = 1.5
"""What stands in the place of a picture is wider by so many of them."""


class PictureRow(QWidget):
    """Pictures of the same size, one or more, as high as there is room for, but no higher than wide."""

    def __init__(self, pictures: Sequence[Framed], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures = tuple(pictures)
        self._panel: QWidget | None = None
        self._unit = 1.0
        for picture in self.pictures:
            picture.setParent(self)

    def set_unit(self, unit: float) -> None:
        """Take over the size of the screen, see `style.unit_px`."""
        self._unit = unit

    def set_panel(self, panel: QWidget | None) -> None:
        """Let something stand in the place of the last picture, as high as the row; None: the picture."""
        self._panel = panel
        self.pictures[-1].setVisible(panel is None)
        if panel is not None:
            panel.setParent(self)
            panel.show()

    def needed_px(self, width: int, picture_px: int) -> int:
        """Return how high the row must be for pictures so high, or square ones where these are less high."""
        side = self._side(width)
        panel = self._panel.heightForWidth(width - self._panel_left(side)) if self._panel is not None else 0
        return max(panel, sum(self._captions_px(side)) + min(side, picture_px))

    def lay_out(self) -> None:
        """Put the pictures side by side; their letters may have another size now."""
        side, gap = self._side(self.width()), self._px(GAP_PX)
        above, below = self._captions_px(side)
        height = min(self.height(), above + side + below)
        between = self._px(BETWEEN_PX) if self._in_line(side) else None
        for number, picture in enumerate(self._shown):
            picture.setGeometry(number * (side + gap), 0, side, height)
            picture.lay_out(above, below, between)
        if self._panel is not None:
            left = self._panel_left(side)
            self._panel.setGeometry(left, 0, self.width() - left, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the pictures anew."""
        super().resizeEvent(event)
        self.lay_out()

    @property
    def _shown(self) -> tuple[Framed, ...]:
        return self.pictures if self._panel is None else self.pictures[:-1]

    def _side(self, width: int) -> int:
        gaps, wider = len(self.pictures) - 1, 0.0 if self._panel is None else PANEL_WIDER
        return max(1, int((width - gaps * self._px(GAP_PX)) / (len(self.pictures) + wider)))

    def _panel_left(self, side: int) -> int:
        return (len(self.pictures) - 1) * (side + self._px(GAP_PX))

    def _captions_px(self, width: int) -> tuple[int, int]:
        """Return how much the longest words need above and below a picture."""
        in_line = self._in_line(width)
        above, below = zip(*(picture.captions_px(width, in_line) for picture in self._shown), strict=True)
        return max(above), max(below)

    def _in_line(self, width: int) -> bool:
        """Say whether the words above every picture stand side by side: all alike."""
        return all(picture.in_one_line(width, self._px(BETWEEN_PX)) for picture in self._shown)

    def _px(self, designed_px: float) -> int:
        return round(designed_px * self._unit)
