"""A view of a frame of a real C-arm: its picture, what is marked in it, and the plan on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from planner.carm.beam_view import BeamView
from planner.carm.frame_geometry import FrameGeometry
from planner.carm.frame_picture import FramePicture
from planner.carm.laid import Laid
from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Point
from planner.plan.c_arm import FrameRef, Pixel
from planner.plan.plan import Plan
from planner.ui.fetching import Fetcher
from planner.ui.frames import beam_in_plan, geometry_of, plan_in_frame, run_of
from planner.ui.frames_look import FramePane
from planner.ui.session import Session
from planner.ui.views.drags import PanDrag
from planner.ui.views.frame_bone import FrameBone
from planner.ui.views.frame_drags import FrameWindowDrag, Shades
from planner.ui.views.frame_foreground import paint_frame
from planner.ui.views.frame_place import FramePlace
from planner.ui.views.framed_view import FramedView
from planner.ui.views.gestures import Drag, Gestures
from planner.ui.views.picture_view import Ray
from planner.ui.views.seen_through import point_on_ray, ray_through

FRAME_KEYS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
}
"""Frames that a key goes on."""
ZOOM_PER_NOTCH = 1.15
OVERLAY_GREY = 255
"""What a file draws over its picture, as bits, is shown so."""
MARGIN = 1.04


class FrameView(FramedView):
    """One of the two views of frames. Its (u, v) are mm at the isocentre, or pixels where no beam is known.

    Signals
    -------
    framed
        It shows another part of its picture, or at another scale.
    """

    framed = Signal()

    kind: FramePane
    sees_through = True
    follows_selection = True

    def __init__(
        self,
        pane: FramePane,
        session: Session,
        gestures: Gestures,
        pictures: Fetcher[FrameRef, FramePicture],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(pane, session, gestures, parent)
        self.pictures = pictures
        self.failure = ""
        self.picture: FramePicture | None = None
        self.shades = Shades()
        self.bone = FrameBone(session, self._show, self)
        self._of: FrameRef | None = None
        self._wanted: FrameRef | None = None
        self._drawn: tuple[object, ...] = ()
        session.changed.connect(self.refresh)

    @property
    def images(self) -> LoadedImages | None:
        """The CT that is planned on, where there is one."""
        return self.session.images

    @property
    def ref(self) -> FrameRef | None:
        """The frame that is to be shown."""
        return self.session.look.frames.shown(self.kind)

    @property
    def frame_ref(self) -> FrameRef | None:
        """The frame whose picture is there."""
        return self.ref if self.picture is not None else None

    @property
    def geometry_told(self) -> FrameGeometry | None:
        """What the frame says of its geometry."""
        return geometry_of(self.session, self.ref)

    @property
    def place(self) -> FramePlace | None:
        """How the picture lies in the view; None where none is open."""
        geometry = self.geometry_told
        return None if geometry is None else FramePlace.of(geometry, self.session.site.mirrored)

    @property
    def plane(self) -> BeamView | None:
        """What the picture shows in the space of the plan; None where nothing of the plan is seen on it."""
        place, beam = self.place, beam_in_plan(self.session, self.ref)
        if place is None or beam is None or self.picture is None:
            return None
        return BeamView(beam, place.mirrored)

    @property
    def ready(self) -> bool:
        """Whether there is a picture."""
        return self.picture is not None

    @property
    def plan_seen(self) -> Plan:
        """The part of the plan that is drawn here."""
        return plan_in_frame(self.session, self.session.committed)

    def refresh(self) -> None:
        """Draw anew from the session; the picture of another frame never stays."""
        ref = self.ref
        if ref != self._of:
            same_run = self._of is not None and ref is not None and self._is_same_run(ref)
            if not same_run:
                self.picture, self.shades = None, Shades()
                self._image.clear()
        if not self.isVisible():
            return
        self.bone.refresh(ref)
        if ref is not None and ref != self._wanted:
            self._wanted, self.failure = ref, ""
            self.pictures.ask(ref, self._take)
        elif ref is None:
            self._wanted = self._of = None
        if self.picture is not None and self._drawn != (self.place, self.geometry_told, *self.bone.state):
            # the room lays its monitor otherwise, somebody has told the sides, or asks for bone
            self._show()
        self.viewport().update()
        self._tell_moved()

    def _is_same_run(self, ref: FrameRef) -> bool:
        return self._of is not None and self._of.sop_instance_uid == ref.sop_instance_uid

    def _take(self, ref: FrameRef, picture: FramePicture | str) -> None:
        if ref != self._wanted:
            return
        if isinstance(picture, str):
            self.failure, self.picture = picture, None
            self._image.clear()
            self.viewport().update()
            return
        another = self._of is None or not self._is_same_run(ref)
        self._of, self.picture = ref, picture
        self._show()
        if another:
            self.fit()

    def _show(self) -> None:
        picture, place, geometry = self.picture, self.place, self.geometry_told
        if picture is None or place is None or geometry is None:
            return
        low, high = self.shades.window(picture.window)
        grey = picture.in_window(low, high).grey
        if picture.overlay is not None:
            grey = np.where(picture.overlay, np.uint8(OVERLAY_GREY), grey)
        shown = self.bone.over((geometry.laid or Laid()).seen(grey))
        shown = np.ascontiguousarray(shown[:, ::-1]) if place.mirrored else shown
        self._image.setImage(shown, autoLevels=False, levels=(0.0, 255.0))
        self._image.setRect(place.rect)
        self._drawn = (place, geometry, *self.bone.state)
        self.viewport().update()

    def set_shades(self, shades: Shades) -> None:
        """Show the picture lighter or darker, with more or less contrast."""
        self.shades = shades
        self._show()

    def paint_over(self, painter: QPainter) -> None:
        """Paint what is marked, the plan, letters and texts."""
        paint_frame(painter, self)

    def picture_px(self) -> QRectF:
        """Return where the picture lies in the widget, as far as it is visible."""
        place = self.place
        if place is None:
            return QRectF(self.rect())
        rect = place.rect
        corners = self.to_pixel(rect.left(), rect.top()), self.to_pixel(rect.right(), rect.bottom())
        return QRectF(*corners).intersected(QRectF(self.rect()))

    def to_patient(self, at: QPointF, depth_mm: float | None = None) -> Point | None:
        """Return the point on the ray through a place that is as deep as the cursor, or lies at a depth."""
        plane, cursor = self.plane, self.session.look.cursor
        return None if plane is None else point_on_ray(plane, self.to_uv(at), cursor, depth_mm)

    def ray(self, at: QPointF) -> Ray | None:
        """Return the ray that makes a place of the picture; None where the space of the plan is not known."""
        plane = self.plane
        return None if plane is None else ray_through(plane, self.to_uv(at))

    def place_px(self, at: QPointF) -> Pixel | None:
        """Return which place of the picture lies under a place of the widget; None beside the picture."""
        place = self.place
        if place is None or self.picture is None:
            return None
        found = place.to_px(self.to_uv(at))
        return found if place.holds(found) else None

    def click_hand(self, at: QPointF) -> None:
        """Give the hand the place of the picture under the mouse."""
        ref, found = self.ref, self.place_px(at)
        if ref is not None and found is not None:
            self.gestures.hand.click_frame(ref, found)

    def hover_hand(self, at: QPointF) -> None:
        """Show nothing: a place of a picture is no point yet."""

    def background_drag(self, at: QPointF) -> Drag:
        """Return the drag that moves the picture."""
        return PanDrag(self, at)

    def window_drag(self, at: QPointF) -> Drag:
        """Return the drag of contrast and brightness."""
        return FrameWindowDrag(self, at)

    def wheel(self, steps: float, turning: bool) -> None:
        """Go to the next frame of a run; enlarge a single picture."""
        run = run_of(self.session.runs, self.ref)
        if run is None or run.projection.frames == 1:
            self.zoom(ZOOM_PER_NOTCH**steps, self.hovered or QPointF(self.rect().center()))
        else:
            self.step(-1 if steps > 0.0 else 1)

    def step(self, by: int) -> None:
        """Go on by so many frames of the run; what lies beyond its ends stops there."""
        run, ref = run_of(self.session.runs, self.ref), self.ref
        if run is not None and ref is not None:
            self.show_frame(run.frame(ref.frame + by))

    def show_frame(self, ref: FrameRef) -> None:
        """Show another frame here."""
        name = "left" if self.kind is FramePane.LEFT else "right"
        self.session.look_at(self.session.look.with_frames(**{name: ref}))

    @property
    def twin_pane(self) -> FramePane:
        """The view beside it that shows what a virtual C-arm does."""
        return FramePane.TWIN_LEFT if self.kind is FramePane.LEFT else FramePane.TWIN_RIGHT

    def _apply_frame(self) -> None:
        super()._apply_frame()
        self.framed.emit()

    def fit(self) -> None:
        """Show the whole picture."""
        place = self.place
        if place is None:
            return
        rect = place.rect
        scale = max(rect.width() / max(self.width(), 1), rect.height() / max(self.height(), 1))
        self.set_frame((0.0, 0.0), scale * MARGIN)
        self._fitted = True

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep centre and scale; a view that shows its whole picture goes on to do so."""
        super().resizeEvent(event)
        if event is not None:
            self.fit() if self._fitted else self._apply_frame()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the picture that was not needed while nobody saw it."""
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the frames and zoom by keys; leave all others to the window."""
        steps = FRAME_KEYS.get(Qt.Key(event.key()))
        if steps is not None:
            self.step(steps)
        else:
            super().keyPressEvent(event)
