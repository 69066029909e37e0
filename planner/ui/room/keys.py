"""The keys of the room: few, large, on every keyboard, presenter and pedal; help names them from here."""

from __future__ import annotations

from PySide6.QtCore import Qt

from planner.words import N_

NEXT = (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_N, Qt.Key.Key_PageDown)
PREVIOUS = (Qt.Key.Key_Left, Qt.Key.Key_P, Qt.Key.Key_PageUp)
FIRST, LAST = (Qt.Key.Key_Home,), (Qt.Key.Key_End,)
LEAVE = (Qt.Key.Key_Escape, Qt.Key.Key_F5)

KEYS = (
    (NEXT, N_("Next needle")),
    (PREVIOUS, N_("Previous needle")),
    (FIRST, N_("First needle")),
    (LAST, N_("Last needle")),
    (LEAVE, N_("Back to the window")),
)
"""All of them, and what they do."""
