"""What belongs to the C-arm alone: turning it by mouse and keys, and its contrast and brightness."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from planner.carm.angles import turned
from planner.ui.beams import angles_of
from planner.ui.look import BRIGHTNESS, CONTRAST, CArmPane, within
from planner.ui.session import Session
from planner.ui.views.drags import STILL_PX

if TYPE_CHECKING:
    from planner.ui.views.c_arm_view import CArmView

TURN_DEG_PER_PX = 0.35
CONTRAST_PER_PX, BRIGHTNESS_PER_PX = 1.006, 0.002
KEY_TURNS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}
"""What the arrow keys turn: the detector to the right of the screen, and up it, in degrees."""


def turn_on_screen(session: Session, right_deg: float, up_deg: float) -> None:
    """Turn the steered C-arm so that its detector goes to the right and up the monitor of the room."""
    angles = angles_of(CArmPane.STEERED, session.look, session.laid_by)
    left_deg = right_deg if session.site.mirrored else -right_deg
    session.look_at(session.look.turned_to(turned(angles, left_deg, up_deg)))


def turn_by_key(session: Session, key: int) -> bool:
    """Turn the steered C-arm by an arrow key; say whether it is one."""
    turn = KEY_TURNS.get(Qt.Key(key))
    if turn is not None:
        turn_on_screen(session, *turn)
    return turn is not None


class CursorClick:
    """Puts the cursor of all views on the ray under the mouse, as deep as it was."""

    def __init__(self, view: CArmView, at: QPointF) -> None:
        self._view, self._start = view, at
        self._moved = False

    def move(self, at: QPointF) -> None:
        """Note that it is no click."""
        self._moved = self._moved or (at - self._start).manhattanLength() >= STILL_PX

    def release(self, at: QPointF) -> None:
        """Put the cursor there, unless the mouse was dragged."""
        point = self._view.to_patient(at)
        if not self._moved and point is not None:
            session = self._view.session
            session.look_at(replace(session.look, cursor=point))

    def cancel(self) -> None:
        """Leave the cursor where it is."""


class TurnDrag(CursorClick):
    """Turns the C-arm: the detector follows the mouse. A click puts the cursor there."""

    def __init__(self, view: CArmView, at: QPointF) -> None:
        super().__init__(view, at)
        self._stood, self._last = view.frame(), at

    def move(self, at: QPointF) -> None:
        """Turn by so much as the mouse has moved."""
        super().move(at)
        if self._moved:
            by = (at - self._last) * TURN_DEG_PER_PX
            turn_on_screen(self._view.session, by.x(), -by.y())
            self._last = at

    def cancel(self) -> None:
        """Turn the C-arm back."""
        self._view.restore(self._stood)


class GreysDrag:
    """Changes the greys of the screen: to the right less contrast, downwards brighter."""

    def __init__(self, session: Session, at: QPointF) -> None:
        self._session, self._start, self._before = session, at, session.look.c_arm

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        by, before = at - self._start, self._before
        self._set(
            within(before.contrast * CONTRAST_PER_PX ** -by.x(), CONTRAST),
            within(before.brightness + by.y() * BRIGHTNESS_PER_PX, BRIGHTNESS),
        )

    def _set(self, contrast: float, brightness: float) -> None:
        look = self._session.look
        self._session.look_at(look.with_c_arm(contrast=contrast, brightness=brightness))

    def release(self, at: QPointF) -> None:
        """Keep the greys."""

    def cancel(self) -> None:
        """Put the greys back."""
        self._set(self._before.contrast, self._before.brightness)
