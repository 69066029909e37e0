"""The Qt binding does not lose references of True, as PySide6 6.12.0 does on Python 3.11.

There every ``Signal.emit()`` dropped one, and the interpreter died of it within seconds.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal

EMITS = 2_000


class _Sender(QObject):
    moved = Signal(bool)
    done = Signal()


def test_emitting_keeps_the_references_of_true() -> None:
    sender = _Sender()
    received: list[bool] = []
    sender.moved.connect(lambda _value: received.append(_value))
    before = sys.getrefcount(True)
    for _ in range(EMITS):
        sender.moved.emit(False)
        sender.done.emit()
    after = sys.getrefcount(True)
    assert len(received) == EMITS
    assert abs(after - before) < EMITS // 20
