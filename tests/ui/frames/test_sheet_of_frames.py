"""The sheet of a plan made on frames alone, from the window: it is made, of these frames, true to them."""

from __future__ import annotations

from dataclasses import replace as replaced

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from planner.dicom.errors import LoadError
from planner.dicom.notes import note
from planner.dicom.reader import shared_reader
from planner.geometry.rigid import Rigid
from planner.geometry.vectors import Vector
from planner.plan.c_arm import ConfirmedView, LaidOver, rows_of
from planner.sheet.content import PicturePage, PictureRequest, Sheet
from planner.sheet.texts import texts
from planner.ui.files import Files
from planner.ui.frames import open_runs, planned_on_pictures
from planner.ui.loading import Loader
from planner.ui.panels.sheet_panel import SheetPanel
from planner.ui.session import OtherPatientError, Session
from planner.ui.sheet_frames import facts_of_runs, frame_pictures
from planner.ui.tools.hand import Hand
from tests.sheet.on_pictures import isocentre, plan_on_frames
from tests.ui.frames.conftest import LEVEL, ct, runs
from tests.ui.frames.conftest import plan as plan_on_ct


@pytest.fixture
def session(qapp: object) -> Session:
    """The frames alone, with a plan made on them."""
    session = Session()
    open_runs(session, runs())
    session.set_plan(plan_on_frames(), None)
    return session


@pytest.fixture
def files(session: Session, qtbot: QtBot) -> Files:
    window = QWidget()
    qtbot.addWidget(window)
    files = Files(session, Loader(window), window)
    files.said.connect(lambda sentence: window.setWindowTitle(sentence))
    return files


def sheet(files: Files) -> Sheet:
    made = files.sheet()
    assert made is not None
    return made


def requests(made: Sheet) -> list[PictureRequest]:
    page = next(page for page in made.pages if isinstance(page, PicturePage))
    return [view for needle in page.needles for view in needle.views]


def test_frames_alone_make_a_sheet_of_a_sample(files: Files) -> None:
    made = sheet(files)
    assert (made.banner.origin, made.banner.watermark) == ("SAMPLE: no real patient", "SAMPLE")
    assert "REAL PATIENT" not in list(texts(made))
    told = list(texts(made.pages[-1]))
    assert any(text.startswith("C-arm pictures of 2024-09-21: SAMPLE C-arm, prone") for text in told)
    refs = [request.frame for request in requests(made)]
    names = {run.projection.sop_instance_uid: run.projection.file.name for run in files.session.runs}
    shown = [names[ref.sop_instance_uid] for ref in refs if ref is not None]
    assert shown == ["1_ap.dcm", "4_lateral.dcm"] * len(files.session.plan.needles)


def test_frames_of_a_person_are_never_a_sample(session: Session) -> None:
    first, *others = session.runs
    assert first.projection.sample
    real = replaced(first, projection=replaced(first.projection, sample=False))
    assert not facts_of_runs((real, *others), session.plan).sample
    assert facts_of_runs((first, *others), session.plan).sample
    assert facts_of_runs((first, *others), session.plan).study_date == "20240921"
    later = replaced(first, projection=replaced(first.projection, study_date="20250101"))
    assert facts_of_runs((later, *others), session.plan).study_date == "", "not one date for all"


def test_the_buttons_follow(session: Session, files: Files, qtbot: QtBot) -> None:
    panel = SheetPanel(session, Hand(session))
    qtbot.addWidget(panel)
    panel.show()
    assert planned_on_pictures(session)
    assert panel.preview.isEnabled()
    session.set_runs(())
    assert not panel.preview.isEnabled()
    assert files.sheet() is None


def test_a_plan_of_a_ct_has_no_sheet_on_frames_alone(session: Session, files: Files) -> None:
    session.set_plan(plan_on_ct(), None)
    assert not planned_on_pictures(session)
    assert files.sheet() is None


def test_a_plan_of_somebody_else_is_not_shown_on_frames(session: Session) -> None:
    plan = plan_on_frames()
    with pytest.raises(OtherPatientError):
        session.set_plan(replace(plan, patient=replace(plan.patient, id="SAMPLE-OTHER")), None)


def test_a_new_plan_on_frames_is_one_of_frames(session: Session) -> None:
    session.new_plan()
    assert session.plan.c_arm.positions.are_of_c_arm
    assert session.plan.patient.id == "SAMPLE-SCREWS"
    assert not session.plan.items


def drawn(image: QImage) -> np.ndarray:
    """Return where a picture has colour: [row, column]."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    lines = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    pixels = lines[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).astype(int)
    found: np.ndarray = pixels.max(axis=2) - pixels.min(axis=2) > 60
    return found


@pytest.mark.parametrize("width_px", [400, 900])
def test_the_needle_is_drawn_where_the_rays_show_it(session: Session, files: Files, width_px: int) -> None:
    plan, results = session.committed, session.results
    render = frame_pictures(session.runs, shared_reader().frame, plan, results, session.site)
    for request in requests(sheet(files)):
        image = render(request, QSize(width_px, width_px))
        run = next(run for run in session.runs if request.frame is not None and run.holds(request.frame))
        beam = run.projection.geometry().beam()
        assert beam is not None
        needle = next(needle for needle in plan.needles if needle.id == request.needle)
        scale = image.width() / beam.detector.columns
        colour = drawn(image)
        for share in (0.1, 0.3, 0.5):
            seen = beam.to_pixel(needle.tip_mm.towards(needle.entry_mm, share))
            assert seen is not None
            column, row = (round((at + 0.5) * scale) for at in seen)
            if session.site.mirrored:
                column = image.width() - 1 - column
            assert colour[row - 4 : row + 5, column - 4 : column + 5].any(), (request.frame, share)


def test_a_frame_that_is_gone_is_black_with_the_reason(session: Session, files: Files) -> None:
    def gone(*_of: object) -> None:
        raise LoadError("1_ap.dcm", note("it is gone"))

    request = requests(sheet(files))[0]
    render = frame_pictures(session.runs, gone, session.committed, session.results, session.site)  # type: ignore[arg-type]
    image = render(request, QSize(300, 300))
    assert image.pixelColor(2, 2).name() == "#000000"
    assert drawn(image).any(), "words stand on it"


def test_beside_a_ct_the_sheet_tells_what_is_laid_over_frames(qapp: object, qtbot: QtBot) -> None:
    session = Session()
    session.set_images(ct())
    session.set_plan(plan_on_ct(), None)
    open_runs(session, runs())
    frames = tuple(run.frame(0) for run in session.runs[:2])
    origin = isocentre("1_ap.dcm")
    laid = LaidOver(
        level=LEVEL,
        frames=frames,
        ct_to_c_arm=rows_of(Rigid(shift=Vector(-origin.x, -origin.y, -origin.z))),
        residual_mm=0.4,
        in_plane_mm=1.0,
        in_depth_mm=3.0,
    )
    view = ConfirmedView(series_uid=session.runs[0].series_uid)
    c_arm = session.committed.c_arm.with_laid(laid).with_confirmed(view)
    session.commit(replace(session.committed, c_arm=c_arm), "lay over")
    window = QWidget()
    qtbot.addWidget(window)
    told = list(texts(sheet(Files(session, Loader(window), window)).pages[-1]))
    assert any(text.startswith("L4 of the CT laid over 2 C-arm pictures, NOT accepted") for text in told)
    assert any(text.startswith("SAMPLE C-arm, prone: view confirmed.") for text in told)
    assert not any("est. mm" in text for text in told)
