"""Blocks made of blocks: stacks, rows of columns, frames, and blanks to write in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from planner.ui.printing.blocks import SLACK, Block, Break, Gap, Parts, text
from planner.ui.printing.lines import Span, bound, natural_width
from planner.ui.printing.marks import Area, Mark, Stroke, Style


@dataclass(frozen=True)
class Stack(Block):
    """Blocks one below the other. A `whole` stack is divided only where no page can hold it.

    `head` stands above the first block and again above the first on each further page.
    """

    blocks: tuple[Block, ...]
    whole: bool = False
    head: Block | None = None

    @property
    def _all(self) -> tuple[Block, ...]:
        return self.blocks if self.head is None else (self.head, *self.blocks)

    def height(self, width: float) -> float:
        """Return the sum of the heights."""
        return sum(block.height(width) for block in self._all)

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield the marks of each block in turn."""
        for block in self._all:
            yield from block.marks(left, top, width)
            top += block.height(width)

    def split(self, width: float, room: float, page: float) -> Parts:
        """Divide at a break, between blocks, or within the first that does not fit."""
        height = self.height(width)
        if height <= room + SLACK:
            return self, None
        if self.whole and height <= page + SLACK:
            return None, self
        head = self.head.height(width) if self.head else 0.0
        left, here = room - head, list[Block]()
        for index, block in enumerate(self.blocks):
            if isinstance(block, Break) and here:
                later = self._without_gap(self.blocks[index + 1 :])
                break
            fits, rest = block.split(width, left, page - head)
            if fits is not None:
                here.append(fits)
                left -= fits.height(width)
            if rest is not None:
                later = self._without_gap((rest, *self.blocks[index + 1 :]))
                break
        else:
            later = ()
        if all(isinstance(block, Gap) for block in here):
            return None, self
        return replace(self, blocks=tuple(here)), replace(self, blocks=later) if later else None

    @staticmethod
    def _without_gap(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        while blocks and isinstance(blocks[0], Gap):
            blocks = blocks[1:]
        return blocks

    def baseline(self, width: float) -> float:
        """Return the baseline of the first block that is more than a gap."""
        above = 0.0
        for block in self._all:
            if not isinstance(block, Gap):
                return above + block.baseline(width)
            above += block.height(width)
        return 0.0


@dataclass(frozen=True)
class Column:
    """A cell of a row: a block in a width of `points`, or in a share of what the fixed ones leave."""

    block: Block
    share: float = 1.0
    points: float | None = None


@dataclass(frozen=True)
class Row(Block):
    """Columns beside each other, their first baselines on one line, `gap` points apart."""

    columns: tuple[Column, ...]
    gap: float = 8.0

    def _widths(self, width: float) -> list[float]:
        fixed = sum(c.points for c in self.columns if c.points is not None)
        shares = sum(c.share for c in self.columns if c.points is None)
        free = width - fixed - self.gap * (len(self.columns) - 1)
        return [c.points if c.points is not None else free * c.share / shares for c in self.columns]

    def _drops(self, widths: list[float]) -> list[float]:
        """Return how far each cell stands below the top so that the first baselines agree."""
        baselines = [c.block.baseline(w) for c, w in zip(self.columns, widths, strict=True)]
        lowest = max(baselines)
        return [lowest - b if b > 0.0 else 0.0 for b in baselines]

    def height(self, width: float) -> float:
        """Return the height of the tallest cell."""
        widths = self._widths(width)
        drops = self._drops(widths)
        return max(drop + c.block.height(w) for c, w, drop in zip(self.columns, widths, drops, strict=True))

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield the marks of each cell in turn."""
        widths = self._widths(width)
        for column, w, drop in zip(self.columns, widths, self._drops(widths), strict=True):
            yield from column.block.marks(left, top + drop, w)
            left += w + self.gap

    def split(self, width: float, room: float, page: float) -> Parts:
        """Divide every cell, but only a row that no page can hold."""
        height = self.height(width)
        if height <= room + SLACK:
            return self, None
        if height <= page + SLACK:
            return None, self
        here, later = [], []
        for column, w in zip(self.columns, self._widths(width), strict=True):
            fits, rest = column.block.split(w, room - self._lowest(width), 0.0)
            here.append(replace(column, block=fits or Gap(0.0)))
            later.append(replace(column, block=rest or Gap(0.0)))
        if all(isinstance(column.block, Gap) for column in here):
            return None, self
        return replace(self, columns=tuple(here)), replace(self, columns=tuple(later))

    def _lowest(self, width: float) -> float:
        return max(self._drops(self._widths(width)))

    def baseline(self, width: float) -> float:
        """Return the common first baseline."""
        widths = self._widths(width)
        return max(c.block.baseline(w) for c, w in zip(self.columns, widths, strict=True))


@dataclass(frozen=True)
class Frame(Block):
    """A border round a block, or a `rail` of black along its left side instead."""

    block: Block
    thickness: float = 0.6
    pad: float = 6.0
    whole: bool = False

    def height(self, width: float) -> float:
        """Return the height of the block and twice the padding."""
        return self.block.height(width - 2 * self.pad) + 2 * self.pad

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield the border and the marks inside."""
        yield Area(left, top, width, self.height(width), self.thickness)
        yield from self.block.marks(left + self.pad, top + self.pad, width - 2 * self.pad)

    def split(self, width: float, room: float, page: float) -> Parts:
        """Divide the block and frame both parts."""
        inner, margin = width - 2 * self.pad, 2 * self.pad
        if self.whole and room + SLACK < self.height(width) <= page + SLACK:
            return None, self
        here, later = self.block.split(inner, room - margin, page - margin)
        return (
            replace(self, block=here) if here else None,
            replace(self, block=later) if later else None,
        )

    def baseline(self, width: float) -> float:
        """Return the baseline of the block."""
        return self.pad + self.block.baseline(width - 2 * self.pad)


@dataclass(frozen=True)
class Blank(Block):
    """A label, a ruled blank to write on and a unit; the label goes above where they do not fit beside it."""

    label: str
    unit: str
    style: Style
    row_pt: float = 21.0

    def _parts(self, width: float) -> tuple[float, float, bool]:
        label = natural_width((Span(bound(self.label), self.style),)) if self.label else 0.0
        unit = natural_width((Span(self.unit, self.style),)) if self.unit else 0.0
        return label, unit, width - label - unit - 2 * BESIDE_PT >= SHORTEST_BLANK_PT

    def height(self, width: float) -> float:
        """Return the height of the row to write in, and of the label where it stands above."""
        _, _, beside = self._parts(width)
        above = 0.0 if beside else text(self.label, self.style).height(width)
        return above + self.row_pt

    def marks(self, left: float, top: float, width: float) -> Iterator[Mark]:
        """Yield the label, the rule and the unit."""
        label, unit, beside = self._parts(width)
        words = text(self.label, self.style)
        if not beside:
            yield from words.marks(left, top, width)
            top += words.height(width)
        baseline = top + self.row_pt - 5.0
        start = left
        if beside and self.label:
            yield from words.marks(left, baseline - self.style.baseline_pt, width)
            start += label + BESIDE_PT
        end = left + width - (unit + BESIDE_PT if self.unit else 0.0)
        yield Stroke(start, baseline + 1.5, end, baseline + 1.5, 0.6)
        if self.unit:
            yield from text(self.unit, self.style).marks(
                end + BESIDE_PT, baseline - self.style.baseline_pt, unit + 1.0
            )

    def baseline(self, width: float) -> float:
        """Return the baseline of the label."""
        _, _, beside = self._parts(width)
        return self.row_pt - 5.0 if beside else self.style.baseline_pt


BESIDE_PT = 4.0
"""Between label, blank and unit."""

SHORTEST_BLANK_PT = 26.0
"""Two digits and a point, written by hand."""
