"""The views in their layouts, one of which can fill the window, with the bars that steer them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from planner.ui.frames import FrameSource
from planner.ui.frames_look import FramePane
from planner.ui.look import CArmPane, Layout, ViewKind
from planner.ui.session import Session
from planner.ui.views.c_arm_bar import CArmBar
from planner.ui.views.c_arm_view import CArmView
from planner.ui.views.fluoroscope import Fluoroscope
from planner.ui.views.gestures import Gestures
from planner.ui.views.monitor_question import MonitorQuestion
from planner.ui.views.oblique_bar import ObliqueBar
from planner.ui.views.picture_view import PictureView
from planner.ui.views.slice_view import SliceView

if TYPE_CHECKING:
    from planner.ui.views.frame_views import FrameViews

Pane = ViewKind | CArmPane | FramePane
Place = tuple[int, int, int, int]
"""Row, column, and how many rows and columns."""

PLACES: dict[Layout, dict[Pane, Place]] = {
    Layout.SLICES: {
        ViewKind.AXIAL: (0, 0, 1, 1),
        ViewKind.SAGITTAL: (0, 1, 1, 1),
        ViewKind.CORONAL: (1, 0, 1, 1),
        ViewKind.OBLIQUE: (1, 1, 1, 1),
    },
    Layout.C_ARM: {
        ViewKind.AXIAL: (0, 0, 1, 1),
        ViewKind.OBLIQUE: (1, 0, 1, 1),
        CArmPane.STEERED: (0, 1, 2, 2),
    },
    Layout.THREE: {
        CArmPane.AP: (0, 0, 1, 2),
        CArmPane.OBLIQUE: (0, 2, 1, 2),
        CArmPane.LATERAL: (0, 4, 1, 2),
        ViewKind.AXIAL: (1, 0, 1, 3),
        ViewKind.OBLIQUE: (1, 3, 1, 3),
    },
    Layout.FRAMES: {
        FramePane.LEFT: (0, 0, 1, 1),
        FramePane.RIGHT: (0, 1, 1, 1),
        FramePane.TWIN_LEFT: (1, 0, 1, 1),
        FramePane.TWIN_RIGHT: (1, 1, 1, 1),
    },
}
"""Where each view of a layout stands; the others are hidden."""
CELLS = 6
"""No layout has more rows or columns."""
HIGHER = 5
"""The row of the C-arm's three views is so much to four of the row of slices below it."""


