"""Blocks divide without losing a word, and never stand higher than the room they were given."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.ui.printing.blocks import Block, Gap, Ruled, Tab, labelled, text
from planner.ui.printing.boxes import Blank, Column, Frame, Row, Stack
from planner.ui.printing.lines import Span, bound, broken, natural_width
from planner.ui.printing.marks import Piece, Stroke, Style

pytestmark = pytest.mark.usefixtures("qapp")

STYLE = Style(10.0)
WIDTH = 180.0
PAGE = 120.0
LONG = " ".join(f"word{n}" for n in range(120))


def words(block: Block | None) -> str:
    """Return the text of a block, without white space."""
    if block is None:
        return ""
    return "".join("".join(m.text.split()) for m in block.marks(0.0, 0.0, WIDTH) if isinstance(m, Piece))


def pages(block: Block, room: float = PAGE) -> list[Block]:
    """Return a block divided over as many pages as it takes."""
    parts: list[Block] = []
    rest: Block | None = block
    while rest is not None:
        here, rest = rest.split(WIDTH, room, PAGE)
        assert here is not None, "a page was left empty"
        parts.append(here)
        room = PAGE
    return parts


def row(left: str, right: str) -> Row:
    return Row((Column(text(left, STYLE)), Column(text(right, STYLE), points=60.0)))


BLOCKS = {
    "paragraph": text(LONG, STYLE),
    "label": labelled("LABEL", LONG, STYLE),
    "stack": Stack(tuple(text(f"line {n}", STYLE) for n in range(40))),
    "whole stack that no page holds": Stack(tuple(text(f"line {n}", STYLE) for n in range(40)), whole=True),
    "frame": Frame(Stack((text(LONG, STYLE), Gap(5.0), text("end", STYLE)))),
    "row that no page holds": row("short", LONG),
    "rows": Stack(tuple(row(f"left {n}", f"right {n} " * 4) for n in range(12))),
    "frames in a stack": Stack(tuple(Frame(text(f"box {n} " * 30, STYLE), whole=True) for n in range(6))),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_nothing_is_lost_between_pages(name: str) -> None:
    block = BLOCKS[name]
    parts = pages(block)
    assert len(parts) > 1
    if "row" in name:
        # the cells of a divided row stand on both pages: their order as a whole changes, not their words
        assert sorted("".join(map(words, parts))) == sorted(words(block))
    else:
        assert "".join(map(words, parts)) == words(block)
    for part in parts:
        assert part.height(WIDTH) <= PAGE + 1e-6


@given(st.floats(0.0, PAGE), st.integers(1, 400))
@settings(deadline=None, max_examples=60)
def test_a_paragraph_divides_anywhere_without_loss(room: float, length: int) -> None:
    paragraph = text(" ".join(f"w{n}" for n in range(length)), STYLE)
    here, rest = paragraph.split(WIDTH, room, PAGE)
    assert words(here) + words(rest) == words(paragraph)
    assert here is None or here.height(WIDTH) <= room + 1e-6
    if here is not None and rest is not None and paragraph.height(WIDTH) <= PAGE:
        assert min(here.height(WIDTH), rest.height(WIDTH)) >= 2 * STYLE.line_pt - 1e-6


def test_a_short_paragraph_is_not_divided() -> None:
    paragraph = text("one two three four five six seven eight nine ten eleven", STYLE)
    assert 1 < paragraph.height(WIDTH) / STYLE.line_pt < 4
    assert paragraph.split(WIDTH, STYLE.line_pt * 1.5, PAGE) == (None, paragraph)


def test_a_head_is_repeated_and_never_stands_alone() -> None:
    rows = tuple(text(f"row {n}", STYLE) for n in range(20))
    table = Stack(rows, head=text("HEAD", STYLE))
    parts = pages(table)
    assert [words(part)[:4] for part in parts] == ["HEAD"] * len(parts)
    assert "".join(words(part).replace("HEAD", "") for part in parts) == words(Stack(rows))
    here, rest = table.split(WIDTH, STYLE.line_pt * 1.5, PAGE)
    assert here is None
    assert rest == table


def test_a_gap_does_not_open_a_page() -> None:
    stack = Stack((text("a", STYLE), Gap(30.0), text("b", STYLE)))
    _here, rest = stack.split(WIDTH, 20.0, PAGE)
    assert rest is not None
    assert rest.height(WIDTH) == pytest.approx(STYLE.line_pt)


def test_what_no_page_can_hold_is_not_given_back_for_ever() -> None:
    tall = Blank("label", "unit", STYLE, row_pt=PAGE * 2)
    assert tall.split(WIDTH, PAGE, PAGE) == (None, tall)


def test_the_baselines_of_a_row_agree() -> None:
    mixed = Row((Column(text("small", Style(8.0))), Column(text("LARGE", Style(24.0)))))
    small, large = (m for m in mixed.marks(0.0, 0.0, WIDTH) if isinstance(m, Piece))
    assert small.top + small.style.baseline_pt == pytest.approx(large.top + large.style.baseline_pt)


def test_a_word_wider_than_its_column_is_broken_not_cut() -> None:
    lines = broken((Span("Wolfeschlegelsteinhausenbergerdorff" * 3, STYLE),), 80.0)
    assert len(lines) > 3
    assert all(line.width_pt <= 80.0 + 0.05 for line in lines)
    assert (
        "".join(piece[1] for line in lines for piece in line.pieces)
        == "Wolfeschlegelsteinhausenbergerdorff" * 3
    )


def test_rare_characters_keep_their_place() -> None:
    """Qt counts in 16-bit units, of which a character beyond the basic plane takes two."""
    (line,) = broken((Span("\U00020bb7\U00020bb7", STYLE), Span("ab", STYLE.strong())), 500.0)
    assert [(piece[1], piece[2].bold) for piece in line.pieces] == [
        ("\U00020bb7\U00020bb7", False),
        ("ab", True),
    ]


def test_units_and_boxes_stay_with_what_they_belong_to() -> None:
    assert bound("79 mm and 80 °C") == "79\u00a0mm and 80\u00a0°C"
    assert bound("by ____ consent ☐") == "by\u00a0____ consent\u00a0☐"
    assert bound("said by [1] [12]") == "said by\u00a0[1]\u00a0[12]"
    assert bound("1.1 (in all) of it") == "1.1 (in\u00a0all) of it"
    assert bound("(what is longer is not kept whole)") == "(what is longer is not kept whole)"
    for width in range(30, 200):
        for line in broken((Span(bound("a needle of 79 mm and consent ☐ by ____"), STYLE),), float(width)):
            joined = "".join(piece[1] for piece in line.pieces)
            assert not joined.startswith(("mm", "☐", "____")) or width < natural_width(
                (Span("consent ☐", STYLE),)
            )


def test_a_blank_leaves_room_to_write() -> None:
    for label in ("by", "a label that is much too long to stand beside a blank in so narrow a column"):
        blank = Blank(label, "mL", STYLE)
        marks = list(blank.marks(0.0, 0.0, WIDTH))
        (rule,) = [m for m in marks if isinstance(m, Stroke)]
        assert rule.right - rule.left >= 26.0
        assert 0.0 < rule.top < blank.height(WIDTH)
        for mark in marks:
            if isinstance(mark, Piece):
                on_the_rule = mark.top < rule.top < mark.top + mark.height
                beside = mark.left >= rule.right or mark.left + mark.width <= rule.left
                assert beside or not on_the_rule


def test_a_bar_is_as_wide_as_its_words_or_the_page() -> None:
    short, full = Tab("LEFT", STYLE), Tab("LEFT", STYLE, full=True)
    widths = [next(iter(tab.marks(0.0, 0.0, WIDTH))) for tab in (short, full)]
    assert getattr(widths[0], "width") < 60.0  # noqa: B009 - the first mark is the bar
    assert getattr(widths[1], "width") == WIDTH  # noqa: B009
    assert Ruled(2.0).height(WIDTH) == 2.0
