"""A picture for the room: dim, with its name and where the detector stands in bands across it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from planner.carm.beam_view import BeamView
from planner.ui.overlays import compose
from planner.ui.overlays.layers import picked_out
from planner.ui.overlays.marks import Label, paint
from planner.ui.overlays.sight import Sight
from planner.ui.room.content import NeedlePage, RoomContent
from planner.ui.room.darkroom import Darkroom
from planner.ui.room.style import BAND, big
from planner.ui.room.views import RoomView
from planner.ui.sheet_pictures import sheet_pictures
from planner.ui.views.furniture import paint_letters

BRIGHTEST = 0.62
"""White is shown so bright: a lit screen must not dazzle in a dark room."""
LETTERED_FOR_PX = 190.0
"""On a picture this wide lines and letters have the size that they have in the window."""


class Framed(QWidget):
    """A square picture with a band of words above and below.

    Parameters
    ----------
    title, where
        The words above and below.
    amiss
        What is wrong with the picture, under `where`; empty where nothing is.
    """

    def __init__(self, title: str, where: str, amiss: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: tuple[object, QPixmap] | None = None
        self.title, self.where, self.amiss = big(title, "view"), big(where, "where"), big(amiss, "amiss")
        for label in (self.title, self.where, self.amiss):
            label.setParent(self)
            label.setProperty("band", "true")
        self.where.setVisible(bool(where))
        self.amiss.setVisible(bool(amiss))
        self.setAccessibleName(title)
        self.setAccessibleDescription(", ".join(filter(None, (where, amiss))))

    def content(self) -> object:
        """Return what the picture is made of, as a value that compares."""
        raise NotImplementedError

    def made(self, size: QSize) -> QImage | None:
        """Return the picture in so many pixels; None while there is none."""
        raise NotImplementedError

    def lay_out(self) -> None:
        """Put the bands where they belong; their letters may have another size now."""
        width, bottom = self.width(), self.height()
        for label in (self.title, self.where, self.amiss):
            label.ensurePolished()
        self.title.setGeometry(0, 0, width, self.title.heightForWidth(width))
        for label in (self.amiss, self.where):
            if not label.isHidden():
                height = label.heightForWidth(width)
                bottom -= height
                label.setGeometry(0, bottom, width, height)

    @property
    def between_bands(self) -> QRectF:
        """What the bands leave free."""
        shown = [label.y() for label in (self.where, self.amiss) if not label.isHidden()]
        top, bottom = self.title.geometry().bottom(), min(shown, default=self.height())
        return QRectF(0.0, top, self.width(), bottom - top)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out the bands anew."""
        super().resizeEvent(event)
        self.lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, from what was painted before where that is the same."""
        density = self.devicePixelRatioF()
        key = (self.content(), self.size(), density, self.between_bands)
        if self._kept is None or self._kept[0] != key:
            image = self.made(self.size() * density)
            pixmap = QPixmap.fromImage(image) if image is not None else QPixmap()
            pixmap.setDevicePixelRatio(density)
            self._kept = (key, pixmap)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(BAND))
        if not self._kept[1].isNull():
            painter.drawPixmap(0, 0, self._kept[1])
        painter.end()


class XrayPicture(Framed):
    """A picture of the C-arm with the needle of a page on it."""

    def __init__(self, content: RoomContent, page: NeedlePage, view: RoomView, darkroom: Darkroom) -> None:
        self.view, self._darkroom, self._content = view, darkroom, content
        greys = replace(content.greys, bone_dark=content.site.bone_dark)
        self._black, self._white = greys.levels
        self._sight = Sight(content.plan, content.results, view.beam, page.needle.id)
        self._picture: NDArray[np.float32] | None = None
        super().__init__(view.title, view.where, view.short)
        darkroom.made.connect(self._take)

    def _take(self, view: object) -> None:
        if view == self.view.beam:
            self.update()

    def content(self) -> object:
        """Return which array is shown, which is held as long as it is: a better one is another."""
        self._picture = self._darkroom.picture(self.view.beam)
        return id(self._picture)

    def made(self, size: QSize) -> QImage | None:
        """Return the X-ray picture with the plan on it."""
        if self._picture is None:
            return None
        image = _grey(self._picture, self._black, self._white)
        smooth = Qt.TransformationMode.SmoothTransformation
        canvas = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        canvas = canvas.convertToFormat(QImage.Format.Format_RGB32)
        self._paint_plan(canvas)
        return canvas

    def _paint_plan(self, canvas: QImage) -> None:
        beam = self.view.beam
        mm_per_px = beam.field_mm[0] / canvas.width()
        middle = QPointF(canvas.width() / 2.0, canvas.height() / 2.0)
        scale = canvas.width() / LETTERED_FOR_PX

        def to_pixel(u_mm: float, v_mm: float) -> QPointF:
            return middle + QPointF(u_mm, v_mm) / mm_per_px

        painter = QPainter(canvas)
        painter.setFont(self.font())
        marks = (mark for sight in picked_out(self._sight) for mark in compose(sight))
        paint(painter, (mark for mark in marks if not isinstance(mark, Label)), to_pixel, scale)
        free, density = self.between_bands, self.devicePixelRatioF()
        area = QRectF(free.topLeft() * density, free.size() * density)
        paint_letters(painter, beam, area, scale)
        painter.end()


class SlicePicture(Framed):
    """A slice of the sheet, where no C-arm is used."""

    def __init__(self, content: RoomContent, page: NeedlePage, number: int) -> None:
        self._request = page.slices[number]
        self._pictures = sheet_pictures(content.volume, content.plan, content.results, content.site)
        super().__init__(self._request.caption, "")

    def content(self) -> object:
        """Return what is asked for: it does not change."""
        return self._request

    def made(self, size: QSize) -> QImage | None:
        """Return the slice with the plan on it, dimmed."""
        wide, high = self._request.width_mm, self._request.height_mm
        fitted = QSize(size.width(), max(1, round(size.width() * high / wide)))
        if fitted.height() > size.height():
            fitted = QSize(max(1, round(size.height() * wide / high)), size.height())
        picture = self._pictures(self._request, fitted)
        canvas = QImage(size, QImage.Format.Format_RGB32)
        canvas.fill(QColor(BAND))
        painter = QPainter(canvas)
        place = QPoint((size.width() - fitted.width()) // 2, (size.height() - fitted.height()) // 2)
        painter.setOpacity(BRIGHTEST)
        painter.drawImage(place, picture)
        painter.end()
        return canvas


def _grey(picture: NDArray[np.float32], black: float, white: float) -> QImage:
    """Return an evened picture as greys, dimmed, of its own memory."""
    share = np.clip((picture - black) / (white - black), 0.0, 1.0)
    grey = np.ascontiguousarray(share * (255.0 * BRIGHTEST)).astype(np.uint8)
    rows, columns = grey.shape
    return QImage(grey.tobytes(), columns, rows, columns, QImage.Format.Format_Grayscale8).copy()


def beams_of(page: NeedlePage) -> tuple[BeamView, ...]:
    """Return what the pictures of a page show."""
    return tuple(view.beam for view in page.views)
