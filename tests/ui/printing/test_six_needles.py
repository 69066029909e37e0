"""Six needles beside screws: every number of the sheet is that of the checks, in any language and type."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from planner import words
from planner.checks import review
from planner.checks.report import check_report
from planner.checks.scene import Scene
from planner.guideline.rules import load_rules
from planner.sheet.content import DeskPage, PictureKind, PicturePage, PictureRequest, RoomPage, Sheet
from planner.sheet.texts import texts
from planner.ui.printing import room
from planner.ui.printing.layout import lay_out
from planner.ui.printing.marks import Piece
from planner.ui.printing.pdf import write_pdf
from tests.sheet import cases

pytestmark = pytest.mark.usefixtures("qapp")

PLAN = cases.six_beside_screws()
LANGUAGES = ["en", "zh_CN"]
OUT_OF_TEN = "9 of 10 placements"
"""Says how sure a number is: Chinese writes it in words."""


@cache
def sheet(language: str) -> Sheet:
    with words.use(language):
        return cases.sheet_of(PLAN)


@cache
def report() -> tuple[dict[str, Any], ...]:
    """Return the results as `check --json` prints them."""
    results = review(PLAN, Scene(cases.BODY, PLAN.patient, PLAN.images), load_rules())
    return tuple(json.loads(json.dumps(check_report(results)))["results"])


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["roomy", "tight"])
def made(request: pytest.FixtureRequest, language: str, monkeypatch: pytest.MonkeyPatch) -> Sheet:
    """Return the sheet, its first page set in one of the two sizes of type."""
    monkeypatch.setattr(room, "TIGHT", room.ROOMY if request.param == "roomy" else room.TIGHT)
    return sheet(language)


def numbers(text: str) -> list[float]:
    """Return the numbers of a text in ascending order, without those of names: "N1", "L4", "S1"."""
    return sorted(float(n) for n in re.findall(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?", text))


def expected(check: str, m: dict[str, Any]) -> list[float]:
    """Return what is printed of a result: whole numbers, towards the safe side where there is one."""

    def placed_mm(name: str) -> list[int]:
        return [max(0, floor(m[f"{name}_{how}_mm"])) for how in ("freehand", "corrected")]

    match check:
        case "reach":
            return [round(m["path_mm"]), round(m["spare_mm"])]
        case "side":
            return [round(abs(m["offset_mm"]))]
        case "skin":
            return [round(m["lesion_mm"]), *placed_mm("lesion")]
        case "needles_apart":
            return [round(m["gap_mm"])] if m["hubs_mm"] > 1.0 else []
        case "lesion_settings":
            return [m["temperature_c"]]
        case "image_quality":
            return [m["spacing_mm"]]
        case "alignment":
            placed = {ceil(m["angle_freehand_deg"]), ceil(m["angle_corrected_deg"])}
            angle = (round(m["angle_deg"]), floor(m["angle_low_deg"]), ceil(m["angle_high_deg"]))
            return [*angle, *placed]
        case "coverage":
            captured = (
                round(m["captured_stretch_mm"]),
                round(m["stretch_mm"]),
                round(m["judged_share"] * 100.0),
            )
            return [*captured, *placed_mm("captured")]
        case "hardware_clearance":
            low, high = (m["needle_mm"] + sign * m["uncertainty_mm"] for sign in (-1.0, 1.0))
            clear_mm = floor(low) or floor(low * 10.0) / 10.0  # what does not touch is never printed as 0 mm
            # where the lesion reaches metal, or may, the temperature to stop at is printed too
            stop_c = [42.0] if m["lesion_mm"] - m["uncertainty_mm"] <= 0.0 else []
            return [clear_mm, ceil(high), *placed_mm("needle"), *stop_c]
        case "structure_clearance":
            behind_mm = (floor(m["behind_foramen_mm"]), m["foramen_within_mm"])
            return [round(m["lesion_mm"]), *behind_mm, *placed_mm("gap")]
    return []


def test_the_plan_is_what_it_is_said_to_be() -> None:
    page = sheet("en").pages[0]
    assert isinstance(page, RoomPage)
    assert page.procedure.joints == "Joints L4-L5, L5-S1"
    assert page.procedure.sides == "LEFT + RIGHT"
    assert sum(len(group.needles) for group in page.groups) == 6
    assert {entry["check"] for entry in report()} >= {"hardware_clearance", "coverage", "alignment", "reach"}


def test_every_number_of_the_desk_page_is_that_of_the_check(language: str) -> None:
    page = next(page for page in sheet(language).pages if isinstance(page, DeskPage))
    rows = [row for group in page.checks.groups for row in group.rows]
    by_check: dict[str, list[dict[str, Any]]] = {}
    for entry in report():
        by_check.setdefault(f"{entry['check']} {entry['rule']}", []).append(entry)
    entries = [entry for group in by_check.values() for entry in group]
    assert len(rows) == len(entries)
    for row, entry in zip(rows, entries, strict=True):
        if entry["measured"]:
            wanted = expected(entry["check"], entry["measured"])
            said = numbers(row.value.replace(OUT_OF_TEN, ""))
            assert said == sorted(map(float, wanted)), (row, entry)


def test_every_depth_on_the_rooms_pages_is_that_of_the_check(made: Sheet) -> None:
    page = next(page for page in made.pages if isinstance(page, RoomPage))
    depths = {
        entry["subject"]: round(entry["measured"]["path_mm"])
        for entry in report()
        if entry["check"] == "reach"
    }
    rows = [row for group in page.groups for row in group.needles]
    assert {row.needle: numbers(row.depth.text) for row in rows} == {n: [d] for n, d in depths.items()}
    printed = [m for side in lay_out(made) for m in side.marks if isinstance(m, Piece)]
    for row in rows:
        at = next(i for i, m in enumerate(printed) if m.text == row.needle)
        depth = next(m for m in printed[at:] if m.text.replace("\u00a0", " ") == row.depth.text)
        assert numbers(depth.text) == [depths[row.needle]]
        assert depth.style.size_pt >= 18.0


def test_every_tip_in_the_lateral_pictures_is_where_the_check_measured_it(language: str) -> None:
    page = next(page for page in sheet(language).pages if isinstance(page, PicturePage))
    measured = {
        entry["subject"]: entry["measured"] for entry in report() if entry["check"] == "structure_clearance"
    }
    views = [view for needle in page.needles for view in needle.views if view.kind is PictureKind.LATERAL]
    assert len(views) == 6
    for view in views:
        tip = measured[view.needle]
        said = view.remark or view.warnings[0]
        assert numbers(said) == sorted([float(floor(tip["behind_foramen_mm"])), tip["foramen_within_mm"]])


def test_both_languages_print_the_same_numbers() -> None:
    english, chinese = (sheet(code).pages[0] for code in LANGUAGES)
    assert isinstance(english, RoomPage)
    assert isinstance(chinese, RoomPage)
    for one, other in zip(english.groups, chinese.groups, strict=True):
        assert sorted(n for t in texts(one) for n in numbers(t)) == sorted(
            n for t in texts(other) for n in numbers(t)
        )


def grey(request: PictureRequest, size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(90, 91, 92))
    return image


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_the_pdf_says_what_the_sheet_says(tmp_path: Path, made: Sheet) -> None:
    path = tmp_path / "sheet.pdf"
    write_pdf(made, path, grey)
    read = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout.decode()
    laid = lay_out(made)
    for printed, page in zip(read.split("\f")[:-1], laid, strict=True):
        assert bare(printed) == bare("".join(m.text for m in page.marks if isinstance(m, Piece)))
    said = bare(read)
    for text in texts(made.pages):
        letters = bare(text)
        assert all(letters[i : i + 12] in said for i in range(0, len(letters), 12)), text
