"""Drags the mouse in a real window and prints how long each move took; run by `test_window_speed.py`.

The images are the sample with screws, read to 512 x 512 x 400 voxels, with its plan of needles and screws.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from planner.assets import sample_dicom
from planner.carm.views import View
from planner.dicom.reader import shared_reader
from planner.imaging.volume import Volume
from planner.plan.file import read_plan
from planner.ui.app import Program, make_application
from planner.ui.look import CArmPane, Layout, ViewKind
from planner.ui.views.c_arm_view import CArmView
from planner.ui.views.picture_view import PictureView
from planner.ui.warming import warm

SHAPE = (400, 512, 512)
MOVES = 120
LONGEST_WAIT_S = 5.0
TURNING_S, MOUSE_MS = 4.0, 10


def enlarged(volume: Volume) -> Volume:
    """Return the same patient on a grid of `SHAPE`, each voxel repeated."""
    steps = [old / new for old, new in zip(volume.hu.shape, SHAPE, strict=True)]
    indices = [(np.arange(new) * step).astype(int) for new, step in zip(SHAPE, steps, strict=True)]
    matrix = volume.voxel_to_patient.copy()
    matrix[:3, :3] *= steps[::-1]
    return Volume(np.ascontiguousarray(volume.hu[np.ix_(*indices)]).astype(np.int16), matrix)


def opened(folder: Path) -> Program:
    """Return the program with the enlarged sample and its plan in a window of 1600 x 1000."""
    app = make_application(["facet-planner"])
    QSettings().clear()
    program = Program(app, folder)
    program.window.resize(1600, 1000)
    program.window.show()
    case, reader = sample_dicom() / "screws", shared_reader()
    images = reader.load(next(iter(reader.scan(case).volumes())))
    program.session.set_images(replace(images, volume=enlarged(images.volume)))
    program.session.commit(read_plan(case / "plan.json"), "plan")
    warm()
    return program


def sent(view: PictureView, kind: QEvent.Type, at: QPointF, held: Qt.MouseButton) -> None:
    """Send a mouse event with the left button held or let go."""
    left, outside = Qt.MouseButton.LeftButton, QPointF(view.viewport().mapToGlobal(at.toPoint()))
    button = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseMove else left
    event = QMouseEvent(kind, at, outside, button, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def drag_ms(view: PictureView, start: QPointF) -> list[float]:
    """Return how long each move of a drag took until all that it changes was painted, ms.

    In a picture of the C-arm that is the quick one of just this position.
    """
    times, at = [], start
    sent(view, QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton)
    for n in range(MOVES):
        at = start + QPointF(40.0 * np.sin(n / 9.0), 25.0 * np.sin(n / 13.0)) + QPointF(3.0, 3.0)
        began = time.perf_counter()
        sent(view, QEvent.Type.MouseMove, at, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        while isinstance(view, CArmView) and view.plane != view.wanted:
            # sleeps until something happens, as the loop of a program does: a busy wait would hold the lock
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.perf_counter() - began > LONGEST_WAIT_S:
                raise TimeoutError("no picture")
        QApplication.processEvents()
        times.append((time.perf_counter() - began) * 1000.0)
    sent(view, QEvent.Type.MouseButtonRelease, at, Qt.MouseButton.NoButton)
    return times[10:]


def pictures_per_s(view: CArmView) -> float:
    """Return how many pictures of a C-arm turned without a stop are shown in a second.

    The mouse moves a hundred times a second, as mice do; what it has left behind is not waited for.
    """
    start = QPointF(QPoint(60, view.height() // 2))
    shown: list[object] = []
    view.fluoroscope.taken.connect(lambda client, _shot: shown.append(client))
    sent(view, QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton)
    turns = count()

    def move() -> None:
        n = next(turns)
        at = start + QPointF(40.0 * np.sin(n / 30.0), 25.0 * np.sin(n / 43.0)) + QPointF(3.0, 3.0)
        sent(view, QEvent.Type.MouseMove, at, Qt.MouseButton.LeftButton)

    loop, mouse = QEventLoop(), QTimer()
    mouse.timeout.connect(move)
    mouse.start(MOUSE_MS)
    QTimer.singleShot(round(TURNING_S * 1000.0), loop.quit)
    began = time.perf_counter()
    loop.exec()
    rate = len(shown) / (time.perf_counter() - began)
    mouse.stop()
    sent(view, QEvent.Type.MouseButtonRelease, start, Qt.MouseButton.NoButton)
    return rate


def main(folder: Path) -> None:
    """Drag a tip in the slices, turn the C-arm, and print the times."""
    program = opened(folder)
    session, grid = program.session, program.window.views
    session.select("N1")
    QTest.qWait(500)
    axial = grid.views[ViewKind.AXIAL]
    needle = session.plan.needles[0]
    tip = axial.pixel_of(needle.tip_mm)
    assert tip is not None
    slices = drag_ms(axial, tip)
    session.undo_stack.undo()
    session.look_at(replace(session.look, layout=Layout.C_ARM))
    session.look_at(session.look.with_c_arm(view=View.OBLIQUE))
    steered = grid.c_arms[CArmPane.STEERED]
    while not steered.settled:
        QTest.qWait(50)
    turning = drag_ms(steered, QPointF(QPoint(60, steered.height() // 2)))
    measured = {"slices_ms": slices, "turning_ms": turning, "pictures_per_s": pictures_per_s(steered)}
    sys.stdout.write(json.dumps(measured) + "\n")
    program.window.close()
    program.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
