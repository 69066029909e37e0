"""The window as a person uses it: open, plan by keys and mouse, save, export, after a crash."""

from __future__ import annotations

import os
import subprocess
import sys
from math import radians, tan
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from planner.anatomy.spine import Joint, Side
from planner.dicom.write import SeriesHeader, write_ct_series
from planner.geometry.vectors import Point
from planner.plan.file import read_plan, write_plan
from planner.plan.identity import Patient
from planner.plan.journal import unfinished
from planner.plan.parts import Needle
from planner.plan.plan import Plan
from planner.ui.app import Program
from planner.ui.files import with_suffix
from planner.ui.look import Tool, ViewKind
from planner.ui.window import Window
from tests.ui.conftest import Mouse, look_at_point

SPACING_MM = (1.4, 1.9, 2.4)
TIP, WAY_OUT = Point(12.0, 20.0, 10.0), Point(20.0, 40.0, 10.0)


def write_body(folder: Path, patient: str = "P-1", seed: str = "window") -> Path:
    """Write a CT of tissue with a back at y = 60 mm, in HFS axial slices."""
    hu = np.full((40, 60, 64), -1000, np.int16)
    ys = -30.0 + SPACING_MM[1] * np.arange(60)
    hu[:, ys <= 60.0, :] = 60
    matrix = np.diag((*SPACING_MM, 1.0))
    matrix[:3, 3] = (-45.0, -30.0, -40.0)
    header = SeriesHeader(patient=Patient(id=patient, name="ROE^JO", birth_date="19500101"), seed=seed)
    write_ct_series(folder, hu, matrix, header)
    return folder


def needles_of(window: Window) -> tuple[Needle, ...]:
    return window.session.plan.needles


def tool_of(window: Window) -> Tool:
    return window.session.look.tool


def open_folder(qtbot: QtBot, window: Window, folder: Path) -> None:
    with qtbot.waitSignal(window.files.opened, timeout=20000):
        window.files.open_path(folder)


