"""What stands on a page: pieces of text, strokes, areas and pictures, each at its place in points.

A page is a list of marks before anything is painted, so that it can be asked whether it is whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.sheet.content import PictureRequest

POINTS_PER_MM = 72.0 / 25.4
"""One point is 1/72 inch."""


@dataclass(frozen=True)
class Style:
    """How text is set: size in points, weight, and white on black instead of black on white."""

    size_pt: float
    bold: bool = False
    white: bool = False

    @property
    def line_pt(self) -> float:
        """Distance from one line to the next."""
        return self.size_pt * LEADING

    @property
    def baseline_pt(self) -> float:
        """Distance from the top of a line to its baseline."""
        return self.size_pt * ((LEADING - 1.0) / 2.0 + ASCENT)

    def strong(self) -> Style:
        """Return the style in bold."""
        return replace(self, bold=True)


LEADING = 1.28
"""Line distance as a multiple of the size: Chinese needs a little more than Latin."""

ASCENT = 0.86
"""Share of the size above the baseline (the ideographic em box stands on -0.12 to 0.88)."""


@dataclass(frozen=True)
class Piece:
    """A piece of text on one line, with its box (left, top, width, height) in points."""

    text: str
    style: Style
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Stroke:
    """A straight line, horizontal or upright, `thickness` points wide."""

    left: float
    top: float
    right: float
    bottom: float
    thickness: float = 0.6


@dataclass(frozen=True)
class Area:
    """A rectangle: filled black, or with a border `thickness` points wide."""

    left: float
    top: float
    width: float
    height: float
    thickness: float = 0.6
    filled: bool = False


@dataclass(frozen=True)
class PicturePlace:
    """A rectangle for a picture."""

    left: float
    top: float
    width: float
    height: float
    request: PictureRequest


@dataclass(frozen=True)
class Modules:
    """A square of black and white modules, a line of them each, "1" for black; white is left as it is."""

    left: float
    top: float
    size: float
    modules: tuple[str, ...]


Mark = Piece | Stroke | Area | PicturePlace | Modules
