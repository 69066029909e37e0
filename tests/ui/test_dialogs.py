"""Help lists every key, those of the room's mode included, from the one place that has them."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel

from planner.ui.dialogs import keys_and_mouse
from planner.ui.room.keys import KEYS
from planner.ui.window import Window


def test_keys_of_the_procedure_room_are_listed(window: Window) -> None:
    dialog = keys_and_mouse(window)
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    listed = texts[texts.index("Procedure room") + 1 :]
    assert listed[0::2][: len(KEYS)] == ["Space, Right, N, PgDown", "Left, P, PgUp", "Home", "End", "Esc, F5"]
    assert listed[1::2][: len(KEYS)] == [text for _keys, text in KEYS]
    assert QKeySequence("F5").toString() in texts
    dialog.close()
