"""DO: the blocks of the page that hangs next to the table, in type that reads from a step away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.sheet.content import (
    CArmGroup,
    Labelled,
    NeedleRow,
    ProcedureLine,
    RoomPage,
    StopBox,
    TimeOut,
)
from planner.ui.printing.blocks import BETWEEN, Block, Break, Gap, Ruled, Tab, Text, flowing, labelled, text
from planner.ui.printing.boxes import Blank, Column, Frame, Row, Stack
from planner.ui.printing.lines import Span, natural_width
from planner.ui.printing.marks import Style


@dataclass(frozen=True)
class Sizes:
    """The type of the page, from what names the work down to what is read up close."""

    procedure: Style
    joints: Style
    needle: Style
    setting: Style
    read: Style
    plain: Style


ROOMY = Sizes(
    Style(36.0, bold=True),
    Style(22.0, bold=True),
    Style(20.0, bold=True),
    Style(16.0),
    Style(14.0),
    Style(12.0),
)
"""For a page with room to spare."""

TIGHT = Sizes(
    Style(30.0, bold=True),
    Style(18.0, bold=True),
    Style(18.0, bold=True),
    Style(13.0),
    Style(13.0),
    Style(11.0),
)
"""For a page that is full: still read from a step away."""

HAND = Style(16.0)
"""Where no C-arm shows the way: the lengths and angles that the hand lays out on the skin, on any page."""

HAND_LABEL = Style(12.0)
HAND_PT = 92.0
"""Type and width of the labels beside them."""

ID_PT = 40.0
DEVICE_PT = 118.0
DEPTH_PT = 132.0
"""Widths of the columns of a needle's id, device and depth."""

TIMEOUT_PT = 440.0
"""The most that the boxes of the time-out may take of the width."""


def room_block(page: RoomPage, width: float, height: float) -> Block:
    """Return the page in roomy type where it then fits on one side of paper, else in tight.

    Up to four needles with one or two C-arm settings and a STOP box of a few lines fit in tight type: what is
    taped next to the table is one page. More than that goes on to further pages, never in smaller type: where
    it can, with the patient's two sides on a side of paper each.

    Parameters
    ----------
    width, height
        What there is for it on one side of paper, in points.
    """
    in_type = [tuple(_blocks(page, width, sizes)) for sizes in (ROOMY, TIGHT)]
    undivided = [Stack(tuple(b for b in blocks if not isinstance(b, Break))) for blocks in in_type]
    on_one = [block for block in undivided if block.height(width) <= height]
    by_sides = [Stack(blocks) for blocks in in_type if _fits_by_sides(blocks, width, height)]
    return [*on_one, *by_sides, undivided[-1]][0]


def _fits_by_sides(blocks: tuple[Block, ...], width: float, height: float) -> bool:
    """Say whether a page fits on two sides of paper, one for each side of the patient."""
    breaks = [number for number, block in enumerate(blocks) if isinstance(block, Break)]
    parts = (blocks[: breaks[0]], blocks[breaks[0] :]) if breaks else ()
    return bool(parts) and all(Stack(part).height(width) <= height - RUNNING_PT for part in parts)


RUNNING_PT = 12.0
"""So much less there may be on a further side of paper, for what stands at its head."""


def _blocks(page: RoomPage, width: float, sizes: Sizes) -> Iterator[Block]:
    """Yield the blocks in reading order: what, who asks, what stops, the room, the needles, the order."""
    yield _title(page.procedure, width, sizes)
    yield _levels(page.procedure, sizes.plain)
    yield _timeout(page.timeout, sizes.read)
    yield Gap(2.0)
    yield _stop(page.stop, sizes)
    yield Gap(2.0)
    yield flowing(page.room.lines, sizes.plain)
    if page.room.detector is not None:
        yield _line(page.room.detector, sizes.plain)
    yield Gap(3.0)
    for number, group in enumerate(page.groups):
        if number and group.side != page.groups[number - 1].side:
            yield Break()
        yield _group(group, sizes)
        yield Gap(3.0)
    notes = (Labelled("", note) for note in (page.depth, *page.footnotes) if note)
    yield Stack((flowing(notes, sizes.plain),), whole=True)
    yield Gap(3.0)
    dose = sizes.read if _by_c_arm(page) else HAND
    order = [_line(page.order, sizes.read), *(_line(line, dose) for line in page.dose)]
    yield Frame(Stack((*order, _line(page.signs, sizes.read))), 1.0, pad=3.0, whole=True)


