"""What all views share: a picture in mm of its own, what is painted over it, and the mouse on it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Point
from planner.plan.c_arm import FrameRef, Pixel
from planner.plan.plan import Plan
from planner.ui.frames_look import FramePane
from planner.ui.look import CArmLook, CArmPane, NoPoint, ViewKind
from planner.ui.overlays.marks import UV
from planner.ui.overlays.sight import AnyView
from planner.ui.session import Session
from planner.ui.views.gestures import Drag, Gestures, Hovered
from planner.ui.views.mark_layer import MarkLayer

KEY_ZOOM = 1.25
STILL = CArmLook()
"""Stands for any C-arm where two looks are compared without it."""

Ray = tuple[Point, Point]
"""From the source to the detector, LPS mm."""


class PictureView(pg.GraphicsView):
    """A view of the window.

    The picture's own coordinates are (u, v) in mm; `centre` of the widget and `mm_per_px` say which part of
    it is visible.

    Signals
    -------
    pointed
        The mouse is over a point of patient space (None: it has left; a `NoPoint`: the picture does not tell
        which); the images it is over.
    maximise
        The view asks to fill the window, or to go back.
    """

    pointed = Signal(object, object)
    maximise = Signal(object)

    sees_through = False
    """Whether the picture has no depth: an X-ray picture shows all there is, and a place in it is a ray."""
    follows_selection = False
    """Whether the picture moves when another part is selected, so that a drag must not select."""

    def __init__(
        self,
        kind: ViewKind | CArmPane | FramePane,
        session: Session,
        gestures: Gestures,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent, background="k")
        self.kind, self.session, self.gestures = kind, session, gestures
        self.centre: UV = (0.0, 0.0)
        self.mm_per_px = 0.5
        self.hovered: QPointF | None = None
        self._place: tuple[object, ...] = ()
        self.layer = MarkLayer()
        self._painted: tuple[object, ...] = ()
        self._c_arm = STILL
        self._box = pg.ViewBox(enableMouse=False, enableMenu=False, invertY=True, border=None)
        self._box.setDefaultPadding(0.0)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._box.addItem(self._image)
        self.setCentralItem(self._box)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumSize(160, 120)
        gestures.hovering.connect(self._follow)

    @property
    def in_motion(self) -> bool:
        """Whether the picture is one of many in a row: then it is better quick than smooth."""
        return False

    @property
    @abstractmethod
    def images(self) -> LoadedImages | None:
        """The images shown; None before images are open."""

    @property
    @abstractmethod
    def plane(self) -> AnyView | None:
        """What the picture shows, a slice or a beam, held still during an edit; None before there is one."""

    @property
    def ready(self) -> bool:
        """Whether there is a picture on which the mouse can do anything."""
        return self.plane is not None

    @property
    def frame_ref(self) -> FrameRef | None:
        """Which frame of a real C-arm is shown; None where the picture is none."""
        return None

    def place_px(self, at: QPointF) -> Pixel | None:
        """Return which place of a frame lies under a place of the widget; None where there is no frame."""
        return None

    @property
    def plan_seen(self) -> Plan:
        """The part of the committed plan that can be grasped here."""
        return self.session.committed

    @abstractmethod
    def refresh(self) -> None:
        """Draw anew from the session."""

    def only_c_arm_moved(self) -> bool:
        """Say whether nothing but the C-arm has moved since this was asked: then little is to be painted."""
        session, look = self.session, self.session.look
        shown = (session.plan, session.results, session.site, replace(look, c_arm=STILL))
        moved_only = shown == self._painted and look.c_arm != self._c_arm
        self._painted, self._c_arm = shown, look.c_arm
        return moved_only

    @abstractmethod
    def paint_over(self, painter: QPainter) -> None:
        """Paint everything over the image, in pixels."""

    @abstractmethod
    def background_drag(self, at: QPointF) -> Drag:
        """Return what the left button does where there is nothing to grasp."""

    @abstractmethod
    def window_drag(self, at: QPointF) -> Drag:
        """Return what the left button does with the tool for window and level."""

    @abstractmethod
    def wheel(self, steps: float, turning: bool) -> None:
        """Do what a notch of the wheel, or a key, does; `turning` is with Shift."""

    @abstractmethod
    def zoom(self, factor: float, at: QPointF) -> None:
        """Enlarge by `factor`; the place `at` stays where it is, if it can."""

    @abstractmethod
    def pan(self, by_px: QPointF) -> None:
        """Move the picture by so many pixels."""

    @abstractmethod
    def frame(self) -> object:
        """Return which part of the picture is visible, to be taken up again by `restore`."""

    @abstractmethod
    def restore(self, frame: object) -> None:
        """Show the part of the picture that was visible."""

    def picture_px(self) -> QRectF:
        """Return where the picture lies in the widget: nothing of the plan is drawn beside it."""
        return QRectF(self.rect())

    def ray(self, at: QPointF) -> Ray | None:
        """Return the ray that makes a place of the picture; None in a slice, where it is a point."""
        return None

    def click_hand(self, at: QPointF) -> None:
        """Give the hand the point under the mouse."""
        point = self.to_patient(at)
        if point is not None:
            self.gestures.hand.click(point)

    def hover_hand(self, at: QPointF) -> None:
        """Show what the hand would make of the point under the mouse."""
        point = self.to_patient(at)
        if point is not None:
            self.gestures.hand.hover(point)

    def _follow(self, before: Hovered | None, now: Hovered | None) -> None:
        """Show what the mouse is over in another view."""
        seen = any(hovered is not None and hovered.is_seen_in(self) for hovered in (before, now))
        if seen and self.isVisible():
            self.viewport().update()

    def _tell_pointed(self, at: QPointF) -> None:
        """Tell what is under the mouse."""
        self.hovered, self._place = at, self._place_of(at)
        no_depth = self.sees_through and self.plane is not None
        self.pointed.emit(NoPoint.NO_DEPTH if no_depth else self.to_patient(at), self.images)

    def _place_of(self, at: QPointF) -> tuple[object, ...]:
        return self.images, self.plane, self.to_uv(at)

    def _tell_moved(self) -> None:
        """Tell what is under the mouse by now, where the picture has moved under it."""
        if self.hovered is not None and self._place_of(self.hovered) != self._place:
            self._tell_pointed(self.hovered)
            self.gestures.picture_moved(self)

    def to_pixel(self, u_mm: float, v_mm: float) -> QPointF:
        """Return where (u, v) lies in the widget, in pixels."""
        x = self.width() / 2.0 + (u_mm - self.centre[0]) / self.mm_per_px
        y = self.height() / 2.0 + (v_mm - self.centre[1]) / self.mm_per_px
        return QPointF(x, y)

    def to_uv(self, at: QPointF) -> UV:
        """Return the (u, v) in mm of a place in the widget."""
        u = self.centre[0] + (at.x() - self.width() / 2.0) * self.mm_per_px
        v = self.centre[1] + (at.y() - self.height() / 2.0) * self.mm_per_px
        return u, v

    def to_patient(self, at: QPointF, depth_mm: float = 0.0) -> Point | None:
        """Return the point of patient space under a place in the widget; None before images are open."""
        plane = self.plane
        return None if plane is None else plane.to_patient(*self.to_uv(at), depth_mm)

    def pixel_of(self, point: Point) -> QPointF | None:
        """Return where a point of patient space projects to in the widget; None before images are open."""
        plane = self.plane
        if plane is None:
            return None
        u, v, _ = plane.to_view(point)
        return self.to_pixel(u, v)

    def _apply_frame(self) -> None:
        width, height = self.width() * self.mm_per_px, self.height() * self.mm_per_px
        frame = QRectF(self.centre[0] - width / 2.0, self.centre[1] - height / 2.0, width, height)
        self._box.setRange(frame, padding=0.0, update=True, disableAutoRange=True)
        self.viewport().update()
        self._tell_moved()

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Paint overlays and furniture in pixels over the image."""
        painter.save()
        painter.resetTransform()
        self.paint_over(painter)
        painter.restore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.gestures.press(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a gesture, or hover."""
        self.gestures.move(self, event)
        self._tell_pointed(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a gesture."""
        self.gestures.release(self, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Finish what is being drawn; otherwise fill the window with this view, or go back."""
        if not self.gestures.finish():
            self.maximise.emit(self.kind)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Do what the wheel does in this view; with Ctrl zoom."""
        self.gestures.wheel(self, event)

    def leaveEvent(self, event: object) -> None:
        """Forget where the mouse was."""
        self._forget_mouse()

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget where the mouse was: it is over something else now."""
        super().hideEvent(event)
        self._forget_mouse()

    def _forget_mouse(self) -> None:
        self.hovered = None
        self.gestures.leave(self)
        self.pointed.emit(None, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom by keys; leave all others to the window."""
        if event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1.0 / KEY_ZOOM if event.key() == Qt.Key.Key_Minus else KEY_ZOOM
            self.zoom(factor, QPointF(self.width() / 2.0, self.height() / 2.0))
        else:
            event.ignore()
