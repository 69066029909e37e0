"""The list of series: what each card says, how many stay quick, and what stands together."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from planner.dicom.load import load_volume
from planner.dicom.loaded import LoadedImages
from planner.dicom.notes import note
from planner.dicom.reader import shared_reader
from planner.dicom.scan import scan
from planner.dicom.study import Other, Pictures, Projection, Refused, Series, Stack, Study
from planner.dicom.write import SeriesHeader, write_ct_series
from planner.plan.identity import Patient
from planner.ui.panels.refused_list import MOST_NAMED, RefusedGroup, RefusedList
from planner.ui.panels.series_card import Place, SeriesCard
from planner.ui.panels.series_list import SeriesList
from planner.ui.panels.series_words import breakable, residual_sentence
from planner.ui.panels.thumbnails import Thumbnails
from tests.dicom.phantom import PATIENT, PLANES, matrix_of
from tests.ui.panels.looking import Show, click, texts

SHAPE = (12, 24, 20)
XA = "X-Ray Angiographic Image Storage"
DOCUMENT = Other("Encapsulated PDF Storage", (Path("/x/d"),), ())
LONG = "LUMBAR_SPINE_THIN_SLICE_RECONSTRUCTION_WITH_METAL_ARTEFACT_REDUCTION_" * 3


def write(folder: Path, name: str, patient: Patient = PATIENT, plane: str = "sagittal") -> None:
    header = SeriesHeader(patient=patient, seed=name, series_description=name, packing="explicit")
    write_ct_series(
        folder / name[:20], np.zeros(SHAPE, np.int16), matrix_of(PLANES[plane], shape=SHAPE), header
    )


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Two series of one patient in one frame of reference."""
    folder = tmp_path_factory.mktemp("list")
    write(folder, "sharp")
    write(folder, "soft")
    return in_one_frame(scan(folder))


def in_one_frame(study: Study) -> Study:
    return replace(study, series=tuple(_framed(series) for series in study.series))


def _framed(series: Series) -> Series:
    def framed(stack: Stack) -> Stack:
        images = tuple(
            replace(image, acquisition=replace(image.acquisition, frame_of_reference_uid="2.25.77"))
            for image in stack.images
        )
        return replace(stack, images=images)

    return replace(series, stacks=tuple(framed(stack) for stack in series.stacks))


def many(study: Study, n: int) -> Study:
    one = study.series[0]
    copies = tuple(
        replace(
            one, series_uid=f"2.25.{k}", number=k, description=f"{LONG}{k}" if k % 9 == 0 else f"Series {k}"
        )
        for k in range(n)
    )
    return replace(study, series=copies)


@pytest.fixture
def listing(show: Show) -> SeriesList:
    return show(SeriesList(Thumbnails(shared_reader())))


def listed(qtbot: QtBot, listing: SeriesList, study: Study) -> list[SeriesCard]:
    listing.show_study(study)
    wanted = sum(len(series.parts) for series in study.series)
    qtbot.waitUntil(lambda: len(listing.cards) >= wanted and all(map(QFrame.isVisible, listing.cards)))
    return listing.cards


def buttons(card: SeriesCard) -> list[str]:
    return [button.text() for button in card.findChildren(QPushButton) if not button.isHidden()]


def test_a_card_says_fit_and_what_it_goes_together_with(
    qtbot: QtBot, listing: SeriesList, study: Study
) -> None:
    card = listed(qtbot, listing, study)[0]
    assert "On a regular grid within 0.01 mm" in texts(card)
    assert "Same space as “soft”: both can be looked at together." in texts(card)


@pytest.mark.parametrize(
    ("error_mm", "said"), [(0.0, "0.01"), (0.02, "0.02"), (0.0201, "0.03"), (0.1, "0.10")]
)
def test_the_residual_is_never_said_to_be_smaller_than_it_is(
    study: Study, error_mm: float, said: str
) -> None:
    stack = replace(study.stacks()[0], largest_gap_error_mm=error_mm)
    assert residual_sentence(stack) == f"On a regular grid within {said} mm"
    assert residual_sentence(replace(stack, action="refuse")) == ""


def test_what_can_be_done_with_a_card_follows_what_is_open(
    qtbot: QtBot, listing: SeriesList, study: Study, body: LoadedImages
) -> None:
    sharp, soft = listed(qtbot, listing, study)
    assert buttons(sharp) == ["Show these"]
    listing.mark(body, None)
    assert buttons(soft) == ["Show these"], "another patient is never looked at beside"
    images = load_volume(study.stacks()[0])
    listing.mark(images, None)
    assert (sharp.place, soft.place) == (Place.OPEN, Place.SAME_SPACE)
    qtbot.waitUntil(lambda: "shown now" in texts(sharp))
    assert buttons(sharp) == []
    qtbot.waitUntil(lambda: buttons(soft) == ["Show these", "Look at beside"])
    beside = next(b for b in soft.findChildren(QPushButton) if b.text() == "Look at beside")
    qtbot.waitUntil(beside.isVisible)
    with qtbot.waitSignal(listing.wanted_beside) as asked:
        click(beside)
    assert asked.args == [study.stacks()[1]]
    listing.mark(images, load_volume(study.stacks()[1]))
    assert soft.place is Place.BESIDE
    qtbot.waitUntil(lambda: buttons(soft) == ["Show these", "Take away"])
    away = next(b for b in soft.findChildren(QPushButton) if b.text() == "Take away" and not b.isHidden())
    qtbot.waitUntil(away.isVisible)
    with qtbot.waitSignal(listing.unwanted_beside):
        click(away)


