"""DO: the blocks of the page that hangs next to the table, in type that reads from a step away."""

from __future__ import annotations

from collections.abc import Iterator

from planner.sheet.content import CArmGroup, Labelled, NeedleRow, ProcedureLine, RoomPage, StopBox
from planner.ui.printing.blocks import Block, Gap, Ruled, Tab, Text, labelled, text
from planner.ui.printing.boxes import Column, Frame, Row, Stack
from planner.ui.printing.lines import Span, natural_width
from planner.ui.printing.marks import Style

PROCEDURE = Style(36.0, bold=True)
JOINTS = Style(22.0, bold=True)
NEEDLE = Style(20.0, bold=True)
READ = Style(16.0)
STEADY = Style(14.0)
PLAIN = Style(12.0)
TINY = Style(9.0)

ID_PT = 44.0
"""Width of the column with the needles' ids."""


def room_blocks(page: RoomPage) -> Iterator[Block]:
    """Yield the blocks in reading order: what, who asks, what stops, the room, the needles, the order."""
    yield from _procedure(page.procedure)
    yield labelled(page.timeout.label, page.timeout.text, STEADY)
    yield Gap(5.0)
    yield _stop(page.stop)
    yield Gap(5.0)
    for line in page.room.lines:
        yield labelled(line.label, line.text, PLAIN)
    yield Gap(6.0)
    for group in page.groups:
        yield _group(group)
        yield Gap(5.0)
    for note in page.footnotes:
        yield text(note, PLAIN)
    yield Gap(5.0)
    yield Frame(Stack((_line(page.order, READ), *(_line(line, READ) for line in page.dose))), 1.0, whole=True)


def _line(line: Labelled, style: Style) -> Text:
    return labelled(line.label, line.text, style)


def _procedure(line: ProcedureLine) -> Iterator[Block]:
    yield Text((Span(f"{line.kind}   ", PROCEDURE), Span(line.sides, PROCEDURE)))
    yield Row(
        (
            Column(text(line.joints, JOINTS), share=1.5),
            Column(text("   ".join(line.facts), STEADY, align=1.0), share=1.0),
        )
    )
    for nerves in line.nerves:
        yield labelled(nerves.label, nerves.text, PLAIN)
    for count in line.count:
        yield text(count, PLAIN)
    yield Gap(2.0)


def _stop(box: StopBox) -> Block:
    lines = [text(item.text, READ if item.strong else PLAIN) for item in box.items]
    return Frame(Stack((Tab(box.title, NEEDLE), Gap(3.0), *lines)), 2.5)


def _group(group: CArmGroup) -> Block:
    """Return a side's needles under one C-arm setting; the setting is repeated on a further page."""
    head: list[Block] = [Tab(group.side, READ, full=True), Gap(1.0)]
    head += [_line(line, READ) for line in group.setting]
    rows = [_needle(row) for row in group.needles]
    return Stack(tuple(rows), whole=False, head=Stack((*head, Gap(1.0))))


def _needle(row: NeedleRow) -> Block:
    depth = Text((Span(f"{row.depth.label} ", READ), Span(row.depth.text, NEEDLE)), align=1.0)
    first = Row(
        (
            Column(text(row.name, NEEDLE)),
            Column(text(row.device, READ), points=128.0),
            Column(depth, points=natural_width(depth.spans) + 2.0),
        )
    )
    lines = [labelled(line.label, line.text, READ) for line in row.lines]
    return Stack(
        (
            Row((Column(text(row.needle, NEEDLE), points=ID_PT), Column(Stack((first, *lines)))), gap=4.0),
            Gap(2.0),
            Ruled(0.5),
            Gap(1.0),
        ),
        whole=True,
    )
