from __future__ import annotations

from dataclasses import replace as changed
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from planner.dicom.loaded import LoadedImages
from planner.dicom.scan import scan
from planner.dicom.write import write_ct_series
from planner.sheet.facts import person_name
from planner.ui.loading import Loader
from planner.ui.panels.recent import recent, remember
from planner.ui.panels.refused_list import RefusedList
from planner.ui.panels.series_card import SeriesCard
from planner.ui.panels.study_panel import StudyPanel
from planner.ui.session import Session
from planner.ui.tools.hand import Hand
from tests.dicom.headers.test_headerless import beheaded
from tests.dicom.phantom import HEADER, PLANES, matrix_of, written
from tests.ui.panels.looking import Show, click, texts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sagittal series of 12 slices, a tilted one of 9, and a file that is no DICOM."""
    made = tmp_path_factory.mktemp("study")
    values = np.zeros((12, 24, 20), np.int16)
    write_ct_series(made / "a", values, matrix_of(PLANES["sagittal"], shape=(12, 24, 20)), HEADER)
    tilted = matrix_of(PLANES["axial"], 12.0, shape=(9, 24, 20))
    other = HEADER.__class__(patient=HEADER.patient, seed="tilted", series_description="<b>Tilted</b>")
    write_ct_series(made / "b", values[:9], tilted, other)
    (made / "letter.doc").write_bytes(b"no DICOM" * 40)
    return made


@pytest.fixture
def loader(qtbot: QtBot) -> Loader:
    return Loader()


@pytest.fixture
def panel(session: Session, hand: Hand, loader: Loader, show: Show) -> StudyPanel:
    return show(StudyPanel(session, hand, loader))


def cards(panel: StudyPanel) -> list[SeriesCard]:
    return [card for card in panel.findChildren(SeriesCard) if not card.isHidden()]


def test_a_folder_is_listed_with_plane_count_and_spacing(
    panel: StudyPanel, loader: Loader, folder: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(loader.study_found):
        loader.scan(folder)
    qtbot.waitUntil(lambda: len(cards(panel)) == 2)
    words = [texts(card) for card in cards(panel)]
    assert any("Sagittal, 12 slices every 1.7\u00a0mm" in each for each in words)
    assert any("CT · pixels 0.70 × 0.90 mm" in each for each in words)
    assert any("<b>Tilted</b>" in each for each in words)
    assert sum("Preselected: " in each for each in words) == 1
    assert any("12.0" in each for each in words), "the tilt is said before the volume is opened"


def test_each_stack_has_a_picture(panel: StudyPanel, loader: Loader, folder: Path, qtbot: QtBot) -> None:
    loader.scan(folder)
    qtbot.waitUntil(
        lambda: (
            len(cards(panel)) == 2
            and all(
                any(not label.pixmap().isNull() for label in c.findChildren(QLabel)) for c in cards(panel)
            )
        )
    )


def test_refused_files_have_a_reason_and_a_cure(
    panel: StudyPanel, loader: Loader, folder: Path, qtbot: QtBot
) -> None:
    study = scan(folder)
    loader.scan(folder)
    qtbot.waitUntil(lambda: "1 file refused" in texts(panel))
    assert f"letter.doc: {study.refused[0].reason}. {study.refused[0].cure}" in texts(panel)


def test_files_without_a_header_are_read_when_asked_for(
    panel: StudyPanel, loader: Loader, tmp_path: Path, qtbot: QtBot
) -> None:
    for file in written(tmp_path):
        beheaded(file)
    loader.open(tmp_path)
    qtbot.waitUntil(lambda: "6 files refused" in texts(panel))
    (refused,) = panel.findChildren(RefusedList)
    with qtbot.waitSignal(loader.loaded) as opened:
        click(refused.read_headerless)
    assert any("does not say how it is written" in banner for banner in opened.args[0].banners)
    qtbot.waitUntil(lambda: len(cards(panel)) == 1)
    assert "refused" not in texts(panel)


def test_show_loads_the_volume(panel: StudyPanel, loader: Loader, folder: Path, qtbot: QtBot) -> None:
    loader.scan(folder)
    qtbot.waitUntil(lambda: len(cards(panel)) == 2)
    card = next(card for card in cards(panel) if "Sagittal" in texts(card))
    (button,) = card.findChildren(QPushButton)
    qtbot.waitUntil(button.isVisible)
    with qtbot.waitSignal(loader.loaded) as loaded:
        click(button)
    images = loaded.args[0]
    assert isinstance(images, LoadedImages)
    panel.session.set_images(images)
    qtbot.waitUntil(lambda: any("shown now" in texts(each) for each in cards(panel)))


def test_text_from_dicom_is_plain(
    panel: StudyPanel, session: Session, body: LoadedImages, qtbot: QtBot
) -> None:
    odd = "<h1><img src=x>"
    patient = replace(body.patient, name=odd, id="<a href='x'>7</a>")
    session.set_images(changed(body, patient=patient, series_description="<script>"))
    qtbot.waitUntil(lambda: person_name(odd) in texts(panel))
    assert person_name(odd).startswith("<h1>")
    shown = [label for label in panel.findChildren(QLabel) if label.isVisible() and "<" in label.text()]
    assert len(shown) == 3
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in shown)


def test_every_label_of_the_panel_is_plain_text(
    panel: StudyPanel, loader: Loader, folder: Path, qtbot: QtBot
) -> None:
    loader.scan(folder)
    qtbot.waitUntil(lambda: len(cards(panel)) == 2)
    rich = [
        label
        for label in panel.findChildren(QLabel)
        if label.text() and label.textFormat() is not Qt.TextFormat.PlainText
    ]
    assert rich == []


def test_the_patient_is_named_and_a_sample_said_to_be_one(panel: StudyPanel) -> None:
    words = texts(panel)
    assert "SAMPLE BODY" in words
    assert "SAMPLE: synthetic images of no person" in words
    assert "1961-03-04" in words
    assert "female" in words
    assert "HFS" in words


def test_progress_is_shown_with_a_way_to_stop(
    panel: StudyPanel, loader: Loader, folder: Path, qtbot: QtBot
) -> None:
    assert not panel.cancel.isVisible()
    loader.scan(folder)
    assert panel.cancel.isVisible()
    click(panel.cancel)
    assert not loader.busy
    assert not panel.cancel.isVisible()
    loader.wait()


def test_what_was_opened_is_offered_again_and_can_be_forgotten(
    session: Session, hand: Hand, loader: Loader, show: Show, folder: Path, qtbot: QtBot
) -> None:
    remember(QSettings(), folder / "gone")
    remember(QSettings(), folder / "b")
    remember(QSettings(), folder / "a")
    assert recent(QSettings()) == (folder / "a", folder / "b")
    panel = show(StudyPanel(session, hand, loader))
    button = next(b for b in panel._recent.findChildren(type(panel.cancel)) if b.text().endswith("a"))
    with qtbot.waitSignal(panel.open_requested) as asked:
        click(button)
    assert asked.args == [folder / "a"]
    click(panel._recent.findChildren(type(panel.cancel))[-1])
    assert recent(QSettings()) == ()


def test_a_scanned_folder_is_remembered(
    panel: StudyPanel, loader: Loader, folder: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(loader.study_found):
        loader.scan(folder)
    assert recent(QSettings()) == (folder,)


def test_a_folder_without_images_says_so(
    panel: StudyPanel, loader: Loader, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "letter.doc").write_bytes(b"no DICOM" * 40)
    loader.scan(tmp_path)
    qtbot.waitUntil(lambda: "No DICOM images were found here." in texts(panel))
    assert "1 file refused" in texts(panel)
    assert recent(QSettings()) == ()
