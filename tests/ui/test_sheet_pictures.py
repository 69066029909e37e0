"""The pictures of the sheet: what is written in them is large enough to be read on paper."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage

from planner.checks import review
from planner.checks.scene import Scene
from planner.guideline.rules import load_rules
from planner.ui.printing.layout import lay_out
from planner.ui.printing.marks import PicturePlace
from planner.ui.sheet_painter import PICTURE_DPI
from planner.ui.sheet_pictures import sheet_pictures
from tests.sheet import cases

pytestmark = pytest.mark.usefixtures("qapp")

MM_PER_PIXEL = 25.4 / PICTURE_DPI
BRIGHT = 200


def pictures() -> list[QImage]:
    """Return the pictures of one needle as they are printed."""
    plan = cases.ablation(nerves="L3")
    results = review(plan, Scene(cases.BODY, plan.patient, plan.images), load_rules())
    render = sheet_pictures(cases.BODY, plan, results)
    places = [m for page in lay_out(cases.sheet_of(plan)) for m in page.marks if isinstance(m, PicturePlace)]
    pixels = [[round(side / 72.0 * PICTURE_DPI) for side in (m.width, m.height)] for m in places]
    return [render(m.request, QSize(*size)) for m, size in zip(places, pixels, strict=True)]


def ink_height_mm(image: QImage, area: QRect) -> float:
    """Return the height on paper of what is written in bright ink within an area of a picture."""
    rows = [
        y
        for y in range(area.top(), area.bottom() + 1)
        if any(image.pixelColor(x, y).red() > BRIGHT for x in range(area.left(), area.right() + 1))
    ]
    assert rows, "nothing is written there"
    return (rows[-1] - rows[0] + 1) * MM_PER_PIXEL


def test_the_letters_of_the_sides_stand_two_millimetres_high() -> None:
    made = pictures()
    assert len(made) == 2
    for image in made:
        middle = QRect(0, image.height() * 2 // 5, image.width() // 12, image.height() // 5)
        assert ink_height_mm(image, middle) >= 2.0


def test_labels_have_seven_points_at_least() -> None:
    """Measured on the digits of the scale bar, which has the type of the labels; digits are 0.7 of it."""
    for image in pictures():
        above_bar = QRect(image.width() * 4 // 5, image.height() - 90, image.width() // 5, 46)
        assert ink_height_mm(image, above_bar) >= 0.7 * 7.0 / 72.0 * 25.4
