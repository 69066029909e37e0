"""The views of frames of a C-arm with what belongs to each: its bar, and the virtual C-arm beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from planner.ui.fetching import Fetcher
from planner.ui.frames import FrameSource, picture_source
from planner.ui.frames_look import FramePane
from planner.ui.session import Session
from planner.ui.views.fluoroscope import Fluoroscope
from planner.ui.views.frame_bar import FrameBar
from planner.ui.views.frame_view import FrameView
from planner.ui.views.gestures import Gestures
from planner.ui.views.picture_view import PictureView
from planner.ui.views.twin_view import TwinView


class FrameViews:
    """Two views of frames, left and right, each with a bar and a twin. Their pictures are read in threads."""

    def __init__(
        self,
        session: Session,
        gestures: Gestures,
        fluoroscope: Fluoroscope,
        frame: FrameSource | None,
        parent: QWidget,
    ) -> None:
        pictures = picture_source(session, frame)
        self._fetchers = {pane: Fetcher(pictures, parent) for pane in (FramePane.LEFT, FramePane.RIGHT)}
        self.real = {
            pane: FrameView(pane, session, gestures, fetcher, parent)
            for pane, fetcher in self._fetchers.items()
        }
        self.twins = {
            real.twin_pane: TwinView(real, session, gestures, fluoroscope, parent)
            for real in self.real.values()
        }
        self.bars = {pane: FrameBar(session, view, parent) for pane, view in self.real.items()}

    @property
    def all(self) -> tuple[PictureView, ...]:
        """Every view of them."""
        return (*self.real.values(), *self.twins.values())

    def stop(self) -> None:
        """Ask for no more pictures."""
        for fetcher in self._fetchers.values():
            fetcher.stop()
        for view in self.real.values():
            view.bone.stop()
