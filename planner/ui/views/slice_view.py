"""A view: one slice of the volume, what is drawn on it, and the mouse on it."""

from __future__ import annotations

from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from planner.dicom.loaded import LoadedImages
from planner.geometry.frames import ViewPlane
from planner.geometry.vectors import Point
from planner.imaging.reslice import SlabMode, full_rect, reslice
from planner.imaging.volume import Volume
from planner.ui.look import ViewKind, Window
from planner.ui.overlays.marks import UV
from planner.ui.planes import plane_of
from planner.ui.session import Session
from planner.ui.views.foreground import paint_foreground
from planner.ui.views.gestures import Gestures
from planner.ui.views.mark_layer import MarkLayer
from planner.ui.views.turn_over import TurnOver

LARGEST_SIDE_PX = 640
"""Most pixels that a slice is cut into along a side; the screen interpolates the rest."""

FOCUS_MM = 130.0
"""Width of the picture after jumping to a part of the plan, where it was wider before."""


SCROLL_KEYS = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0, Qt.Key.Key_PageUp: 5.0, Qt.Key.Key_PageDown: -5.0}
"""Slices that a key scrolls, positive away from the viewer."""
KEY_ZOOM = 1.25


@dataclass(frozen=True)
class Cut:
    """What the picture shown was cut from: the same again needs no new slice."""

    volume: Volume
    plane: ViewPlane
    slab_mm: float
    mode: SlabMode


