"""The mouse on a view: which drag or click a button begins, and what it does until it is let go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent

from planner.plan.edits import Handle
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.ui import ink
from planner.ui.look import Tool
from planner.ui.overlays.marks import Mark, Spot
from planner.ui.overlays.sight import AnyView, Sight
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.ui.views.drags import DepthDrag, HandleDrag, PanDrag, ShaftDrag, ZoomDrag
from planner.ui.views.picking import handle_at, item_at, moved_point, needle_at

if TYPE_CHECKING:
    from planner.ui.views.picture_view import PictureView


class Drag(Protocol):
    """What the mouse does between press and release."""

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""

    def release(self, at: QPointF) -> None:
        """Make it count."""

    def cancel(self) -> None:
        """Take it back."""


@dataclass(frozen=True)
class Hovered:
    """What the mouse is over: a place in a view, and with it whatever the picture there shows by now."""

    view: PictureView
    at: QPointF

    def is_seen_in(self, view: PictureView) -> bool:
        """Say whether another view shows it: a ray in every one, a point where its depth does not matter."""
        return view is not self.view and (view.sees_through or self.view.sees_through)

    def marks(self, plane: AnyView) -> tuple[Mark, ...]:
        """Return what shows it in another view, which looks at `plane`."""
        ray, point = self.view.ray(self.at), self.view.to_patient(self.at)
        if ray is not None:
            return Sight(Plan(), (), plane).faded(ray, ink.RAY, 1.3, dashed=True)
        return () if point is None else (Spot(plane.to_view(point)[:2], ink.RAY, 4.0),)


class Gestures(QObject):
    """Turns mouse events of all views into edits and looks. Esc cancels whatever is under way.

    Signals
    -------
    hovering
        The mouse is over something else than before: what it was over, what it is over now (None: nothing).
        They are the same where the picture has moved under the mouse.
    """

    hovering = Signal(object, object)

    def __init__(self, session: Session, hand: Hand, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session, self.hand = session, hand
        self._drag: Drag | None = None
        self.hovered: Hovered | None = None

    def press(self, view: PictureView, event: QMouseEvent) -> None:
        """Begin what the button stands for: middle or Shift pans, right zooms, left is the tool."""
        if self._drag is not None or not view.ready:
            return
        at, button = event.position(), event.button()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if button == Qt.MouseButton.MiddleButton or (button == Qt.MouseButton.LeftButton and shift):
            self._drag = PanDrag(view, at)
        elif button == Qt.MouseButton.RightButton:
            if not self.hand.points or not self.hand.finish():
                self._drag = ZoomDrag(view, at)
        elif button == Qt.MouseButton.LeftButton:
            along = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._drag = self._tool_drag(view, at, along)
        if self._drag is not None:
            # what is dragged is shown by itself
            self._hover(None)

    def _tool_drag(self, view: PictureView, at: QPointF, along: bool) -> Drag | None:
        """Return the drag that the left button begins here; a click of a placing tool begins none."""
        if self.hand.clicks:
            view.click_hand(at)
            return None
        if self.session.look.tool is Tool.WINDOW:
            return view.window_drag(at)
        handle = handle_at(view, at)
        if handle is not None:
            return self._handle_drag(view, handle, at, along)
        needle = needle_at(view, at)
        if needle is not None:
            return ShaftDrag(view, needle, at)
        item = item_at(view, at)
        if item is not None:
            self.session.select(item)
            return None
        return view.background_drag(at)

    def _handle_drag(self, view: PictureView, handle: Handle, at: QPointF, along: bool) -> Drag:
        """Return the drag of a handle; `along` takes a tip along its needle only: its depth."""
        needle = self.session.committed.item(handle.owner)
        if along and isinstance(needle, Needle) and handle.name == "tip_mm":
            return DepthDrag(view, needle, at)
        return HandleDrag(view, handle, at)

    def move(self, view: PictureView, event: QMouseEvent) -> None:
        """Go on with a drag; otherwise hover, and show by the cursor's shape what a press would grasp."""
        at = event.position()
        if self._drag is not None:
            self._drag.move(at)
            return
        if not view.ready:
            return
        if self.hand.clicks:
            view.hover_hand(at)
        self._hover(Hovered(view, at))
        view.viewport().setCursor(self._shape(view, at))

    def _shape(self, view: PictureView, at: QPointF) -> Qt.CursorShape:
        if self.hand.clicks:
            return Qt.CursorShape.CrossCursor
        if handle_at(view, at) is not None:
            return Qt.CursorShape.PointingHandCursor
        if needle_at(view, at) is not None:
            return Qt.CursorShape.SizeAllCursor
        return Qt.CursorShape.ArrowCursor

    def release(self, view: PictureView, event: QMouseEvent) -> None:
        """End a drag."""
        drag, self._drag = self._drag, None
        if drag is not None:
            before = self.session.committed
            drag.release(event.position())
            moved = moved_point(before, self.session.committed)
            if moved is not None:
                self.hand.warn_outside(moved)
            if view.rect().contains(event.position().toPoint()):
                self._hover(Hovered(view, event.position()))

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

    def wheel(self, view: PictureView, event: QWheelEvent) -> None:
        """Do what the wheel does in a view; with Ctrl zoom."""
        delta = event.angleDelta().y() or event.angleDelta().x()
        steps = delta / WHEEL_NOTCH
        if steps == 0.0 or not view.ready:
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            view.zoom(ZOOM_PER_NOTCH**steps, event.position())
        else:
            view.wheel(steps, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def leave(self, view: PictureView) -> None:
        """Forget what the mouse was over in a view."""
        if self.hovered is not None and self.hovered.view is view:
            self._hover(None)

    def picture_moved(self, view: PictureView) -> None:
        """Tell that what the mouse is over is another, where the picture of a view has moved under it."""
        if self.hovered is not None and self.hovered.view is view:
            self.hovering.emit(self.hovered, self.hovered)

    def _hover(self, hovered: Hovered | None) -> None:
        before, self.hovered = self.hovered, hovered
        if hovered != before:
            self.hovering.emit(before, hovered)

    def marks(self, view: PictureView) -> Iterator[Mark]:
        """Yield what is being drawn, and what the mouse is over in another view, as marks on a view."""
        plane, hovered = view.plane, self.hovered
        if plane is None:
            return
        yield from self.hand.marks(plane)
        if hovered is not None and hovered.is_seen_in(view):
            yield from hovered.marks(plane)


WHEEL_NOTCH = 120.0
"""Qt's angle delta of one notch of a wheel."""
ZOOM_PER_NOTCH = 1.15
