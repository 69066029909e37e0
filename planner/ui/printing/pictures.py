"""PICTURES: the blocks of the pages with the pictures of each needle."""

from __future__ import annotations

from collections.abc import Iterator

from planner.sheet.content import NeedlePictures, PicturePage, PictureRequest
from planner.ui.printing.blocks import Block, Gap, Measure, Picture, flowing, text
from planner.ui.printing.boxes import Column, Row, Stack
from planner.ui.printing.marks import POINTS_PER_MM, Style

TITLE = Style(14.0, bold=True)
CAPTION = Style(10.0)
VIEW = Style(13.0, bold=True)
ROOM = Style(11.0)
SMALL = Style(9.5)


def picture_blocks(page: PicturePage) -> Iterator[Block]:
    """Yield how to read the pictures, then those of each needle together; the legend never stands alone."""
    above: list[Block] = [flowing(page.legend, CAPTION), Gap(6.0)]
    for needle in page.needles:
        yield Stack((*above, *_needle(needle)), whole=True)
        yield Gap(10.0)
        above = []
    if not page.needles:
        yield from above


def _needle(needle: NeedlePictures) -> Iterator[Block]:
    """Yield what the monitor shows in one row, and below it, larger, the slices."""
    yield text(needle.title, TITLE)
    yield Gap(3.0)
    if len(needle.views) == 1:
        # as wide as one of two: alone it would fill the page
        yield Row((Column(_captioned(needle.views[0])), Column(Stack(()))), gap=10.0)
    elif needle.views:
        yield _row(needle.views)
    if needle.views and needle.slices:
        yield Gap(8.0)
    if needle.slices:
        yield _row(needle.slices)
    if needle.ticks:
        yield Gap(2.0)
        yield text(needle.ticks, CAPTION)


def _row(pictures: tuple[PictureRequest, ...]) -> Block:
    return Row(tuple(Column(_captioned(each), points=_true_width(each)) for each in pictures), gap=10.0)


def _true_width(request: PictureRequest) -> float | None:
    """Return the width of a picture at true scale; None where it is as wide as there is room."""
    return None if request.bar is None else request.width_mm * POINTS_PER_MM


def _captioned(request: PictureRequest) -> Block:
    parts: list[Block] = [Picture(request), Gap(2.0)]
    if request.bar is not None:
        parts += [
            Gap(2.0),
            Measure(request.bar.length_mm),
            Gap(2.0),
            text(request.bar.text, CAPTION.strong()),
        ]
    if not request.title:
        return Stack((*parts, text(request.caption, CAPTION)))
    parts += [text(request.title, VIEW), text(request.caption, ROOM), text(request.small, SMALL)]
    if request.remark:
        parts.append(text(request.remark, ROOM))
    warnings = (*request.warnings, *filter(None, (request.hides,)))
    parts += [text(warning, ROOM.strong()) for warning in warnings]
    return Stack(tuple(parts))
