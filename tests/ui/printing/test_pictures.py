"""PICTURES on paper: the views in one row, as large as they go, and the pictures of a needle on one page."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from planner.anatomy.spine import Side
from planner.sheet.content import PictureKind, PicturePage, Sheet
from planner.sheet.views import VIEWS
from planner.ui.printing.layout import LaidPage, lay_out
from planner.ui.printing.marks import POINTS_PER_MM, PicturePlace, Piece
from tests.sheet import cases

pytestmark = pytest.mark.usefixtures("qapp")


def pages(sheet: Sheet) -> list[LaidPage]:
    """Return the sides of paper that the pictures take."""
    heading = sheet.pages[2].heading
    return [
        page
        for page in lay_out(sheet)
        if any(isinstance(m, Piece) and m.text.startswith(heading) for m in page.marks)
    ]


def places(page: LaidPage) -> list[PicturePlace]:
    return [mark for mark in page.marks if isinstance(mark, PicturePlace)]


def with_warnings(sheet: Sheet, count: int) -> Sheet:
    """Return the sheet with so many warnings under each view."""
    page = sheet.pages[2]
    assert isinstance(page, PicturePage)
    warnings = ("Metal hides the target: 100% hidden by H1, H2, metal in the images",) * count
    needles = tuple(
        replace(needle, views=tuple(replace(view, warnings=warnings) for view in needle.views))
        for needle in page.needles
    )
    return replace(sheet, pages=(*sheet.pages[:2], replace(page, needles=needles), *sheet.pages[3:]))


@pytest.mark.parametrize("warnings", [0, 2])
def test_a_needle_is_one_page_with_its_views_in_a_row_above_its_slices(warnings: int) -> None:
    sheet = with_warnings(cases.sheet_of(cases.ablation((Side.LEFT,))), warnings)
    laid = pages(sheet)
    assert len(laid) == 3
    for page in laid:
        found = places(page)
        assert [p.request.kind for p in found] == [*VIEWS, PictureKind.ALONG, PictureKind.BARREL]
        views, slices = found[:3], found[3:]
        assert len({view.top for view in views}) == 1
        for view in views:
            assert view.width == pytest.approx(view.height)
            assert view.width / POINTS_PER_MM == pytest.approx(58.0, abs=2.0)
        for one, other in pairwise(views):
            assert one.left + one.width < other.left
        assert min(each.top for each in slices) > max(view.top + view.height for view in views)


def test_a_box_to_tick_stands_under_each_view() -> None:
    (page,) = pages(cases.sheet_of(cases.ablation((Side.LEFT,), "L3")))
    ticks = {m.text.replace("\u00a0", " "): m for m in page.marks if isinstance(m, Piece)}
    for place, name in zip(places(page), ("AP ☐", "Oblique ☐", "Lateral ☐"), strict=False):
        assert ticks[name].left == pytest.approx(place.left)
        assert 0.0 <= ticks[name].top - (place.top + place.height) < 8.0
        assert ticks[name].style.size_pt >= 13.0


def test_the_legend_never_stands_alone_on_a_page() -> None:
    for warnings in (4, 6):
        laid = pages(with_warnings(cases.sheet_of(cases.ablation((Side.LEFT,))), warnings))
        assert all(places(page) for page in laid)
        assert any(isinstance(m, Piece) and "exposure" in m.text for m in laid[0].marks)


def test_without_needles_the_legend_is_all_there_is() -> None:
    laid = pages(cases.sheet_of(cases.ablation((), "")))
    assert len(laid) == 1
    assert not places(laid[0])
