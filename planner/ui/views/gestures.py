"""The mouse on a view: which drag or click a button begins, and what it does until it is let go."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from planner.geometry.frames import ViewPlane
from planner.ui.look import ObliqueMode, Tool, ViewKind
from planner.ui.overlays.marks import Mark
from planner.ui.planes import WITHOUT_NEEDLE, needle_in_view
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.ui.views.drags import CrosshairDrag, HandleDrag, PanDrag, ShaftDrag, WindowDrag, ZoomDrag
from planner.ui.views.picking import handle_at, item_at, needle_at, scroll_step_mm

if TYPE_CHECKING:
    from planner.ui.views.slice_view import SliceView


class Drag(Protocol):
    """What the mouse does between press and release."""

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""

    def release(self, at: QPointF) -> None:
        """Make it count."""

    def cancel(self) -> None:
        """Take it back."""


class Gestures(QObject):
    """Turns mouse events of all views into edits and looks. Esc cancels whatever is under way."""

    def __init__(self, session: Session, hand: Hand, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self.hand = session, hand
        self._drag: Drag | None = None

    def press(self, view: SliceView, event: QMouseEvent) -> None:
        """Begin what the button stands for: middle or Shift pans, right zooms, left is the tool."""
        if self._drag is not None or view.plane is None:
            return
        at, button = event.position(), event.button()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if button == Qt.MouseButton.MiddleButton or (button == Qt.MouseButton.LeftButton and shift):
            self._drag = PanDrag(view, at)
        elif button == Qt.MouseButton.RightButton:
            if not self.hand.points or not self.hand.finish():
                self._drag = ZoomDrag(view, at)
        elif button == Qt.MouseButton.LeftButton:
            self._drag = self._tool_drag(view, at)

    def _tool_drag(self, view: SliceView, at: QPointF) -> Drag | None:
        """Return the drag that the left button begins here; a click of a placing tool begins none."""
        point = view.to_patient(at)
        if self.hand.clicks and point is not None:
            self.hand.click(point)
            return None
        if self.session.look.tool is Tool.WINDOW:
            return WindowDrag(self.session, at)
        handle = handle_at(view, at)
        if handle is not None:
            return HandleDrag(view, handle, at)
        needle = needle_at(view, at)
        if needle is not None:
            return ShaftDrag(view, needle, at)
        item = item_at(view, at)
        if item is not None:
            self.session.select(item)
            return None
        drag = CrosshairDrag(view)
        drag.move(at)
        return drag

    def move(self, view: SliceView, event: QMouseEvent) -> None:
        """Go on with a drag; otherwise hover, and show by the cursor's shape what a press would grasp."""
        at = event.position()
        if self._drag is not None:
            self._drag.move(at)
            return
        point = view.to_patient(at)
        if point is None:
            return
        if self.hand.clicks:
            self.hand.hover(point)
        view.viewport().setCursor(self._shape(view, at))

    def _shape(self, view: SliceView, at: QPointF) -> Qt.CursorShape:
        if self.hand.clicks:
            return Qt.CursorShape.CrossCursor
        if handle_at(view, at) is not None:
            return Qt.CursorShape.PointingHandCursor
        if needle_at(view, at) is not None:
            return Qt.CursorShape.SizeAllCursor
        return Qt.CursorShape.ArrowCursor

    def release(self, view: SliceView, event: QMouseEvent) -> None:
        """End a drag."""
        drag, self._drag = self._drag, None
        if drag is not None:
            before = self.session.committed
            drag.release(event.position())
            point = view.to_patient(event.position())
            if self.session.committed is not before and point is not None:
                self.hand.warn_outside(point)

    def cancel(self) -> None:
        """Take back the drag under way, or what the hand is drawing."""
        drag, self._drag = self._drag, None
        if drag is not None:
            drag.cancel()
        else:
            self.hand.cancel()

    def finish(self) -> bool:
        """Complete what the hand is drawing; say whether the hand had anything to do with it."""
        return self.hand.finish() if self.hand.points else self.hand.clicks

    def wheel(self, view: SliceView, event: QWheelEvent) -> None:
        """Scroll along the view's own normal; with Ctrl zoom; with Shift turn the oblique view."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        steps = delta / WHEEL_NOTCH
        if steps == 0.0 or view.plane is None:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            view.zoom(ZOOM_PER_NOTCH**steps, event.position())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and view.kind is ViewKind.OBLIQUE:
            self.turn_oblique(steps * TURN_PER_NOTCH_DEG)
        else:
            self.scroll(view, steps)

    def scroll(self, view: SliceView, steps: float) -> None:
        """Move a view by so many slices along its own normal, positive away from the viewer."""
        images, plane = view.images, view.plane
        if images is None or plane is None:
            return
        look = self.session.look
        step_mm = steps * scroll_step_mm(images.volume, plane.normal)
        on_needle = view.kind is ViewKind.OBLIQUE and look.oblique.mode not in WITHOUT_NEEDLE
        if on_needle and needle_in_view(self.session.committed, look.selected) is not None:
            sign = -1.0 if look.oblique.mode is ObliqueMode.BARREL else 1.0
            self.session.look_at(look.with_oblique(depth_mm=look.oblique.depth_mm + sign * step_mm))
        else:
            self.session.look_at(replace(look, cursor=look.cursor + plane.normal * step_mm))

    def turn_oblique(self, angle_deg: float) -> None:
        """Turn the oblique view."""
        look = self.session.look
        turned = (look.oblique.turn_deg + angle_deg + 180.0) % 360.0 - 180.0
        self.session.look_at(look.with_oblique(turn_deg=turned))

    def marks(self, plane: ViewPlane) -> tuple[Mark, ...]:
        """Return what is being drawn, as marks on a plane."""
        return tuple(self.hand.marks(plane))


WHEEL_NOTCH = 120.0
"""Qt's angle delta of one notch of a wheel."""
ZOOM_PER_NOTCH = 1.15
TURN_PER_NOTCH_DEG = 3.0
