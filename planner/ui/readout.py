"""The line at the foot of the window: patient, series, the point under the mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from planner.geometry.vectors import Point
from planner.ui.session import Session
from planner.words import _


def point_words(session: Session, point: Point | None) -> str:
    """Return the LPS position in mm and the HU of a point; empty for none."""
    if point is None or session.volume is None:
        return ""
    place = f"L {point.x:.1f}  P {point.y:.1f}  S {point.z:.1f} mm"
    hu = session.volume.hu_at(point)
    return place if hu is None else f"{place}   {hu:.0f} HU"


class Readout(QWidget):
    """The status line. `say` shows a sentence until the next one."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.message, self.patient, self.point = (self._label() for _n in range(3))
        longest = "L -000.0  P -000.0  S -0000.0 mm   -1000 HU"
        self.point.setMinimumWidth(self.fontMetrics().horizontalAdvance(longest))
        self.message.setObjectName("message")
        notice = self._label()
        notice.setText(_("Planning aid, not a medical device"))
        notice.setObjectName("notice")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(24)
        for label, stretch in ((self.message, 2), (self.patient, 1), (self.point, 0), (notice, 0)):
            row.addWidget(label, stretch)
        session.changed.connect(self._refresh)
        self._refresh()

    def _label(self) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self.message.setText(sentence)

    def show_point(self, point: Point | None) -> None:
        """Show where the mouse is."""
        self.point.setText(point_words(self.session, point))

    def _refresh(self) -> None:
        images = self.session.images
        if images is None:
            self.patient.setText("")
            return
        parts = (images.patient.name, images.patient.id, images.series_description)
        self.patient.setText(" · ".join(part for part in parts if part))
