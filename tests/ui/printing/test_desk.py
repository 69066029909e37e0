"""DESK on paper: the code is one that a telephone reads."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from planner.sheet.content import DeskPage, PictureRequest
from planner.ui.printing.layout import lay_out
from planner.ui.printing.marks import POINTS_PER_MM, Modules
from planner.ui.sheet_painter import page_image
from tests.sheet import cases

pytestmark = pytest.mark.usefixtures("qapp")


def grey(request: PictureRequest, size: QSize) -> QImage:
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(90, 91, 92))
    return image


def test_the_code_has_its_modules_and_white_round_them() -> None:
    made = cases.sheet_of(cases.injection(), cases.real_person())
    code = next(page.code for page in made.pages if isinstance(page, DeskPage))
    page, mark = next((p, m) for p in lay_out(made) for m in p.marks if isinstance(m, Modules))
    size, side = len(code.modules), mark.size / len(code.modules)
    assert side / POINTS_PER_MM >= 0.5
    image = page_image(page, grey, 288.0)

    def module(row: int, column: int) -> str:
        x, y = mark.left + (column + 0.5) * side, mark.top + (row + 0.5) * side
        return "1" if image.pixelColor(round(x * 4.0), round(y * 4.0)).red() < 128 else "0"

    painted = ["".join(module(row, column) for column in range(-4, size + 4)) for row in range(-4, size + 4)]
    quiet = ["0" * (size + 8)] * 4
    assert painted == [*quiet, *(f"0000{line}0000" for line in code.modules), *quiet]


def test_black_modules_that_touch_show_no_seam() -> None:
    made = cases.sheet_of(cases.injection(), cases.real_person())
    page, mark = next((p, m) for p in lay_out(made) for m in p.marks if isinstance(m, Modules))
    image, side = page_image(page, grey, 200.0), mark.size / len(mark.modules) * 200.0 / 72.0
    left, top = mark.left * 200.0 / 72.0, mark.top * 200.0 / 72.0
    column = round(left + side * 0.5)
    assert all(image.pixelColor(column, round(top + y)).red() < 60 for y in range(1, int(side * 7) - 1))
