"""What frames every picture: letters for the directions, the scale bar, texts in corners."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from planner.geometry.vectors import Vector
from planner.ui import ink
from planner.ui.overlays.halo import label_font, paint_text
from planner.ui.overlays.sight import AnyView

LETTER_COSINE = 0.26
"""Smallest share of a direction (15 degrees) that still earns its letter."""

NICE_LENGTHS_MM = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
"""Lengths of a scale bar."""

MARGIN_PX = 8.0
GROUND = QColor(0, 0, 0, 130)


def direction_letters(direction: Vector) -> str:
    """Return the letters of a direction, the strongest first: L R, A P, H F (PS3.3 C.7.6.1.1.1)."""
    shares = (
        (direction.x, "L" if direction.x > 0 else "R"),
        (direction.y, "P" if direction.y > 0 else "A"),
        (direction.z, "H" if direction.z > 0 else "F"),
    )
    strongest = sorted(shares, key=lambda share: -abs(share[0]))
    return "".join(letter for share, letter in strongest if abs(share) >= LETTER_COSINE)


def paint_letters(painter: QPainter, plane: AnyView, area: QRectF, scale: float = 1.0) -> None:
    """Paint the letters of the four directions at the middle of the four edges."""
    font = label_font(painter.font(), scale * 1.15)
    font.setWeight(QFont.Weight.Bold)
    metrics = QFontMetricsF(font)
    margin, middle = MARGIN_PX * scale, area.center()
    for direction, edge in ((-plane.right, "w"), (plane.right, "e"), (-plane.down, "n"), (plane.down, "s")):
        text = direction_letters(direction)
        width = metrics.horizontalAdvance(text)
        x = {"w": area.left() + margin, "e": area.right() - margin - width}.get(edge, middle.x() - width / 2)
        y = {"n": area.top() + margin + metrics.ascent(), "s": area.bottom() - margin}.get(edge, middle.y())
        paint_text(painter, QPointF(x, y), text, font, QColor(ink.FURNITURE), scale)


def scale_bar_mm(mm_per_px: float, room_px: float) -> float:
    """Return the longest nice length, in mm, that fits into `room_px`."""
    fitting = [length for length in NICE_LENGTHS_MM if length / mm_per_px <= room_px]
    return fitting[-1] if fitting else NICE_LENGTHS_MM[0]


def paint_scale_bar(
    painter: QPainter, mm_per_px: float, area: QRectF, scale: float = 1.0, unit: str = "mm"
) -> None:
    """Paint a scale bar in mm at the lower right corner."""
    length_mm = scale_bar_mm(mm_per_px, area.width() * 0.25)
    length_px, margin = length_mm / mm_per_px, MARGIN_PX * scale
    right = QPointF(area.right() - margin, area.bottom() - margin * 2.5)
    left = right - QPointF(length_px, 0.0)
    tick = QPointF(0.0, 4.0 * scale)
    for colour, width in ((QColor(0, 0, 0, 190), 3.5), (QColor(ink.FURNITURE), 1.5)):
        painter.setPen(QPen(colour, width * scale, c=Qt.PenCapStyle.SquareCap))
        painter.drawLine(left, right)
        painter.drawLine(left - tick, left + tick)
        painter.drawLine(right - tick, right + tick)
    font = label_font(painter.font(), scale)
    text = f"{length_mm:.0f} {unit}"
    width = QFontMetricsF(font).horizontalAdvance(text)
    paint_text(painter, right + QPointF(-width, -7.0 * scale), text, font, QColor(ink.FURNITURE), scale)


def paint_corner(
    painter: QPainter,
    lines: tuple[tuple[str, str], ...],
    area: QRectF,
    scale: float = 1.0,
    grounded: bool = False,
) -> None:
    """Paint lines of (text, colour) in the upper left corner, on a dark ground where they are many."""
    font = label_font(painter.font(), scale)
    metrics, margin = QFontMetricsF(font), MARGIN_PX * scale
    room = area.width() - 2 * margin
    elided = [(metrics.elidedText(t, Qt.TextElideMode.ElideRight, room), colour) for t, colour in lines]
    if grounded:
        width = max((metrics.horizontalAdvance(text) for text, _ in elided), default=0.0)
        painter.fillRect(
            QRectF(area.left(), area.top(), width + 2 * margin, len(lines) * metrics.height() + 1.5 * margin),
            GROUND,
        )
    y = area.top() + margin + metrics.ascent()
    for shown, colour in elided:
        paint_text(painter, QPointF(area.left() + MARGIN_PX * scale, y), shown, font, QColor(colour), scale)
        y += metrics.height()
