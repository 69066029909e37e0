"""A view of a slice: one plane of the volume, and what is drawn on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from planner.dicom.loaded import LoadedImages
from planner.geometry.frames import ViewPlane
from planner.geometry.vectors import Point
from planner.imaging.reslice import SlabMode, full_rect, reslice
from planner.imaging.volume import Volume
from planner.ui.look import ObliqueMode, ViewKind, Window
from planner.ui.planes import WITHOUT_NEEDLE, needle_in_view, plane_of
from planner.ui.session import Session
from planner.ui.views.drags import CrosshairDrag, WindowDrag
from planner.ui.views.foreground import paint_foreground
from planner.ui.views.framed_view import FramedView
from planner.ui.views.gestures import Drag, Gestures
from planner.ui.views.picking import scroll_step_mm
from planner.ui.views.turn_over import TurnOver

LARGEST_SIDE_PX = 640
"""Most pixels that a slice is cut into along a side; the screen interpolates the rest."""

FOCUS_MM = 130.0
"""Width of the picture after jumping to a part of the plan, where it was wider before."""


SCROLL_KEYS = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0, Qt.Key.Key_PageUp: 5.0, Qt.Key.Key_PageDown: -5.0}
"""Slices that a key scrolls, positive away from the viewer."""
TURN_PER_NOTCH_DEG = 3.0


@dataclass(frozen=True)
class Cut:
    """What the picture shown was cut from: the same again needs no new slice."""

    volume: Volume
    plane: ViewPlane
    slab_mm: float
    mode: SlabMode


class SliceView(FramedView):
    """One of the four views of slices."""

    kind: ViewKind

    def __init__(
        self, kind: ViewKind, session: Session, gestures: Gestures, parent: QWidget | None = None
    ) -> None:
        super().__init__(kind, session, gestures, parent)
        self.follows_selection = kind is ViewKind.OBLIQUE
        self._cut: Cut | None = None
        self._fitted_to: Volume | None = None
        self._window: Window | None = None
        self._fitted = True
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
        return plane_of(
            self.kind,
            session.look,
            session.laid_by,
            session.volume,
            images.volume,
            session.site.mirrored,
        )

    def refresh(self) -> None:
        """Draw anew from the session; cuts a new slice only where the plane or the slab has changed.

        A hidden view cuts none, but holds on to no other images and lies as it would if it were shown.
        """
        images, plane, look = self.images, self.plane, self.session.look
        self.turn_over.refresh()
        if self._cut is not None and (images is None or self._cut.volume is not images.volume):
            self._cut = None
            self._image.clear()
            self.viewport().update()
        if self._fitted_to is not self.session.volume:
            self._fitted_to = self.session.volume
            self.fit()
        if images is None or plane is None or not self.isVisible():
            return
        cut = Cut(images.volume, plane, look.slab_mm, look.slab_mode)
        if cut != self._cut:
            self._show(cut)
        if look.window != self._window:
            self._image.setLevels((look.window.low, look.window.high))
            self._window = look.window
        if not self.only_c_arm_moved():
            self.viewport().update()
        self._tell_moved()

    def _show(self, cut: Cut) -> None:
        rect = full_rect(cut.volume, cut.plane)
        pixel_mm = max(cut.volume.finest_mm, max(rect.width_mm, rect.height_mm) / LARGEST_SIDE_PX)
        picture = reslice(cut.volume, cut.plane, rect, pixel_mm, cut.slab_mm, cut.mode)
        self._image.setImage(picture.hu, autoLevels=False)
        self._image.setRect(QRectF(rect.left_mm, rect.top_mm, rect.width_mm, rect.height_mm))
        self._cut = cut

    def paint_over(self, painter: QPainter) -> None:
        """Paint overlays, crosshair, letters, scale bar and texts."""
        paint_foreground(painter, self)

    def background_drag(self, at: QPointF) -> Drag:
        """Return the drag of the crosshair: it jumps to the mouse."""
        drag = CrosshairDrag(self)
        drag.move(at)
        return drag

    def window_drag(self, at: QPointF) -> Drag:
        """Return the drag of the grey window."""
        return WindowDrag(self.session, at)

    def wheel(self, steps: float, turning: bool) -> None:
        """Scroll along the view's own normal; turn the oblique view."""
        if turning and self.kind is ViewKind.OBLIQUE:
            look = self.session.look
            turned = (look.oblique.turn_deg + steps * TURN_PER_NOTCH_DEG + 180.0) % 360.0 - 180.0
            self.session.look_at(look.with_oblique(turn_deg=turned))
        else:
            self.scroll(steps)

    def scroll(self, steps: float) -> None:
        """Move the view by so many slices along its own normal, positive away from the viewer."""
        images, plane, look = self.images, self.plane, self.session.look
        if images is None or plane is None:
            return
        step_mm = steps * scroll_step_mm(images.volume, plane.normal)
        on_needle = self.kind is ViewKind.OBLIQUE and look.oblique.mode not in WITHOUT_NEEDLE
        if on_needle and needle_in_view(self.session.laid_by, look.selected) is not None:
            sign = -1.0 if look.oblique.mode is ObliqueMode.BARREL else 1.0
            self.session.look_at(look.with_oblique(depth_mm=look.oblique.depth_mm + sign * step_mm))
        else:
            self.session.look_at(replace(look, cursor=look.cursor + plane.normal * step_mm))

    def fit(self) -> None:
        """Show the whole slice."""
        volume, plane = self.session.volume, self.plane
        if volume is None or plane is None:
            return
        rect = full_rect(volume, plane)
        scale = max(rect.width_mm / max(self.width(), 1), rect.height_mm / max(self.height(), 1))
        self.set_frame((rect.left_mm + rect.width_mm / 2, rect.top_mm + rect.height_mm / 2), scale)
        self._fitted = True

    def focus_on(self, point: Point) -> None:
        """Bring a point to the middle, and near where the picture was wide."""
        plane = self.plane
        if plane is not None:
            u, v, _ = plane.to_view(point)
            near = FOCUS_MM / max(self.width(), 1)
            self.set_frame((u, v), min(self.mm_per_px, near))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep centre and scale; a view that shows its whole slice goes on to do so."""
        super().resizeEvent(event)
        if event is not None:
            self.fit() if self._fitted else self._apply_frame()
            self.turn_over.place()

    def showEvent(self, event: QShowEvent) -> None:
        """Cut the slice that was not needed while nobody saw it."""
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll and zoom by keys; leave all others to the window."""
        steps = SCROLL_KEYS.get(Qt.Key(event.key()))
        if steps is not None:
            self.scroll(steps)
        else:
            super().keyPressEvent(event)
