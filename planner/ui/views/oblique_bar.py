"""The bar that steers the oblique view."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from planner.ui.look import Look, ObliqueMode
from planner.ui.planes import WITHOUT_NEEDLE, mode_in_view, needle_in_view
from planner.ui.session import Session
from planner.words import _

LEAST_SLIDER_PX = 80
"""A shorter slider cannot be set to a degree."""


class ObliqueBar(QWidget):
    """Steers the oblique view: along the needle, down the barrel or free; its angle, tilt and depth."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._modes = QButtonGroup(self)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(6, 2, 6, 2)
        modes, self._steering = QHBoxLayout(), QHBoxLayout()
        for line in (self._lines, modes, self._steering):
            line.setSpacing(4)
        self._lines.addLayout(modes)
        self._lines.addLayout(self._steering, 1)
        self.mode_buttons = {mode: self._mode_button(mode, modes) for mode in ObliqueMode}
        modes.addStretch(1)
        self.turn_slider = self._slider(self._steering, _("Turn"), -180, 180, "turn_deg")
        self.tilt_slider = self._slider(self._steering, _("Tilt"), -90, 90, "tilt_deg")
        self.depth_slider = self._slider(self._steering, _("Depth"), -20, 120, "depth_mm")
        session.changed.connect(self.refresh)
        self.refresh()

    def _mode_button(self, mode: ObliqueMode, row: QHBoxLayout) -> QToolButton:
        texts = {
            ObliqueMode.ALONG: (_("Along"), _("The slice that holds the needle; turn it about the needle")),
            ObliqueMode.BARREL: (_("Barrel"), _("The slice across the needle, seen from its hub")),
            ObliqueMode.FREE: (_("Free"), _("A slice of any direction through the cursor")),
            ObliqueMode.SCANNED: (
                _("As scanned"),
                _("The plane in which the images shown here were scanned"),
            ),
        }
        button = QToolButton(self)
        button.setText(texts[mode][0])
        button.setToolTip(texts[mode][1])
        button.setCheckable(True)
        button.clicked.connect(lambda: self._set(mode=mode, turn_deg=0.0, depth_mm=0.0))
        self._modes.addButton(button)
        row.addWidget(button)
        return button

    def _slider(self, row: QHBoxLayout, name: str, low: int, high: int, field: str) -> tuple[QLabel, QSlider]:
        label, slider = QLabel(name, self), QSlider(Qt.Orientation.Horizontal, self)
        slider.setRange(low, high)
        slider.setAccessibleName(name)
        slider.setToolTip(name)
        slider.setMinimumWidth(LEAST_SLIDER_PX)
        slider.valueChanged.connect(lambda value: self._set(**{field: float(value)}))
        row.addWidget(label)
        row.addWidget(slider, 1)
        return label, slider

    def _set(self, **changes: float | ObliqueMode) -> None:
        self.session.look_at(self.session.look.with_oblique(**changes))

    def refresh(self) -> None:
        """Show the state of the session; only the sliders that do something are there."""
        look = self.session.look
        needle = needle_in_view(self.session.laid_by, look.selected)
        mode = mode_in_view(look, needle)
        for one, button in self.mode_buttons.items():
            button.setEnabled(needle is not None or one in WITHOUT_NEEDLE)
            button.setChecked(one is mode)
        for (label, slider), value, shown in self._sliders(look, mode):
            label.setVisible(shown)
            slider.setVisible(shown)
            slider.blockSignals(True)
            slider.setValue(round(value))
            slider.blockSignals(False)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the sliders beside the buttons, or below them where they have no room there."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        modes = self._lines.itemAt(0)
        assert modes is not None
        margins, gap = self._lines.contentsMargins(), self._lines.spacing()
        beside = modes.minimumSize().width() + gap + self._steering.minimumSize().width()
        fits = beside + margins.left() + margins.right() <= self.width()
        ways = QBoxLayout.Direction
        self._lines.setDirection(ways.LeftToRight if fits else ways.TopToBottom)

    def minimumSizeHint(self) -> QSize:
        """Return what it takes with the sliders below the buttons: else a narrow view could never be."""
        hint, modes = super().minimumSizeHint(), self._lines.itemAt(0)
        assert modes is not None
        margins = self._lines.contentsMargins()
        width = max(modes.minimumSize().width(), self._steering.minimumSize().width())
        return QSize(width + margins.left() + margins.right(), hint.height())

    def _sliders(self, look: Look, mode: ObliqueMode) -> list[tuple[tuple[QLabel, QSlider], float, bool]]:
        oblique = look.oblique
        return [
            (self.turn_slider, oblique.turn_deg, True),
            (self.tilt_slider, oblique.tilt_deg, mode is ObliqueMode.FREE),
            (self.depth_slider, oblique.depth_mm, mode is ObliqueMode.BARREL),
        ]
