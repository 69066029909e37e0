"""From a folder to pictures of a C-arm: beside a CT by key and by card, alone where there is no CT."""

from __future__ import annotations

import shutil
from dataclasses import replace as replaced
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from planner.plan.c_arm import Positions
from planner.plan.identity import Patient
from planner.ui.frames import open_runs
from planner.ui.frames_look import FramePane
from planner.ui.look import Layout
from planner.ui.panels.series_card import SeriesCard
from planner.ui.session import OtherPatientError
from planner.ui.window import Window
from tests.ui.frames.conftest import CASE, runs
from tests.ui.panels.looking import texts


def open_folder(window: Window, qtbot: QtBot, folder: Path) -> None:
    with qtbot.waitSignal(window.loader.study_found, timeout=60000):
        window.files.open_path(folder)
    qtbot.waitUntil(lambda: window.loader.stack is None, timeout=60000)


def wait_for_pictures(window: Window, qtbot: QtBot) -> None:
    view = window.views.frame_views.real[FramePane.LEFT]
    qtbot.waitUntil(lambda: view.frame_ref is not None, timeout=30000)


def layout_of(window: Window) -> Layout:
    return window.session.look.layout


def positions_of(window: Window) -> Positions:
    return window.session.committed.c_arm.positions


@pytest.fixture
def pictures_only(tmp_path: Path) -> Path:
    """Return a folder with frames of a sample and nothing else."""
    folder = tmp_path / "c_arm"
    folder.mkdir()
    for name in ("1_ap.dcm", "4_lateral.dcm"):
        shutil.copy(CASE / "c_arm" / name, folder)
    return folder


def test_a_key_shows_the_frames_that_lie_beside_the_ct(window: Window, qtbot: QtBot) -> None:
    open_folder(window, qtbot, CASE)
    session = window.session
    assert session.images is not None
    assert layout_of(window) is not Layout.FRAMES
    assert session.runs == ()
    window.actions_by_name["layout_frames"].trigger()
    wait_for_pictures(window, qtbot)
    assert layout_of(window) is Layout.FRAMES
    assert window.steps.frames.isVisible()
    assert window.steps.frames.laying.isVisible()
    assert positions_of(window) is Positions.CT
    window.actions_by_name["layout_slices"].trigger()
    assert not window.steps.frames.isVisible(), "the step stands there again"
    assert len(session.runs) == 10


def test_the_card_of_a_series_shows_its_frames(window: Window, qtbot: QtBot) -> None:
    open_folder(window, qtbot, CASE)
    qtbot.waitUntil(lambda: len(window.steps.study.series.cards) >= 2, timeout=10000)
    offered = [
        button
        for card in window.steps.study.findChildren(SeriesCard)
        for button in card.findChildren(QPushButton)
        if button.text() == "Show C-arm pictures"
    ]
    offered[0].click()
    wait_for_pictures(window, qtbot)
    assert layout_of(window) is Layout.FRAMES


def test_a_folder_of_pictures_alone_is_planned_on(window: Window, qtbot: QtBot, pictures_only: Path) -> None:
    open_folder(window, qtbot, pictures_only)
    wait_for_pictures(window, qtbot)
    session = window.session
    assert layout_of(window) is Layout.FRAMES
    assert positions_of(window) is Positions.C_ARM
    assert session.committed.patient.id == "SAMPLE-SCREWS"
    assert "There is no CT volume here" not in texts(window.notices)
    assert not window.views.frame_views.twins[FramePane.TWIN_LEFT].isVisible(), (
        "there is no CT to compute it from"
    )
    view = window.views.frame_views.real[FramePane.LEFT]
    before = view.mm_per_px
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.mm_per_px < before
    open_folder(window, qtbot, CASE)
    assert session.images is not None
    assert positions_of(window) is Positions.CT, "positions of pictures are no places of a CT"


def test_pictures_of_another_patient_are_not_shown_beside_a_ct(window: Window, qtbot: QtBot) -> None:
    open_folder(window, qtbot, CASE)
    strangers = tuple(replaced(run, patient=Patient(id="SOMEBODY", name="ELSE")) for run in runs())
    with pytest.raises(OtherPatientError):
        open_runs(window.session, strangers)
    assert window.session.runs == ()
