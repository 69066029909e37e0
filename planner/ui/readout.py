"""The line at the foot of the window: patient, series, the point under the mouse."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from planner.dicom.image import Acquisition
from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Point
from planner.sheet.facts import person_name, plain
from planner.ui.look import Layout, NoPoint
from planner.ui.session import Session
from planner.words import _


def point_words(point: Point | NoPoint | None, images: LoadedImages | None) -> str:
    """Return the LPS position in mm of a point and its HU in these images; empty for none."""
    if point is None or isinstance(point, NoPoint) or images is None:
        return ""
    place = f"L {point.x:.1f}  P {point.y:.1f}  S {point.z:.1f} mm"
    hu = images.volume.hu_at(point)
    return place if hu is None else f"{place}   {hu:.0f} HU"


class ElidedLabel(QLabel):
    """A line of plain text that takes the room there is and ends in … where it is too long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the text as there is room for."""
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


class Readout(QWidget):
    """The status line. `say` shows a sentence until the next one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._reading: Acquisition | None = None
        self.message, self.patient, self.point = ElidedLabel(self), ElidedLabel(self), self._label()
        longest = "L -000.0  P -000.0  S -0000.0 mm   -1000 HU"
        self.point.setMinimumWidth(self.fontMetrics().horizontalAdvance(longest))
        self.message.setObjectName("message")
        notice = self._label()
        notice.setText(_("Planning aid, not a medical device"))
        notice.setObjectName("notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(24)
        for label, stretch in ((self.message, 5), (self.patient, 2), (self.point, 0), (notice, 0)):
            row.addWidget(label, stretch)
        self.message.hide()
        session.changed.connect(self._refresh)
        self._refresh()

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))
        self.message.setToolTip(html.escape(sentence))

    def show_point(self, point: Point | NoPoint | None, images: LoadedImages | None) -> None:
        """Show where the mouse is, and the HU there of the images that it is over."""
        self.point.setText(point_words(point, images))

    def show_reading(self, acquisition: Acquisition | None) -> None:
        """Name whose images are being read; None: those that are open."""
        self._reading = acquisition
        self._refresh()

    def _refresh(self) -> None:
        # in a picture of the C-arm a place has neither
        self.point.setVisible(self.session.look.layout is not Layout.FRAMES)
        images = self._reading or self.session.images
        if images is None:
            self.patient.setText("")
            return
        parts = (person_name(images.patient.name), plain(images.patient.id), plain(images.series_description))
        self.patient.setText(" · ".join(part for part in parts if part))
        self.patient.setToolTip(html.escape(self.patient.text()))
