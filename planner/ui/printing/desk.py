"""DESK: the blocks of the pages with every check, its limit and its source."""

from __future__ import annotations

from collections.abc import Iterator

from planner.sheet.content import DeskPage, Labelled
from planner.sheet.tables import AngleRow, AngleTable, CheckRow, CheckTable, Notices
from planner.ui.printing.blocks import Block, Gap, Ruled, Square, Tab, Text, flowing, text
from planner.ui.printing.boxes import Column, Row, Stack
from planner.ui.printing.lines import Span
from planner.ui.printing.marks import Style

TITLE = Style(12.0, bold=True)
PLAIN = Style(9.5)
HEADING = Style(9.5, bold=True)

CHECK_SHARES = (0.95, 2.0, 3.65)
ANGLE_SHARES = (1.5, 2.6, 1.6, 2.0)
"""Widths of the columns, relative to each other."""

CODE_PT = 84.0
"""Width of the code with its white border: a module is more than half a millimetre, as telephones read it."""


def desk_blocks(page: DeskPage) -> Iterator[Block]:
    """Yield what the plan rests on, every check, the directions of the needles, and the notices."""
    yield _head(page)
    yield Gap(6.0)
    yield from _checks(page.checks)
    yield Gap(6.0)
    if page.angles is not None:
        yield _angles(page.angles)
        yield Gap(6.0)
    for notices in page.notices:
        yield _notices(notices)
        yield Gap(5.0)


def _head(page: DeskPage) -> Block:
    """Return what the plan rests on, beside the code that ties the paper to it."""
    code = (text(page.code.title, HEADING), text(page.code.held, PLAIN), text(page.code.note, PLAIN))
    words = Stack((flowing(page.facts, PLAIN), Gap(4.0), *code))
    return Row((Column(words), Column(Square(page.code.modules), points=CODE_PT)))


def _checks(table: CheckTable) -> Iterator[Block]:
    title: tuple[Block, ...] = (text(table.title, TITLE),)
    if not table.groups:
        yield from title
    for group in table.groups:
        rule = flowing((Labelled(group.title, group.limit), Labelled("", group.source)), PLAIN)
        note = (text(group.note, PLAIN),) if group.note else ()
        head = Stack((*title, Gap(6.0), rule, *note, Gap(1.0), Ruled(1.0)))
        title = ()
        yield Stack(tuple(_check(row) for row in group.rows), head=head)


def _check(row: CheckRow) -> Block:
    outcome: Block = Tab(row.outcome, PLAIN) if row.strong else text(row.outcome, PLAIN)
    return _cells((outcome, text(row.subject, PLAIN), text(row.value, HEADING)), CHECK_SHARES)


def _cells(cells: tuple[Block, ...], shares: tuple[float, ...]) -> Block:
    """Return a row of a table with a hairline below."""
    columns = tuple(Column(block, share) for block, share in zip(cells, shares, strict=True))
    return Stack((Gap(1.0), Row(columns), Gap(1.0), Ruled(0.3)), whole=True)


def _angles(table: AngleTable) -> Block:
    """Return the directions under headings that are repeated on every page."""
    headings = _cells(tuple(text(heading, HEADING) for heading in table.headings), ANGLE_SHARES)
    head = Stack((text(table.title, TITLE), Gap(2.0), Ruled(1.0), headings))
    rows = [
        _cells(
            (
                text(row.needle, HEADING),
                _in_the_room(row),
                text(row.vertebra, PLAIN),
                text(row.ends, PLAIN),
            ),
            ANGLE_SHARES,
        )
        for row in table.rows
    ]
    return Stack((Stack(tuple(rows), head=head), Gap(3.0), text(table.note, PLAIN)))


def _in_the_room(row: AngleRow) -> Block:
    lines = [text(row.room, PLAIN)]
    if row.small:
        lines.append(text(row.small, PLAIN))
    if row.stops:
        lines.append(text(row.stops, HEADING))
    return Stack(tuple(lines))


def _notices(notices: Notices) -> Block:
    paragraphs: list[Block] = []
    for paragraph in notices.paragraphs:
        paragraphs += [Text((Span(paragraph, PLAIN),)), Gap(2.0)]
    return Stack(
        (Stack((text(notices.title, TITLE), Gap(2.0), *paragraphs[:2]), whole=True), *paragraphs[2:])
    )
