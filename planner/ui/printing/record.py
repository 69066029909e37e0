"""RECORD: the blocks of the page that the room writes on."""

from __future__ import annotations

from collections.abc import Iterator

from planner.sheet.content import Field, FieldGroup, RecordPage, TestStrip
from planner.ui.printing.blocks import Block, Gap, text
from planner.ui.printing.boxes import Blank, Column, Frame, Row, Stack
from planner.ui.printing.marks import Style

TITLE = Style(12.0, bold=True)
FIELD = Style(10.0)
NUMBER = Style(14.0, bold=True)

ABOVE_WORDS = 6.0
"""Above words without a blank, so that their line is as high as one to write on."""


def record_blocks(page: RecordPage) -> Iterator[Block]:
    """Yield the strip of thresholds, a box per needle, and what belongs to the whole procedure."""
    if page.strip is not None:
        yield _strip(page.strip)
        yield Gap(6.0)
    for group in (*page.needles, *page.groups):
        yield _group(group)
        yield Gap(5.0)


def _group(group: FieldGroup) -> Block:
    lines = [
        Row(tuple(Column(_field(field), field.share) for field in line), gap=12.0) for line in group.lines
    ]
    return Frame(Stack((text(group.title, TITLE), *lines)), 0.8, pad=5.0, whole=True)


def _field(field: Field) -> Block:
    if field.blank:
        return Blank(field.label, field.unit, FIELD)
    return Stack((Gap(ABOVE_WORDS), text(field.label, FIELD)))


def _strip(strip: TestStrip) -> Block:
    return Frame(
        Stack((text(strip.title, TITLE), *map(_volts, strip.rows), Gap(2.0), text(strip.note, FIELD))),
        0.8,
        whole=True,
    )


def _volts(row: tuple[str, ...]) -> Block:
    """Return a line of the strip: what is measured, and the numbers to compare."""
    label, *numbers = row
    return Row((Column(text(label, FIELD), share=3.0), *(Column(text(n, NUMBER)) for n in numbers)))
