"""PICTURES: the blocks of the pages with two pictures of each needle."""

from __future__ import annotations

from collections.abc import Iterator

from planner.sheet.content import NeedlePictures, PicturePage, PictureRequest
from planner.ui.printing.blocks import Block, Gap, Picture, text
from planner.ui.printing.boxes import Column, Row, Stack
from planner.ui.printing.marks import Style

TITLE = Style(14.0, bold=True)
CAPTION = Style(10.0)


def picture_blocks(page: PicturePage) -> Iterator[Block]:
    """Yield how to read the pictures, then those of each needle together."""
    for line in page.legend:
        yield text(line, CAPTION)
    yield Gap(6.0)
    for needle in page.needles:
        yield _needle(needle)
        yield Gap(10.0)


def _needle(needle: NeedlePictures) -> Block:
    pictures = Row(tuple(Column(_captioned(request)) for request in needle.pictures), gap=10.0)
    parts: list[Block] = [text(needle.title, TITLE), Gap(3.0), pictures]
    if needle.ticks:
        parts += [Gap(2.0), text(needle.ticks, CAPTION)]
    return Stack(tuple(parts), whole=True)


def _captioned(request: PictureRequest) -> Block:
    return Stack((Picture(request), Gap(2.0), text(request.caption, CAPTION)))
