"""At true scale a millimetre of the patient is a millimetre of paper: measured in the PDF as by a ruler."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from numpy.typing import NDArray
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from planner import words
from planner.anatomy.spine import Side
from planner.checks import review
from planner.checks.scene import Scene
from planner.guideline.rules import load_rules
from planner.plan.plan import Plan
from planner.sheet.compose import TRUE_SCALE, compose
from planner.sheet.content import PictureKind, PicturePage, PictureRequest, Sheet
from planner.sheet.pictures import BEYOND_TIP_MM, MOST_HEIGHT_MM
from planner.ui.printing.layout import lay_out
from planner.ui.printing.marks import POINTS_PER_MM, PicturePlace, Piece
from planner.ui.printing.pdf import write_pdf
from tests.sheet import cases

pytestmark = pytest.mark.usefixtures("qapp")

DPI = 300


def sheet_of(plan: Plan) -> Sheet:
    rules = load_rules()
    scene = Scene(cases.BODY, plan.patient, plan.images)
    results = review(plan, scene, rules)
    return compose(
        plan, results, cases.FACTS, rules, cases.NOW, cases.UNCONFIRMED, cases.BODY, true_scale=True
    )


def along(sheet: Sheet) -> list[PictureRequest]:
    pages = [page for page in sheet.pages if isinstance(page, PicturePage)]
    found = [picture for page in pages for needle in page.needles for picture in needle.pictures]
    return [picture for picture in found if picture.kind is PictureKind.ALONG]


def black(request: PictureRequest, size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("black" if request.bar is not None else "white"))
    return image


def paper(path: Path, page: int) -> NDArray[np.uint8]:
    """Return a page of a PDF as a scanner would see it: greys [row, column]."""
    root = path.with_suffix("")
    call = [
        "pdftoppm",
        "-r",
        str(DPI),
        "-gray",
        "-png",
        "-f",
        str(page),
        "-l",
        str(page),
        str(path),
        str(root),
    ]
    subprocess.run(call, check=True)
    (made,) = root.parent.glob(f"{root.name}-*.png")
    image = QImage(str(made)).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].copy()


def longest_run(line: NDArray[np.bool_]) -> int:
    """Return the length of the longest run of ink in a line of pixels."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], line.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max(initial=0))


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm is not installed")
def test_bar_and_picture_measure_on_paper_what_they_say(tmp_path: Path) -> None:
    sheet, path = sheet_of(cases.ablation(nerves="L3")), tmp_path / "sheet.pdf"
    write_pdf(sheet, path, black)
    laid = lay_out(sheet)
    page, place = next(
        (n, m)
        for n, page in enumerate(laid, 1)
        for m in page.marks
        if isinstance(m, PicturePlace) and m.request.bar is not None
    )
    grey = paper(path, page)
    mm = DPI / 25.4
    left, bottom = place.left / 72.0 * DPI, (place.top + place.height) / 72.0 * DPI
    below = grey[
        round(bottom + 0.5 * mm) : round(bottom + 6.0 * mm), round(left - mm) : round(left + 95 * mm)
    ]
    bar = max(longest_run(row < 128) for row in below)
    assert bar / mm == pytest.approx(50.0, abs=0.15)
    above = grey[round(bottom - 20 * mm), :]
    assert longest_run(above < 64) / mm == pytest.approx(place.request.width_mm, abs=0.3)
    column = grey[:, round(left + 10.2 * mm)]
    assert longest_run(column < 64) / mm == pytest.approx(place.request.height_mm, abs=0.3)


def test_the_whole_needle_is_shown_as_far_as_a_page_has_room() -> None:
    plan = cases.ablation(nerves="L3")
    (request,) = along(sheet_of(plan))
    assert request.bar is not None
    assert request.height_mm > plan.needles[0].segment.length_mm + BEYOND_TIP_MM
    needle = plan.needles[0]
    far = needle.tip_mm + (needle.entry_mm - needle.tip_mm).unit() * 300.0
    (longest,) = along(sheet_of(plan.with_item(replace(needle, entry_mm=far))))
    assert longest.height_mm == MOST_HEIGHT_MM


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_pictures_of_any_length_lie_on_the_paper_at_their_size(language: str) -> None:
    plan = cases.ablation((Side.LEFT, Side.RIGHT))
    for needle, length_mm in zip(plan.needles, (40.0, 75.0, 110.0, 140.0, 160.0, 300.0), strict=True):
        entry = needle.tip_mm + (needle.entry_mm - needle.tip_mm).unit() * length_mm
        plan = plan.with_item(replace(needle, entry_mm=entry))
    with words.use(language):
        sheet = sheet_of(plan)
    places = [m for page in lay_out(sheet) for m in page.marks if isinstance(m, PicturePlace)]
    true = [place for place in places if place.request.bar is not None]
    assert len(true) == 6
    for place in true:
        assert place.width == pytest.approx(place.request.width_mm * POINTS_PER_MM)
        assert place.height == pytest.approx(place.request.height_mm * POINTS_PER_MM)


def test_a_ruler_is_asked_for_beside_each_picture_and_nowhere_else() -> None:
    plan = cases.injection()
    printed = [m.text for page in lay_out(sheet_of(plan)) for m in page.marks if isinstance(m, Piece)]
    assert any(text.startswith("TRUE SIZE if this bar measures 50") for text in printed)
    usual = [m.text for page in lay_out(cases.sheet_of(plan)) for m in page.marks if isinstance(m, Piece)]
    assert not any("TRUE SIZE" in text for text in usual)
    assert all(request.bar is None for request in along(cases.sheet_of(plan)))


def test_a_plan_may_ask_for_it() -> None:
    sheet = cases.sheet_of(cases.injection().with_answer(TRUE_SCALE, True))
    assert all(request.bar is not None for request in along(sheet))
    assert along(sheet)
