"""The four views in a grid, one of which can fill it, and the bar that steers the oblique view."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from planner.ui.look import Look, ObliqueMode, ViewKind
from planner.ui.planes import WITHOUT_NEEDLE, mode_in_view, needle_in_view
from planner.ui.session import Session
from planner.ui.views.gestures import Gestures
from planner.ui.views.slice_view import SliceView
from planner.words import _

PLACES = {
    ViewKind.AXIAL: (0, 0),
    ViewKind.SAGITTAL: (0, 1),
    ViewKind.CORONAL: (1, 0),
    ViewKind.OBLIQUE: (1, 1),
}
"""Row and column of each view."""


class ViewGrid(QWidget):
    """The four views.

    Signals
    -------
    pointed
        The mouse is over a point of patient space (None: over none); the images it is over.
    """

    pointed = Signal(object, object)

    def __init__(self, session: Session, gestures: Gestures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.views = {kind: SliceView(kind, session, gestures, self) for kind in ViewKind}
        self.bar = ObliqueBar(session, self)
        self._panes = {kind: self._pane(kind) for kind in ViewKind}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        for kind, (row, column) in PLACES.items():
            grid.addWidget(self._panes[kind], row, column)
            grid.setRowStretch(row, 1)
            grid.setColumnStretch(column, 1)
        for view in self.views.values():
            view.pointed.connect(self.pointed)
            view.maximise.connect(self._toggle)
        session.changed.connect(self._refresh)
        session.focused.connect(self.focus)
        self._refresh()

    def _pane(self, kind: ViewKind) -> QWidget:
        if kind is not ViewKind.OBLIQUE:
            return self.views[kind]
        pane = QWidget(self)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.views[kind], 1)
        column.addWidget(self.bar)
        return pane

    def _toggle(self, kind: ViewKind) -> None:
        look = self.session.look
        self.session.look_at(replace(look, maximised=None if look.maximised is kind else kind))

    def _refresh(self) -> None:
        look = self.session.look
        for kind, pane in self._panes.items():
            pane.setVisible(look.maximised in (None, kind))

    def focus(self) -> None:
        """Bring the cursor to the middle of every view."""
        for view in self.views.values():
            view.focus_on(self.session.look.cursor)

    def turn_over(self) -> None:
        """Show the other of main images and companion in the view under the mouse, else in all of them."""
        session = self.session
        under = next((kind for kind, view in self.views.items() if view.underMouse()), None)
        if under is None:
            self.turn_all_over()
        elif session.companion is not None:
            session.look_at(session.look.with_turned_over(under))

    def turn_all_over(self) -> None:
        """Show the companion in every view; the main images where it is in all of them already."""
        session, all_views = self.session, frozenset(ViewKind)
        if session.companion is not None:
            beside = frozenset[ViewKind]() if session.look.beside == all_views else all_views
            session.look_at(replace(session.look, beside=beside))

    def fit(self) -> None:
        """Show the whole slice in every view."""
        for view in self.views.values():
            view.fit()


class ObliqueBar(QWidget):
    """Steers the oblique view: along the needle, down the barrel or free; its angle, tilt and depth."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._modes = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 2, 6, 2)
        row.setSpacing(4)
        self.mode_buttons = {mode: self._mode_button(mode, row) for mode in ObliqueMode}
        self.turn_slider = self._slider(row, _("Turn"), -180, 180, "turn_deg")
        self.tilt_slider = self._slider(row, _("Tilt"), -90, 90, "tilt_deg")
        self.depth_slider = self._slider(row, _("Depth"), -20, 120, "depth_mm")
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
        slider.valueChanged.connect(lambda value: self._set(**{field: float(value)}))
        row.addWidget(label)
        row.addWidget(slider, 1)
        return label, slider

    def _set(self, **changes: float | ObliqueMode) -> None:
        self.session.look_at(self.session.look.with_oblique(**changes))

    def refresh(self) -> None:
        """Show the state of the session; only the sliders that do something are there."""
        look = self.session.look
        needle = needle_in_view(self.session.committed, look.selected)
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

    def _sliders(self, look: Look, mode: ObliqueMode) -> list[tuple[tuple[QLabel, QSlider], float, bool]]:
        oblique = look.oblique
        return [
            (self.turn_slider, oblique.turn_deg, True),
            (self.tilt_slider, oblique.tilt_deg, mode is ObliqueMode.FREE),
            (self.depth_slider, oblique.depth_mm, mode is ObliqueMode.BARREL),
        ]
