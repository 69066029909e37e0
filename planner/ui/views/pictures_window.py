"""Pictures without geometry, to be looked at only, frame by frame, in a window of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QCloseEvent, QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from planner.dicom.study import Pictures
from planner.sheet.facts import plain
from planner.ui.fetching import Fetcher
from planner.ui.panels.fields import GRID_PX, StatusLine, plain_label, row, rows
from planner.ui.pictures import fitted
from planner.words import _

Grey = NDArray[np.uint8]
Source = Callable[[Pictures, int], Grey]
"""Gives a frame, from 0: uint8 [j, i], or [j, i, 3] red, green and blue; raises `LoadError`."""

STEP_KEYS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_PageUp: -10,
}
"""Frames that a key goes on."""
WHEEL_NOTCH = 120.0


class PicturesWindow(QWidget):
    """One frame at a time, as large as the window. Nothing can be clicked on it: it has no millimetres.

    Parameters
    ----------
    source
        Gives the frames; it is asked in a thread, never by the window.
    title
        Whose they are and what they are called.
    """

    def __init__(self, pictures: Pictures, source: Source, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("{title} – for viewing only").format(title=plain(title)))
        self.frame = 0
        self.banner = StatusLine()
        self.banner.say("warn", banner_words())
        self.canvas = Canvas()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, pictures.frames - 1)
        self.slider.setAccessibleName(_("Picture"))
        self.slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.slider.valueChanged.connect(self.go_to)
        self.slider.setVisible(pictures.frames > 1)
        self.words = plain_label("", "muted")
        self.words.setWordWrap(False)
        self._frames: Fetcher[int, QImage] = Fetcher(lambda frame: _image(source(pictures, frame)), self)
        self._lay_out(pictures, title)
        self.resize(900, 760)
        self.go_to(0)

    def _lay_out(self, pictures: Pictures, title: str) -> None:
        column = rows(self, gap=0)
        head = rows(margin=GRID_PX + 4, gap=GRID_PX // 2)
        head.addWidget(self.banner)
        head.addWidget(plain_label(plain(title), "strong"))
        # the first says what the banner says
        for reason in pictures.reasons[1:]:
            head.addWidget(plain_label(plain(reason), "muted"))
        foot = row(self.slider, self.words, gap=2 * GRID_PX)
        foot.setContentsMargins(GRID_PX + 4, GRID_PX, GRID_PX + 4, GRID_PX)
        foot.setStretch(0, 1)
        column.addLayout(head)
        column.addWidget(self.canvas, 1)
        column.addLayout(foot)

    def go_to(self, frame: int) -> None:
        """Show a frame, counted from 0; what lies beyond the ends stops there."""
        last = self.slider.maximum()
        self.frame = min(max(frame, 0), last)
        self.slider.setValue(self.frame)
        self.words.setText(_("Picture {n} of {total}").format(n=self.frame + 1, total=last + 1))
        self._frames.ask(self.frame, self._show)

    def _show(self, frame: int, picture: QImage | str) -> None:
        if frame == self.frame:
            self.canvas.show_picture(picture)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Go to the next frame or back."""
        notches = event.angleDelta().y() / WHEEL_NOTCH
        step = round(-notches) or (-1 if notches > 0.0 else 1)
        self.go_to(self.frame + step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the frames by keys; Esc closes."""
        key = Qt.Key(event.key())
        if key in STEP_KEYS:
            self.go_to(self.frame + STEP_KEYS[key])
        elif key == Qt.Key.Key_Home:
            self.go_to(0)
        elif key == Qt.Key.Key_End:
            self.go_to(self.slider.maximum())
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            event.ignore()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask for no more frames."""
        self._frames.stop()
        super().closeEvent(event)


def banner_words() -> str:
    """Return the sentence that stands above pictures without geometry, always."""
    return _("No geometry: for viewing only. Nothing can be measured or planned on it.")


def _image(values: Grey) -> QImage:
    """Return uint8 [j, i] or [j, i, 3] as a picture of its own memory."""
    height, width = values.shape[:2]
    colour = values.ndim == 3
    form = QImage.Format.Format_RGB888 if colour else QImage.Format.Format_Grayscale8
    data = np.ascontiguousarray(values).tobytes()
    return QImage(data, width, height, width * (3 if colour else 1), form).copy()


class Canvas(QWidget):
    """A picture as large as there is room for, or a sentence why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture: QImage | str = ""
        self.setMinimumSize(200, 160)

    def show_picture(self, picture: QImage | str) -> None:
        """Show a picture, or a sentence."""
        self.picture = picture
        self.update()

    def area(self) -> QRectF:
        """Return where the picture lies, in pixels; empty where there is none."""
        if isinstance(self.picture, str):
            return QRectF()
        return fitted(QSizeF(self.picture.size()), self.rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("black"))
        if isinstance(self.picture, str):
            painter.setPen(QColor("white"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(24, 24, -24, -24), flags, self.picture)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self.area(), self.picture)
