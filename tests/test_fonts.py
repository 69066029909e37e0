"""The fonts have the characters that plans and names need; a PDF gives back what was printed with them."""

from __future__ import annotations

import subprocess
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QPainter, QPdfWriter

from planner.assets import resource

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

FAMILY = "Facet Planner Sans"
WEIGHTS = {"Regular": QFont.Weight.Normal, "Bold": QFont.Weight.Bold}
PROBE = "L4-L5 12.5° 0123456789 左 右 腰椎小关节 射频消融 小 ≤ 0.5 mL ± 2 mm ☐"
SYMBOLS = "←→↑↓↔☐☑☒✓✗⚠±°≤≥×·–—…−≈≠µμαβθΩ²³½•●○■□▲△‘’“”①②③∘⊥∠"
ROW, ROWS = 40, 42


def _gb2312() -> str:
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in pairs)


@pytest.fixture
def fonts(qtbot: QtBot) -> None:
    for style in WEIGHTS:
        path = resource(f"fonts/FacetPlannerSans-{style}.ttf")
        assert QFontDatabase.addApplicationFont(str(path)) >= 0


def _print(lines: list[str], weight: QFont.Weight, path: Path) -> str:
    font = QFont(FAMILY, 9)
    font.setWeight(weight)
    assert QFontInfo(font).family() == FAMILY
    writer = QPdfWriter(str(path))
    writer.setResolution(300)
    painter = QPainter(writer)
    painter.setFont(font)
    for number, line in enumerate(lines):
        painter.drawText(QPointF(0.0, 70.0 * (number + 1)), line)
    painter.end()
    return subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("style", WEIGHTS)
def test_the_probe_reads_back_exactly_from_embedded_truetype(fonts: None, style: str, tmp_path: Path) -> None:
    pdf = tmp_path / "probe.pdf"
    assert _print([PROBE], WEIGHTS[style], pdf).strip() == PROBE
    used = subprocess.run(["pdffonts", pdf], check=True, capture_output=True, text=True).stdout.splitlines()[
        2:
    ]
    assert len(used) == 1
    assert used[0].split()[:7] == [
        f"FacetPlannerSans-{style}",
        "CID",
        "TrueType",
        "Identity-H",
        "yes",
        "no",
        "yes",
    ]


@pytest.mark.parametrize("style", WEIGHTS)
def test_every_character_reads_back(fonts: None, style: str, tmp_path: Path) -> None:
    printable = {chr(c) for c in [*range(0x21, 0x7F), *range(0xA1, 0x180)]} - {"\xad"}
    characters = sorted(printable.union(_gb2312(), SYMBOLS) - {"\u3000"})
    wrong: Counter[str] = Counter()
    for start in range(0, len(characters), ROW * ROWS):
        part = characters[start : start + ROW * ROWS]
        lines = ["".join(part[i : i + ROW]) for i in range(0, len(part), ROW)]
        read = "".join(_print(lines, WEIGHTS[style], tmp_path / "page.pdf").split())
        wrong += Counter(part) - Counter(read)
    assert sorted(wrong) == []


@pytest.mark.parametrize("style", WEIGHTS)
def test_names_find_their_characters_and_no_two_share_a_glyph(style: str) -> None:
    font = TTFont(resource(f"fonts/FacetPlannerSans-{style}.ttf"))
    glyph_of = font.getBestCmap()
    assert "glyf" in font
    assert "CFF " not in font
    assert len(set(glyph_of.values())) == len(glyph_of)
    names = "喆堃玥瑄昇珺翀龑陳劉黃國醫ŁukaszDvořákÅsaØrstedĞДмитрийЁNguyễn" + SYMBOLS
    missing = [c for c in names + _gb2312() if ord(c) not in glyph_of and not unicodedata.combining(c)]
    assert missing == []
    digits = {font["hmtx"][glyph_of[ord(digit)]][0] for digit in "0123456789"}
    assert len(digits) == 1
