"""DESK: the blocks of the pages with every check, its limit and its source."""

from __future__ import annotations

from collections.abc import Iterator

from planner.sheet.content import AngleTable, CheckRow, CheckTable, DeskPage, Notices
from planner.ui.printing.blocks import Block, Gap, Ruled, Tab, Text, text
from planner.ui.printing.boxes import Column, Row, Stack
from planner.ui.printing.lines import Span
from planner.ui.printing.marks import Style

TITLE = Style(12.0, bold=True)
PLAIN = Style(9.5)
HEADING = Style(9.5, bold=True)

CHECK_SHARES = (0.9, 2.6, 2.0, 2.2)
ANGLE_SHARES = (0.9, 2.2, 2.2, 2.2)
"""Widths of the columns, relative to each other."""


def desk_blocks(page: DeskPage) -> Iterator[Block]:
    """Yield what the plan rests on, every check, the directions of the needles, and the notices."""
    for fact in page.facts:
        yield Row((Column(text(fact.label, HEADING), points=118.0), Column(text(fact.text, PLAIN))))
    yield Gap(8.0)
    yield _checks(page.checks)
    yield Gap(8.0)
    if page.angles is not None:
        yield _angles(page.angles)
        yield Gap(8.0)
    for notices in page.notices:
        yield _notices(notices)
        yield Gap(6.0)


def _table(title: str, headings: tuple[str, ...], shares: tuple[float, ...], rows: list[Block]) -> Block:
    """Return rows under a title and headings that are repeated on every page."""
    cells = tuple(Column(text(h, HEADING), s) for h, s in zip(headings, shares, strict=True))
    head = Stack((text(title, TITLE), Gap(2.0), Ruled(1.0), Gap(2.0), Row(cells), Gap(2.0), Ruled(0.6)))
    return Stack(tuple(rows), head=head)


def _checks(table: CheckTable) -> Block:
    return _table(table.title, table.headings, CHECK_SHARES, [_check(row) for row in table.rows])


def _check(row: CheckRow) -> Block:
    outcome: Block = Tab(row.outcome, PLAIN) if row.strong else text(row.outcome, HEADING)
    finding = Stack((text(row.subject, HEADING), text(row.value, PLAIN)))
    cells = (
        outcome,
        finding,
        text(row.limit, PLAIN),
        Stack((text(row.source, PLAIN), text(row.evidence, PLAIN))),
    )
    columns = tuple(Column(block, share) for block, share in zip(cells, CHECK_SHARES, strict=True))
    return Stack((Gap(3.0), Row(columns), Gap(3.0), Ruled(0.4)), whole=True)


def _angles(table: AngleTable) -> Block:
    rows: list[Block] = []
    for row in table.rows:
        cells = (
            text(row.needle, HEADING),
            text(row.room, PLAIN),
            text(row.vertebra, PLAIN),
            text(row.ends, PLAIN),
        )
        columns = tuple(Column(block, share) for block, share in zip(cells, ANGLE_SHARES, strict=True))
        rows.append(Stack((Gap(3.0), Row(columns), Gap(3.0), Ruled(0.4)), whole=True))
    note = Stack((Gap(3.0), text(table.note, PLAIN)))
    return Stack((_table(table.title, table.headings, ANGLE_SHARES, rows), note))


def _notices(notices: Notices) -> Block:
    paragraphs: list[Block] = []
    for paragraph in notices.paragraphs:
        paragraphs += [Text((Span(paragraph, PLAIN),)), Gap(3.0)]
    return Stack(
        (Stack((text(notices.title, TITLE), Gap(2.0), *paragraphs[:2]), whole=True), *paragraphs[2:])
    )