def test_from_folder_to_saved_plan_and_sheet(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    open_folder(qtbot, window, write_body(tmp_path / "ct"))
    session = window.session
    assert session.volume is not None
    session.commit(session.committed.with_nerves_of((Joint.named("L4-L5"),), Side.LEFT), "targets")
    session.select("T1")
    look_at_point(session, TIP)
    mouse = Mouse(window.views)
    QTest.keyClick(window, Qt.Key.Key_G)
    assert tool_of(window) is Tool.NEEDLE
    mouse.click(ViewKind.AXIAL, TIP)
    mouse.click(ViewKind.AXIAL, WAY_OUT)
    assert len(needles_of(window)) == 1
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not needles_of(window)
    QTest.keyClick(
        window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert len(needles_of(window)) == 1
    session.save(tmp_path / "plan.json")
    assert read_plan(tmp_path / "plan.json") == session.committed
    sheet = window.files.sheet()
    assert sheet is not None
    window.files.write_pdf(sheet, tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert window.notices.sentences == ()
    said: list[str] = []
    window.files.said.connect(said.append)
    window.files.write_pdf(sheet, tmp_path / "nowhere" / "sheet.pdf")
    assert said == ["The sheet was not written: No such file or directory"]


def test_delete_escape_and_letters_under_the_mouse(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    open_folder(qtbot, window, write_body(tmp_path / "ct"))
    session, mouse = window.session, Mouse(window.views)
    needle = Needle(id="N1", device="rf-18g-100-10", entry_mm=Point(22.0, 60.0, 10.0), tip_mm=TIP)
    session.commit(session.committed.with_item(needle), "draw")
    session.select("N1")
    mouse.hover(ViewKind.AXIAL, Point(5.0, 25.0, 10.0))
    QTest.keyClick(window, Qt.Key.Key_T)
    moved = session.plan.needles[0]
    assert tuple(moved.tip_mm) == pytest.approx((5.0, 25.0, 10.0), abs=0.5)
    QTest.keyClick(window, Qt.Key.Key_K)
    assert session.plan.needles[0].entry_mm.y == pytest.approx(60.0, abs=2.5)
    QTest.keyClick(window, Qt.Key.Key_D)
    assert tool_of(window) is Tool.DISTANCE
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert tool_of(window) is Tool.CROSSHAIR
    QTest.keyClick(window, Qt.Key.Key_Delete)
    assert not session.plan.needles
    QTest.keyClick(window, Qt.Key.Key_2)
    assert session.look.window.width == 2500.0


def test_the_banner_of_tilted_images_goes_with_them(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    matrix = np.diag((1.4, 1.9, 2.4, 1.0))
    matrix[1, 2] = 2.4 * tan(radians(12.0))
    header = SeriesHeader(patient=Patient(id="P-1", name="<h1>ROE", birth_date="19500101"), seed="tilt")
    write_ct_series(tmp_path / "tilted", np.full((12, 40, 44), 60, np.int16), matrix, header)
    open_folder(qtbot, window, tmp_path / "tilted")
    assert ["12.0°" in sentence for sentence in window.notices.sentences] == [True]
    open_folder(qtbot, window, write_body(tmp_path / "ct"))
    assert window.notices.sentences == ()


def test_a_folder_without_images_is_one_sentence(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "letter.txt").write_text("no image")
    window.files.open_path(tmp_path / "notes")
    qtbot.waitUntil(lambda: bool(window.notices.sentences), timeout=10000)
    assert len(window.notices.sentences) == 1
    assert "notes" in window.notices.sentences[0]


def test_a_plan_of_another_patient_is_not_opened(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    open_folder(qtbot, window, write_body(tmp_path / "ct"))
    before = window.session.committed
    write_plan(Plan(patient=Patient(id="P-2", name="DOE^JO")), tmp_path / "other.json")
    window.files.open_plan(tmp_path / "other.json")
    assert window.session.committed is before
    assert any("another patient" in sentence for sentence in window.notices.sentences)


def test_images_of_another_patient_close_the_plan(qtbot: QtBot, window: Window, tmp_path: Path) -> None:
    open_folder(qtbot, window, write_body(tmp_path / "one"))
    session = window.session
    needle = Needle(id="N1", device="rf-18g-100-10", entry_mm=Point(22.0, 60.0, 10.0), tip_mm=TIP)
    session.commit(session.committed.with_item(needle), "draw")
    open_folder(qtbot, window, write_body(tmp_path / "two", patient="P-2", seed="other"))
    assert not session.plan.needles
    assert session.plan.patient.id == "P-2"
    assert any("another patient" in sentence for sentence in window.notices.sentences)


def test_another_series_of_the_patient_marks_the_plan_stale(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    open_folder(qtbot, window, write_body(tmp_path / "one"))
    draw(window)
    assert "stale" not in window.windowTitle()
    open_folder(qtbot, window, write_body(tmp_path / "two", seed="later scan"))
    assert "stale" in window.windowTitle()
    assert needles_of(window)
    assert any("stale" in sentence for sentence in window.notices.sentences)


def test_what_was_said_of_plan_and_images_goes_with_other_images(
    qtbot: QtBot, window: Window, tmp_path: Path
) -> None:
    open_folder(qtbot, window, write_body(tmp_path / "one"))
    draw(window)
    open_folder(qtbot, window, write_body(tmp_path / "two", seed="later scan"))
    assert any("stale" in sentence for sentence in window.notices.sentences)
    open_folder(qtbot, window, tmp_path / "one")
    assert not any("stale" in sentence for sentence in window.notices.sentences)


def test_a_damaged_plan_file_is_one_sentence(window: Window, tmp_path: Path) -> None:
    (tmp_path / "torn.json").write_text('{"format": "facet-plan", "version": 1, "needles": [{"id": ')
    window.files.open_plan(tmp_path / "torn.json")
    assert len(window.notices.sentences) == 1
    assert "torn.json" in window.notices.sentences[0]


@pytest.mark.parametrize("code", ["en", "zh_CN"])
def test_language_changes_on_the_same_session(program: Program, code: str) -> None:
    session = program.session
    program.window.language_chosen.emit(code)
    assert program.window.session is session
    title = program.window.menuBar().actions()[0].text()
    assert (title == "File") is (code == "en")


def test_theme_changes_on_the_same_session(program: Program) -> None:
    program.window.theme_chosen.emit("light")
    light = program.window.palette().window().color().lightness()
    program.window.theme_chosen.emit("dark")
    assert light > program.window.palette().window().color().lightness()


CRASH = """
import os, sys
from math import radians, tan
from pathlib import Path
from planner.ui.app import make_application, Program
from planner.geometry.vectors import Point
from planner.plan.parts import Needle
app = make_application(["facet-planner"])
program = Program(app, Path(sys.argv[1]))
needle = Needle(id="N1", device="rf-18g-100-10", entry_mm=Point(1, 60, 1), tip_mm=Point(0, 0, 0))
program.session.commit(program.session.committed.with_item(needle), "Draw needle")
os._exit(9)
"""


def test_work_left_by_a_crash_is_offered_and_taken_up(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    folder = tmp_path / "journal"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", CRASH, str(folder)], env=environment, check=False)
    assert done.returncode == 9
    assert len(unfinished(folder)) == 1
    program = Program(qapp, folder)
    qtbot.addWidget(program.window)
    program.window.show()
    from planner.ui.keeping import offer_recovery

    box = offer_recovery(program.session, folder, program.window)
    assert isinstance(box, QMessageBox)
    assert "Draw needle" in box.text()
    restore = box.buttons()[0]
    QTest.mouseClick(restore, Qt.MouseButton.LeftButton)
    assert [needle.id for needle in program.session.plan.needles] == ["N1"]
    assert not program.session.undo_stack.isClean()
    program.session.save(tmp_path / "restored.json")
    program.close()
    assert unfinished(folder) == []


def draw(window: Window) -> None:
    needle = Needle(id="N1", device="rf-18g-100-10", entry_mm=Point(22.0, 60.0, 10.0), tip_mm=TIP)
    window.session.commit(window.session.committed.with_item(needle), "draw")


def test_unsaved_work_is_offered_again_after_leaving(qapp: QApplication, tmp_path: Path) -> None:
    program = Program(qapp, tmp_path / "journal")
    draw(program.window)
    program.session.new_plan()
    assert [found.what for found in unfinished(tmp_path / "journal")] == ["draw"]
    draw(program.window)
    program.close()
    assert len(unfinished(tmp_path / "journal")) == 2
    program.window.deleteLater()


def answer_box(button: QMessageBox.StandardButton) -> None:
    """Press a button of the question that is open, as soon as it is."""
    box = QApplication.activeModalWidget()
    if isinstance(box, QMessageBox):
        QTest.mouseClick(box.button(button), Qt.MouseButton.LeftButton)
    else:
        QTimer.singleShot(20, lambda: answer_box(button))


@pytest.mark.parametrize(
    ("button", "needles"),
    [(QMessageBox.StandardButton.Cancel, 1), (QMessageBox.StandardButton.Discard, 0)],
)
def test_a_new_plan_asks_about_what_is_not_saved(
    program: Program, tmp_path: Path, button: QMessageBox.StandardButton, needles: int
) -> None:
    draw(program.window)
    QTimer.singleShot(20, lambda: answer_box(button))
    program.window.actions_by_name["new_plan"].trigger()
    assert len(program.session.plan.needles) == needles
    assert unfinished(tmp_path / "journal") == []


@pytest.mark.parametrize(
    ("typed", "written"), [("l4", "l4.json"), ("l4.json", "l4.json"), ("l4.facetplan", "l4.facetplan")]
)
def test_a_plan_gets_the_ending_that_was_not_typed(typed: str, written: str) -> None:
    assert with_suffix(Path("/plans") / typed, ".json") == Path("/plans") / written


def test_a_plan_with_an_impossible_limit_is_one_sentence(window: Window, tmp_path: Path) -> None:
    write_plan(Plan(limits={"alignment.nonsense": 3.0}), tmp_path / "plan.json")
    window.files.open_plan(tmp_path / "plan.json")
    assert len(window.notices.sentences) == 1
    assert window.session.plan.limits == {}
