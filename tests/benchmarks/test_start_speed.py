"""From nothing to a sample on the screen: the window, and the sample's images in it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest

from planner.assets import sample_dicom

ROUNDS = 3
WINDOW_S, SAMPLE_S = 1.5, 2.0
"""Goals: the window after the start of the process, and the sample after the window was asked for."""

SCRIPT = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QTimer
from planner.ui.app import Program, make_application
imported = time.time()
app = make_application(["facet-planner"])
program = Program(app, Path(sys.argv[1]))
program.window.show()
app.processEvents()
shown = time.time()
def done(images):
    app.processEvents()
    print(f"{shown - float(sys.argv[3]):.3f} {time.time() - imported:.3f}")
    app.quit()
program.window.files.opened.connect(done)
program.window.files.open_path(Path(sys.argv[2]))
QTimer.singleShot(60000, app.quit)
app.exec()
program.keeper.close()
"""


def start_once(folder: Path) -> tuple[float, float]:
    """Return the seconds from the start of a process to its window, and from its imports to the sample."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", SCRIPT, str(folder), str(sample_dicom() / "plain"), str(time.time())]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    window_s, sample_s = map(float, done.stdout.split())
    return window_s, sample_s


def test_window_and_sample_are_there_soon(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start_once(tmp_path / "warm")
    runs = [start_once(tmp_path / str(n)) for n in range(ROUNDS)]
    window_s, sample_s = (median(values) for values in zip(*runs, strict=True))
    with capsys.disabled():
        sys.stdout.write(f"\nwindow after {window_s:.2f} s, sample after imports {sample_s:.2f} s\n")
    assert window_s <= WINDOW_S
    assert sample_s <= SAMPLE_S
