"""Labels with their texts, one after the other in lines, wherever there is room for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from planner.ui.room.style import big, natural_px

GAP_PX, BETWEEN_PX, LINE_PX = 18.0, 36.0, 6.0
"""Between a label and its text, between two of them in a line, and between two lines, as designed."""
LABEL_SHARE = 0.4
"""A label that takes more of a line than this stands above its text."""


@dataclass(frozen=True)
class Cell:
    """A label, the text beside it, and the kinds of both, of `style.TYPES`.

    Each cell that `begins` a line has its text under those of the others.
    """

    label: str
    text: str
    kind: str
    label_kind: str = "label"
    begins: bool = False


class Flow(QWidget):
    """Cells in lines: one goes on in the line where it fits there whole; longer than a line, it wraps."""

    def __init__(self, cells: Sequence[Cell], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = 1.0
        self._parts = [_Part(cell, self) for cell in cells]
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setVisible(bool(cells))

    def say(self, number: int, text: str) -> None:
        """Change the text of a cell; one without a text is not shown."""
        part = self._parts[number]
        part.text.setText(text)
        part.show(bool(text))
        self.updateGeometry()

    def show_first(self, count: int) -> None:
        """Show only so many cells."""
        for number, part in enumerate(self._parts):
            part.show(number < count)
        self.updateGeometry()

    def set_unit(self, unit: float) -> None:
        """Take over the size of the screen, see `style.unit_px`."""
        self._unit = unit
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Return how high the lines are together."""
        return max((place.bottom() + 1 for _label, place in self._places(width)), default=0)

    def lay_out(self) -> None:
        """Put the texts into lines; their letters may have another size now."""
        for label, place in self._places(self.width()):
            label.setGeometry(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the texts into lines anew."""
        super().resizeEvent(event)
        self.lay_out()

    def _places(self, width: int) -> Iterator[tuple[QLabel, QRect]]:
        top = 0
        for line in self._lines(width):
            left, cells = 0, []
            for part in line:
                cells.append(self._cell_places(part, left, width))
                left = cells[-1][-1][1].right() + 1 + self._px(BETWEEN_PX)
            heights = [max(place.bottom() + 1 for _label, place in cell) for cell in cells]
            for cell, height in zip(cells, heights, strict=True):
                for label, place in cell:
                    yield label, place.translated(0, top + (max(heights) - height) // 2)
            top += max(heights) + self._px(LINE_PX)

    def _lines(self, width: int) -> Iterator[list[_Part]]:
        """Yield what stands side by side."""
        line: list[_Part] = []
        used = 0
        for part in self._parts:
            if not part.shown:
                continue
            needed = self._beside_px(part) + natural_px(part.text)
            if line and (part.cell.begins or used + needed > width):
                yield line
                line, used = [], 0
            line.append(part)
            used += needed + self._px(BETWEEN_PX)
        if line:
            yield line

    def _cell_places(self, part: _Part, left: int, width: int) -> list[tuple[QLabel, QRect]]:
        """Return where a label and its text lie, beside or above it, in a line whose top is 0."""
        beside, whole = self._beside_px(part), natural_px(part.text)
        free = width - left - beside
        if whole > free and beside > LABEL_SHARE * width:
            above = part.label.sizeHint().height()
            text = QRect(0, above, width, part.text.heightForWidth(width))
            return [(part.label, QRect(0, 0, width, above)), (part.text, text)]
        text = QRect(left + beside, 0, min(whole, free), part.text.heightForWidth(min(whole, free)))
        if not part.cell.label:
            return [(part.text, text)]
        # both stand on the middle of the first line
        line = max(part.label.sizeHint().height(), part.text.heightForWidth(whole))
        text.moveTop(max(0, (line - text.height()) // 2))
        return [(part.label, QRect(left, 0, natural_px(part.label), line)), (part.text, text)]

    def _beside_px(self, part: _Part) -> int:
        """Return how far right of its cell's beginning a text begins."""
        column = [each for each in self._parts if each.cell.begins] if part.cell.begins else [part]
        widest = max(natural_px(each.label) if each.cell.label else 0 for each in column)
        return widest + self._px(GAP_PX) if widest else 0

    def _px(self, designed_px: float) -> int:
        return round(designed_px * self._unit)


class _Part:
    """A cell with its two labels."""

    def __init__(self, cell: Cell, parent: QWidget) -> None:
        self.cell = cell
        self.label, self.text = big(cell.label, cell.label_kind, wraps=False), big(cell.text, cell.kind)
        for label in (self.label, self.text):
            label.setParent(parent)
        self.show(bool(cell.text))

    def show(self, shown: bool) -> None:
        self.shown = shown
        self.label.setVisible(shown and bool(self.cell.label))
        self.text.setVisible(shown)
