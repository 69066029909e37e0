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
from planner.ui.look import Layout
from tests.benchmarks.alternating import say

ROUNDS = 3
WINDOW_S, SAMPLE_S = 1.5, 2.0
"""Goals: the window after the start of the process, and the sample after the window was asked for."""

SCRIPT = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from planner.ui.app import Program, make_application
imported = time.time()
app = make_application(["facet-planner"])
QSettings().setValue("window/layout", sys.argv[4])
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
program.close()
"""


def start_once(folder: Path, layout: Layout) -> tuple[float, float]:
    """Return the seconds from the start of a process to its window, and from its imports to the sample."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder / "settings")}
    sample, now = sample_dicom() / "plain", str(time.time())
    command = [sys.executable, "-c", SCRIPT, str(folder), str(sample), now, layout.value]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    window_s, sample_s = map(float, done.stdout.split())
    return window_s, sample_s


@pytest.mark.parametrize("layout", Layout)
def test_window_and_sample_are_there_soon(
    tmp_path: Path, layout: Layout, capsys: pytest.CaptureFixture[str]
) -> None:
    """The window shows the views that were left in it: slices, or those of the C-arm."""
    start_once(tmp_path / "warm", layout)
    runs = [start_once(tmp_path / str(n), layout) for n in range(ROUNDS)]
    window_s, sample_s = (median(values) for values in zip(*runs, strict=True))
    say(capsys, f"{layout.value}: window after {window_s:.2f} s, sample after imports {sample_s:.2f} s")
    assert window_s <= WINDOW_S
    assert sample_s <= SAMPLE_S
