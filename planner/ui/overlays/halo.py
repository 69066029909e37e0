"""Text on an image, with a dark halo, so that it reads on bone and on air."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, cos, floor, pi, sin

from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

LABEL_PX = 12
"""Letter size on an image."""


def label_font(base: QFont, scale: float) -> QFont:
    """Return the font of a label on an image."""
    font = QFont(base)
    font.setPixelSize(max(1, round(LABEL_PX * scale)))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def paint_text(
    painter: QPainter, origin: QPointF, text: str, font: QFont, colour: QColor, scale: float = 1.0
) -> None:
    """Paint text with a dark halo, so that it reads on bone and on air; `origin` is its baseline start."""
    density = painter.device().devicePixelRatioF()
    image, left, top = _haloed(text, font.toString(), colour.rgba(), scale, density)
    painter.drawImage(origin + QPointF(left, top), image)


@lru_cache(maxsize=1024)
def _haloed(text: str, font: str, rgba: int, scale: float, density: float) -> tuple[QImage, float, float]:
    """Return haloed text as a picture and where its corner lies from the start of the baseline.

    A drag paints the same few words in every view again and again.
    """
    face = QFont()
    face.fromString(font)
    if any(character >= FIRST_HAN for character in text):
        face.setWeight(QFont.Weight.Normal)
    halo = HALO_PX * scale / 2.0
    box = QFontMetricsF(face).boundingRect(text).adjusted(-halo - 1.0, -halo - 1.0, halo + 1.0, halo + 1.0)
    left, top = floor(box.left()), floor(box.top())
    size = QSizeF(ceil(box.right()) - left, ceil(box.bottom()) - top) * density
    image = QImage(max(1, ceil(size.width())), max(1, ceil(size.height())), _PREMULTIPLIED)
    image.setDevicePixelRatio(density)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(face)
    painter.translate(-left, -top)
    painter.setPen(HALO)
    steps = max(8, ceil(2.0 * pi * halo))
    for n in range(steps):
        turn = 2.0 * pi * n / steps
        painter.drawText(QPointF(halo * cos(turn), halo * sin(turn)), text)
    painter.setPen(QColor.fromRgba(rgba))
    painter.drawText(QPointF(0.0, 0.0), text)
    painter.end()
    return image, float(left), float(top)


FIRST_HAN = "\u2e80"
"""From here on characters have so many strokes that a bold one inside a halo cannot be read."""

HALO_PX = 3.0
"""Width of the dark line round letters."""
HALO = QColor(0, 0, 0, 120)
"""It is painted several times over, until it is nearly black."""

_PREMULTIPLIED = QImage.Format.Format_ARGB32_Premultiplied
