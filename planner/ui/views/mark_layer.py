"""The overlay of a view as a picture, kept until what it shows or the place where it shows it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

from planner.ui.overlays import compose
from planner.ui.overlays.marks import paint
from planner.ui.overlays.sight import Sight

if TYPE_CHECKING:
    from planner.ui.views.picture_view import PictureView


class MarkLayer:
    """Paints the overlay of sights; the same sights in the same frame are painted from their picture."""

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._shown: tuple[object, ...] = ()

    def paint(self, painter: QPainter, view: PictureView, sights: tuple[Sight, ...]) -> None:
        """Paint the overlay over the picture of a view, one sight over the other."""
        density = view.devicePixelRatioF()
        smooth = not view.in_motion
        shown = (sights, smooth, view.centre, view.mm_per_px, view.size(), density)
        if shown != self._shown:
            self._picture = QPixmap(view.size() * density)
            self._picture.setDevicePixelRatio(density)
            self._picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._picture)
            inner.setFont(painter.font())
            marks = (mark for sight in sights for mark in compose(sight))
            paint(inner, marks, view.to_pixel, smooth=smooth, area=view.picture_px())
            inner.end()
            self._shown = shown
        painter.drawPixmap(0, 0, self._picture)
