"""Text broken into lines that are measured once for screen, printer and PDF alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from PySide6.QtGui import QTextCharFormat, QTextLayout, QTextOption

from planner.ui.printing.faces import FINE, face
from planner.ui.printing.marks import Piece, Style


@dataclass(frozen=True)
class Span:
    """Text in one style."""

    text: str
    style: Style


@dataclass(frozen=True)
class Line:
    """One line of text: pieces at (left, text, style, width) in points, its height and its baseline."""

    pieces: tuple[tuple[float, str, Style, float], ...]
    height_pt: float
    baseline_pt: float

    @property
    def width_pt(self) -> float:
        """From the left edge to the end of the last piece."""
        return max((left + width for left, _, _, width in self.pieces), default=0.0)

    def placed(self, left: float, top: float) -> list[Piece]:
        """Return its pieces with the line's box at (left, top), all on one baseline."""
        return [
            Piece(text, style, left + x, top + self.baseline_pt - style.baseline_pt, width, style.line_pt)
            for x, text, style, width in self.pieces
        ]


@lru_cache(maxsize=8192)
def broken(spans: tuple[Span, ...], width_pt: float) -> tuple[Line, ...]:
    """Return text broken into lines no wider than `width_pt`, at words where possible, else anywhere."""
    if not any(span.text for span in spans):
        return ()
    layout = _laid_out(spans)
    layout.beginLayout()
    units = "".join(span.text for span in spans).encode("utf-16-le")
    ends = tuple(accumulate(len(span.text.encode("utf-16-le")) // 2 for span in spans))
    lines: list[Line] = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width_pt * FINE, 1.0))
        first, last = line.textStart(), line.textStart() + line.textLength()
        cuts = sorted({first, last, *(end for end in ends if first < end < last)})
        pieces = []
        for start, end in pairwise(cuts):
            style = next(s.style for s, e in zip(spans, ends, strict=True) if start < e)
            text = units[2 * start : 2 * end].decode("utf-16-le")
            shown = text.rstrip() if end == last else text
            if shown:
                left, right = line.cursorToX(start), line.cursorToX(start + _units(shown))
                pieces.append((_x(left) / FINE, shown, style, (_x(right) - _x(left)) / FINE))
        largest = max((p[2] for p in pieces), key=lambda s: s.size_pt, default=spans[0].style)
        lines.append(Line(tuple(pieces), largest.line_pt, largest.baseline_pt))
    layout.endLayout()
    return tuple(lines)


def natural_width(spans: tuple[Span, ...]) -> float:
    """Return the width in points of text that is not broken."""
    return max((line.width_pt for line in broken(spans, UNBROKEN_PT)), default=0.0)


UNBROKEN_PT = 20_000.0
"""Wider than any line of a sheet."""


def bound(text: str) -> str:
    """Return text in which a number keeps its unit on its line, and a word the blank, box or source after it.

    What stands in brackets stays on one line where it is short.
    """
    kept = _BLANK.sub("\u00a0\\1", _UNIT.sub("\\1\u00a0\\2", text))
    return _BRACKET.sub(lambda found: found[0].replace(" ", "\u00a0"), kept)


_UNIT = re.compile(r"(\d) (mm|cm|mL|V|Hz|G|s|°C|HU)\b")
_BLANK = re.compile(r"(?<=\S) (__|[☐☑]|\[\d+\])")
_BRACKET = re.compile(r"\([^()]{1,16}\)")


def _laid_out(spans: tuple[Span, ...]) -> QTextLayout:
    layout = QTextLayout("".join(span.text for span in spans), face(spans[0].style))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    ranges, start = [], 0
    for span in spans:
        form = QTextCharFormat()
        form.setFont(face(span.style))
        part = QTextLayout.FormatRange()
        part.start, part.length, part.format = start, _units(span.text), form
        ranges.append(part)
        start += part.length
    layout.setFormats(ranges)
    return layout


def _units(text: str) -> int:
    """Return the length in the 16-bit units that Qt counts in."""
    return len(text.encode("utf-16-le")) // 2


def _x(answer: object) -> float:
    """Return the position out of Qt's answer, which carries the corrected cursor along."""
    assert isinstance(answer, tuple)
    return float(answer[0])
