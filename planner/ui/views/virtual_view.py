"""A view of what a virtual C-arm shows: it wishes for pictures, shows them when they come, and takes rays."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from planner.carm.beam_view import BeamView
from planner.carm.screen import Greys
from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Point
from planner.ui.frames_look import FramePane
from planner.ui.look import CArmPane, greys_of
from planner.ui.session import Session
from planner.ui.views.c_arm_gestures import GreysDrag
from planner.ui.views.fluoroscope import Fluoroscope, Shot, Wish
from planner.ui.views.gestures import Drag, Gestures
from planner.ui.views.picture_view import PictureView, Ray
from planner.ui.views.seen_through import point_on_ray, ray_through

STILL_MS = 140
"""After so long without a new wish the full picture is made."""
HUBWARDS_MM = 100.0
"""A ray is given by its tip and a point so much nearer to the detector."""


class VirtualView(PictureView):
    """Shows pictures of a virtual C-arm. Picture and plan always belong together: both are of `plane`."""

    sees_through = True
    follows_selection = True

    def __init__(
        self,
        pane: CArmPane | FramePane,
        session: Session,
        gestures: Gestures,
        fluoroscope: Fluoroscope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(pane, session, gestures, parent)
        self.fluoroscope = fluoroscope
        self.failure = ""
        self._shown: Wish | None = None
        self._wish: Wish | None = None
        self._levels: Greys | None = None
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(STILL_MS)
        self._still.timeout.connect(self._ask_in_full)
        fluoroscope.taken.connect(self._take)
        fluoroscope.failed.connect(self._fail)
        session.changed.connect(self.refresh)

    @property
    def images(self) -> LoadedImages | None:
        """The images that are planned on."""
        return self.session.images

    @property
    def plane(self) -> BeamView | None:
        """The view of the picture that is shown; None before there is one."""
        return self._shown.view if self._shown is not None else None

    @property
    def in_motion(self) -> bool:
        """Whether the C-arm is being turned: the picture is the quick one."""
        return self._shown is not None and self._shown.quick

    @property
    def settled(self) -> bool:
        """Whether the full picture of what is wanted is on the screen."""
        wish = self._wish_now()
        return wish is not None and self._shown == replace(wish, quick=False)

    @property
    def greys(self) -> Greys:
        """How the greys are set: by the look, and bone as in the room."""
        return greys_of(self.session.look.c_arm, self.session.site)

    @abstractmethod
    def _wish_now(self) -> Wish | None:
        """Return the quick picture of what is wanted; None where there is none to make."""

    @abstractmethod
    def _fit(self) -> None:
        """Show the picture where it belongs in the widget."""

    def refresh(self) -> None:
        """Draw anew from the session; a picture of other images never stays."""
        if self._shown is not None and self._shown.volume is not self.session.volume:
            self._shown = None
            self._image.clear()
        if not self.isVisible():
            return
        wished_anew, only_moved = self._wish_anew(), self.only_c_arm_moved()
        if self.greys != self._levels:
            self._levels = self.greys
            self._image.setLevels(self._levels.levels)
        # a picture of where the C-arm has moved to is painted when it is there
        if self._shown is None or not (wished_anew and only_moved):
            self._fit()

    def _wish_anew(self) -> bool:
        """Wish for what the session asks for; say whether it is another picture than before."""
        wish, before = self._wish_now(), self._wish
        self._wish = wish
        if self._shown is not None:
            self._shown = self._named(self._shown)
        if wish == before:
            return False
        self.failure = ""
        if wish is None:
            self.fluoroscope.forget(self)
        else:
            self._still.start()
            self.fluoroscope.ask(self, wish)
        return True

    def _named(self, shown: Wish) -> Wish:
        """Return a picture under the name that it is wanted by now, if it still is what is wanted."""
        wish = self._wish
        return replace(shown, shows=wish.shows) if wish is not None and wish.view == shown.view else shown

    def _ask_in_full(self) -> None:
        if self._wish is not None:
            self.fluoroscope.ask(self, replace(self._wish, quick=False))

    def _take(self, client: object, shot: Shot) -> None:
        """Show a picture that is for this view, unless the images have changed since it was wished for."""
        wish = shot.wish
        if client is not self or wish.volume is not self.session.volume:
            return
        self._shown, self.failure = self._named(wish), ""
        self._image.setImage(shot.picture, autoLevels=False, levels=self.greys.levels)
        width, height = wish.view.field_mm
        self._image.setRect(QRectF(-width / 2.0, -height / 2.0, width, height))
        self._fit()

    def _fail(self, client: object, wish: Wish, sentence: str) -> None:
        """Say in the place of the picture why there is none; a wish that is newer tells of itself."""
        if client is not self or replace(wish, quick=True) != self._wish:
            return
        if not wish.quick:
            # whatever changes next is a reason to try again
            self._wish = None
        self._shown, self.failure = None, sentence
        self._image.clear()
        self._fit()

    def to_patient(self, at: QPointF, depth_mm: float | None = None) -> Point | None:
        """Return the point on the ray through a place that is as deep as the cursor, or lies at a depth."""
        plane, cursor = self.plane, self.session.look.cursor
        return None if plane is None else point_on_ray(plane, self.to_uv(at), cursor, depth_mm)

    def ray(self, at: QPointF) -> Ray | None:
        """Return the ray that makes a place of the picture; None where the space of the plan is not known."""
        plane = self.plane
        return None if plane is None else ray_through(plane, self.to_uv(at))

    def click_hand(self, at: QPointF) -> None:
        """Lay a needle along the ray under the mouse, its tip as deep as what the C-arm is set on."""
        plane = self.plane
        if plane is None:
            return
        u, v = self.to_uv(at)
        depth = plane.to_view(self.session.look.c_arm.isocentre)[2]
        tip = plane.to_patient(u, v, depth)
        self.gestures.hand.shoot(tip, plane.to_patient(u, v, depth - HUBWARDS_MM))

    def hover_hand(self, at: QPointF) -> None:
        """Show nothing: a ray is a needle at the click."""

    def window_drag(self, at: QPointF) -> Drag:
        """Return the drag of contrast and brightness."""
        return GreysDrag(self.session, at)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fill the widget."""
        super().resizeEvent(event)
        if event is not None:
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """Wish for the picture that was not needed while nobody saw it."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Need no picture any more."""
        super().hideEvent(event)
        self._still.stop()
        self._wish = None
        self.fluoroscope.forget(self)
