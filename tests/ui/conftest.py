"""A small body to plan on: a block of tissue with a skin behind, in an oblique field of unequal spacing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QSettings, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.dicom.loaded import LoadedImages
from planner.geometry.vectors import Point
from planner.imaging.volume import Volume
from planner.plan.identity import Images, Patient
from planner.ui.app import Program
from planner.ui.look import CArmPane, ViewKind
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.ui.view_grid import ViewGrid
from planner.ui.views.gestures import Gestures
from planner.ui.views.picture_view import PictureView
from planner.ui.window import Window

SPACING_MM = (1.5, 2.0, 2.5)
SKIN_Y_MM = 60.0
"""Where the back of the body lies: tissue before it, air behind."""


@pytest.fixture(autouse=True)
def _nothing_lingers() -> Iterator[None]:
    """Delete the widgets that a test has closed: what lingers is styled anew with every change of theme."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    """The whole program with its window shown, nothing remembered from before."""
    QSettings().clear()
    made = Program(qapp, tmp_path / "journal")
    made.window.resize(1400, 860)
    made.window.show()
    yield made
    made.window.close()
    made.close()
    made.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QSettings().clear()


@pytest.fixture
def window(program: Program) -> Window:
    """The window of the program."""
    return program.window


@pytest.fixture(scope="session")
def body() -> LoadedImages:
    """Tissue from y = -20 to 60 mm; the grid reaches from -40 to 56 (L), -38 to 96 (P), -45 to 80 (S)."""
    matrix = np.diag((*SPACING_MM, 1.0))
    matrix[:3, 3] = (-40.0, -38.0, -45.0)
    hu = np.full((51, 68, 65), -1000, np.int16)
    ys = -38.0 + 2.0 * np.arange(68)
    hu[:, (ys >= -20.0) & (ys <= SKIN_Y_MM), :] = 50
    return LoadedImages(
        volume=Volume(hu, matrix),
        patient=Patient(id="SAMPLE-1", name="SAMPLE^BODY", birth_date="19610304", sex="F"),
        images=Images(
            study_uid="2.25.1",
            series_uid="2.25.2",
            frame_of_reference_uid="2.25.3",
            pixel_digest="sha256:0",
            patient_position="HFS",
        ),
        notes=(),
        study_date="20250102",
        series_description="SAMPLE body",
        slice_thickness_mm=2.5,
        manufacturer="",
        kernel="",
        patient_position="HFS",
        sample=True,
    )


@pytest.fixture
def session(qapp: QApplication, body: LoadedImages) -> Session:
    """A session with the body open and an empty plan."""
    made = Session()
    made.set_images(body)
    return made


def look_at_point(session: Session, point: Point) -> None:
    """Move the cursor to a point and all views to it."""
    session.look_at(replace(session.look, cursor=point).with_c_arm(isocentre=point))
    session.focused.emit()


class Mouse:
    """Presses, drags and scrolls on views as a person does, at points of patient space."""

    def __init__(self, grid: ViewGrid) -> None:
        self.grid = grid

    def view(self, kind: ViewKind | CArmPane) -> PictureView:
        return self.grid.c_arms[kind] if isinstance(kind, CArmPane) else self.grid.views[kind]

    def pixel(self, kind: ViewKind | CArmPane, point: Point) -> QPoint:
        at = self.view(kind).pixel_of(point)
        assert at is not None
        return at.toPoint()

    def click(
        self,
        kind: ViewKind | CArmPane,
        point: Point,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        self.hover(kind, point)
        QTest.mouseClick(self.view(kind).viewport(), button, modifiers, self.pixel(kind, point))

    def hover(self, kind: ViewKind | CArmPane, point: Point) -> None:
        self.move_to(kind, self.pixel(kind, point), Qt.MouseButton.NoButton)

    def press(
        self,
        kind: ViewKind | CArmPane,
        at: QPoint,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        QTest.mousePress(self.view(kind).viewport(), button, modifiers, at)

    def release(
        self, kind: ViewKind | CArmPane, at: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton
    ) -> None:
        QTest.mouseRelease(self.view(kind).viewport(), button, Qt.KeyboardModifier.NoModifier, at)

    def move_to(self, kind: ViewKind | CArmPane, at: QPoint, held: Qt.MouseButton) -> None:
        """Send a move with a button held: QTest's own moves hold none."""
        viewport = self.view(kind).viewport()
        place, outside = QPointF(at), QPointF(viewport.mapToGlobal(at))
        none, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(
            viewport, QMouseEvent(QEvent.Type.MouseMove, place, outside, none, held, no_keys)
        )

    def drag(
        self,
        kind: ViewKind | CArmPane,
        start: QPoint,
        by: QPoint,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        self.press(kind, start, button, modifiers)
        for share in (0.3, 0.7, 1.0):
            self.move_to(kind, start + by * share, button)
        self.release(kind, start + by, button)


@pytest.fixture
def grid(qtbot: QtBot, session: Session) -> Iterator[ViewGrid]:
    """The four views on the session, in a window of 1000 x 800."""
    views = ViewGrid(session, Gestures(session, Hand(session)))
    qtbot.addWidget(views)
    views.resize(1000, 800)
    views.show()
    qtbot.waitExposed(views)
    yield views
    session.changed.disconnect()


@pytest.fixture
def mouse(grid: ViewGrid) -> Mouse:
    return Mouse(grid)
