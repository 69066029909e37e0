"""Blocks: what a page is made of. Each knows its height at a width, its marks, and how it divides.

Everything is in points. What does not fit on a page is divided or goes to the next: never shrunk or cut off.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from planner.sheet.content import Labelled, PictureRequest
from planner.ui.printing.lines import Line, Span, bound, broken
from planner.ui.printing.marks import POINTS_PER_MM, Area, Mark, Modules, PicturePlace, Piece, Stroke, Style

SLACK = 1e-6
"""Heights are sums of decimals: a block that fits exactly must not be turned away by rounding."""

DIVISIBLE_LINES = 4
"""A paragraph of fewer lines stays whole: a lone line on the next page is lost on the reader."""


class Block(ABC):
    """A part of a page."""

    @abstractmethod
    def height(self, width: float) -> float:
        """Return its height at a width."""

    @abstractmethod
    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield its marks with its top left corner at (left, top)."""

    def split(self, width: float, room: float, page: float) -> Parts:
        """Return what of it fits into a height of `room`, and what remains, on pages `page` high.

        A plain block stays in one piece.
        """
        return (self, None) if self.height(width) <= room + SLACK else (None, self)

    def baseline(self, width: float) -> float:
        """Return how far its first baseline lies below its top; 0 where it has none."""
        return 0.0


Parts = tuple[Block | None, Block | None]
"""What fits and what remains; None for nothing."""


@dataclass(frozen=True)
class Text(Block):
    """A paragraph, or its lines from `first` up to `last`; `align` 0 is flush left, 0.5 centred, 1 right."""

    spans: tuple[Span, ...]
    align: float = 0.0
    first: int = 0
    last: int | None = None

    def _lines(self, width: float) -> tuple[Line, ...]:
        return broken(tuple(replace(s, text=bound(s.text)) for s in self.spans), width)[
            self.first : self.last
        ]

    def height(self, width: float) -> float:
        """Return the height of its lines."""
        return sum(line.height_pt for line in self._lines(width))

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield a piece per line and style."""
        for line in self._lines(width):
            yield from line.placed(left + self.align * (width - line.width_pt), top)
            top += line.height_pt

    def split(self, width: float, room: float, page: float) -> Parts:
        """Divide a long paragraph between lines, two at least on either side; any that no page can hold."""
        height = self.height(width)
        if height <= room + SLACK:
            return self, None
        lines = self._lines(width)
        fitting = self._fitting(lines, room)
        if height > page + SLACK:
            cut = fitting
        else:
            cut = min(fitting, len(lines) - 2) if len(lines) >= DIVISIBLE_LINES and fitting >= 2 else 0
        if cut == 0:
            return None, self
        middle = self.first + cut
        return replace(self, last=middle), replace(self, first=middle)

    @staticmethod
    def _fitting(lines: tuple[Line, ...], room: float) -> int:
        count, used = 0, 0.0
        while count < len(lines) and used + lines[count].height_pt <= room + SLACK:
            used += lines[count].height_pt
            count += 1
        return count

    def baseline(self, width: float) -> float:
        """Return the baseline of the first line."""
        lines = self._lines(width)
        return lines[0].baseline_pt if lines else 0.0


def text(words: str, style: Style, align: float = 0.0) -> Text:
    """Return a paragraph in one style."""
    return Text((Span(words, style),), align)


def labelled(label: str, words: str, style: Style) -> Text:
    """Return a paragraph that begins with a bold label, if there is one."""
    if not label:
        return text(words, style)
    return Text((Span(label + AFTER_LABEL, style.strong()), Span(words, style)))


def flowing(parts: Iterable[Labelled], style: Style) -> Text:
    """Return labelled pieces one after the other as one paragraph, on as few lines as they need."""
    spans: list[Span] = []
    for n, part in enumerate(parts):
        if n:
            spans.append(Span(BETWEEN, style))
        if part.label:
            spans.append(Span(part.label + AFTER_LABEL, style.strong()))
        spans.append(Span(part.text, style))
    return Text(tuple(spans))


BETWEEN = "     "
"""Between pieces of one paragraph that have nothing to do with each other."""

AFTER_LABEL = "\u00a0\u00a0"
"""A label never stands alone at the end of a line."""


@dataclass(frozen=True)
class Gap(Block):
    """Empty height; it vanishes at the top of a page."""

    points: float

    def height(self, width: float) -> float:
        """Return the gap."""
        return self.points

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield nothing."""
        yield from ()


@dataclass(frozen=True)
class Break(Gap):
    """Where a stack that has to be divided is divided first; elsewhere it is nothing."""

    points: float = 0.0


@dataclass(frozen=True)
class Ruled(Block):
    """A ruled line across the width."""

    thickness: float = 0.6

    def height(self, width: float) -> float:
        """Return the thickness of the line."""
        return self.thickness

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield one stroke."""
        middle = top + self.thickness / 2.0
        yield Stroke(left, middle, left + width, middle, self.thickness)


@dataclass(frozen=True)
class Picture(Block):
    """A picture across the width, in its own proportions, with a hairline round it."""

    request: PictureRequest

    def height(self, width: float) -> float:
        """Return the height that keeps millimetres square."""
        return width * self.request.height_mm / self.request.width_mm

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield the place of the picture and its border."""
        height = self.height(width)
        yield PicturePlace(left, top, width, height, self.request)
        yield Area(left, top, width, height, 0.5)


@dataclass(frozen=True)
class Measure(Block):
    """A bar of a length on paper, with an upright stroke at every centimetre of it."""

    length_mm: float

    def height(self, width: float) -> float:
        """Return the height of the upright strokes at its ends."""
        return TICK_PT

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield the bar, then the upright strokes, the middle of each at its place."""
        bottom = top + TICK_PT
        yield Stroke(left, bottom, left + self.length_mm * POINTS_PER_MM, bottom, 1.0)
        steps = round(self.length_mm / STEP_MM)
        for step in range(steps + 1):
            x, high = left + step * STEP_MM * POINTS_PER_MM, 1.0 if step in (0, steps) else 0.5
            yield Stroke(x, bottom - TICK_PT * high, x, bottom, 0.5)


TICK_PT = 7.0
STEP_MM = 10.0


@dataclass(frozen=True)
class Square(Block):
    """A square code across the width, with the white round it that its readers need."""

    modules: tuple[str, ...]

    def height(self, width: float) -> float:
        """Return the width."""
        return width

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield the modules within their white border."""
        white = width * QUIET_MODULES / (len(self.modules) + 2 * QUIET_MODULES)
        yield Modules(left + white, top + white, width - 2 * white, self.modules)


QUIET_MODULES = 4
"""White round a code, in modules: ISO/IEC 18004 asks for four."""


@dataclass(frozen=True)
class Tab(Block):
    """Words in white on a black bar that is as wide as they are, or `full` width."""

    words: str
    style: Style
    full: bool = False

    def _label(self) -> Text:
        return text(self.words, replace(self.style, white=True, bold=True))

    def height(self, width: float) -> float:
        """Return the height of the words."""
        return self._label().height(width - 2 * TAB_PAD)

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield the bar and the words on it."""
        words = list(self._label().marks(left + TAB_PAD, top, width - 2 * TAB_PAD))
        right = max((m.left + m.width for m in words if isinstance(m, Piece)), default=left)
        bar = width if self.full else right - left + TAB_PAD
        yield Area(left, top, bar, self.height(width), filled=True)
        yield from words

    def baseline(self, width: float) -> float:
        """Return the baseline of the words."""
        return self._label().baseline(width - 2 * TAB_PAD)


TAB_PAD = 5.0
"""Black beside the words of a tab."""