class ViewGrid(QWidget):
    """The views: four of slices, those of the virtual C-arm, and frames of a real one.

    Parameters
    ----------
    frame
        Gives the picture of a frame of a file, as `Reader.frame`; it is asked in a thread.

    Signals
    -------
    pointed
        The mouse is over a point of patient space (None: over none); the images it is over.
    """

    pointed = Signal(object, object)

    def __init__(
        self,
        session: Session,
        gestures: Gestures,
        parent: QWidget | None = None,
        frame: FrameSource | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.fluoroscope = Fluoroscope(self)
        self.views = {kind: SliceView(kind, session, gestures, self) for kind in ViewKind}
        self.c_arms = {pane: CArmView(pane, session, gestures, self.fluoroscope, self) for pane in CArmPane}
        self._gestures, self._frame = gestures, frame
        self._frame_views: FrameViews | None = None
        self.bar, self.c_arm_bar = ObliqueBar(session, self), CArmBar(session, self)
        self.question = MonitorQuestion(session, self)
        self._panes = self._made_panes()
        self._laid_out: tuple[Layout, dict[Pane, Place]] | None = None
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.question)
        column.addLayout(self._grid, 1)
        self._listen(self.all_views)
        session.changed.connect(self._refresh)
        session.focused.connect(self.focus)
        self.destroyed.connect(self.close_down)
        self._refresh()

    @property
    def frame_views(self) -> FrameViews:
        """The views of frames of a real C-arm; made when they are first needed: few plans need them."""
        if self._frame_views is None:
            self._frame_views = self._made_frame_views()
        return self._frame_views

    def _made_frame_views(self) -> FrameViews:
        # not needed at the start, which every user waits for
        from planner.ui.views.frame_views import FrameViews

        made = FrameViews(self.session, self._gestures, self.fluoroscope, self._frame, self)
        self._panes.update(made.twins.items())
        for pane, view in made.real.items():
            self._panes[pane] = self._with_bar(view, made.bars[pane])
        self._listen(made.all)
        return made

    def _listen(self, views: Iterable[PictureView]) -> None:
        for view in views:
            view.pointed.connect(self.pointed)
            view.maximise.connect(self._toggle)

    @property
    def all_views(self) -> Iterable[PictureView]:
        """Every view, those that are hidden too."""
        frames = () if self._frame_views is None else self._frame_views.all
        return (*self.views.values(), *self.c_arms.values(), *frames)

    def _made_panes(self) -> dict[Pane, QWidget]:
        panes: dict[Pane, QWidget] = dict(self.views.items())
        panes.update(self.c_arms.items())
        panes[ViewKind.OBLIQUE] = self._with_bar(self.views[ViewKind.OBLIQUE], self.bar)
        panes[CArmPane.STEERED] = self._with_bar(self.c_arms[CArmPane.STEERED], self.c_arm_bar)
        return panes

    def _with_bar(self, view: QWidget, bar: QWidget) -> QWidget:
        pane = QWidget(self)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(view, 1)
        column.addWidget(bar)
        return pane

    def _toggle(self, kind: Pane) -> None:
        look = self.session.look
        self.session.look_at(replace(look, maximised=None if look.maximised is kind else kind))

    def _places(self) -> dict[Pane, Place]:
        """Return where the views stand; of frames and their twins only those that have something to show."""
        look = self.session.look
        places = PLACES[look.layout]
        if look.layout is not Layout.FRAMES:
            return places
        empty = set() if self.session.volume is not None else {FramePane.TWIN_LEFT, FramePane.TWIN_RIGHT}
        if look.frames.right is None and self.session.runs:
            empty |= {FramePane.RIGHT, FramePane.TWIN_RIGHT}
        return {pane: place for pane, place in places.items() if pane not in empty}

    def _refresh(self) -> None:
        look, shown = self.session.look, self._places()
        if look.layout is Layout.FRAMES and self._frame_views is None:
            self._frame_views = self._made_frame_views()
        if (look.layout, shown) != self._laid_out:
            self._lay_out(look.layout, shown)
        alone = look.maximised if look.maximised in shown else None
        for kind, pane in self._panes.items():
            pane.setVisible(kind in shown and alone in (None, kind))

    def _lay_out(self, layout: Layout, places: dict[Pane, Place]) -> None:
        """Put the views of a layout in their places."""
        for pane in self._panes.values():
            self._grid.removeWidget(pane)
        for kind, place in places.items():
            self._grid.addWidget(self._panes[kind], *place)
        rows = {row + n for row, _, count, _ in places.values() for n in range(count)}
        columns = {column + n for _, column, _, count in places.values() for n in range(count)}
        for n in range(CELLS):
            self._grid.setRowStretch(n, int(n in rows) * (HIGHER if (layout, n) == (Layout.THREE, 0) else 4))
            self._grid.setColumnStretch(n, int(n in columns))
        self._laid_out = layout, places

    def close_down(self) -> None:
        """Ask for no more pictures, for the end of the program."""
        self.fluoroscope.close()
        if self._frame_views is not None:
            self._frame_views.stop()

    def focus(self) -> None:
        """Bring the cursor to the middle of every view of slices."""
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
        """Show the whole slice in every view, and the whole field of the C-arm."""
        for view in self.views.values():
            view.fit()
        for real in () if self._frame_views is None else self._frame_views.real.values():
            real.fit()
        self.session.look_at(self.session.look.with_c_arm(magnified=1.0))
