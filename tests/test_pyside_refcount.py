"""The Qt binding does not lose references of True, as PySide6 6.12.0 does on Python 3.11.

There every ``Signal.emit()`` drops one and the interpreter dies of it within seconds: hence a process apart.
"""

from __future__ import annotations

import subprocess
import sys

EMITS = 100
PROBE = f"""
import sys
from PySide6.QtCore import QObject, Signal

class Sender(QObject):
    moved = Signal(bool)
    done = Signal()

sender = Sender()
received = []
sender.moved.connect(received.append)
before = sys.getrefcount(True)
for _ in range({EMITS}):
    sender.moved.emit(False)
    sender.done.emit()
print(len(received), sys.getrefcount(True) - before)
"""


def test_emitting_keeps_the_references_of_true() -> None:
    run = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=False)
    assert run.returncode == 0, f"the probe ended with {run.returncode}: {run.stderr}"
    received, change = map(int, run.stdout.split())
    assert received == EMITS
    assert abs(change) < EMITS // 10
