"""A view of the virtual C-arm: what its screen shows, the plan on it, and the mouse that turns it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from planner.carm.angles import CArmAngles
from planner.carm.beam_view import BeamView
from planner.carm.screen import Greys
from planner.carm.views import View
from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.ui.beams import FIXED, angles_of, beam_view
from planner.ui.look import MAGNIFIED, CArmLook, CArmPane
from planner.ui.session import Session
from planner.ui.views.c_arm_foreground import paint_c_arm
from planner.ui.views.c_arm_gestures import CursorClick, GreysDrag, TurnDrag
from planner.ui.views.fluoroscope import Fluoroscope, Shot, Wish
from planner.ui.views.gestures import Drag, Gestures
from planner.ui.views.picture_view import PictureView

STILL_MS = 140
"""After so long without a new wish the full picture is made."""
MARGIN_PX = 2
WORDS_PX, PICTOGRAM_PX = 92.0, 80.0
"""Room above the field for the words, and below it for the drawing."""
KEY_TURNS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}
"""What the arrow keys turn: the detector to the side of the screen, and up or down it, in degrees."""


@dataclass(frozen=True, eq=False)
class Shown:
    """The picture on the screen: of which images, how it lies, and whether it is only the quick one."""

    volume: Volume
    view: BeamView
    quick: bool


class CArmView(PictureView):
    """One of the views of the C-arm. Picture and plan always belong together: both are of `plane`."""

    kind: CArmPane
    sees_through = True
    follows_selection = True

    def __init__(
        self,
        pane: CArmPane,
        session: Session,
        gestures: Gestures,
        fluoroscope: Fluoroscope,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(pane, session, gestures, parent)
        self.fluoroscope = fluoroscope
        self._shown: Shown | None = None
        self._wish: tuple[Volume, BeamView, bool] | None = None
        self._levels: Greys | None = None
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(STILL_MS)
        self._still.timeout.connect(self._ask_in_full)
        fluoroscope.taken.connect(self._take)
        session.changed.connect(self.refresh)

    @property
    def images(self) -> LoadedImages | None:
        """The images that are planned on."""
        return self.session.images

    @property
    def steered(self) -> bool:
        """Whether the user turns this pane."""
        return self.kind not in FIXED

    @property
    def wanted(self) -> BeamView:
        """The view that the session asks for, held still while an edit is under way."""
        session = self.session
        return beam_view(self.kind, session.look, session.committed, session.site)

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
        shown = self._shown
        return shown is not None and not shown.quick and shown.view == self.wanted

    @property
    def greys(self) -> Greys:
        """How the greys are set: by the look, and bone as in the room."""
        return replace(self.session.look.c_arm.greys, bone_dark=self.session.site.bone_dark)

    def refresh(self) -> None:
        """Draw anew from the session; a picture of other images never stays."""
        volume = self.session.volume
        if self._shown is not None and self._shown.volume is not volume:
            self._shown = None
            self._image.clear()
        if not self.isVisible():
            return
        if volume is None:
            self._wish = None
            self.fluoroscope.forget(self)
        else:
            wish = (volume, self.wanted, self.session.look.c_arm.noise)
            if wish != self._wish:
                self._wish = wish
                self._still.start()
                self.fluoroscope.ask(self, Wish(*wish, quick=True))
        if self.greys != self._levels:
            self._levels = self.greys
            self._image.setLevels(self._levels.levels)
        # a picture of where the C-arm has moved to is painted when it is there
        if not self.only_c_arm_moved():
            self._fit()

    def _ask_in_full(self) -> None:
        if self._wish is not None:
            self.fluoroscope.ask(self, Wish(*self._wish, quick=False))

    def _take(self, client: object, shot: Shot) -> None:
        """Show a picture that is for this view, unless the images have changed since it was wished for."""
        wish = shot.wish
        if client is not self or wish.volume is not self.session.volume:
            return
        self._shown = Shown(wish.volume, wish.view, wish.quick)
        self._image.setImage(shot.picture, autoLevels=False, levels=self.greys.levels)
        width, height = wish.view.field_mm
        self._image.setRect(QRectF(-width / 2.0, -height / 2.0, width, height))
        self._fit()

    def field_px(self) -> QRectF:
        """Return where the field of the detector, collimated or not, lies in the widget."""
        side = min(self.width(), self.height()) - 2.0 * MARGIN_PX
        spare = self.height() - side
        below = min(max(spare - WORDS_PX, spare / 4.0), PICTOGRAM_PX)
        return QRectF((self.width() - side) / 2.0, spare - below, side, side)

    def _fit(self) -> None:
        """Fill the widget with the whole field of the detector, open or not."""
        session = self.session
        machine = session.site.machine
        share = machine.source_to_isocentre_mm / machine.source_to_detector_mm
        field_mm = machine.field_mm / session.look.c_arm.magnified * share
        field_px = self.field_px()
        self.mm_per_px = field_mm / max(field_px.width(), 1.0)
        self.centre = (0.0, (self.height() / 2.0 - field_px.center().y()) * self.mm_per_px)
        self._apply_frame()

    def paint_over(self, painter: QPainter) -> None:
        """Paint the plan, letters, pictogram and texts."""
        paint_c_arm(painter, self)

    def to_patient(self, at: QPointF, depth_mm: float | None = None) -> Point | None:
        """Return the point on the ray through a place that is as deep as the cursor, or lies at a depth."""
        plane = self.plane
        if plane is None:
            return None
        depth = plane.to_view(self.session.look.cursor)[2] if depth_mm is None else depth_mm
        return plane.to_patient(*self.to_uv(at), depth)

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

    def background_drag(self, at: QPointF) -> Drag:
        """Return the drag that turns the C-arm; a click puts the cursor there."""
        return TurnDrag(self, at) if self.steered else CursorClick(self, at)

    def window_drag(self, at: QPointF) -> Drag:
        """Return the drag of contrast and brightness."""
        return GreysDrag(self.session, at)

    def wheel(self, steps: float, turning: bool) -> None:
        """Turn the C-arm: to the side, with Shift to head or feet; a pane that stays is magnified."""
        if not self.steered:
            self.zoom(KEY_MAGNIFY**steps, QPointF())
        elif turning:
            self.turn(0.0, steps)
        else:
            self.turn(steps, 0.0)

    def turn(self, right_deg: float, up_deg: float) -> None:
        """Turn the C-arm so that the detector goes to the right and up the screen."""
        session = self.session
        angles = angles_of(self.kind, session.look, session.committed)
        sign = -1.0 if session.site.mirrored else 1.0
        primary = angles.primary_deg + sign * right_deg
        primary = (primary + 180.0) % 360.0 - 180.0
        secondary = min(max(angles.secondary_deg + up_deg, -90.0), 90.0)
        turned = CArmAngles(180.0 if primary == -180.0 else primary, secondary)
        session.look_at(session.look.with_c_arm(view=View.FREE, free=turned))

    def zoom(self, factor: float, at: QPointF) -> None:
        """Magnify; the isocentre stays in the middle."""
        session = self.session
        magnified = min(max(session.look.c_arm.magnified * factor, MAGNIFIED[0]), MAGNIFIED[1])
        session.look_at(session.look.with_c_arm(magnified=magnified))

    def pan(self, by_px: QPointF) -> None:
        """Move the patient under the C-arm, as a table does."""
        plane, session = self.plane, self.session
        if plane is None:
            return
        step = plane.right * (by_px.x() * self.mm_per_px) + plane.down * (by_px.y() * self.mm_per_px)
        session.look_at(session.look.with_c_arm(isocentre=session.look.c_arm.isocentre + -step))

    def frame(self) -> CArmLook:
        """Return how the C-arm stands."""
        return self.session.look.c_arm

    def restore(self, frame: object) -> None:
        """Put the C-arm back to where it stood."""
        session = self.session
        session.look_at(replace(session.look, c_arm=frame))  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the C-arm by the arrow keys."""
        turn = KEY_TURNS.get(Qt.Key(event.key()))
        if turn is not None and self.steered:
            self.turn(*turn)
        else:
            super().keyPressEvent(event)

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


HUBWARDS_MM = 100.0
"""A ray is given by its tip and a point so much nearer to the detector."""
KEY_MAGNIFY = 1.1