class SliceView(pg.GraphicsView):
    """One of the four views.

    The picture's own coordinates are (u, v) in mm on the plane shown; `centre` of the widget and `mm_per_px`
    say which part of it is visible.

    Signals
    -------
    pointed
        The mouse is over a point of patient space (None: it has left); the images it is over.
    maximise
        The view asks to fill the window, or to go back.
    """

    pointed = Signal(object, object)
    maximise = Signal(object)

    def __init__(
        self, kind: ViewKind, session: Session, gestures: Gestures, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, background="k")
        self.kind, self.session, self.gestures = kind, session, gestures
        self.centre: UV = (0.0, 0.0)
        self.mm_per_px = 0.5
        self.hovered: QPointF | None = None
        self._cut: Cut | None = None
        self._fitted_to: Volume | None = None
        self._window: Window | None = None
        self._fitted = True
        self.layer = MarkLayer()
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
        self.turn_over = TurnOver(self)
        session.changed.connect(self.refresh)
        self.refresh()

    @property
    def is_beside(self) -> bool:
        """Whether the view shows the companion in the place of the images that are planned on."""
        return self.session.companion is not None and self.kind in self.session.look.beside

    @property
    def images(self) -> LoadedImages | None:
        """The images shown: those that are planned on, or their companion; None before images are open."""
        return self.session.companion if self.is_beside else self.session.images

    @property
    def plane(self) -> ViewPlane | None:
        """The plane shown, held still while an edit is under way; None before images are open.

        It is the same whether the view shows the images that are planned on or their companion.
        """
        session, images = self.session, self.images
        if session.volume is None or images is None:
            return None
        return plane_of(self.kind, session.look, session.committed, session.volume, images.volume)

    def refresh(self) -> None:
        """Draw anew from the session; cuts a new slice only where the plane or the slab has changed."""
        images, plane, look = self.images, self.plane, self.session.look
        self.turn_over.refresh()
        if images is None or plane is None:
            self._cut = self._fitted_to = None
            self._image.clear()
            self.viewport().update()
            return
        cut = Cut(images.volume, plane, look.slab_mm, look.slab_mode)
        if cut != self._cut:
            self._show(cut)
        if self._fitted_to is not self.session.volume:
            self._fitted_to = self.session.volume
            self.fit()
        if look.window != self._window:
            self._image.setLevels((look.window.low, look.window.high))
            self._window = look.window
        self.viewport().update()

    def _show(self, cut: Cut) -> None:
        rect = full_rect(cut.volume, cut.plane)
        pixel_mm = max(cut.volume.finest_mm, max(rect.width_mm, rect.height_mm) / LARGEST_SIDE_PX)
        picture = reslice(cut.volume, cut.plane, rect, pixel_mm, cut.slab_mm, cut.mode)
        self._image.setImage(picture.hu, autoLevels=False)
        self._image.setRect(QRectF(rect.left_mm, rect.top_mm, rect.width_mm, rect.height_mm))
        self._cut = cut

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

    def set_frame(self, centre: UV, mm_per_px: float) -> None:
        """Show the picture around `centre` at a scale, in mm per pixel."""
        self.centre, self.mm_per_px = centre, min(max(mm_per_px, 0.02), 5.0)
        self._fitted = False
        self._apply_frame()

    def _apply_frame(self) -> None:
        width, height = self.width() * self.mm_per_px, self.height() * self.mm_per_px
        frame = QRectF(self.centre[0] - width / 2.0, self.centre[1] - height / 2.0, width, height)
        self._box.setRange(frame, padding=0.0, update=True, disableAutoRange=True)
        self.viewport().update()

    def fit(self) -> None:
        """Show the whole slice."""
        volume, plane = self.session.volume, self.plane
        if volume is None or plane is None:
            return
        rect = full_rect(volume, plane)
        scale = max(rect.width_mm / max(self.width(), 1), rect.height_mm / max(self.height(), 1))
        self.set_frame((rect.left_mm + rect.width_mm / 2, rect.top_mm + rect.height_mm / 2), scale)
        self._fitted = True

    def zoom(self, factor: float, at: QPointF) -> None:
        """Enlarge by `factor`; the place `at` stays where it is."""
        u, v = self.to_uv(at)
        scale = min(max(self.mm_per_px / factor, 0.02), 5.0)
        share = scale / self.mm_per_px
        self.set_frame((u + (self.centre[0] - u) * share, v + (self.centre[1] - v) * share), scale)

    def pan(self, by_px: QPointF) -> None:
        """Move the picture by so many pixels."""
        u, v = self.centre
        self.set_frame((u - by_px.x() * self.mm_per_px, v - by_px.y() * self.mm_per_px), self.mm_per_px)

    def focus_on(self, point: Point) -> None:
        """Bring a point to the middle, and near where the picture was wide."""
        plane = self.plane
        if plane is not None:
            u, v, _ = plane.to_view(point)
            near = FOCUS_MM / max(self.width(), 1)
            self.set_frame((u, v), min(self.mm_per_px, near))

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:
        """Paint overlays and furniture in pixels over the image."""
        painter.save()
        painter.resetTransform()
        paint_foreground(painter, self)
        painter.restore()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep centre and scale; a view that shows its whole slice goes on to do so."""
        super().resizeEvent(event)
        if event is not None:
            self.fit() if self._fitted else self._apply_frame()
            self.turn_over.place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.gestures.press(self, event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a gesture, or hover."""
        self.hovered = event.position()
        self.gestures.move(self, event)
        self.pointed.emit(self.to_patient(event.position()), self.images)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a gesture."""
        self.gestures.release(self, event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Finish what is being drawn; otherwise fill the window with this view, or go back."""
        if not self.gestures.finish():
            self.maximise.emit(self.kind)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll along the view's own normal; with Ctrl zoom; with Shift turn the oblique view."""
        self.gestures.wheel(self, event)

    def leaveEvent(self, event: object) -> None:
        """Forget where the mouse was."""
        self.hovered = None
        self.pointed.emit(None, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll and zoom by keys; leave all others to the window."""
        steps = SCROLL_KEYS.get(Qt.Key(event.key()))
        if steps is not None:
            self.gestures.scroll(self, steps)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            factor = 1.0 / KEY_ZOOM if event.key() == Qt.Key.Key_Minus else KEY_ZOOM
            self.zoom(factor, QPointF(self.width() / 2.0, self.height() / 2.0))
        else:
            event.ignore()
