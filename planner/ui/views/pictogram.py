"""Where the C-arm stands, in a small drawing of patient, detector and tube, from the feet and the side."""

from __future__ import annotations

from math import atan2, degrees, hypot

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from planner.carm.angles import CArmAngles, detector_direction
from planner.ui import ink
from planner.ui.overlays.halo import label_font, paint_text
from planner.words import pgettext

SIZE_PX = 62.0
"""Width and height of each of the two drawings."""
GAP_PX = 14.0
ARM, BODY = QColor(ink.C_ARM), QColor(ink.FURNITURE)
SHADE = QColor(0, 0, 0, 120)


def paint_pictogram(painter: QPainter, angles: CArmAngles, corner: QPointF, scale: float = 1.0) -> None:
    """Paint both drawings with their lower left corner at `corner`; the back of the patient is up.

    From the feet the patient's left is on the left; from the patient's left the head is on the left.
    """
    towards = detector_direction(angles)
    size, gap = SIZE_PX * scale, GAP_PX * scale
    feet = QRectF(corner.x(), corner.y() - size, size, size)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _from_the_feet(painter, feet, QPointF(-towards.x, -towards.y), scale)
    side = feet.translated(size + gap, 0.0)
    _from_the_side(painter, side, QPointF(-towards.z, -towards.y), scale)
    painter.restore()


def _from_the_feet(painter: QPainter, area: QRectF, towards: QPointF, scale: float) -> None:
    _ground(painter, area)
    middle, size = area.center(), area.width()
    painter.setPen(QPen(BODY, 1.4 * scale))
    painter.drawEllipse(middle, size * 0.24, size * 0.15)
    painter.setBrush(BODY)
    painter.drawEllipse(middle - QPointF(0.0, size * 0.045), size * 0.045, size * 0.04)
    painter.drawRect(QRectF(middle.x() - size * 0.012, middle.y() - size * 0.135, size * 0.024, size * 0.06))
    _arm(painter, area, towards, scale)
    _letters(painter, area, pgettext("marker", "L"), pgettext("marker", "R"), scale)


def _from_the_side(painter: QPainter, area: QRectF, towards: QPointF, scale: float) -> None:
    _ground(painter, area)
    middle, size = area.center(), area.width()
    painter.setPen(QPen(BODY, 1.4 * scale))
    painter.drawRoundedRect(
        QRectF(middle.x() - size * 0.17, middle.y() - size * 0.085, size * 0.44, size * 0.17),
        size * 0.08,
        size * 0.08,
    )
    painter.drawEllipse(middle - QPointF(size * 0.25, 0.0), size * 0.07, size * 0.07)
    spine = middle.y() - size * 0.045
    painter.drawLine(QLineF(middle.x() - size * 0.13, spine, middle.x() + size * 0.2, spine))
    _arm(painter, area, towards, scale)
    _letters(painter, area, pgettext("marker", "H"), pgettext("marker", "F"), scale)


def _ground(painter: QPainter, area: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(SHADE)
    painter.drawRoundedRect(area, 6.0, 6.0)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _arm(painter: QPainter, area: QRectF, towards: QPointF, scale: float) -> None:
    """Paint tube, arc and detector, turned to where the detector stands."""
    length = hypot(towards.x(), towards.y())
    radius = area.width() * 0.4
    painter.save()
    painter.translate(area.center())
    if length > 0.05:
        painter.rotate(degrees(atan2(towards.y(), towards.x())) + 90.0)
    painter.scale(1.0, max(length, 0.35))
    painter.setPen(QPen(ARM, 1.6 * scale))
    painter.drawArc(QRectF(-radius, -radius, 2.0 * radius, 2.0 * radius), 90 * 16, 180 * 16)
    painter.setBrush(ARM)
    painter.drawRect(QRectF(-radius * 0.42, -radius - 3.0 * scale, radius * 0.84, 5.0 * scale))
    painter.drawEllipse(QPointF(0.0, radius), 3.4 * scale, 3.4 * scale)
    painter.restore()


def _letters(painter: QPainter, area: QRectF, left: str, right: str, scale: float) -> None:
    font = label_font(painter.font(), scale * 0.8)
    metrics = QFontMetricsF(font)
    y = area.bottom() - 3.0 * scale
    paint_text(painter, QPointF(area.left() + 3.0 * scale, y), left, font, BODY, scale)
    x = area.right() - 3.0 * scale - metrics.horizontalAdvance(right)
    paint_text(painter, QPointF(x, y), right, font, BODY, scale)
