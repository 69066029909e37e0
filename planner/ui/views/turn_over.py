"""The button in the corner of a view that turns from the images planned on to their companion and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from planner.ui import ink
from planner.words import _

if TYPE_CHECKING:
    from planner.ui.views.slice_view import SliceView


class TurnOver(QToolButton):
    """Says which images the view shows, and shows the others at a click; hidden where there are none."""

    MARGIN_PX = 8

    def __init__(self, view: SliceView) -> None:
        super().__init__(view)
        self._view = view
        self._said: tuple[bool, bool] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.clicked.connect(self._turn)
        self.hide()

    def _turn(self) -> None:
        session = self._view.session
        session.look_at(session.look.with_turned_over(self._view.kind))

    def refresh(self) -> None:
        """Say what the view shows now."""
        there, beside = self._view.session.companion is not None, self._view.is_beside
        if (there, beside) == self._said:
            return
        self._said = there, beside
        self.setVisible(there)
        self.setText(_("Beside") if beside else _("Main images"))
        hint = _("Shown: the images beside. Click for the main images, on which is planned (L)")
        other = _("Shown: the main images, on which is planned. Click for the images beside (L)")
        self.setToolTip(hint if beside else other)
        self.setAccessibleName(self.toolTip())
        ground, letters = (ink.COMPANION, ink.ON_COMPANION) if beside else ("#2b3036", ink.FURNITURE)
        self.setStyleSheet(
            f"QToolButton {{ background: {ground}; color: {letters}; border: 1px solid {ink.COMPANION};"
            " border-radius: 4px; padding: 2px 8px; font-weight: bold; }"
        )
        self.place()

    def place(self) -> None:
        """Stand in the upper right corner of the view."""
        self.adjustSize()
        self.move(self._view.width() - self.width() - self.MARGIN_PX, self.MARGIN_PX)
