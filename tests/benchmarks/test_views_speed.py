"""Three views of 512 x 512 redrawn, against three plain widgets that paint the same slices as a QImage."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Vector
from planner.imaging.reslice import full_rect, reslice
from planner.imaging.volume import Volume
from planner.plan.identity import Images, Patient
from planner.ui.look import ViewKind
from planner.ui.pictures import grey_image
from planner.ui.planes import plane_of
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.ui.views.gestures import Gestures
from planner.ui.views.slice_view import SliceView

STANDARD = (ViewKind.AXIAL, ViewKind.SAGITTAL, ViewKind.CORONAL)
ROUNDS = 60
LARGEST_RATIO = 1.2
LARGEST_P95_MS = 33.0


class PlainView(QWidget):
    """The peer: the same slice as a QImage, painted by hand."""

    def __init__(self, kind: ViewKind, session: Session) -> None:
        super().__init__()
        self.kind, self.session = kind, session
        self.image = QImage()

    def redraw(self) -> None:
        session = self.session
        assert session.volume is not None
        plane = plane_of(self.kind, session.look, session.plan, session.volume)
        rect = full_rect(session.volume, plane)
        self.image = grey_image(reslice(session.volume, plane, rect, 0.5).hu, session.look.window)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(self.rect()), self.image)


def in_a_row(qtbot: QtBot, views: list[QWidget]) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    for view in views:
        view.setFixedSize(512, 512)
        row.addWidget(view)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def session() -> Session:
    hu = np.random.default_rng(3).integers(-1000, 2000, (256, 512, 512)).astype(np.int16)
    volume = Volume(hu, np.diag((0.5, 0.5, 1.0, 1.0)))
    made = Session()
    made.set_images(LoadedImages(volume, Patient(), Images(), (), "", "", None, "", "", "", True))
    made.look_at(replace(made.look, overlays=False, crosshair=False))
    return made


def timed_ms(works: list[Callable[[], None]]) -> float:
    start = time.perf_counter()
    for work in works:
        work()
    QApplication.processEvents()
    return (time.perf_counter() - start) * 1000.0


def test_three_views_against_hand_painted_images(
    qtbot: QtBot, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = [SliceView(kind, Session(), Gestures(session, Hand(session))) for kind in STANDARD]
    for view in ours:
        view.session = session
    plain = [PlainView(kind, session) for kind in STANDARD]
    windows = [in_a_row(qtbot, list(views)) for views in (ours, plain)]
    times: dict[str, list[float]] = {"ours": [], "plain": []}
    for n in range(ROUNDS):
        step = Vector(0.4, 0.4, 0.8) * (1.0 if n % 2 else -1.0)
        session.look = replace(session.look, cursor=session.look.cursor + step)
        times["plain"].append(timed_ms([view.redraw for view in plain]))
        times["ours"].append(timed_ms([view.refresh for view in ours]))
    medians = {name: float(np.median(values[5:])) for name, values in times.items()}
    assert len(windows) == 2
    p95 = float(np.percentile(times["ours"][5:], 95))
    ratio = medians["ours"] / medians["plain"]
    with capsys.disabled():
        sys.stdout.write(
            f"\nviews {medians['ours']:.1f} ms, hand-painted {medians['plain']:.1f} ms: "
            f"ratio {ratio:.2f}, p95 {p95:.1f} ms\n"
        )
    assert ratio <= LARGEST_RATIO
    assert p95 < LARGEST_P95_MS
