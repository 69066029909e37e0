"""The sheet on paper: nothing clipped, nothing overlapping, every character read back from the PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPageLayout
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewWidget
from pytestqt.qtbot import QtBot

from planner import words
from planner.anatomy.spine import Side
from planner.plan.c_arm import CArm
from planner.plan.parts import Override
from planner.plan.plan import Plan
from planner.sheet.content import PictureRequest, Sheet
from planner.sheet.texts import texts, with_texts
from planner.sheet.views import VIEWS
from planner.ui.printing.faces import families, missing_characters
from planner.ui.printing.layout import BOTTOM, MARGIN, PAGE_HEIGHT, PAGE_WIDTH, TOP, LaidPage, lay_out
from planner.ui.printing.marks import Area, PicturePlace, Piece
from planner.ui.printing.pdf import pdf_bytes, write_pdf
from planner.ui.printing.preview import print_preview
from planner.ui.sheet_painter import page_image, paint_sheet
from tests.sheet import cases, pictures_cases

HAIR = 0.05
"""Points by which boxes may touch."""

pytestmark = pytest.mark.usefixtures("qapp")


def grey(request: PictureRequest, size: QSize) -> QImage:
    """Return a picture whose every pixel differs a little from its neighbour."""
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(90, 91, 92))
    image.setPixelColor(0, 0, QColor(1, 2, 3))
    return image


def crowded() -> Plan:
    """Return twelve needles with long words in every field that takes them."""
    plan = cases.ablation((Side.LEFT, Side.RIGHT), "L2 L3 L4 L5")
    for number, target in enumerate(plan.targets[:4]):
        needle = plan.needles[number]
        plan = plan.with_item(replace(needle, id=f"N{20 + number}", target=target.id))
    long = "an answer that goes on and on because nobody could decide what to leave out of it " * 3
    for key in ("anticoagulant", "implanted_device", "allergy", "infection", "operator", "pad_site"):
        plan = plan.with_answer(key, long)
    return replace(
        plan,
        patient=replace(
            plan.patient,
            name="Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh^Maximilian Alexander",
            id="HOSPITAL-0042317-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        ),
        overrides=(Override(check="side", subject="T1", reason=long, by="Dr Li"),),
        notes="\n".join(f"line {n}: {long}" for n in range(40)),
    )


PLANS = {
    "six": cases.ablation((Side.LEFT, Side.RIGHT)),
    "screwed": cases.screwed(),
    "block": cases.block(),
    "ct": cases.injection(),
    "crowded": crowded(),
    "empty": Plan(patient=cases.PATIENT, images=cases.IMAGES),
    "pictures": pictures_cases.on_pictures(cases.screwed()),
    "over pictures": pictures_cases.over_pictures(),
}


def made_of(plan: Plan) -> Sheet:
    """Return the sheet of a plan on the CT or the pictures of a C-arm that it was made on."""
    if plan.c_arm.positions.are_of_c_arm:
        return pictures_cases.sheet_on_pictures(plan)
    return pictures_cases.sheet_over_pictures(plan) if plan.c_arm != CArm() else cases.sheet_of(plan)


def in_long_chinese(sheet: Sheet) -> Sheet:
    """Return a sheet whose every word has become Chinese without a space, digits and signs kept."""

    def chinese(text: str) -> str:
        return re.sub(
            "[A-Za-z' ]+", lambda found: "腰椎小关节射频消融术"[: max(1, len(found[0]) * 2 // 3)], text
        )

    return with_texts(sheet, chinese)


@cache
def sheet(name: str, language: str) -> Sheet:
    """Return the sheet of one of the plans; "long" is the English one in made-up Chinese."""
    with words.use("en" if language == "long" else language):
        made = made_of(PLANS[name])
    return in_long_chinese(made) if language == "long" else made


@pytest.fixture(params=PLANS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["en", "zh_CN", "long"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def boxes(page: LaidPage) -> Iterator[Piece | PicturePlace]:
    for mark in page.marks:
        if isinstance(mark, Piece | PicturePlace):
            yield mark


def overlap(a: Piece | PicturePlace, b: Piece | PicturePlace) -> bool:
    return (
        a.left + HAIR < b.left + b.width
        and b.left + HAIR < a.left + a.width
        and a.top + HAIR < b.top + b.height
        and b.top + HAIR < a.top + a.height
    )


def test_nothing_overlaps_and_nothing_leaves_the_page(name: str, language: str) -> None:
    for page in lay_out(sheet(name, language)):
        for mark in page.marks:
            if isinstance(mark, Piece | PicturePlace | Area):
                assert mark.left >= MARGIN - HAIR, mark
                assert mark.top >= TOP - HAIR, mark
                assert mark.left + mark.width <= PAGE_WIDTH - MARGIN + HAIR, mark
                assert mark.top + mark.height <= PAGE_HEIGHT - BOTTOM + HAIR, mark
        for a, b in combinations(boxes(page), 2):
            assert not overlap(a, b), (a, b)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_word_of_the_sheet_is_on_its_pages(name: str, language: str) -> None:
    made = sheet(name, language)
    pages = lay_out(made)
    for page in pages:
        painted = bare("".join(m.text for m in page.marks if isinstance(m, Piece)))
        for text in texts(made.banner):
            if text != made.banner.running:
                assert bare(text) in painted
    painted = bare("".join(m.text for page in pages for m in page.marks if isinstance(m, Piece)))
    for text in texts(made.pages):
        for line in divided(text):
            assert line in painted, line


def divided(text: str) -> list[str]:
    """Return a text in pieces short enough not to be divided between pages, where a banner intervenes."""
    letters = bare(text)
    return [letters[at : at + 12] for at in range(0, len(letters), 12)] if len(letters) > 300 else [letters]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_text_layer_reads_back_exactly(tmp_path: Path, name: str, language: str) -> None:
    made = sheet(name, language)
    path = tmp_path / "sheet.pdf"
    write_pdf(made, path, grey)
    read = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
    pages = read.split("\f")[:-1]
    laid = lay_out(made)
    assert len(pages) == len(laid)
    for text, page in zip(pages, laid, strict=True):
        assert bare(text) == bare("".join(m.text for m in page.marks if isinstance(m, Piece)))


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="pdffonts is not installed")
def test_only_the_programs_own_fonts_are_embedded(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    write_pdf(sheet("crowded", "long"), path, grey)
    lines = subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout.splitlines()
    assert len(lines) == 4  # two of headings, Regular and Bold
    for line in lines[2:]:
        assert line.startswith("FacetPlannerSans")
        assert "CID TrueType" in line
        assert line.split()[4:6] == ["yes", "no"] or "yes" in line


def test_pages_are_numbered_and_named_on_each() -> None:
    made = sheet("crowded", "en")
    pages = lay_out(made)
    assert len(pages) > 10
    for n, page in enumerate(pages, 1):
        assert any(isinstance(m, Piece) and m.text == f"page {n} of {len(pages)}" for m in page.marks)
        assert page.watermark == "SAMPLE"


def test_a_further_page_repeats_side_and_setting() -> None:
    made = sheet("six", "en")
    second = lay_out(made)[1]
    lines = [m.text for m in second.marks if isinstance(m, Piece)]
    assert "DO: next to the table (continued)" in lines
    assert made.banner.running in lines
    assert any(line.startswith(("LEFT     C-ARM", "RIGHT     C-ARM")) for line in lines)


def test_sizes_that_the_room_reads_are_never_smaller() -> None:
    for name in PLANS:
        made = sheet(name, "en")
        marks = [m for page in lay_out(made) for m in page.marks if isinstance(m, Piece)]
        assert max(m.style.size_pt for m in marks) >= 30.0
        assert min(m.style.size_pt for m in marks) >= 9.5
        depths = [m for m in marks if re.fullmatch(r"\d+ (mm|est\. mm\?)", m.text.replace("\u00a0", " "))]
        assert all(m.style.size_pt >= 18.0 for m in depths)
        assert bool(depths) == bool(PLANS[name].needles)


def test_the_same_sheet_gives_the_same_bytes() -> None:
    made = sheet("screwed", "en")
    first, second = pdf_bytes(made, grey), pdf_bytes(made, grey)
    assert first == second
    assert b"D:20261130234100Z" in first
    assert b"2026-11-30T23:41:00+00:00" in first
    later = pdf_bytes(sheet("block", "en"), grey)
    assert re.findall(rb"/ID \[.*\]", later) != re.findall(rb"/ID \[.*\]", first)


def test_no_name_stands_in_the_metadata() -> None:
    content = pdf_bytes(sheet("six", "en"), grey)
    title = "Facet plan".encode("utf-16-be")
    assert title in content or b"Facet plan" in content
    for secret in ("Zhang", "SAMPLE-7"):
        assert secret.encode() not in content
        assert secret.encode("utf-16-be") not in content


@pytest.mark.skipif(shutil.which("pdfimages") is None, reason="pdfimages is not installed")
def test_pictures_keep_every_grey(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    write_pdf(sheet("ct", "en"), path, grey)
    subprocess.run(["pdfimages", "-png", path, tmp_path / "picture"], check=True)
    pictures = sorted(tmp_path.glob("picture-*.png"))
    assert pictures
    for picture in pictures:
        image = QImage(str(picture))
        assert image.pixelColor(0, 0) == QColor(1, 2, 3)
        assert image.pixelColor(5, 5) == QColor(90, 91, 92)


def test_a_picture_is_asked_for_in_its_own_proportions() -> None:
    asked: list[tuple[PictureRequest, QSize]] = []

    def picture(request: PictureRequest, size: QSize) -> QImage:
        asked.append((request, size))
        return grey(request, size)

    pdf_bytes(sheet("six", "en"), picture)
    assert len(asked) == 30
    for request, size in asked:
        assert size.width() / size.height() == pytest.approx(request.width_mm / request.height_mm, rel=0.01)
        assert size.width() > (450 if request.kind in VIEWS else 600)


def test_a_page_as_an_image_has_ink_and_white() -> None:
    page = lay_out(sheet("six", "en"))[0]
    image = page_image(page, grey, 72.0)
    assert (image.width(), image.height()) == (595, 842)
    assert image.pixelColor(2, 2) == QColor("white")
    bar = next(m for m in page.marks if isinstance(m, Area) and m.filled and m.width > 400)
    x, y = round(bar.left + bar.width - 20), round(bar.top + bar.height / 2)
    assert image.pixelColor(x, y) == QColor("black")


def test_a_sample_has_a_watermark_and_a_patient_has_none() -> None:
    def colours(made: Sheet) -> set[str]:
        image = page_image(lay_out(made)[-1], grey, 36.0)
        return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}

    plan = PLANS["ct"]
    assert "#eeeeee" in colours(cases.sheet_of(plan))
    assert not lay_out(cases.sheet_of(plan, cases.real_person()))[0].watermark


def test_a_failed_picture_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "sheet.pdf"
    path.write_bytes(b"the earlier sheet")

    def broken(request: PictureRequest, size: QSize) -> QImage:
        raise KeyError(request.needle)

    with pytest.raises(KeyError):
        write_pdf(sheet("six", "en"), path, broken)
    assert path.read_bytes() == b"the earlier sheet"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_pdf(sheet("empty", "en"), tmp_path / "nowhere" / "sheet.pdf", grey)


def test_a_sheet_names_a_patient_and_is_its_owners_alone(tmp_path: Path) -> None:
    write_pdf(sheet("empty", "en"), tmp_path / "sheet.pdf", grey)
    assert (tmp_path / "sheet.pdf").stat().st_mode & 0o777 == 0o600


def test_the_printer_gets_the_whole_of_the_paper(tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    pages = paint_sheet(sheet("block", "en"), printer, grey)
    assert pages == len(lay_out(sheet("block", "en")))
    assert printer.pageLayout().mode() is QPageLayout.Mode.FullPageMode
    assert printer.pageLayout().paintRectPoints().width() == 595
    assert (tmp_path / "printed.pdf").stat().st_size > 10_000


def test_the_preview_shows_every_page(qtbot: QtBot) -> None:
    dialog = print_preview(None, sheet("ct", "en"), grey)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.open()
    preview = dialog.findChild(QPrintPreviewWidget)
    assert preview is not None
    qtbot.waitUntil(lambda: preview.pageCount() == len(lay_out(sheet("ct", "en"))))


def test_characters_that_no_font_has_are_known() -> None:
    assert families() == ("Facet Planner Sans",)
    assert missing_characters("Zhang San 张三 °≤☐") == ""
    assert missing_characters("a\U00020bb7b\U00020bb7") == "\U00020bb7"
