"""A picture for the room: dim, with its name above and where the detector stands below."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from planner.carm.beam_view import BeamView
from planner.carm.screen import greys
from planner.ui.overlays.marks import Label
from planner.ui.overlays.sight import Sight
from planner.ui.pictures import as_image, fitted, furnished, marks_of
from planner.ui.room.content import NeedlePage, RoomContent
from planner.ui.room.darkroom import Darkroom
from planner.ui.room.style import BAND, big, natural_px
from planner.ui.room.views import RoomView
from planner.ui.sheet_pictures import sheet_pictures

BRIGHTEST = 0.62
"""White is shown so bright: a lit screen must not dazzle in a dark room."""
LETTERED_FOR_PX = 190.0
"""On a picture this wide lines and letters have the size that they have in the window."""


class Framed(QWidget):
    """A picture with words above and below, which cover nothing of it.

    Parameters
    ----------
    title, where
        The words above.
    amiss
        What is wrong with the picture, below; empty where nothing is.

    Attributes
    ----------
    area
        Where the picture lies, in pixels of the widget.
    missing
        Why there is no picture, in its place.
    """

    def __init__(self, title: str, where: str, amiss: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kept: tuple[object, QPixmap] | None = None
        self.area = QRect()
        self.title, self.where, self.amiss = big(title, "view"), big(where, "where"), big(amiss, "amiss")
        self.missing = big("", "unsure")
        for label in (self.title, self.where, self.amiss, self.missing):
            label.setParent(self)
        for label in (self.where, self.amiss):
            label.setVisible(bool(label.text()))
        self.setAccessibleName(title)
        self.setAccessibleDescription(", ".join(filter(None, (where, amiss))))

    def content(self) -> object:
        """Return what the picture is made of, as a value that compares."""
        raise NotImplementedError

    def made(self, size: QSize) -> QImage | None:
        """Return the picture in so many pixels; None while there is none."""
        raise NotImplementedError

    def in_one_line(self, width: int, gap: int) -> bool:
        """Say whether the words above find room side by side."""
        return natural_px(self.title) + gap + natural_px(self.where) <= width

    def captions_px(self, width: int, in_line: bool) -> tuple[int, int]:
        """Return how high the words above and those below are; `in_line`: those above are side by side."""
        title, where, amiss = (
            label.heightForWidth(width) if label.text() else 0
            for label in (self.title, self.where, self.amiss)
        )
        return (max(title, where) if in_line else title + where), amiss

    def lay_out(self, above: int, below: int, gap: int | None) -> None:
        """Put the words above and below, and the picture between.

        Parameters
        ----------
        above, below
            How much is kept free for the words.
        gap
            Between title and where, side by side; None: one above the other.
        """
        width = self.width()
        if gap is not None:
            left = natural_px(self.title) + gap
            self.title.setGeometry(0, 0, left, above)
            self.where.setGeometry(left, 0, width - left, above)
        else:
            title = self.title.heightForWidth(width)
            self.title.setGeometry(0, 0, width, title)
            self.where.setGeometry(0, title, width, above - title)
        self.area = QRect(0, above, width, max(1, self.height() - above - below))
        self.missing.setGeometry(self.area)
        self.amiss.setGeometry(0, self.area.bottom() + 1, width, self.amiss.heightForWidth(width))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, from what was painted before where that is the same."""
        density = self.devicePixelRatioF()
        key = (self.content(), self.area.size(), density)
        if self._kept is None or self._kept[0] != key:
            image = self.made(self.area.size() * density)
            pixmap = QPixmap.fromImage(image) if image is not None else QPixmap()
            pixmap.setDevicePixelRatio(density)
            self._kept = (key, pixmap)
        painter = QPainter(self)
        painter.fillRect(self.area, QColor(BAND))
        if not self._kept[1].isNull():
            painter.drawPixmap(self.area.topLeft(), self._kept[1])
        painter.end()


class XrayPicture(Framed):
    """A picture of the C-arm with the needle of a page on it; where it is less high, its ends are cut."""

    def __init__(self, content: RoomContent, page: NeedlePage, view: RoomView, darkroom: Darkroom) -> None:
        self.view, self._darkroom = view, darkroom
        self._greys = content.greys
        self._sight = Sight(content.case.plan, content.case.results, view.beam, page.needle.id)
        self._picture: NDArray[np.float32] | None = None
        super().__init__(view.title, view.where, view.short)
        self.missing.setText(darkroom.why_none(view.beam))
        darkroom.made.connect(self._take)

    def _take(self, view: object) -> None:
        if view == self.view.beam:
            self.missing.setText(self._darkroom.why_none(self.view.beam))
            self.update()

    def content(self) -> object:
        """Return which array is shown, which is held as long as it is: a better one is another."""
        self._picture = self._darkroom.picture(self.view.beam)
        return id(self._picture)

    def made(self, size: QSize) -> QImage | None:
        """Return the X-ray picture with the plan on it."""
        if self._picture is None:
            return None
        image = as_image(greys(self._picture, self._greys))
        # the tip lies in the middle of the field
        seen = fitted(QSizeF(size), image.rect())
        marks = [mark for mark in marks_of(self._sight, sparse=True) if not isinstance(mark, Label)]
        mm_per_px = self.view.beam.field_mm[0] / size.width()
        scale = size.width() / LETTERED_FOR_PX
        return furnished(_dimmed(image, seen, size), marks, self.view.beam, mm_per_px, scale, scale_bar=False)


class SlicePicture(Framed):
    """A slice of the sheet, where no C-arm is used; where it is wider, it shows more at the sides."""

    def __init__(self, content: RoomContent, page: NeedlePage, number: int) -> None:
        self._request, case = page.slices[number], content.case
        self._pictures = sheet_pictures(content.volume, case.plan, case.results, case.site)
        super().__init__(self._request.caption, "")

    def content(self) -> object:
        """Return what is asked for: it does not change."""
        return self._request

    def made(self, size: QSize) -> QImage | None:
        """Return the slice with the plan on it, dimmed."""
        wide, high = self._request.width_mm, self._request.height_mm
        mm_per_px = max(wide / size.width(), high / size.height())
        request = replace(
            self._request, width_mm=size.width() * mm_per_px, height_mm=size.height() * mm_per_px
        )
        picture = self._pictures(request, size)
        return _dimmed(picture, QRectF(picture.rect()), size)


def _dimmed(image: QImage, part: QRectF, size: QSize) -> QImage:
    """Return a part of a picture in so many pixels, no brighter than a dark room bears."""
    canvas = QImage(size, QImage.Format.Format_RGB32)
    canvas.fill(QColor("black"))
    painter = QPainter(canvas)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(BRIGHTEST)
    painter.drawImage(QRectF(canvas.rect()), image, part)
    painter.end()
    return canvas


def beams_of(page: NeedlePage) -> tuple[BeamView, ...]:
    """Return what the pictures of a page show."""
    return tuple(view.beam for view in page.views)
