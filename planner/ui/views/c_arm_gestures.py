"""The drags that belong to the C-arm alone: turning it, and its contrast and brightness."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from planner.ui.session import Session
from planner.ui.views.drags import STILL_PX

if TYPE_CHECKING:
    from planner.ui.views.c_arm_view import CArmView

TURN_DEG_PER_PX = 0.35
LEAST_CONTRAST, MOST_CONTRAST = 0.3, 5.0
CONTRAST_PER_PX, BRIGHTNESS_PER_PX = 1.006, 0.002


class CursorClick:
    """Puts the cursor of all views on the ray under the mouse, as deep as it was."""

    def __init__(self, view: CArmView, at: QPointF) -> None:
        self._view, self._start, self._before = view, at, view.session.look.cursor
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
            self._view.turn(by.x(), -by.y())
            self._last = at

    def cancel(self) -> None:
        """Turn the C-arm back."""
        self._view.restore(self._stood)


class GreysDrag:
    """Changes the greys of the screen: to the right less contrast, downwards brighter."""

    def __init__(self, session: Session, at: QPointF) -> None:
        self._session, self._start, self._before = session, at, session.look.c_arm.greys

    def move(self, at: QPointF) -> None:
        """Follow the mouse."""
        by = at - self._start
        contrast = self._before.contrast * CONTRAST_PER_PX ** -by.x()
        greys = replace(
            self._before,
            contrast=min(max(contrast, LEAST_CONTRAST), MOST_CONTRAST),
            brightness=min(max(self._before.brightness + by.y() * BRIGHTNESS_PER_PX, -0.5), 0.5),
        )
        self._session.look_at(self._session.look.with_c_arm(greys=greys))

    def release(self, at: QPointF) -> None:
        """Keep the greys."""

    def cancel(self) -> None:
        """Put the greys back."""
        self._session.look_at(self._session.look.with_c_arm(greys=self._before))
