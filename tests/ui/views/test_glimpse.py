"""The first slice is there before the rest, right way round, with the name of its patient."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from planner.assets import sample_dicom
from planner.dicom.errors import LoadStoppedError
from planner.dicom.loaded import Glimpse, LoadedImages
from planner.dicom.scan import scan
from planner.dicom.study import Stack
from planner.dicom.write import SeriesHeader, write_ct_series
from planner.plan.identity import Patient
from planner.ui.actions import EDITS
from planner.ui.panels.findings_panel import FindingsPanel
from planner.ui.panels.progress import Step
from planner.ui.window import Window
from tests.dicom.phantom import matrix_of

SHAPE = (9, 30, 20)
OTHER = Patient(id="P-2", name="OTHER^ONE", birth_date="19400506")
FEET_FIRST_PRONE = ((-1, 0, 0), (0, 0, 1))


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    """Coronal slices from left to right, bright in the first quarter of rows and columns."""
    values = np.full(SHAPE, -1000, np.int16)
    values[:, : SHAPE[1] // 4, : SHAPE[2] // 4] = 3000
    header = SeriesHeader(patient=OTHER, seed="glimpse", series_description="Coronal <b>")
    write_ct_series(tmp_path / "ct", values, matrix_of(FEET_FIRST_PRONE, shape=SHAPE), header)
    return scan(tmp_path / "ct").choose()


@pytest.fixture
def held(window: Window, monkeypatch: pytest.MonkeyPatch) -> Event:
    """Reading stops after the first slice until this is set, as on a slow disc."""
    go_on, read = Event(), window.loader.reader.load

    def slow(
        stack: Stack,
        progress: Callable[[int, int], None],
        cancelled: Callable[[], bool],
        glimpse: Callable[[Glimpse], None],
    ) -> LoadedImages:
        def seen(first: Glimpse) -> None:
            glimpse(first)
            progress(1, len(stack.images))
            while not go_on.wait(0.005):
                if cancelled():
                    raise LoadStoppedError(stack.folder)

        return read(stack, None, cancelled, seen)

    monkeypatch.setattr(window.loader.reader, "load", slow)
    return go_on


def test_the_first_slice_stands_over_the_views_until_all_is_read(
    qtbot: QtBot, window: Window, stack: Stack, held: Event
) -> None:
    with qtbot.waitSignal(window.loader.glimpsed):
        window.loader.load(stack)
    assert window.glimpse.isVisible()
    assert not window.views.isVisible()
    assert "OTHER ONE · P-2 · 1940-05-06" in window.glimpse.who.text()
    assert "Coronal <b>" in window.glimpse.series.text()
    assert window.glimpse.series.textFormat() is Qt.TextFormat.PlainText
    qtbot.waitUntil(lambda: window.glimpse.words.text() == "Reading: 1 of 9")
    with qtbot.waitSignal(window.files.opened):
        held.set()
    assert window.views.isVisible()
    assert not window.glimpse.isVisible()


def test_it_lies_as_the_image_does_with_square_millimetres(
    qtbot: QtBot, window: Window, stack: Stack, held: Event
) -> None:
    with qtbot.waitSignal(window.loader.glimpsed):
        window.loader.load(stack)
    picture = window.glimpse.picture
    area = picture.area()
    # 20 columns of 0.7 mm, 30 rows of 0.9 mm
    assert area.width() / area.height() == pytest.approx((20 * 0.7) / (30 * 0.9))
    seen = picture.grab().toImage()
    at = [(0.12, 0.12), (0.88, 0.12), (0.12, 0.88), (0.88, 0.88)]
    places = [(area.left() + u * area.width(), area.top() + v * area.height()) for u, v in at]
    bright = [seen.pixelColor(round(x), round(y)).lightness() > 200 for x, y in places]
    assert bright == [True, False, False, False]


def test_images_of_one_patient_are_not_seen_under_the_name_of_another(
    qtbot: QtBot, window: Window, body: LoadedImages, stack: Stack, held: Event
) -> None:
    window.session.set_images(body)
    assert "SAMPLE BODY" in window.readout.patient.text()
    with qtbot.waitSignal(window.loader.glimpsed):
        window.loader.load(stack)
    assert not any(view.isVisible() for view in window.views.views.values())
    assert "OTHER ONE" in window.readout.patient.text()
    assert "SAMPLE BODY" not in window.readout.patient.text()
    (findings,) = window.findChildren(FindingsPanel)
    assert not findings.isVisible(), "a finding of the one is not read beside the images of the other"
    QTest.mouseClick(window.glimpse.cancel, Qt.MouseButton.LeftButton)
    assert all(view.isVisible() for view in window.views.views.values())
    assert "SAMPLE BODY" in window.readout.patient.text()
    assert window.session.images is body
    assert findings.isVisible()
    window.loader.wait()


def test_what_is_read_to_be_looked_at_beside_covers_nothing(
    qtbot: QtBot, window: Window, body: LoadedImages, stack: Stack, held: Event
) -> None:
    window.session.set_images(body)
    with qtbot.waitSignal(window.loader.glimpsed):
        window.loader.load_beside(stack)
    assert window.views.isVisible()
    assert "SAMPLE BODY" in window.readout.patient.text()
    window.loader.cancel()
    window.loader.wait()


def test_the_first_slice_of_the_sample_is_seen_soon_after_the_scan(qtbot: QtBot, window: Window) -> None:
    ended: list[float] = []
    window.loader.finished.connect(lambda: ended.append(time.perf_counter()))
    # what another test has read is remembered whole, without a first slice
    window.loader.reader.forget()
    with qtbot.waitSignal(window.loader.glimpsed, timeout=20000):
        window.files.open_path(sample_dicom() / "plain")
    window.glimpse.picture.repaint()
    seen_ms = (time.perf_counter() - ended[0]) * 1000.0
    assert seen_ms < 300.0
    with qtbot.waitSignal(window.files.opened, timeout=20000):
        pass


def test_nothing_is_edited_while_it_is_out_of_sight(
    qtbot: QtBot, window: Window, body: LoadedImages, stack: Stack, held: Event
) -> None:
    window.session.set_images(body)
    window.session.commit(replace(window.session.plan, notes="mine"), "a note")
    parts: list[QAction | QWidget] = [window.actions_by_name[name] for name in (*EDITS, "undo", "export_pdf")]
    parts += [panel for step, panel in window.steps.panels.items() if step is not Step.STUDY]
    assert all(part.isEnabled() for part in parts)
    with qtbot.waitSignal(window.loader.glimpsed):
        window.loader.load(stack)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    window.session.changed.emit()
    assert not any(part.isEnabled() for part in parts)
    assert window.session.plan.notes == "mine"
    window.loader.cancel()
    assert all(part.isEnabled() for part in parts)
    window.loader.wait()