def _by_c_arm(page: RoomPage) -> bool:
    return page.room.detector is not None


def _line(line: Labelled, style: Style) -> Text:
    return labelled(line.label, line.text, style)


def _title(line: ProcedureLine, width: float, sizes: Sizes) -> Block:
    """Return the procedure with the joints beside it, or where they are too long, below: they stay whole."""
    title, joints = Span(f"{line.kind}   {line.sides}", sizes.procedure), Span(line.joints, sizes.joints)
    together = (title, Span(BETWEEN, sizes.joints), joints)
    if natural_width(together) <= width:
        return Text(together)
    return Stack((Text((title,)), Text((joints,))))


def _levels(line: ProcedureLine, style: Style) -> Block:
    """Return the nerves and how the levels were counted."""
    nerves = () if line.nerves is None else (line.nerves,)
    return flowing((*nerves, line.count, *(Labelled("", words) for words in line.counted)), style)


def _timeout(line: TimeOut, style: Style) -> Block:
    words = labelled(line.label, line.text, style)
    width = natural_width(words.spans) + 1.0
    return Row((Column(words, points=min(width, TIMEOUT_PT)), Column(Blank(line.by, "", style))))


def _stop(box: StopBox, sizes: Sizes) -> Block:
    lines = [
        labelled(item.label, item.text, sizes.read if item.strong else sizes.plain) for item in box.items
    ]
    return Frame(Stack((Tab(box.title, sizes.setting), Gap(2.0), *lines)), 2.5, pad=5.0)


def _group(group: CArmGroup, sizes: Sizes) -> Block:
    """Return a side's needles under one C-arm setting; the setting is repeated on a further page."""
    title = group.side if group.setting is None else f"{group.side}     {group.setting.letter}"
    head: list[Block] = [Tab(title, sizes.setting, full=True), Gap(1.0)]
    if group.setting is not None:
        if group.setting.square is not None:
            head.append(_line(group.setting.square, sizes.read))
        head.append(_line(group.setting.then, sizes.setting.strong()))
        if group.setting.stops is not None:
            head.append(_line(group.setting.stops, sizes.read))
    by_hand = group.setting is None
    return Stack(tuple(_needle(row, sizes, by_hand) for row in group.needles), head=Stack((*head, Gap(1.0))))


def _needle(row: NeedleRow, sizes: Sizes, by_hand: bool) -> Block:
    depth = (Span(f"{row.depth.label} ", sizes.setting), Span(row.depth.text, sizes.needle))
    # a depth stays whole: what it needs more than usual the column of the device gives, as far as it can
    depth_pt = max(DEPTH_PT, natural_width(depth) + 1.0)
    device_pt = natural_width((Span(row.device, sizes.setting),)) + 1.0
    device_pt = max(min(device_pt, DEVICE_PT), DEVICE_PT + DEPTH_PT - depth_pt)
    first = Row(
        (
            Column(text(row.name, sizes.needle)),
            Column(text(row.device, sizes.setting), points=device_pt),
            Column(Text(depth, align=1.0), points=depth_pt),
        )
    )
    lines = [_by_hand(line) if by_hand else _line(line, sizes.setting) for line in row.lines]
    numbered = Row(
        (Column(text(row.needle, sizes.needle), points=ID_PT), Column(Stack((first, *lines)))), gap=4.0
    )
    return Stack((numbered, Gap(1.0), Ruled(0.5)), whole=True)


def _by_hand(line: Labelled) -> Block:
    """Return a length or an angle in bold, its label beside it."""
    label = Column(text(line.label, HAND_LABEL), points=HAND_PT)
    return Row((label, Column(text(line.text, HAND.strong()))), gap=4.0)
