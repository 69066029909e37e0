"""What frames every page of the room: who it is, how far one is, and where to touch to turn the page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from planner.sheet.content import Banner, ProcedureLine
from planner.ui.room.flow import Cell, Flow
from planner.ui.room.style import BAND, DARK, LINE, big
from planner.words import _


class Header(QWidget):
    """The patient's name and id, what is done, and whether it is a sample."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Flow([Cell("", "", "patient"), Cell("", "", "identity"), Cell("", "", "identity")])
        self._origin = big("", "origin", wraps=False)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self._words, 1)
        self._line.addWidget(self._origin)

    def say(self, banner: Banner, procedure: ProcedureLine) -> None:
        """Show whose plan it is, and what is done."""
        for number, words in enumerate((banner.patient, "   ".join(banner.identity), procedure.kind)):
            self._words.say(number, words)
        self._origin.setText(banner.watermark)
        self._origin.setVisible(bool(banner.watermark))

    def set_unit(self, unit: float) -> None:
        """Take over the size of the screen, see `style.unit_px`."""
        self._line.setSpacing(round(28 * unit))
        self._words.set_unit(unit)
        self._words.lay_out()


class Progress(QWidget):
    """Where one is, in words and in a line with a piece for each needle; how to leave; what this is not."""

    def __init__(self) -> None:
        super().__init__()
        self._words, self._aid = big("", "progress", wraps=False), big("", "aid", wraps=False)
        self._leave = big("", "aid", wraps=False)
        self._bar = _Bar()
        self._bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self._words)
        self._line.addWidget(self._bar, 1)
        self._line.addWidget(self._leave)
        self._line.addWidget(self._aid)

    def say(self, words: str, groups: Sequence[int], index: int) -> None:
        """Show where one is among the needles."""
        self._words.setText(words)
        self._leave.setText(_("Esc: back"))
        self._aid.setText(aid_words())
        self._bar.groups, self._bar.index = tuple(groups), index
        self._bar.update()

    def set_unit(self, unit: float) -> None:
        """Take over the size of the screen, see `style.unit_px`."""
        self._line.setSpacing(round(28 * unit))
        self._bar.setFixedHeight(max(5, round(10 * unit)))


def aid_words() -> str:
    """Return what the program is, and is not, as every page of the room says it."""
    return _("PLANNING AID, not a medical device")


class _Bar(QWidget):
    """Pieces in a row; those that share a setting of the C-arm stand closer together."""

    CLOSE, APART = 0.06, 0.3
    """Gaps between two pieces, of the length of one."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: tuple[int, ...] = ()
        self.index = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is done, what is now, and what is left."""
        painter = QPainter(self)
        pairs = zip(self.groups, self.groups[1:], strict=False)
        gaps = [self.CLOSE if one == other else self.APART for one, other in pairs]
        piece = self.width() / max(1.0, len(self.groups) + sum(gaps))
        left = 0.0
        for number in range(len(self.groups)):
            colour = DARK.text if number == self.index else "#7f8a96" if number < self.index else LINE
            painter.fillRect(QRectF(left, 0.0, piece, self.height()), QColor(colour))
            left += piece * (1.0 + (gaps[number] if number < len(gaps) else 0.0))
        painter.end()


class Turn(QAbstractButton):
    """A target as high as the screen, for gloves: back (-1) or on (+1)."""

    def __init__(self, way: int) -> None:
        super().__init__()
        self._way = way
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(_("Next needle") if way > 0 else _("Previous needle"))

    def sizeHint(self) -> QSize:
        """Return a narrow, high strip."""
        return QSize(80, 400)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint an arrow head; none where there is nowhere to go."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(BAND)
        if self.isEnabled() and (self.isDown() or self.underMouse()):
            ground = QColor(DARK.hover)
        painter.fillRect(self.rect(), ground)
        if self.isEnabled():
            middle, size = QRectF(self.rect()).center(), self.width() * 0.22
            tip = QPointF(size * self._way, 0.0)
            arrow = (
                middle - tip + QPointF(0.0, -2.0 * size),
                middle + tip,
                middle - tip + QPointF(0.0, 2.0 * size),
            )
            pen = QPen(QColor("#ffffff"), self.width() * 0.09)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(list(arrow)))
        painter.end()
