"""The first slice of the images that are being read, large, until the views can show all of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QVBoxLayout, QWidget

from planner.dicom.image import Acquisition, CtImage
from planner.dicom.loaded import Glimpse
from planner.geometry.frames import ViewPlane
from planner.sheet.facts import date_words, person_name, plain
from planner.ui import ink
from planner.ui.loading import Loader
from planner.ui.look import Window
from planner.ui.panels.fields import GRID_PX, plain_label, push_button, row, rows
from planner.ui.pictures import fitted, grey_image
from planner.ui.session import Session
from planner.ui.views.furniture import paint_corner, paint_letters
from planner.words import _


class GlimpseView(QFrame):
    """Says whose images are being read and how far it has come; over the views while that lasts."""

    def __init__(self, session: Session, loader: Loader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "glimpse")
        self.loader = loader
        self.who, self.series = plain_label("", "title"), plain_label("", "muted")
        self.picture = SlicePicture(session)
        self.words, self._bar = plain_label("", "strong"), QProgressBar()
        self._bar.setAccessibleName(_("Progress of reading"))
        self._bar.setTextVisible(False)
        self.words.setWordWrap(False)
        self.cancel = push_button(_("Cancel"), "stop", _("Stop reading"))
        self.cancel.clicked.connect(loader.cancel)
        self._lay_out()
        loader.started.connect(self._begin)
        loader.glimpsed.connect(self._show)
        loader.progressed.connect(self._count)
        loader.finished.connect(self.picture.clear)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = rows(margin=2 * GRID_PX, gap=GRID_PX // 2)
        head.addWidget(self.who)
        head.addWidget(self.series)
        foot = row(self.words, self._bar, self.cancel, gap=2 * GRID_PX)
        foot.setContentsMargins(2 * GRID_PX, GRID_PX, 2 * GRID_PX, GRID_PX)
        foot.setStretch(1, 1)
        column.addLayout(head)
        column.addWidget(self.picture, 1)
        column.addLayout(foot)

    def _begin(self) -> None:
        stack = self.loader.stack
        if stack is None or self.loader.beside:
            return
        self.who.setText(who_words(stack.acquisition))
        self.series.setText(series_words(stack.acquisition))
        self._bar.setRange(0, 0)
        self.words.setText(_("Reading the first slice…"))
        self.picture.clear()

    def _show(self, glimpse: Glimpse) -> None:
        if not self.loader.beside:
            self.picture.show_slice(glimpse)

    def _count(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self.words.setText(_("Reading: {done} of {total}").format(done=done, total=total))


def who_words(acquisition: Acquisition) -> str:
    """Return whose images these are: "SAMPLE BODY · SAMPLE-1 · 1961-03-04"."""
    patient = acquisition.patient
    born = date_words(patient.birth_date) if patient.birth_date else ""
    words = (person_name(patient.name) or _("no name"), plain(patient.id), born)
    return " · ".join(word for word in words if word)


def series_words(acquisition: Acquisition) -> str:
    """Return which series this is: "Lumbar 1.0 · 2025-01-02"."""
    scanned = date_words(acquisition.study_date) if acquisition.study_date else ""
    words = (plain(acquisition.series_description) or _("no description"), scanned)
    return " · ".join(word for word in words if word)


class SlicePicture(QWidget):
    """One slice as large as there is room, its millimetres square, with letters for its directions."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.glimpse: Glimpse | None = None
        self._drawn: tuple[Glimpse, Window, QImage] | None = None
        self.setMinimumSize(160, 120)
        session.changed.connect(self.update)

    def show_slice(self, glimpse: Glimpse) -> None:
        """Show a slice."""
        self.glimpse = glimpse
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.glimpse = self._drawn = None
        self.update()

    def area(self) -> QRectF:
        """Return where the slice lies in the widget, in pixels; empty where there is none."""
        if self.glimpse is None:
            return QRectF()
        return fitted(size_mm(self.glimpse.image), self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the slice, its letters and its window."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("black"))
        glimpse = self.glimpse
        if glimpse is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.area(), self._image(glimpse))
        whole, image = QRectF(self.rect()), glimpse.image
        paint_letters(painter, ViewPlane(image.position, image.along_row, image.along_column), whole)
        window = self.session.look.window
        lines = (
            (_("First slice: the middle one"), ink.FURNITURE),
            (
                _("W {width} L {level}").format(width=round(window.width), level=round(window.level)),
                ink.FURNITURE,
            ),
        )
        paint_corner(painter, lines, whole)

    def _image(self, glimpse: Glimpse) -> QImage:
        """Return the slice in the grey window in force; made anew only where one of both has changed."""
        window = self.session.look.window
        if self._drawn is None or self._drawn[0] is not glimpse or self._drawn[1] != window:
            hu = np.ascontiguousarray(glimpse.hu, dtype=np.float32)
            self._drawn = glimpse, window, grey_image(hu, window)
        return self._drawn[2]


def size_mm(image: CtImage) -> QSizeF:
    """Return the width and height of an image, in mm."""
    return QSizeF(image.pixels.columns * image.column_step_mm, image.pixels.rows * image.row_step_mm)
