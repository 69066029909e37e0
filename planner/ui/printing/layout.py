"""The sheet laid out on A4: every page as a list of marks, with the banner at its head."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner.sheet.content import Banner, DeskPage, Page, PicturePage, RecordPage, RoomPage, Sheet
from planner.ui.printing.blocks import Block, Gap, Ruled, Tab, Text, text
from planner.ui.printing.boxes import Column, Row, Stack
from planner.ui.printing.desk import desk_blocks
from planner.ui.printing.lines import Span, natural_width
from planner.ui.printing.marks import POINTS_PER_MM, Mark, Style
from planner.ui.printing.pictures import picture_blocks
from planner.ui.printing.record import record_blocks
from planner.ui.printing.room import room_block

PAGE_WIDTH = 210.0 * POINTS_PER_MM
PAGE_HEIGHT = 297.0 * POINTS_PER_MM
"""A4 upright, in points."""

MARGIN = 13.0 * POINTS_PER_MM
TOP = 8.0 * POINTS_PER_MM
BOTTOM = 8.0 * POINTS_PER_MM
"""White round what is set: tape and printers need it."""

WIDTH = PAGE_WIDTH - 2 * MARGIN
"""Width of what is set, in points."""

SMALL = Style(9.5)
NAME = Style(18.0, bold=True)
IDENTITY = Style(12.0)
RUNNING = Style(11.0, bold=True)


class UnfitError(RuntimeError):
    """A block can neither be set on a page nor be divided. The blocks are ours, so the fault is ours too."""


@dataclass(frozen=True)
class LaidPage:
    """One side of paper: its marks in the order of painting, and the watermark behind them."""

    marks: tuple[Mark, ...]
    watermark: str


def lay_out(sheet: Sheet) -> tuple[LaidPage, ...]:
    """Return the pages of a sheet: the same sheet gives the same pages on every device.

    Raises
    ------
    UnfitError
        If something can neither be set on a page nor be divided.
    """
    parts = [(page, further, body) for page in sheet.pages for further, body in _flow(sheet.banner, page)]
    return tuple(
        LaidPage(
            tuple(_marks(_head(sheet.banner, page, further, n, len(parts)), body)),
            sheet.banner.watermark,
        )
        for n, (page, further, body) in enumerate(parts, 1)
    )


def _flow(banner: Banner, page: Page) -> Iterator[tuple[bool, Block]]:
    """Yield what stands on each side of paper, and whether it is a further side of this page."""
    first, further = (
        PAGE_HEIGHT - TOP - BOTTOM - _head(banner, page, again, MOST_PAGES, MOST_PAGES).height(WIDTH)
        for again in (False, True)
    )
    rest: Block | None = _block(page, first)
    room, sides = first, list[Side]()
    while rest is not None:
        whole = rest
        here, rest = whole.split(WIDTH, room, min(first, further))
        if here is None:
            raise UnfitError(page.heading)
        sides.append(Side(whole, here, room))
        room = further
    for number, block in enumerate(_filled(sides, min(first, further))):
        yield number > 0, block


@dataclass(frozen=True)
class Side:
    """One side of paper: what was left to set, what of it stands here, and the height there was for it."""

    left_over: Block
    here: Block
    room: float


def _filled(sides: list[Side], page: float) -> list[Block]:
    """Return what stands on the sides, with lines moved over from the last but one where the last has few."""
    blocks = [side.here for side in sides]
    if len(sides) < 2 or blocks[-1].height(WIDTH) >= LEAST_PT:
        return blocks
    room = sides[-2].room
    while (room := room - LINE_PT) > page / 2.0:
        here, rest = sides[-2].left_over.split(WIDTH, room, page)
        if here is not None and rest is not None and LEAST_PT <= rest.height(WIDTH) <= page:
            return [*blocks[:-2], here, rest]
    return blocks


LEAST_PT = 100.0
"""The least that stands on a further side of paper: eight lines or two boxes, not a few lost ones."""
LINE_PT = 12.0
"""About a line of what is read up close."""


MOST_PAGES = 99
"""Page numbers are measured as if they had two digits, so that the pages need not be counted twice."""


def _block(page: Page, height: float) -> Block:
    """Return what stands on a page, made for a first side of paper of this height."""
    match page:
        case RoomPage():
            return room_block(page, WIDTH, height)
        case RecordPage():
            return Stack(tuple(record_blocks(page)))
        case PicturePage():
            return Stack(tuple(picture_blocks(page)))
        case DeskPage():
            return Stack(tuple(desk_blocks(page)))


def _marks(head: Block, body: Block) -> Iterator[Mark]:
    yield from head.marks(MARGIN, TOP, WIDTH)
    yield from body.marks(MARGIN, TOP + head.height(WIDTH), WIDTH)


def _head(banner: Banner, page: Page, further: bool, n: int, total: int) -> Block:
    """Return the banner: program, plan and page in small; the patient in large; then what the plan is for."""
    number = Text(
        (Span(f"{banner.plan}   {banner.made}   ", SMALL), Span(banner.page_words(n, total), SMALL.strong()))
    )
    program = Text((Span(banner.program, SMALL.strong()), Span(f"   {banner.disclaimer}", SMALL)))
    origin_width = natural_width((Span(banner.origin, RUNNING),)) + 12.0
    blocks: list[Block] = [
        Row((Column(program), Column(number, points=natural_width(number.spans) + 1.0))),
        Gap(2.0),
        Row(
            (
                Column(_person(banner, WIDTH - origin_width)),
                Column(Tab(banner.origin, RUNNING), points=origin_width),
            )
        ),
        Gap(3.0),
        Ruled(1.6),
        Gap(4.0),
    ]
    heading = f"{page.heading} {banner.continued}" if further else page.heading
    first = page if isinstance(page, RoomPage) and not further else None
    beside = banner.running if first is None else BETWEEN.join(first.procedure.facts)
    title = text(heading, RUNNING)
    width = min(natural_width(title.spans) + 1.0, WIDTH * MOST_OF_HEADING)
    blocks += [
        Row((Column(title, points=width), Column(text(beside, RUNNING, align=1.0)))),
        Gap(6.0 if first is None else 0.0),
    ]
    return Stack(tuple(blocks))


def _person(banner: Banner, width: float) -> Block:
    """Return name and identity on one line, or where that is too long, each on its own: an id stays whole."""
    name, identity = Span(banner.patient, NAME), Span(BETWEEN.join(banner.identity), IDENTITY)
    together = (name, Span(BETWEEN, IDENTITY), identity)
    if natural_width(together) <= width:
        return Text(together)
    return Stack((Text((name,)), Text((identity,))))


MOST_OF_HEADING = 0.6
"""The most that the heading of a page takes of the width beside what the plan is for."""

BETWEEN = "   "
"""Between pieces of one line that are not one phrase."""
