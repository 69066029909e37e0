"""A map of where the C-arm can stand: its reach, its position, the needles' barrels and the way round."""

from __future__ import annotations

from math import hypot

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from planner.carm.angles import CArmAngles, carm_words, short_words
from planner.carm.views import View
from planner.ui.beams import angles_of
from planner.ui.look import CArmPane
from planner.ui.session import Session
from planner.ui.theme import colours
from planner.ui.views.angle_chart import Chart, charted, paint_chart, round_words
from planner.ui.views.angle_scale import Scale
from planner.ui.views.c_arm_gestures import turn_by_key
from planner.words import _

NEAR_PX = 4.0
"""So near to a needle's dot or to the curve the mouse is on it."""


class AngleMap(QWidget):
    """The steered C-arm on a map of its angles: to the side across, to head and feet up and down.

    A click or a drag turns it there; on the dot of a needle it looks down that needle, on the curve it stays
    square to the needle that is selected. Everything but the cross is painted once and kept.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._hovered: QPointF | None = None
        self._layer: tuple[object, QPixmap] | None = None
        self._curve: tuple[object, NDArray[np.float64]] | None = None
        self._dragging = False
        self.setMinimumSize(220, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(_("Map of the angles of the C-arm"))
        session.changed.connect(self.refresh)
        self.refresh()

    def sizeHint(self) -> QSize:
        """Return a size at which every letter has room."""
        return QSize(300, 200)

    @property
    def chart(self) -> Chart:
        """What the map shows of plan and room; during an edit it stays as it was."""
        session = self.session
        return charted(session.laid_by, session.look.selected, session.site)

    @property
    def scale(self) -> Scale:
        """Where angles lie in the widget."""
        site = self.session.site
        return Scale.of(site.machine, site.mirrored, float(self.width()), float(self.height()))

    @property
    def angles(self) -> CArmAngles:
        """Where the steered C-arm stands."""
        return angles_of(CArmPane.STEERED, self.session.look, self.session.laid_by)

    @property
    def words(self) -> str:
        """What stands below the map: the place under the mouse, else how far it is round all needles."""
        if self._hovered is not None:
            return self._place_words(self._hovered)
        return round_words(self.chart) or short_words(self.angles)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened while the map was hidden."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Paint the map anew; a hidden one asks nothing of plan and room."""
        if not self.isVisible():
            return
        self.setAccessibleDescription(f"{carm_words(self.angles)}. {round_words(self.chart)}".strip())
        self.update()

    def needle_at(self, at: QPointF) -> str:
        """Return the needle whose dot is under the mouse; empty where none is."""
        scale = self.scale
        near = [(_far(scale.to_pixel(spot.angles), at), spot.needle) for spot in self.chart.spots]
        far_px, needle = min(near, default=(NEAR_PX + 1.0, ""))
        return needle if far_px <= NEAR_PX else ""

    def on_curve(self, at: QPointF) -> CArmAngles | None:
        """Return the place on the selected needle's curve that is under the mouse; None where none is."""
        chart, scale = self.chart, self.scale
        if not chart.curve:
            return None
        if self._curve is None or self._curve[0] != (chart, scale):
            places = [scale.to_pixel(angles).toTuple() for angles in chart.curve]
            self._curve = ((chart, scale), np.array(places, np.float64))
        off = self._curve[1] - np.array(at.toTuple())
        n = int(np.argmin((off * off).sum(axis=1)))
        return chart.curve[n] if float(np.hypot(*off[n])) <= NEAR_PX else None

    def _place_words(self, at: QPointF) -> str:
        needle, on_curve = self.needle_at(at), self.on_curve(at)
        if needle:
            spot = next(spot for spot in self.chart.spots if spot.needle == needle)
            where = short_words(spot.angles)
            return _("down the barrel of {needle}: {where}").format(needle=needle, where=where)
        if on_curve is not None:
            pattern = _("{needle} at full length: {where}")
            return pattern.format(needle=self.chart.needle, where=short_words(on_curve))
        return short_words(self.scale.to_angles(at))

    def turn_to(self, angles: CArmAngles) -> None:
        """Turn the C-arm by hand."""
        self.session.look_at(self.session.look.turned_to(angles))

    def _steer(self, at: QPointF) -> None:
        on_curve = self.on_curve(at)
        self.turn_to(self.scale.to_angles(at) if on_curve is None else on_curve)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look down the needle under the mouse, or turn the C-arm there."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        needle = self.needle_at(event.position())
        if needle:
            self.session.select(needle)
            self.session.look_at(self.session.look.with_c_arm(view=View.BARREL))
        else:
            self._dragging = True
            self._steer(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn the C-arm along with the mouse, or say what is under it."""
        self._hovered = event.position()
        self.setToolTip(self.words)
        if self._dragging:
            self._steer(event.position())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Leave the C-arm where it is."""
        self._dragging = False

    def leaveEvent(self, event: QEvent) -> None:
        """Forget where the mouse was."""
        self._hovered = None
        self.setToolTip("")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the C-arm by a degree."""
        if not turn_by_key(self.session, event.key()):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the map from what was painted before, the cross, and the words below."""
        chart, scale, density = self.chart, self.scale, self.devicePixelRatioF()
        key = (chart, scale, density, colours(), self.font().toString())
        if self._layer is None or self._layer[0] != key:
            pixmap = QPixmap(self.size() * density)
            pixmap.setDevicePixelRatio(density)
            inner = QPainter(pixmap)
            inner.setFont(self.font())
            paint_chart(inner, chart, scale)
            inner.end()
            self._layer = (key, pixmap)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._layer[1])
        self._paint_cross(painter, scale)
        self._paint_words(painter, scale)
        painter.end()

    def _paint_cross(self, painter: QPainter, scale: Scale) -> None:
        """Paint where the C-arm stands; at the edge where that is beyond the map."""
        at, theme = scale.within(scale.to_pixel(self.angles)), colours()
        reached = self.session.site.machine.reaches(self.angles)
        for colour, width in ((theme.base, 5.0), (theme.text if reached else theme.warn, 2.2)):
            pen = QPen(QColor(colour), width)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            for arm in (QPointF(ARM_PX, 0.0), QPointF(0.0, ARM_PX)):
                painter.drawLine(at - arm, at + arm)

    def _paint_words(self, painter: QPainter, scale: Scale) -> None:
        theme = colours()
        painter.setPen(QColor(theme.text if self._hovered is not None else theme.muted))
        below = QRectF(4.0, scale.area.bottom(), scale.width - 8.0, scale.words_px)
        font = painter.font()
        font.setPixelSize(WORDS_PX)
        painter.setFont(font)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, self.words)


WORDS_PX = 12
"""Size of the letters below the map."""
ARM_PX = 7.0
"""Half the length of the cross."""


def _far(one: QPointF, other: QPointF) -> float:
    return hypot(one.x() - other.x(), one.y() - other.y())
