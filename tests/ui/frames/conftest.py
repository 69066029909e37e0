"""The frames of a sample case, beside its CT and alone, in views as a person sees them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Level
from planner.assets import sample_dicom
from planner.carm.beam import Beam
from planner.dicom.loaded import LoadedImages
from planner.dicom.reader import shared_reader
from planner.dicom.study import Study
from planner.geometry.vectors import Point
from planner.plan.c_arm import FrameRef, Pixel
from planner.plan.file import read_plan
from planner.plan.plan import Plan
from planner.ui.frames import Runs, loadable, open_runs, runs_of
from planner.ui.frames_look import FramePane
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from planner.ui.view_grid import ViewGrid
from planner.ui.views.frame_view import FrameView
from planner.ui.views.gestures import Gestures
from tests.sheet.on_pictures import isocentre

CASE = sample_dicom() / "screws"
LEVEL = Level.L4


@cache
def study() -> Study:
    return shared_reader().scan(CASE)


@cache
def ct() -> LoadedImages:
    best = study().best()
    assert best is not None
    return shared_reader().load(best)


@cache
def plan() -> Plan:
    return read_plan(CASE / "plan.json")


def runs() -> Runs:
    """The frames with distances, AP first."""
    first = next(
        each for each in loadable(study()) if each.file.name == "1_ap.dcm" and each.calibration == "estimated"
    )
    return runs_of(study(), first)


@dataclass
class Frames:
    """The views of frames on a session, with a mouse on their pictures."""

    session: Session
    hand: Hand
    grid: ViewGrid
    qtbot: QtBot

    def view(self, pane: FramePane) -> FrameView:
        return self.grid.frame_views.real[pane]

    def ref(self, pane: FramePane) -> FrameRef:
        ref = self.view(pane).ref
        assert ref is not None
        return ref

    def wait(self) -> None:
        """Wait until the pictures are there."""
        for pane in (FramePane.LEFT, FramePane.RIGHT):
            self.qtbot.waitUntil(partial(self._is_there, self.view(pane)), timeout=20000)

    def _is_there(self, view: FrameView) -> bool:
        return view.ref is None or view.frame_ref == view.ref

    def at(self, pane: FramePane, place_px: Pixel) -> QPoint:
        view = self.view(pane)
        assert view.place is not None
        return view.to_pixel(*view.place.to_uv(place_px)).toPoint()

    def click(self, pane: FramePane, place_px: Pixel) -> None:
        """Click a place of the picture."""
        QTest.mouseClick(
            self.view(pane).viewport(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            self.at(pane, place_px),
        )

    def seen(self, pane: FramePane, point: Point) -> Pixel:
        """Where a point of the CT is truly seen in a frame of the sample."""
        run = next(run for run in self.session.runs if run.holds(self.ref(pane)))
        beam = run.geometry(self.ref(pane)).beam()
        assert isinstance(beam, Beam)
        off = point - isocentre(run.projection.file.name)
        pixel = beam.to_pixel(Point(off.x, off.y, off.z))
        assert pixel is not None
        return pixel


Open = Callable[[Session], Frames]


@pytest.fixture
def open_frames(qapp: QApplication, qtbot: QtBot) -> Iterator[Open]:
    """Open the views of frames on a session."""
    QSettings().clear()
    made: list[Frames] = []

    def opened(session: Session) -> Frames:
        hand = Hand(session)
        grid = ViewGrid(session, Gestures(session, hand), None, shared_reader().frame)
        qtbot.addWidget(grid)
        grid.resize(1100, 900)
        grid.show()
        qtbot.waitExposed(grid)
        open_runs(session, runs())
        frames = Frames(session, hand, grid, qtbot)
        made.append(frames)
        frames.wait()
        return frames

    yield opened
    for frames in made:
        frames.session.changed.disconnect()
        frames.grid.close_down()


@pytest.fixture
def with_ct(open_frames: Open) -> Frames:
    """The frames beside the CT of the case and its plan."""
    session = Session()
    session.set_images(ct())
    session.set_plan(plan(), None)
    session.look_at(session.look.with_frames(level=LEVEL))
    return open_frames(session)


@pytest.fixture
def alone(open_frames: Open) -> Frames:
    """The frames alone: a plan is made on them."""
    return open_frames(Session())
