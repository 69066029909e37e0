"""Where pages end: no heading alone at the foot, no few lines alone on a further side of paper."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from planner import words
from planner.anatomy.spine import Side
from planner.sheet.content import Sheet
from planner.ui.printing.desk import TITLE
from planner.ui.printing.layout import LEAST_PT, LaidPage, lay_out
from planner.ui.printing.marks import Piece
from tests.sheet import cases

pytestmark = pytest.mark.usefixtures("qapp")

PLANS = {
    "one": cases.ablation(nerves="L3"),
    "three": cases.ablation(),
    "six": cases.ablation((Side.LEFT, Side.RIGHT)),
    "screwed": cases.screwed(),
    "block": cases.block(),
    "ct": cases.injection(),
}


def body(sheet: Sheet, page: LaidPage) -> list[Piece]:
    """Return the text of a side of paper below its head."""
    headings = tuple(each.heading for each in sheet.pages)
    heading = next(m for m in page.marks if isinstance(m, Piece) and m.text.startswith(headings))
    return [m for m in page.marks if isinstance(m, Piece) and m.top > heading.top + heading.height]


def height(pieces: list[Piece]) -> float:
    return max(m.top + m.height for m in pieces) - min(m.top for m in pieces)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("name", PLANS)
def test_no_page_ends_with_a_heading_or_holds_a_few_lines(name: str, language: str) -> None:
    with words.use(language):
        sheet = cases.sheet_of(PLANS[name])
    for page in lay_out(sheet):
        found = body(sheet, page)
        assert found[-1].style != TITLE, found[-1]
        assert height(found) > LEAST_PT * 0.75


@pytest.mark.parametrize("lines", range(1, 60, 2))
def test_notes_of_any_length_leave_no_few_lines_on_the_last_side(lines: int) -> None:
    line = "a note about something that the room ought to know"
    sheet = cases.sheet_of(replace(cases.injection(), notes="\n".join([line] * lines)))
    assert height(body(sheet, lay_out(sheet)[-1])) > LEAST_PT * 0.75
