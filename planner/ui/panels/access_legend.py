"""What the dots on the skin mean: each as it is drawn, with its words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from planner.suggest.paths.access import AccessMap
from planner.ui import ink
from planner.ui.overlays.access import CLOSED_PX, MOST_SHARE, RADII_PX
from planner.ui.panels.fields import GRID_PX, clear_layout, plain_label, row, rows
from planner.words import _

DOT_PX = 16


class AccessLegend(QWidget):
    """The steps of the access map, most first, and the places from which no way is free."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = rows(self, gap=GRID_PX // 4)
        self._shown: AccessMap | None = None
        self.hide()

    def show_map(self, found: AccessMap | None) -> None:
        """Show the meaning of a map's dots; None hides them."""
        self.setVisible(found is not None)
        if found is None or found is self._shown:
            return
        self._shown = found
        clear_layout(self._lines)
        for colour, radius_px, filled, words in _steps(found):
            line = row(_Dot(colour, radius_px, filled), plain_label(words, "muted"))
            line.setStretch(1, 1)
            self._lines.addLayout(line)


def _steps(found: AccessMap) -> list[tuple[str, float, bool, str]]:
    closed = (ink.NO_ACCESS, CLOSED_PX, False, _("no free way from here"))
    if found.limits is None:
        return [(ink.ACCESS[0], RADII_PX[0], True, _("a free way from here")), closed]
    fail, warn = found.limits
    shares = (MOST_SHARE, warn, fail)
    words = [
        _("{n} percent or more of the nerve in reach").format(n=round(100.0 * share)) for share in shares
    ]
    dots = [(ink.ACCESS[n], RADII_PX[n], True, words[n]) for n in range(len(shares))]
    return [*dots, closed]


class _Dot(QWidget):
    """A dot as the overlay draws it, on the dark of an image."""

    def __init__(self, colour: str, radius_px: float, filled: bool) -> None:
        super().__init__()
        self._colour, self._radius_px, self._filled = colour, radius_px, filled
        self.setFixedSize(QSize(DOT_PX, DOT_PX))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor("#000000"))
        painter.setPen(QPen(QColor(self._colour), 1.5))
        painter.setBrush(QBrush(QColor(self._colour)) if self._filled else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(DOT_PX / 2.0, DOT_PX / 2.0), self._radius_px, self._radius_px)
        painter.end()
