"""A small drawing of the room's monitor: a spine from behind, and on which side the patient's left is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from planner.carm.site import Site
from planner.ui.ink import WARNING
from planner.ui.theme import colours
from planner.words import pgettext

WIDTH_PX, HEIGHT_PX, FOOT_PX = 176, 140, 16
FLESH, DARK_BONE, BRIGHT_BONE, DARK_FLESH = "#a9adb2", "#4c5157", "#e4e7ea", "#3b4046"


class MonitorDrawing(QWidget):
    """What the monitor shows in AP: L and R at the patient's sides; a question mark while unconfirmed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._site = Site()
        self.setFixedSize(WIDTH_PX, HEIGHT_PX)

    def show_site(self, site: Site) -> None:
        """Draw the monitor of a room."""
        self._site = site
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint monitor, spine and letters."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        screen = QRectF(4.0, 4.0, WIDTH_PX - 8.0, HEIGHT_PX - FOOT_PX - 8.0)
        theme, dark = colours(), self._site.bone_dark
        painter.setPen(QPen(QColor(theme.muted), 3.0))
        painter.setBrush(QColor(FLESH if dark else DARK_FLESH))
        painter.drawRoundedRect(screen, 5.0, 5.0)
        middle = screen.center().x()
        foot = screen.bottom() + 2.0
        painter.drawLine(QPointF(middle, foot), QPointF(middle, HEIGHT_PX - 4.0))
        painter.drawLine(QPointF(middle - 26.0, HEIGHT_PX - 4.0), QPointF(middle + 26.0, HEIGHT_PX - 4.0))
        painter.setClipRect(screen.adjusted(2.0, 2.0, -2.0, -2.0))
        _paint_spine(painter, screen, QColor(DARK_BONE if dark else BRIGHT_BONE))
        self._paint_letters(painter, screen)
        painter.end()

    def _paint_letters(self, painter: QPainter, screen: QRectF) -> None:
        left, right = pgettext("marker", "L"), pgettext("marker", "R")
        first, second = (right, left) if self._site.mirrored else (left, right)
        unknown = self._site.patient_left is None
        font = QFont(painter.font())
        font.setPixelSize(24)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor("#111417" if self._site.bone_dark else "#ffffff"))
        align, inside = Qt.AlignmentFlag, screen.adjusted(12.0, 6.0, -12.0, -6.0)
        painter.drawText(inside, align.AlignLeft | align.AlignVCenter, first)
        painter.drawText(inside, align.AlignRight | align.AlignVCenter, second)
        if unknown:
            font.setPixelSize(54)
            painter.setFont(font)
            painter.setPen(QColor("#8a3f00" if self._site.bone_dark else WARNING))
            painter.drawText(screen, align.AlignCenter, "?")


def _paint_spine(painter: QPainter, screen: QRectF, colour: QColor) -> None:
    """Paint four vertebrae from behind: body, transverse and spinous processes."""
    painter.setPen(Qt.PenStyle.NoPen)
    middle, pitch = screen.center().x(), screen.height() / 4.0
    for n in range(4):
        top = screen.top() + pitch * (n + 0.12)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(middle - 17.0, top, 34.0, pitch * 0.72), 4.0, 4.0)
        painter.drawRoundedRect(QRectF(middle - 31.0, top + pitch * 0.2, 62.0, pitch * 0.2), 3.0, 3.0)
        painter.setBrush(colour.darker(130) if colour.lightness() < 128 else colour.darker(115))
        painter.drawEllipse(QPointF(middle, top + pitch * 0.45), 3.0, pitch * 0.24)
