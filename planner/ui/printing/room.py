"""DO: the blocks of the page that hangs next to the table, in type that reads from a step away."""

from __future__ import annotations

from collections.abc import Iterator

from planner.sheet.content import (
    CArmGroup,
    Labelled,
    NeedleRow,
    ProcedureLine,
    RoomLines,
    RoomPage,
    StopBox,
    TimeOut,
)
from planner.ui.printing.blocks import AFTER_LABEL, Block, Gap, Ruled, Tab, Text, labelled, text
from planner.ui.printing.boxes import Blank, Column, Frame, Row, Stack
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
DEVICE_PT = 118.0
DEPTH_PT = 132.0
"""Widths of the columns of a needle's id, device and depth."""

TIMEOUT_PT = 440.0
"""The most that the boxes of the time-out may take of the width."""


def room_blocks(page: RoomPage) -> Iterator[Block]:
    """Yield the blocks in reading order: what, who asks, what stops, the room, the needles, the order."""
    yield from _procedure(page.procedure)
    yield _timeout(page.timeout)
    yield Gap(4.0)
    yield _stop(page.stop)
    yield Gap(4.0)
    yield from _room(page.room)
    yield Gap(6.0)
    for group in page.groups:
        yield _group(group)
        yield Gap(5.0)
    yield Stack(tuple(text(note, PLAIN) for note in page.footnotes), whole=True)
    yield Gap(5.0)
    yield Frame(Stack((_line(page.order, READ), *(_line(line, READ) for line in page.dose))), 1.0, whole=True)


def _timeout(line: TimeOut) -> Block:
    words = labelled(line.label, line.text, STEADY)
    width = natural_width(words.spans) + 1.0
    return Row((Column(words, points=min(width, TIMEOUT_PT)), Column(Blank(line.by, "", STEADY))))


def _room(room: RoomLines) -> Iterator[Block]:
    """Yield the lines one after the other, on as few as they need."""
    spans: list[Span] = []
    for line in room.lines:
        spans += [Span(f"{line.label}{AFTER_LABEL}", PLAIN.strong()), Span(f"{line.text}     ", PLAIN)]
    yield Text(tuple(spans))
    if room.detector is not None:
        yield _line(room.detector, PLAIN)


def _line(line: Labelled, style: Style) -> Text:
    return labelled(line.label, line.text, style)


def _procedure(line: ProcedureLine) -> Iterator[Block]:
    yield text(f"{line.kind}   {line.sides}", PROCEDURE)
    yield text(line.joints, JOINTS)
    if line.nerves is not None:
        yield _line(line.nerves, PLAIN)
    yield _line(line.count, PLAIN)
    yield text("     ".join(line.counted), PLAIN)
    yield Gap(2.0)


def _stop(box: StopBox) -> Block:
    lines = [
        _line(Labelled(item.label, item.text), style)
        for item in box.items
        for style in (READ if item.strong else PLAIN,)
    ]
    return Frame(Stack((Tab(box.title, READ), Gap(3.0), *lines)), 2.5)


def _group(group: CArmGroup) -> Block:
    """Return a side's needles under one C-arm setting; the setting is repeated on a further page."""
    title = group.side if group.setting is None else f"{group.side}     {group.setting.letter}"
    head: list[Block] = [Tab(title, READ, full=True), Gap(1.0)]
    if group.setting is not None:
        if group.setting.square is not None:
            head.append(_line(group.setting.square, READ))
        head.append(_line(group.setting.then, READ.strong()))
    return Stack(tuple(_needle(row) for row in group.needles), head=Stack((*head, Gap(2.0))))


def _needle(row: NeedleRow) -> Block:
    depth = Text((Span(f"{row.depth.label} ", READ), Span(row.depth.text, NEEDLE)), align=1.0)
    first = Row(
        (
            Column(text(row.name, NEEDLE)),
            Column(text(row.device, READ), points=DEVICE_PT),
            Column(depth, points=DEPTH_PT),
        )
    )
    lines = [_line(line, READ) for line in row.lines]
    return Stack(
        (
            Row((Column(text(row.needle, NEEDLE), points=ID_PT), Column(Stack((first, *lines)))), gap=4.0),
            Gap(2.0),
            Ruled(0.5),
            Gap(1.0),
        ),
        whole=True,
    )