def test_forty_series_come_without_holding_up_the_window(qtbot: QtBot, show: Show, study: Study) -> None:
    area = QScrollArea()
    listing = SeriesList(Thumbnails(shared_reader()))
    area.setWidget(listing)
    area.setWidgetResizable(True)
    show(area)
    # of this thread alone: others at work on the machine hold up nothing here
    start = time.thread_time()
    listing.show_study(many(study, 40))
    held_ms = (time.thread_time() - start) * 1000.0
    qtbot.waitUntil(lambda: len(listing.cards) == 40)
    assert held_ms < 150.0
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 3000)
    worst_ms = 0.0
    for at in range(0, area.verticalScrollBar().maximum(), 400):
        start = time.thread_time()
        area.verticalScrollBar().setValue(at)
        area.viewport().repaint()
        worst_ms = max(worst_ms, (time.thread_time() - start) * 1000.0)
    assert worst_ms < 100.0
    assert area.horizontalScrollBar().maximum() == 0, "a long name must not widen the list"


def test_opening_a_volume_keeps_the_cards_and_the_place_in_the_list(
    qtbot: QtBot, listing: SeriesList, study: Study
) -> None:
    before = list(listed(qtbot, listing, study))
    listing.mark(load_volume(study.stacks()[0]), None)
    assert listing.cards == before


def test_several_patients_have_headings_and_a_sentence(
    qtbot: QtBot, listing: SeriesList, tmp_path: Path
) -> None:
    write(tmp_path, "one")
    write(tmp_path, "two", Patient(id="<b>P-2", name="Doe^Jim"))
    listed(qtbot, listing, scan(tmp_path))
    words = texts(listing)
    assert "Images of 2 patients stand here: choose whose to show." in words
    assert "Doe Jane · P-17 · 1970-02-03" in words
    assert "Doe Jim · <b>P-2" in words
    assert all(
        label.textFormat() is Qt.TextFormat.PlainText
        for label in listing.findChildren(QLabel)
        if label.text()
    )


def test_one_patient_has_no_heading(qtbot: QtBot, listing: SeriesList, study: Study) -> None:
    listed(qtbot, listing, study)
    assert "P-17" not in texts(listing)
    assert "patients" not in texts(listing)


def test_what_can_be_planned_on_comes_first(qtbot: QtBot, listing: SeriesList, study: Study) -> None:
    first, second = study.series
    apart = tuple(replace(stack, action="refuse", kind="localizer") for stack in first.stacks)
    cards = listed(qtbot, listing, replace(study, series=(replace(first, stacks=apart), second)))
    assert [card.part.action for card in cards] == ["load", "refuse"]
    assert f"In “{study.path.name}”" in texts(listing)


def test_a_document_of_another_is_no_images_of_another(
    qtbot: QtBot, listing: SeriesList, study: Study
) -> None:
    other = replace(study.series[0], stacks=(), patient=Patient(id="P-3", name="Poe^Al"), others=(DOCUMENT,))
    listed(qtbot, listing, replace(study, series=(*study.series, other)))
    assert "patients stand here" not in texts(listing)
    assert "Poe Al · P-3" in texts(listing), "whose it is stands above it all the same"


def test_refused_files_stand_together_by_reason(show: Show) -> None:
    torn, lossy = note("the file is torn"), note("it is lossy")
    cure = note("Export it again.")
    refused = [Refused(f"/x/torn {n}.dcm", torn, cure) for n in range(300)] + [
        Refused("/x/l.dcm", lossy, cure)
    ]
    shown = show(RefusedList(Study(Path("/x"), (), tuple(refused))))
    assert "301 files refused" in texts(shown)
    many_files, one_file = shown.findChildren(RefusedGroup)
    assert "300 files: the file is torn. Export it again." in texts(many_files)
    assert "torn 7.dcm" not in texts(many_files)
    click(many_files.disclose)
    assert "torn 7.dcm" in texts(many_files)
    assert f"and {300 - MOST_NAMED} more" in texts(many_files)
    click(many_files.disclose)
    assert "torn 7.dcm" not in texts(many_files)
    assert "l.dcm: it is lossy. Export it again." in texts(one_file)
    assert not one_file.findChildren(QPushButton)


def test_projections_of_one_class_are_one_card(qtbot: QtBot, listing: SeriesList, study: Study) -> None:
    run = tuple(
        Projection(Path(f"/x/{n}"), XA, 1, "unknown", None, None, None, None, None, None, None)
        for n in range(60)
    )
    series = replace(study.series[0], stacks=(), projections=run)
    listing.show_study(replace(study, series=(series,)))
    qtbot.waitUntil(lambda: f"{XA} · 60 files" in texts(listing))
    assert len(listing.cards) == 1


def test_pictures_can_be_looked_at(qtbot: QtBot, listing: SeriesList, study: Study) -> None:
    pictures = Pictures(Path("/x/sc"), "Secondary Capture Image Storage", 3, 20, 30, False, ())
    series = replace(study.series[0], stacks=(), pictures=(pictures,))
    (card,) = listed(qtbot, listing, replace(study, series=(series,)))
    assert "Secondary Capture Image Storage · 3 pictures" in texts(card)
    (look,) = card.findChildren(QPushButton)
    with qtbot.waitSignal(listing.pictures_wanted) as asked:
        click(look)
    assert asked.args == [pictures]


@pytest.mark.parametrize("text", ["Lumbar 1.0", LONG, "腰椎" * 40, "", "a/b"])
def test_places_to_break_change_no_letter(text: str) -> None:
    broken = breakable(text)
    assert broken.replace("\u200b", "") == text
    assert max(map(len, broken.replace("\u200b", " ").split()), default=0) <= 18


def test_no_card_stands_as_a_window_of_its_own(qtbot: QtBot, listing: SeriesList, study: Study) -> None:
    listed(qtbot, listing, study)
    assert not [w for w in listing.findChildren(QFrame) if w.isWindow()]
